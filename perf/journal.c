/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* journal.c - what a run of vmnet-datapath leaves in its folder */

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "harness/machine.h"
#include "helper/version.h"
#include "perf/journal.h"

static void copy(char field[CSV_TEXT], const char *text)
{
	snprintf(field, CSV_TEXT, "%.*s", CSV_TEXT - 1, text);
}

static void now(char text[CSV_TEXT])
{
	time_t t = time(NULL);
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(text, CSV_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static int open_file(const char *dir, const char *name, const char *header)
{
	char path[PATH_MAX];

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", dir, name) >=
	    sizeof(path))
		return -ENAMETOOLONG;
	return csv_open(path, header);
}

/* The folder's own name. */
static int name_run(struct journal *j, const char *dir)
{
	char path[PATH_MAX];
	char *name;
	size_t len = strlen(dir);

	if (len >= sizeof(path))
		return -ENAMETOOLONG;
	memcpy(path, dir, len + 1);
	while (len > 1 && path[len - 1] == '/')
		path[--len] = '\0';
	name = strrchr(path, '/');
	name = name ? name + 1 : path;
	if (strlen(name) >= CSV_TEXT)
		return -ENAMETOOLONG;
	copy(j->common.run_id, name);
	return 0;
}

static int put_facts(struct journal *j, const struct machine *m,
		     const struct args *args)
{
	const char *what = args->what == ARGS_PUMP    ? "pump"
			   : args->what == ARGS_IPERF ? "iperf"
						      : "offload";
	char key[48], text[CSV_TEXT];
	size_t i;
	int err;

	now(text);
	err = csv_append_pair(j->run, "run_id", j->common.run_id);
	if (!err)
		err = csv_append_pair(j->run, "date", text);
	if (!err)
		err = csv_append_pair(j->run, "machine", j->common.machine);
	for (i = 0; i < m->n && !err; i++)
		err = csv_append_pair(j->run, m->facts[i].key,
				      m->facts[i].value);
	if (!err)
		err = csv_append_pair(j->run, "helper_version", version_text);
	if (!err)
		err = csv_append_pair(j->run, "helper_commit", version_commit);
	snprintf(key, sizeof(key), "%s_seed", what);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)args->seed);
	if (!err)
		err = csv_append_pair(j->run, key, text);
	snprintf(key, sizeof(key), "%s_time", what);
	snprintf(text, sizeof(text), "%g", args->ms / 1000.0);
	if (!err)
		err = csv_append_pair(j->run, key, text);
	snprintf(key, sizeof(key), "%s_rounds", what);
	snprintf(text, sizeof(text), "%u", args->rounds);
	return err ? err : csv_append_pair(j->run, key, text);
}

int journal_open(struct journal *j, const struct args *args)
{
	struct machine m = { 0 };
	char id[MACHINE_ID];
	int err;

	*j = (struct journal){ .samples = -1, .run = -1 };
	err = name_run(j, args->output);
	if (err)
		return err;
	if (mkdir(args->output, 0777) < 0 && errno != EEXIST)
		return -errno;
	machine_probe(&m);
	copy(j->common.machine, machine_id(&m, id));
	err = j->samples = open_file(args->output, "samples.csv", CSV_SAMPLES);
	if (err >= 0)
		err = j->run = open_file(args->output, "run.csv", CSV_RUN);
	if (err >= 0)
		err = put_facts(j, &m, args);
	if (err < 0)
		journal_close(j);
	return err;
}

int journal_add(struct journal *j, const struct cell *cell, unsigned int round,
		unsigned int order, double seconds, const char *metric,
		const char *unit, const char *better, double value)
{
	struct sample s = j->common;

	s.cell = *cell;
	copy(s.cell.arm, "head");
	copy(s.cell.commit, version_commit);
	now(s.time);
	s.round = round;
	s.order = order;
	s.seconds = seconds;
	copy(s.metric, metric);
	copy(s.unit, unit);
	copy(s.better, better);
	copy(s.status, isfinite(value) ? "ok" : "failed");
	s.value = value;
	return csv_append_sample(j->samples, &s);
}

void journal_close(struct journal *j)
{
	if (j->samples >= 0)
		close(j->samples);
	if (j->run >= 0)
		close(j->run);
	j->samples = j->run = -1;
}
