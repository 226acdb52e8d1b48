/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* import.c - a tree of reports as the tables of a run */

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/import.h"
#include "harness/record.h"
#include "perf/summary.h"

struct import {
	const struct tree *tree;
	int samples; /* descriptors of the tables */
	int intervals;
	int run;
	char id[IMPORT_ID];
	char machine[MACHINE_ID];
};

static void import_time(time_t at, const char *format, char text[CSV_TEXT])
{
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(text, CSV_TEXT, format, &tm);
}

void import_id(const struct tree *t, char id[IMPORT_ID])
{
	char machine[MACHINE_ID], day[CSV_TEXT];

	machine_id(&t->machine, machine);
	import_time(t->reports[0].origin.time, "%Y%m%dT%H%M%SZ", day);
	snprintf(id, IMPORT_ID, "%.24s-%.4s", day,
		 machine + strlen(machine) - 4);
}

static int import_table(const char *out, const char *name, const char *header)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", out, name);
	return csv_open(path, header);
}

static const char *import_status(const struct tree_report *r)
{
	if (r->result.error[0])
		return "failed";
	return r->result.seconds < RECORD_SHORT * r->origin.seconds ? "short"
								    : "ok";
}

static int import_report(struct import *im, const struct tree_report *r,
			 unsigned int order)
{
	struct sample s = { .cell = r->cell,
			    .round = 1,
			    .order = order,
			    .seconds = r->result.seconds,
			    .value = r->result.bits_per_second };
	int err;

	snprintf(s.run_id, sizeof(s.run_id), "%.40s", im->id);
	import_time(r->origin.time, "%Y-%m-%dT%H:%M:%SZ", s.time);
	strcpy(s.machine, im->machine);
	strcpy(s.cell.commit, "unknown");
	strcpy(s.metric, METRIC_THROUGHPUT);
	strcpy(s.unit, "bit/s");
	strcpy(s.better, "higher");
	strcpy(s.status, import_status(r));
	if (!strcmp(s.status, "failed"))
		s.value = NAN;
	err = csv_append_sample(im->samples, &s);
	if (err || isnan(s.value))
		return err;
	if (r->result.retransmits >= 0) {
		strcpy(s.metric, METRIC_RETRANSMITS);
		strcpy(s.unit, "segment");
		strcpy(s.better, "lower");
		s.value = (double)r->result.retransmits;
		err = csv_append_sample(im->samples, &s);
	}
	return err ? err : record_intervals(im->intervals, &s, &r->result);
}

/* One fact if all reports agree in @offset, else "least to most". */
static int import_range(struct import *im, const char *key, size_t offset)
{
	unsigned int value, least = UINT_MAX, most = 0;
	char text[32];
	size_t i;

	for (i = 0; i < im->tree->n; i++) {
		memcpy(&value, (const char *)&im->tree->reports[i] + offset,
		       sizeof(value));
		least = value < least ? value : least;
		most = value > most ? value : most;
	}
	if (least == most)
		snprintf(text, sizeof(text), "%u", least);
	else
		snprintf(text, sizeof(text), "%u to %u", least, most);
	return csv_append_pair(im->run, key, text);
}

/* The version of the host, whose reports are not those between guests. */
static const char *import_iperf3(const struct tree *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		if (strcmp(t->reports[i].cell.direction, "vm-to-vm") != 0)
			return t->reports[i].origin.version;
	}
	return "unknown";
}

static int import_facts(struct import *im, const char *name)
{
	const struct tree *t = im->tree;
	char date[CSV_TEXT];
	size_t i;
	int err;

	import_time(t->reports[0].origin.time, "%Y-%m-%dT%H:%M:%SZ", date);
	err = csv_append_pair(im->run, "run_id", im->id);
	if (!err)
		err = csv_append_pair(im->run, "date", date);
	if (!err)
		err = csv_append_pair(im->run, "tree", name);
	if (!err)
		err = csv_append_pair(im->run, "machine", im->machine);
	for (i = 0; i < t->machine.n && !err; i++)
		err = csv_append_pair(im->run, t->machine.facts[i].key,
				      t->machine.facts[i].value);
	if (!err)
		err = csv_append_pair(im->run, "iperf3", import_iperf3(t));
	if (!err)
		err = import_range(
			im, "time",
			offsetof(struct tree_report, origin.seconds));
	if (!err)
		err = import_range(im, "omit",
				   offsetof(struct tree_report, origin.omit));
	if (!err)
		err = import_range(im, "length",
				   offsetof(struct tree_report, origin.size));
	return err ? err : csv_append_pair(im->run, "rounds", "1");
}

static int import_rows(struct import *im, const char *name)
{
	size_t i;
	int err;

	err = import_facts(im, name);
	for (i = 0; i < im->tree->n && !err; i++)
		err = import_report(im, &im->tree->reports[i],
				    (unsigned int)i + 1);
	return err;
}

int import_write(const struct tree *t, const char *name, const char *out)
{
	struct import im = { .tree = t, .intervals = -1, .run = -1 };
	int err;

	import_id(t, im.id);
	machine_id(&t->machine, im.machine);
	err = im.samples = import_table(out, "samples.csv", CSV_SAMPLES);
	if (err >= 0)
		err = im.intervals =
			import_table(out, "intervals.csv", CSV_INTERVALS);
	if (err >= 0)
		err = im.run = import_table(out, "run.csv", CSV_RUN);
	if (err >= 0)
		err = import_rows(&im, name);
	if (im.samples >= 0)
		close(im.samples);
	if (im.intervals >= 0)
		close(im.intervals);
	if (im.run >= 0)
		close(im.run);
	return err < 0 ? err : summary_write(out);
}
