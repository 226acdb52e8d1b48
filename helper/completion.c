/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* completion.c - scripts that let a shell complete our command lines */

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "helper/completion.h"
#include "helper/util.h"

/* Of what is written, not of this file: REUSE-IgnoreStart */
#define LICENSE                                                                \
	"# SPDX-FileCopyrightText: The vmnet-helper project authors\n"         \
	"# SPDX-License-Identifier: Apache-2.0\n"
/* REUSE-IgnoreEnd */

enum how { NOTHING, WORDS, FILES, INTERFACES };

/* How each kind of value in the table of options is completed. */
static const struct kind {
	const char *value;
	enum how how;
	const char *words; /* of WORDS only */
} kinds[] = {
	{ "BYTES", NOTHING, NULL },
	{ "FD", NOTHING, NULL },
	{ "IFACE", INTERFACES, NULL },
	{ "IPV4", NOTHING, NULL },
	{ "MODE", WORDS, "shared host bridged" },
	{ "NAME", NOTHING, NULL },
	{ "PATH", FILES, NULL },
	{ "SECONDS", NOTHING, NULL },
	{ "TYPE", WORDS, "dgram stream" },
	{ "WAY", WORDS, "socket tap" },
	{ "UUID", NOTHING, NULL },
};

static const struct kind *find_kind(const char *value)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kinds[i].value, value) == 0)
			return &kinds[i];
	}
	return NULL;
}

static const char *program_name(enum opts_program program)
{
	return program == OPTS_HELPER ? "vmnet-helper" : "vmnet-client";
}

/* --- bash ----------------------------------------------------------------- */

/* "-f|--fd|...": all options, or those with a value only. */
static void bash_names(enum opts_program program, bool all, char between,
		       FILE *out)
{
	const char *before = "";
	struct opts_row row;
	size_t i;

	for (i = 0; opts_row(program, i, &row); i++) {
		if (!all && !row.value)
			continue;
		fputs(before, out);
		if (row.letter)
			fprintf(out, "-%c%c", row.letter, between);
		fprintf(out, "--%s", row.name);
		before = between == '|' ? "|" : " ";
	}
}

static void bash_case(const struct opts_row *row, FILE *out)
{
	const struct kind *kind = find_kind(row->value);

	fputs("\t", out);
	if (row->letter)
		fprintf(out, "-%c|", row->letter);
	fprintf(out, "--%s) ", row->name);
	if (kind->how == WORDS)
		fprintf(out, "COMPREPLY=($(compgen -W '%s' -- \"$cur\")) ;;\n",
			kind->words);
	else if (kind->how == INTERFACES)
		fputs("_vmnet_interfaces \"$cur\" ;;\n", out);
	else if (kind->how == FILES)
		fputs("_vmnet_files \"$cur\" ;;\n", out);
	else
		fputs("COMPREPLY=() ;;\n", out);
}

/* "--name=value" arrives as three words where "=" breaks words. */
static const char bash_start[] =
	"_vmnet_files()\n{\n"
	"\tlocal IFS=$'\\n'\n"
	"\ttype compopt >/dev/null 2>&1 && compopt -o filenames 2>/dev/null\n"
	"\tCOMPREPLY=($(compgen -f -- \"$1\"))\n"
	"}\n\n"
	"_vmnet_interfaces()\n{\n"
	"\tlocal name\n"
	"\tCOMPREPLY=()\n"
	"\twhile read -r name; do\n"
	"\t\t[[ $name == \"$1\"* ]] && COMPREPLY+=(\"$name\")\n"
	"\tdone < <(vmnet-helper --list-shared-interfaces 2>/dev/null)\n"
	"}\n\n";

static const char bash_words[] = "\tlocal cur=${COMP_WORDS[COMP_CWORD]} "
				 "prev=${COMP_WORDS[COMP_CWORD-1]}\n"
				 "\t[[ $cur == = ]] && cur=\n"
				 "\t[[ $prev == = && $COMP_CWORD -gt 1 ]] && "
				 "prev=${COMP_WORDS[COMP_CWORD-2]}\n";

/* The first word that is no option, nor the value of one, is the command. */
static void bash_command(enum opts_program program, FILE *out)
{
	fputs("\tlocal command i\n"
	      "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	      "\t\tcase ${COMP_WORDS[i]} in\n"
	      "\t\t--) command=yes; ((i++)); break ;;\n\t\t",
	      out);
	bash_names(program, false, '|', out);
	fputs(") ((i++)); [[ ${COMP_WORDS[i]} == = ]] && ((i++)) ;;\n"
	      "\t\t-*) ;;\n"
	      "\t\t*) command=yes; break ;;\n"
	      "\t\tesac\n"
	      "\tdone\n"
	      "\tif [[ $command ]]; then\n"
	      "\t\tif type _command_offset >/dev/null 2>&1; then\n"
	      "\t\t\t_command_offset \"$i\"\n"
	      "\t\telif ((i == COMP_CWORD)); then\n"
	      "\t\t\tCOMPREPLY=($(compgen -c -- \"$cur\"))\n"
	      "\t\telse\n"
	      "\t\t\t_vmnet_files \"$cur\"\n"
	      "\t\tfi\n"
	      "\t\treturn\n"
	      "\tfi\n",
	      out);
}

