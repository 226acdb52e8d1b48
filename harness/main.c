/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - vmnet-bench: boot guests behind vmnet-helper and measure them */

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/convert.h"
#include "harness/events.h"
#include "harness/machine.h"
#include "harness/config.h"
#include "harness/options.h"
#include "harness/plan.h"
#include "harness/resume.h"
#include "harness/run.h"
#include "harness/sandbox.h"
#include "harness/setup.h"
#include "harness/statview.h"
#include "harness/vms.h"
#include "helper/log.h"
#include "helper/util.h"
#include "helper/version.h"

struct bench {
	struct setup setup;
	struct events events;
};

static int bench_fail(const char *text)
{
	fprintf(stderr, "vmnet-bench: %s\n", text);
	return 1;
}

static void bench_usage(FILE *out)
{
	fprintf(out, "usage: vmnet-bench run [options]\n"
		     "       vmnet-bench machine\n"
		     "       vmnet-bench stats [options] LOG\n"
		     "       vmnet-bench import DIR [--out DIR]\n"
		     "       vmnet-bench export RUN --out DIR [--round N]\n");
	vms_synopsis(out);
	fprintf(out, "       vmnet-bench --help | --version\n"
		     "\n"
		     "run: boot guests behind vmnet-helper and measure them\n");
	options_usage(out);
	fprintf(out, "\nmachine: print the fingerprint of this machine\n"
		     "\nstats: print the rates in the log of a helper\n");
	statview_usage(out);
	fprintf(out, "\nimport, export: read and write results as the "
		     "vmnet-helper of macOS keeps them\n");
	convert_usage(out);
	vms_usage(out);
}

static int bench_machine(int argc)
{
	struct machine m;

	if (argc > 0)
		return bench_fail("machine: takes no arguments");
	machine_probe(&m);
	machine_print(&m, stdout);
	return 0;
}

static int bench_version(void)
{
	version_print();
	return 0;
}

