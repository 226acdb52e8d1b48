/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* convert.c - the commands "vmnet-bench import" and "vmnet-bench export" */

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/complaint.h"
#include "harness/convert.h"
#include "harness/export.h"
#include "harness/import.h"
#include "harness/tree.h"
#include "helper/util.h"
#include "perf/summary.h"

#define CONVERT_ROUNDS 1000

struct convert {
	const char *command; /* import or export */
	const char *dir;     /* what is read */
	const char *out;     /* NULL when not given */
	unsigned int round;  /* 0 when not given */
	bool help;
};

void convert_usage(FILE *out)
{
	fprintf(out,
		"      --out DIR            folder to write to\n"
		"      --round N            of export: this round, not the "
		"median one\n");
}

static int convert_help(const struct convert *c)
{
	if (!strcmp(c->command, "import"))
		printf("usage: vmnet-bench import DIR [--out DIR]\n"
		       "Read the reports of iperf3 in "
		       "DIR/bench/NETWORK/MODE-DRIVER[:TAG]-VMS/TEST.json\n"
		       "into the tables of a run.\n\n");
	else
		printf("usage: vmnet-bench export RUN --out DIR [--round N]\n"
		       "Write the throughput of a run as such reports.\n\n");
	convert_usage(stdout);
	return EXIT_SUCCESS;
}

static int convert_value(struct convert *c, const char *name, const char *value)
{
	uint64_t number;

	if (!value || !*value)
		return complain(c->command, "--%s: needs a value", name);
	if (!strcmp(name, "out")) {
		c->out = value;
		return 0;
	}
	if (parse_uint(value, 1, CONVERT_ROUNDS, &number))
		return complain(c->command,
				"--round %s: not a number from 1 to %u", value,
				CONVERT_ROUNDS);
	c->round = (unsigned int)number;
	return 0;
}

/* Return: name of the option that takes a value, or NULL */
static const char *convert_option(const struct convert *c, const char *arg)
{
	size_t length = strcspn(arg, "=");

	if (length == 5 && !memcmp(arg, "--out", 5))
		return "out";
	if (length == 7 && !memcmp(arg, "--round", 7) &&
	    !strcmp(c->command, "export"))
		return "round";
	return NULL;
}

/* Return: 0 or the exit status of an error that was printed */
static int convert_parse(struct convert *c, int argc, char *const argv[])
{
	const char *arg, *name, *equals;
	bool options = true;
	int i, err = 0;

	for (i = 0; i < argc && !err; i++) {
		arg = argv[i];
		equals = strchr(arg, '=');
		name = convert_option(c, arg);
		if (options && !strcmp(arg, "--"))
			options = false;
		else if (options &&
			 (!strcmp(arg, "--help") || !strcmp(arg, "-h")))
			c->help = true;
		else if (options && name && equals)
			err = convert_value(c, name, equals + 1);
		else if (options && name)
			err = convert_value(c, name,
					    ++i < argc ? argv[i] : NULL);
		else if (options && arg[0] == '-')
			err = complain(c->command, "unknown option %s", arg);
		else if (c->dir || !*arg)
			err = complain(c->command, "unexpected argument '%s'",
				       arg);
		else
			c->dir = arg;
	}
	return err;
}

/* The last two parts: trees are kept as <date>/<machine>. */
static void convert_name(const char *dir, char name[PATH_MAX])
{
	char path[PATH_MAX];
	char *slash;

	if (!realpath(dir, path))
		strcpy(path, "unknown");
	slash = strrchr(path, '/');
	while (slash && slash > path && slash[-1] != '/')
		slash--;
	memmove(name, slash ? slash : path, strlen(slash ? slash : path) + 1);
}

static int convert_folder(const struct convert *c, const char *out)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/samples.csv", out);
	if (access(path, F_OK) == 0)
		return complain(c->command, "--out %s: holds a run already",
				out);
	if (mkdir(out, 0777) < 0 && errno != EEXIST)
		return complain(c->command, "--out %s: %s", out,
				strerror(errno));
	return 0;
}

static int convert_tree(const struct convert *c, const struct tree *t,
			const char *results)
{
	char out[PATH_MAX], name[PATH_MAX], id[IMPORT_ID];
	int err;

	import_id(t, id);
	if (c->out)
		snprintf(out, sizeof(out), "%s", c->out);
	else
		snprintf(out, sizeof(out), "%s/%s", results, id);
	if (!c->out && mkdir(results, 0777) < 0 && errno != EEXIST)
		return complain(c->command, "%s: %s", results, strerror(errno));
	if (convert_folder(c, out))
		return EXIT_FAILURE;
	convert_name(c->dir, name);
	err = import_write(t, name, out);
	if (!err)
		err = summary_print(out, stdout);
	if (err)
		return complain(c->command, "%s: %s", out, strerror(-err));
	printf("%zu reports are in %s\n", t->n, out);
	return EXIT_SUCCESS;
}

int convert_import(int argc, char *const argv[], const char *results)
{
	struct convert c = { .command = "import" };
	char why[TREE_REASON];
	struct tree tree;
	int status;

	status = convert_parse(&c, argc, argv);
	if (status)
		return status;
	if (c.help)
		return convert_help(&c);
	if (!c.dir)
		return complain(c.command, "want a folder with a folder bench");
	if (tree_read(c.dir, &tree, why))
		status = complain(c.command, "%s", why);
	else
		status = convert_tree(&c, &tree, results);
	tree_free(&tree);
	return status;
}

int convert_export(int argc, char *const argv[])
{
	struct convert c = { .command = "export" };
	char why[EXPORT_REASON];
	size_t n;
	int status;

	status = convert_parse(&c, argc, argv);
	if (status)
		return status;
	if (c.help)
		return convert_help(&c);
	if (!c.dir)
		return complain(c.command, "want the folder of a run");
	if (!c.out)
		return complain(c.command,
				"--out is missing: the folder to make "
				"bench in");
	if (export_tree(c.dir, c.out, c.round, &n, why))
		return complain(c.command, "%s", why);
	printf("%zu reports are in %s/bench\n", n, c.out);
	return EXIT_SUCCESS;
}
