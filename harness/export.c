/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* export.c - a run as a tree of reports */

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/export.h"
#include "harness/layout.h"
#include "harness/origin.h"
#include "helper/printable.h"
#include "helper/util.h"
#include "perf/csv.h"
#include "perf/summary.h"

struct export
{
	const char *run;
	const char *out;
	unsigned int round;
	struct sample *samples; /* of throughput: @n of them */
	size_t n;
	struct sample *all; /* @n_all of them */
	size_t n_all;
	struct interval *intervals;
	size_t n_intervals;
	const struct sample **chosen; /* one for each report */
	size_t n_chosen;
	struct origin origin;
	char *why;
};

__attribute__((format(printf, 3, 4))) static int
export_fail(struct export *e, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(e->why, EXPORT_REASON, fmt, ap);
	va_end(ap);
	return err;
}

/* --- reading ------------------------------------------------------------- */

static int export_compare(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;
	int d = summary_compare(&x->cell, &y->cell);

	return d ? d : (x->round > y->round) - (x->round < y->round);
}

static int export_table(struct export *e, int err, const char *name,
			size_t line)
{
	if (err == -EBADMSG)
		return export_fail(
			e, err, "%s/%s: line %zu is %s", e->run, name, line,
			line == 1 ? "not the header of schema 1" : "malformed");
	return err ? export_fail(e, err, "%s/%s: %s", e->run, name,
				 strerror(-err))
		   : 0;
}

static int export_read(struct export *e)
{
	char path[PATH_MAX];
	size_t i, line = 0;
	int err;

	snprintf(path, sizeof(path), "%s/samples.csv", e->run);
	err = csv_read_samples(path, &e->all, &e->n_all, &line);
	err = export_table(e, err, "samples.csv", line);
	if (err)
		return err;
	e->samples = calloc(e->n_all + 1, sizeof(*e->samples));
	e->chosen = calloc(e->n_all + 1, sizeof(const struct sample *));
	if (!e->samples || !e->chosen)
		return export_fail(e, -ENOMEM, "%s", strerror(ENOMEM));
	for (i = 0; i < e->n_all; i++) {
		if (!strcmp(e->all[i].metric, METRIC_THROUGHPUT))
			e->samples[e->n++] = e->all[i];
	}
	qsort(e->samples, e->n, sizeof(*e->samples), export_compare);
	snprintf(path, sizeof(path), "%s/intervals.csv", e->run);
	err = csv_read_intervals(path, &e->intervals, &e->n_intervals, &line);
	return export_table(e, err == -ENOENT ? 0 : err, "intervals.csv", line);
}

static void export_fact(const struct export *e, const char *key, char *value,
			size_t size)
{
	char path[PATH_MAX];

	value[0] = '\0';
	snprintf(path, sizeof(path), "%s/run.csv", e->run);
	if (csv_read_pair(path, key, value, size) < 0)
		value[0] = '\0';
}

/* What is the same in all reports, as far as run.csv knows it. */
static void export_origin(struct export *e)
{
	struct origin *o = &e->origin;
	char text[MACHINE_VALUE];
	uint64_t number;

	export_fact(e, "iperf3", o->version, sizeof(o->version));
	export_fact(e, "os", o->system, sizeof(o->system));
	/* Ours is the name of a distribution, uname(1) knows only these. */
	if (strchr(o->system, ' ') || !o->system[0])
		strcpy(o->system,
		       strstr(o->system, "macOS") ? "Darwin" : "Linux");
	export_fact(e, "kernel", o->kernel, sizeof(o->kernel));
	export_fact(e, "arch", o->arch, sizeof(o->arch));
	export_fact(e, "omit", text, sizeof(text));
	if (parse_uint(text, 0, UINT_MAX, &number) == 0)
		o->omit = (unsigned int)number;
	export_fact(e, "time", text, sizeof(text));
	if (parse_uint(text, 0, UINT_MAX, &number) == 0)
		o->seconds = (unsigned int)number;
}

/* --- choosing ------------------------------------------------------------ */

static int export_slower(const void *a, const void *b)
{
	double x = (*(const struct sample *const *)a)->value;
	double y = (*(const struct sample *const *)b)->value;

	return (x > y) - (x < y);
}