/* Cut the last part off a path. */
static void bench_parent(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

/* The nearest folder above the program's own that has the drivers. */
static void bench_root(const char *build, char root[PATH_MAX])
{
	char vms[PATH_MAX + 16];

	snprintf(root, PATH_MAX, "%s", build);
	while (*root) {
		bench_parent(root);
		snprintf(vms, sizeof(vms), "%s/vms/README.md", root);
		if (access(vms, F_OK) == 0)
			return;
	}
	snprintf(root, PATH_MAX, "%s", build);
	bench_parent(root);
}

static const char *bench_home(void)
{
	const char *home = getenv("HOME");
	const struct passwd *user;

	if (home && *home)
		return home;
	user = getpwuid(getuid());
	return user ? user->pw_dir : "";
}

static int bench_paths(struct setup *s)
{
	const char *home = bench_home();
	char build[PATH_MAX], root[PATH_MAX];
	int err;

	err = machine_program(build, sizeof(build));
	if (err)
		return err;
	bench_parent(build);
	bench_root(build, root);
	return options_defaults(&s->options, build, root, getenv("VMNET_CACHE"),
				home, machine_value(&s->machine, "arch"));
}

/* Where the folders of runs are made. */
static int bench_import(int argc, char *argv[])
{
	struct setup s = { 0 };
	int err;

	machine_probe(&s.machine);
	err = bench_paths(&s);
	if (err)
		return bench_fail(strerror(-err));
	return convert_import(argc, argv, s.options.results);
}

/* A VM of a distribution. */
static int bench_vms(enum vm_command command, int argc, char *argv[])
{
	static struct setup s;
	struct vms_paths paths;
	int err;

	machine_probe(&s.machine);
	err = bench_paths(&s);
	if (err)
		return bench_fail(strerror(-err));
	paths = (struct vms_paths){
		.vms = s.options.vms,
		.build = s.options.build,
		.cache = getenv("VMNET_CACHE"),
		.data = getenv("XDG_DATA_HOME"),
		.home = bench_home(),
		.machine = machine_value(&s.machine, "arch"),
	};
	return vms_run(command, argc, argv, &paths);
}

static int bench_output(struct setup *s)
{
	char line[PATH_MAX + 64];
	const char *why = NULL;
	int err = setup_output(s);

	if (err == -EEXIST)
		why = "holds a run already";
	else if (err == -EXDEV)
		why = "below /run, which is not kept; choose another folder";
	else if (err)
		why = strerror(-err);
	if (!why)
		return 0;
	snprintf(line, sizeof(line), "%s %s: %s",
		 s->resumed ? "--resume" : "--output", s->output, why);
	return bench_fail(line);
}

/* Print what would be done, in no sandbox and no folder. */
static int bench_plan(struct setup *s)
{
	struct matrix_step *steps;
	size_t n;
	int err;

	err = s->resumed ? 0 : setup_name(s);
	if (!err)
		err = plan_make(s, &steps, &n);
	if (err)
		return bench_fail(err == -ENOENT ? "nothing to measure"
						 : strerror(-err));
	plan_print(s, steps, n, stdout);
	free(steps);
	return fflush(stdout) || ferror(stdout) ? 1 : 0;
}

static int bench_inside(void *ctx)
{
	struct bench *b = ctx;
	int ret = bench_output(&b->setup);

	return ret ? ret : run_matrix(&b->setup, &b->events);
}

/* From the checks on; the options are complete. */
static int bench_go(struct bench *b)
{
	char why[OPTIONS_ERROR];
	int ret;

	ret = setup_check(&b->setup, &b->events);
	if (ret == -ECANCELED)
		return 128 + b->events.signal;
	if (ret == -ENOENT)
		return 1;
	if (ret)
		return bench_fail(strerror(-ret));
	if (b->setup.options.resume[0] && resume_check(&b->setup, why))
		return bench_fail(why);
	if (b->setup.options.dry_run)
		return bench_plan(&b->setup);
	ret = sandbox_run(bench_inside, b, why);
	if (ret < 0)
		return bench_fail(why);
	if (ret == 128 + SIGKILL)
		bench_fail("was killed; what was measured is kept");
	return ret;
}

/* What a file says, and then what the command line does. */
static int bench_options(struct options *o, int argc, char *argv[],
			 char error[OPTIONS_ERROR])
{
	char config[PATH_MAX], resume[PATH_MAX];
	int err;

	err = options_parse(o, argc, argv, error);
	if (err || o->help || (!o->config[0] && !o->resume[0]))
		return err;
	if (o->resume[0] && o->changes)
		return options_fail(error,
				    "--%s: cannot be changed by --resume",
				    o->changes);
	strcpy(config, o->config);
	strcpy(resume, o->resume);
	options_start(o);
	if (resume[0])
		err = resume_load(o, resume, error);
	else
		err = config_load(o, config, error);
	return err ? err : options_apply(o, argc, argv, error);
}

static int bench_run(int argc, char *argv[])
{
	static struct bench b;
	char error[OPTIONS_ERROR];
	int err;

	if (bench_options(&b.setup.options, argc, argv, error))
		return bench_fail(error);
	if (b.setup.options.help) {
		bench_usage(stdout);
		return 0;
	}
	if (b.setup.options.verbose)
		log_set_level(LOG_DEBUG);
	machine_probe(&b.setup.machine);
	err = bench_paths(&b.setup);
	if (!err)
		err = events_open(&b.events);
	if (err)
		return bench_fail(strerror(-err));
	err = bench_go(&b);
	events_close(&b.events);
	return err;
}

int main(int argc, char *argv[])
{
	char line[128];
	enum vm_command command;

	if (argc < 2) {
		bench_usage(stderr);
		return 1;
	}
	command = vms_command(argv[1]);
	/* Without a name, it is a run of the benchmark. */
	if (!strcmp(argv[1], "run") && argc > 2 && argv[2][0] != '-')
		command = VM_RUN;
	if (command)
		return bench_vms(command, argc - 2, argv + 2);
	if (!strcmp(argv[1], "run"))
		return bench_run(argc - 2, argv + 2);
	if (!strcmp(argv[1], "machine"))
		return bench_machine(argc - 2);
	if (!strcmp(argv[1], "stats"))
		return statview_run(argc - 2, argv + 2);
	if (!strcmp(argv[1], "import"))
		return bench_import(argc - 2, argv + 2);
	if (!strcmp(argv[1], "export"))
		return convert_export(argc - 2, argv + 2);
	if (!strcmp(argv[1], "--version"))
		return bench_version();
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		bench_usage(stdout);
		return 0;
	}
	snprintf(line, sizeof(line), "unknown command %.64s; try --help",
		 argv[1]);
	return bench_fail(line);
}
