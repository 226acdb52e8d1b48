/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* config_write.c - what is measured, as a matrix file */

#include <string.h>

#include "harness/config.h"

static void write_list(FILE *out, const char *key,
		       const struct matrix_list *list)
{
	size_t i;

	if (!list->n)
		return;
	fprintf(out, "%s: [", key);
	for (i = 0; i < list->n; i++)
		fprintf(out, "%s\"%s\"", i ? ", " : "", list->name[i]);
	fputs("]\n", out);
}

static void write_numbers(FILE *out, const char *key,
			  const struct matrix_numbers *list)
{
	size_t i;

	if (!list->n)
		return;
	fprintf(out, "%s: [", key);
	for (i = 0; i < list->n; i++)
		fprintf(out, "%s%u", i ? ", " : "", list->value[i]);
	fputs("]\n", out);
}

/* In quotes of one kind, in which only those are special. */
static void write_quoted(FILE *out, const char *text)
{
	putc('\'', out);
	for (; *text; text++) {
		if (*text == '\'')
			putc('\'', out);
		putc(*text, out);
	}
	putc('\'', out);
}

static void write_driver(FILE *out, const char *label,
			 const struct matrix_variant *v)
{
	size_t length = strlen(v->script);

	fprintf(out, "  - name: \"%s\"\n", length ? v->script : label);
	if (length && label[length] == ':')
		fprintf(out, "    tag: \"%s\"\n", label + length + 1);
	if (v->command[0]) {
		fputs("    command: ", out);
		write_quoted(out, v->command);
		putc('\n', out);
	}
	if (v->offloading)
		fputs("    offloading: true\n", out);
}

static void write_names(FILE *out, const char *key, size_t n,
			const char *(*name)(const struct matrix *, size_t),
			const struct matrix *m)
{
	size_t i;

	if (!n)
		return;
	fprintf(out, "%s: [", key);
	for (i = 0; i < n; i++)
		fprintf(out, "%s%s", i ? ", " : "", name(m, i));
	fputs("]\n", out);
}

static const char *name_direction(const struct matrix *m, size_t i)
{
	return matrix_direction_name(m->directions[i]);
}

static const char *name_protocol(const struct matrix *m, size_t i)
{
	return matrix_protocol_name(m->protocols[i]);
}

void config_write(const struct options *o, FILE *out)
{
	const struct matrix *m = &o->matrix;
	size_t i;

	fputs("# What this run measures; vmnet-bench run --resume reads it.\n"
	      "drivers:\n",
	      out);
	for (i = 0; i < m->drivers.n; i++)
		write_driver(out, m->drivers.name[i], &m->variants[i]);
	write_list(out, "operation-modes", &m->modes);
	write_list(out, "networks", &m->networks);
	write_names(out, "tests", m->n_directions, name_direction, m);
	write_names(out, "protocol", m->n_protocols, name_protocol, m);
	write_numbers(out, "vms", &m->guests);
	write_numbers(out, "streams", &m->streams);
	write_numbers(out, "sizes", &m->sizes);
	fputs("shared-interface: ", out);
	write_quoted(out, o->lan);
	fprintf(out,
		"\ntime: %u\nomit: %u\nrounds: %u\n"
		"length: %u\nseed: %llu\n",
		o->seconds, o->omit, m->rounds, o->length,
		(unsigned long long)m->seed);
}