/* @group: @n samples of one cell, by their round */
static int export_choose(struct export *e, const struct sample *group, size_t n)
{
	const struct sample **good;
	size_t i, count = 0;

	good = calloc(n, sizeof(const struct sample *));
	if (!good)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		if (e->round && group[i].round != e->round)
			continue;
		if (!strcmp(group[i].status, "ok"))
			good[count++] = &group[i];
	}
	qsort(good, count, sizeof(const struct sample *), export_slower);
	if (count)
		e->chosen[e->n_chosen++] = good[(count - 1) / 2];
	else if (!e->round)
		e->chosen[e->n_chosen++] = group;
	free(good);
	return 0;
}

/* As in trees of the time when offload was the default, and tagged if not. */
static bool export_default_on(const struct export *e, const struct cell *c)
{
	char driver[CSV_TEXT + 16];
	const struct sample *s;

	snprintf(driver, sizeof(driver), "%s:nooffload", c->driver);
	for (s = e->samples; s < e->samples + e->n; s++) {
		if (!strcmp(s->cell.driver, driver) &&
		    !strcmp(s->cell.mode, c->mode) && s->cell.vms == c->vms &&
		    !strcmp(s->cell.arm, c->arm) &&
		    !strcmp(s->cell.network, c->network))
			return true;
	}
	return false;
}

static int export_file(const struct export *e, const struct sample *s,
		       char path[PATH_MAX])
{
	struct cell named = s->cell;
	char folder[LAYOUT_NAME];
	int err;

	if (export_default_on(e, &named))
		strcpy(named.offload, "off"); /* no tag */
	err = layout_folder(&named, folder);
	if (!err && snprintf(path, PATH_MAX, "%s/bench/%s/%s/%s.json", e->out,
			     layout_network(&s->cell), folder,
			     s->cell.direction) >= PATH_MAX)
		err = -ENAMETOOLONG;
	return err;
}

/* The layout knows less of a cell than the tables do. */
static int export_names(struct export *e)
{
	char path[PATH_MAX], other[PATH_MAX];
	size_t i, j;

	for (i = 0; i < e->n_chosen; i++) {
		if (export_file(e, e->chosen[i], path))
			return export_fail(
				e, -EINVAL,
				"%s: driver %s in mode %s: the names "
				"do not fit the layout",
				e->run, e->chosen[i]->cell.driver,
				e->chosen[i]->cell.mode);
		for (j = 0; j < i; j++) {
			if (export_file(e, e->chosen[j], other) == 0 &&
			    !strcmp(path, other))
				return export_fail(
					e, -EINVAL,
					"%s: two cells would both be %s, as "
					"protocol, streams, MTU and size are "
					"not in its name",
					e->run, path);
		}
	}
	return 0;
}

static int export_select(struct export *e)
{
	size_t from, to;
	int err = 0;

	for (from = 0; from < e->n && !err; from = to) {
		to = from + 1;
		while (to < e->n && !summary_compare(&e->samples[from].cell,
						     &e->samples[to].cell))
			to++;
		err = export_choose(e, e->samples + from, to - from);
	}
	if (err)
		return export_fail(e, err, "%s", strerror(-err));
	if (!e->n_chosen && e->round)
		return export_fail(e, -ENODATA,
				   "%s: round %u has no throughput that was "
				   "measured",
				   e->run, e->round);
	if (!e->n_chosen)
		return export_fail(e, -ENODATA, "%s: has no throughput",
				   e->run);
	return export_names(e);
}

/* --- reports ------------------------------------------------------------- */

static json_t *export_test(const struct export *e, const struct sample *s)
{
	bool measured = s->seconds > 0;
	char proto[CSV_TEXT];
	size_t i;

	for (i = 0; s->cell.proto[i]; i++)
		proto[i] = (char)toupper((unsigned char)s->cell.proto[i]);
	proto[i] = '\0';
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I}", "protocol", proto,
			 "num_streams", (json_int_t)s->cell.streams, "blksize",
			 (json_int_t)s->cell.size, "omit",
			 (json_int_t)e->origin.omit, "duration",
			 measured ? (json_int_t)(s->seconds + 0.5)
				  : (json_int_t)e->origin.seconds,
			 "reverse",
			 (json_int_t)!strcmp(s->cell.direction, "vm-to-host"));
}

static json_t *export_start(const struct export *e, const struct sample *s)
{
	char system[2 * ORIGIN_TEXT + MACHINE_VALUE + 16];
	struct tm tm = { 0 };
	json_t *start;

	origin_system(&e->origin, system, sizeof(system));
	if (!strptime(s->time, "%Y-%m-%dT%H:%M:%SZ", &tm))
		return NULL;
	start = json_pack("{s:s, s:s, s:{s:s, s:I}, s:o}", "version",
			  e->origin.version, "system_info", system, "timestamp",
			  "time", s->time, "timesecs", (json_int_t)timegm(&tm),
			  "test_start", export_test(e, s));
	if (start && s->cell.mtu == 1500)
		json_object_set_new(start, "tcp_mss_default",
				    json_integer(1448));
	return start;
}