static void write_bash(enum opts_program program, FILE *out)
{
	const char *function =
		program == OPTS_HELPER ? "_vmnet_helper" : "_vmnet_client";
	struct opts_row row;
	size_t i;

	fputs(LICENSE "# shellcheck shell=bash disable=SC2207\n", out);
	fputs(bash_start, out);
	fprintf(out, "%s()\n{\n%s", function, bash_words);
	if (program == OPTS_CLIENT)
		bash_command(program, out);
	fputs("\tcase $prev in\n", out);
	for (i = 0; opts_row(program, i, &row); i++) {
		if (row.value)
			bash_case(&row, out);
	}
	fputs("\t*) COMPREPLY=($(compgen -W '", out);
	bash_names(program, true, ' ', out);
	fprintf(out, "%s' -- \"$cur\")) ;;\n\tesac\n}\n",
		program == OPTS_CLIENT ? " --" : "");
	fprintf(out, "complete -F %s %s\n", function, program_name(program));
}

/* --- zsh ------------------------------------------------------------------ */

/* In '...' of the shell, and in [...] of _arguments. */
static void zsh_text(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\'", out);
		else if (strchr("[]\\:", *text))
			fputc('\\', out);
		fputc(*text, out);
	}
}

static void zsh_value(const struct opts_row *row, FILE *out)
{
	const struct kind *kind = find_kind(row->value);

	fprintf(out, ":%s:", row->value);
	if (kind->how == WORDS)
		fprintf(out, "(%s)", kind->words);
	else if (kind->how == FILES)
		fputs("_files", out);
	else if (kind->how == INTERFACES)
		fputs("_vmnet_interfaces", out);
}

static void zsh_row(const struct opts_row *row, FILE *out)
{
	if (row->letter)
		fprintf(out, "\t'(-%c --%s)'{-%c%s,--%s%s}'[", row->letter,
			row->name, row->letter, row->value ? "+" : "",
			row->name, row->value ? "=" : "");
	else
		fprintf(out, "\t'--%s%s[", row->name, row->value ? "=" : "");
	zsh_text(row->help, out);
	fputs("]", out);
	if (row->value)
		zsh_value(row, out);
	fputs("' \\\n", out);
}

static void write_zsh(enum opts_program program, FILE *out)
{
	struct opts_row row;
	size_t i;

	fprintf(out, "#compdef %s\n" LICENSE, program_name(program));
	fputs("_vmnet_interfaces()\n{\n"
	      "\tlocal -a names\n"
	      "\tnames=(${(f)\"$(vmnet-helper --list-shared-interfaces "
	      "2>/dev/null)\"})\n"
	      "\tcompadd -a names\n}\n\n",
	      out);
	fputs("_arguments -s -S \\\n", out);
	for (i = 0; opts_row(program, i, &row); i++)
		zsh_row(&row, out);
	if (program == OPTS_CLIENT)
		fputs("\t'(-)1:command:_command_names -e' \\\n"
		      "\t'*::argument:_normal'\n",
		      out);
	else
		fputs("\t&& return 0\n", out);
}

/* --- fish ----------------------------------------------------------------- */

static void fish_text(const char *text, FILE *out)
{
	fputc('\'', out);
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('\'', out);
}

static void fish_row(enum opts_program program, const struct opts_row *row,
		     FILE *out)
{
	const struct kind *kind = row->value ? find_kind(row->value) : NULL;

	fprintf(out, "complete -c %s", program_name(program));
	if (row->letter)
		fprintf(out, " -s %c", row->letter);
	fprintf(out, " -l %s", row->name);
	if (kind && kind->how == FILES)
		fputs(" -r -F", out);
	else if (kind)
		fputs(" -x", out);
	if (kind && kind->how == WORDS)
		fprintf(out, " -a '%s'", kind->words);
	if (kind && kind->how == INTERFACES)
		fputs(" -a '(vmnet-helper --list-shared-interfaces "
		      "2>/dev/null)'",
		      out);
	fputs(" -d ", out);
	fish_text(row->help, out);
	fputc('\n', out);
}

static const char fish_command[] =
	"function __vmnet_client_command\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -l start (contains -i -- -- $words)\n"
	"\tor return\n"
	"\tset -e words[1..$start]\n"
	"\tcomplete -C \"$(string escape -- $words | string join ' ') "
	"$(commandline -ct)\"\n"
	"end\n"
	"complete -c vmnet-client -a '(__vmnet_client_command)'\n";

static void write_fish(enum opts_program program, FILE *out)
{
	struct opts_row row;
	size_t i;

	fprintf(out, LICENSE "complete -c %s -f\n", program_name(program));
	for (i = 0; opts_row(program, i, &row); i++)
		fish_row(program, &row, out);
	if (program == OPTS_CLIENT)
		fputs(fish_command, out);
}

/* -------------------------------------------------------------------------- */

static const struct {
	const char *shell;
	void (*write)(enum opts_program program, FILE *out);
} writers[] = {
	{ "bash", write_bash },
	{ "zsh", write_zsh },
	{ "fish", write_fish },
};

int completion_write(enum opts_program program, const char *shell, FILE *out,
		     const char **kind)
{
	struct opts_row row;
	size_t i;

	for (i = 0; opts_row(program, i, &row); i++) {
		if (!row.value || find_kind(row.value))
			continue;
		*kind = row.value;
		return -EDOM;
	}
	for (i = 0; i < ARRAY_SIZE(writers); i++) {
		if (strcmp(writers[i].shell, shell) != 0)
			continue;
		writers[i].write(program, out);
		return 0;
	}
	return -EINVAL;
}
