/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* resume.c - go on with a run that was interrupted */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/config.h"
#include "harness/resume.h"
#include "perf/csv.h"
#include "perf/summary.h"

#define RESUME_PATH (PATH_MAX + 32)

int resume_load(struct options *o, const char *dir, char error[OPTIONS_ERROR])
{
	char path[RESUME_PATH];

	snprintf(path, sizeof(path), "%s/samples.csv", dir);
	if (access(path, F_OK) < 0)
		return options_fail(error, "--resume %s: %s", dir,
				    errno == ENOENT ? "holds no run"
						    : strerror(errno));
	snprintf(path, sizeof(path), "%s/matrix.yaml", dir);
	if (access(path, F_OK) < 0)
		return options_fail(error,
				    "--resume %s: has no matrix.yaml that "
				    "tells what was measured",
				    dir);
	return config_load(o, path, error);
}

/* A fact of the run, which has to be the same as now. */
static int resume_same(const struct setup *s, const char *path, const char *key,
		       const char *now, char error[OPTIONS_ERROR])
{
	char was[CREATED_TEXT]; /* the longest of them */
	int err = csv_read_pair(path, key, was, sizeof(was));

	if (err)
		return options_fail(error, "--resume %s: no %s in run.csv",
				    s->options.resume, key);
	if (strcmp(was, now) != 0)
		return options_fail(error, "--resume %s: its %s is %s, not %s",
				    s->options.resume, key, was, now);
	return 0;
}

/* By their names alone VMs are not the same: one may have been made anew. */
static int resume_created(const struct setup *s, const char *path,
			  char error[OPTIONS_ERROR])
{
	int err;

	if (!setup_uses(s, OPTIONS_CREATED))
		return 0;
	err = resume_same(s, path, "vm_created", s->created.names, error);
	if (!err)
		err = resume_same(s, path, "vm_created_cpus", s->created.cpus,
				  error);
	return err ? err
		   : resume_same(s, path, "vm_created_mem", s->created.memory,
				 error);
}

int resume_check(struct setup *s, char error[OPTIONS_ERROR])
{
	char path[RESUME_PATH], id[MACHINE_ID];
	int err;

	snprintf(path, sizeof(path), "%s/run.csv", s->options.resume);
	err = resume_same(s, path, "machine", machine_id(&s->machine, id),
			  error);
	if (!err)
		err = resume_same(s, path, "helper_commit", s->commit, error);
	if (!err)
		err = resume_created(s, path, error);
	if (!err && csv_read_pair(path, "run_id", s->run_id, sizeof(s->run_id)))
		err = options_fail(error, "--resume %s: no run_id in run.csv",
				   s->options.resume);
	strcpy(s->output, s->options.resume);
	s->resumed = true;
	return err;
}

static int resume_read(const struct setup *s, struct sample **samples,
		       size_t *n)
{
	char path[RESUME_PATH];
	size_t line;

	snprintf(path, sizeof(path), "%s/samples.csv", s->output);
	return csv_read_samples(path, samples, n, &line);
}

static bool resume_is_last(const struct sample *s)
{
	enum protocol protocol;

	return matrix_protocol(s->cell.proto, &protocol) == 0 &&
	       !strcmp(s->metric, record_metric_of(protocol));
}

static bool resume_is_done(const struct sample *samples, size_t n,
			   const struct cell *cell, unsigned int round)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (samples[i].round == round && resume_is_last(&samples[i]) &&
		    !summary_compare(&samples[i].cell, cell))
			return true;
	}
	return false;
}

int resume_filter(const struct setup *s, struct matrix_step *steps, size_t *n)
{
	struct sample *samples;
	size_t count, i, kept = 0;
	struct cell cell;
	int err;

	err = resume_read(s, &samples, &count);
	if (err)
		return err;
	for (i = 0; i < *n; i++) {
		record_cell(s, &steps[i], &cell);
		if (!resume_is_done(samples, count, &cell, steps[i].round))
			steps[kept++] = steps[i];
	}
	free(samples);
	*n = kept;
	return 0;
}

/* Cut a file behind so many lines. */
static int resume_truncate(const char *path, size_t lines)
{
	FILE *file = fopen(path, "re");
	long end = 0;
	int c, err;

	if (!file)
		return -errno;
	while (lines && (c = getc(file)) != EOF) {
		end++;
		lines -= c == '\n';
	}
	fclose(file);
	err = truncate(path, end);
	return err < 0 ? -errno : 0;
}

int resume_cut(const struct setup *s)
{
	char path[RESUME_PATH];
	struct sample *samples;
	size_t n;
	int err;

	err = resume_read(s, &samples, &n);
	if (err)
		return err;
	while (n && !resume_is_last(&samples[n - 1]))
		n--;
	free(samples);
	snprintf(path, sizeof(path), "%s/samples.csv", s->output);
	return resume_truncate(path, n + 1);
}