static void export_retransmits(json_t *sum, double count)
{
	if (count >= 0)
		json_object_set_new(sum, "retransmits",
				    json_integer((json_int_t)count));
}

static json_t *export_sum(double seconds, double rate)
{
	return json_pack("{s:f, s:f, s:I}", "seconds", seconds,
			 "bits_per_second", rate, "bytes",
			 (json_int_t)(rate * seconds / 8 + 0.5));
}

static json_t *export_intervals(const struct export *e, const struct sample *s)
{
	json_t *list = json_array(), *sum;
	const struct interval *i;
	double before = 0;

	for (i = e->intervals; i < e->intervals + e->n_intervals; i++) {
		if (summary_compare(&i->cell, &s->cell) ||
		    i->round != s->round || strcmp(i->run_id, s->run_id) ||
		    isnan(i->value))
			continue;
		sum = export_sum(i->t - before, i->value);
		before = i->t;
		export_retransmits(sum, (double)i->retransmits);
		json_object_set_new(sum, "omitted", json_boolean(i->omitted));
		json_array_append_new(list, json_pack("{s:o}", "sum", sum));
	}
	return list;
}

/* The number of retransmits that goes with a throughput; -1 when unknown. */
static double export_resent(const struct export *e, const struct sample *s)
{
	const struct sample *r;

	for (r = e->all; r < e->all + e->n_all; r++) {
		if (!strcmp(r->metric, METRIC_RETRANSMITS) &&
		    !summary_compare(&r->cell, &s->cell) &&
		    r->round == s->round && !strcmp(r->run_id, s->run_id) &&
		    !isnan(r->value))
			return r->value;
	}
	return -1;
}

static json_t *export_report(const struct export *e, const struct sample *s)
{
	bool ok = !strcmp(s->status, "ok");
	json_t *root, *received, *sent;

	root = json_pack("{s:o, s:o, s:{}, s:s}", "start", export_start(e, s),
			 "intervals", export_intervals(e, s), "end",
			 "extra_data", "vmnet-bench export, from samples.csv");
	if (!root)
		return NULL;
	if (!ok) {
		json_object_set_new(root, "error",
				    json_sprintf("measurement %s", s->status));
		return root;
	}
	received = export_sum(s->seconds, s->value);
	sent = json_pack("{s:f}", "seconds", s->seconds);
	export_retransmits(sent, export_resent(e, s));
	json_object_set_new(json_object_get(root, "end"), "sum_sent", sent);
	json_object_set_new(json_object_get(root, "end"), "sum_received",
			    received);
	return root;
}

/* --- writing ------------------------------------------------------------- */

/* Make the folders that a path goes through. */
static int export_folders(char *path)
{
	char *slash;

	for (slash = strchr(path + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0777) < 0 && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return 0;
}

static int export_write(struct export *e, const struct sample *s)
{
	json_t *root = export_report(e, s);
	char path[PATH_MAX];
	int err;

	if (!root)
		return export_fail(e, -EBADMSG,
				   "%s: a sample at %s cannot be a report",
				   e->run, s->time);
	err = export_file(e, s, path);
	if (!err)
		err = export_folders(path);
	errno = EIO;
	if (!err && json_dump_file(root, path, JSON_INDENT(2)) < 0)
		err = -errno;
	json_decref(root);
	return err ? export_fail(e, err, "%s: %s", path, strerror(-err)) : 0;
}

static int export_all(struct export *e)
{
	char path[PATH_MAX];
	size_t i;
	int err;

	err = export_read(e);
	if (!err)
		err = export_select(e);
	if (err)
		return err;
	export_origin(e);
	snprintf(path, sizeof(path), "%s/bench", e->out);
	if (access(path, F_OK) == 0)
		return export_fail(e, -EEXIST,
				   "--out %s: has a folder bench "
				   "already",
				   e->out);
	for (i = 0; i < e->n_chosen && !err; i++)
		err = export_write(e, e->chosen[i]);
	return err;
}

int export_tree(const char *run, const char *out, unsigned int round, size_t *n,
		char why[EXPORT_REASON])
{
	struct export e = {
		.run = run, .out = out, .round = round, .why = why
	};
	int err = export_all(&e);

	*n = e.n_chosen;
	free(e.samples);
	free(e.all);
	free(e.intervals);
	free(e.chosen);
	return err;
}
