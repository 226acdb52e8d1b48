/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* record.c - what a run leaves in its folder */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/record.h"
#include "helper/util.h"

#define RECORD_BLINK 0.1  /* seconds; shorter intervals have no rate */
#define RECORD_GUEST 2048 /* bytes of the guest's description */

/* The text fields of the CSV are shorter than some of ours. */
static void record_copy(char field[CSV_TEXT], const char *text)
{
	snprintf(field, CSV_TEXT, "%.*s", CSV_TEXT - 1, text);
}

static int record_file(const struct setup *s, const char *name,
		       const char *header)
{
	char path[PATH_MAX + 32];

	snprintf(path, sizeof(path), "%s/%s", s->output, name);
	return csv_open(path, header);
}

int record_fact(struct record *r, const char *key, const char *value)
{
	return csv_append_pair(r->run, key, value);
}

static int record_number(struct record *r, const char *key,
			 unsigned long long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", value);
	return record_fact(r, key, text);
}

static int record_list(struct record *r, const char *key,
		       const struct matrix_list *list)
{
	char text[MATRIX_ITEMS * (MATRIX_NAME + 1)];
	size_t i, length = 0;

	for (i = 0; i < list->n; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "%s%s", i ? " " : "", list->name[i]);
	return record_fact(r, key, text);
}

static int record_directions(struct record *r, const struct matrix *m)
{
	struct matrix_list list = { 0 };

	for (; list.n < m->n_directions; list.n++)
		snprintf(list.name[list.n], MATRIX_NAME, "%s",
			 matrix_direction_name(m->directions[list.n]));
	return record_list(r, "directions", &list);
}

static int record_options(struct record *r)
{
	const struct options *o = &r->setup->options;
	int err;

	err = record_list(r, "modes", &o->matrix.modes);
	if (!err)
		err = record_list(r, "drivers", &o->matrix.drivers);
	if (!err)
		err = record_directions(r, &o->matrix);
	if (!err)
		err = record_number(r, "time", o->seconds);
	if (!err)
		err = record_number(r, "omit", o->omit);
	if (!err)
		err = record_number(r, "rounds", o->matrix.rounds);
	if (!err)
		err = record_number(r, "seed", o->matrix.seed);
	if (!err)
		err = record_number(r, "length", o->length);
	if (!err)
		err = record_fact(r, "vm_cpus", getenv("VM_CPUS"));
	if (!err)
		err = record_fact(r, "vm_mem", getenv("VM_MEM"));
	return err;
}

static int record_machine(struct record *r)
{
	const struct machine *m = &r->setup->machine;
	size_t i;
	int err;

	err = record_fact(r, "machine", r->machine);
	for (i = 0; !err && i < m->n; i++)
		err = record_fact(r, m->facts[i].key, m->facts[i].value);
	return err;
}

static int record_tools(struct record *r)
{
	const struct setup *s = r->setup;
	int err;

	err = record_fact(r, "helper_version", s->version);
	if (!err)
		err = record_fact(r, "helper_commit", s->commit);
	if (!err)
		err = record_fact(r, "iperf3", s->iperf3);
	if (!err)
		err = record_fact(r, "congestion", s->congestion);
	if (!err && s->qemu[0])
		err = record_fact(r, "qemu", s->qemu);
	if (!err && s->accel[0])
		err = record_fact(r, "qemu_accel", s->accel);
	return err;
}

/* The guest's builder has described it as key=value lines. */
static int record_guest(struct record *r)
{
	char path[PATH_MAX + 32], text[RECORD_GUEST], key[64];
	char *line, *value, *next;
	int err = 0;

	if (!setup_uses(r->setup, "qemu"))
		return 0;
	snprintf(path, sizeof(path), "%s/guest.txt", r->setup->options.guest);
	if (read_text(path, text, sizeof(text)) < 0)
		return 0;
	for (line = strtok_r(text, "\n", &next); line && !err;
	     line = strtok_r(NULL, "\n", &next)) {
		value = strchr(line, '=');
		if (!value)
			continue;
		*value++ = '\0';
		snprintf(key, sizeof(key), "guest_%.50s", line);
		err = record_fact(r, key, value);
	}
	return err;
}

static int record_facts(struct record *r)
{
	char now[CSV_TEXT];
	int err;

	record_time(now);
	err = record_fact(r, "run_id", r->setup->run_id);
	if (!err)
		err = record_fact(r, "date", now);
	if (!err)
		err = record_machine(r);
	if (!err)
		err = record_options(r);
	if (!err)
		err = record_tools(r);
	if (!err)
		err = record_guest(r);
	return err;
}

int record_open(struct record *r, const struct setup *setup)
{
	int err;

	*r = (struct record){ .setup = setup, .intervals = -1, .run = -1 };
	machine_id(&setup->machine, r->machine);
	err = r->samples = record_file(setup, "samples.csv", CSV_SAMPLES);
	if (err >= 0)
		err = r->intervals =
			record_file(setup, "intervals.csv", CSV_INTERVALS);
	if (err >= 0)
		err = r->run = record_file(setup, "run.csv", CSV_RUN);
	if (err >= 0)
		err = record_facts(r);
	if (err < 0)
		record_close(r);
	return err;
}

void record_close(struct record *r)
{
	if (r->samples >= 0)
		close(r->samples);
	if (r->intervals >= 0)
		close(r->intervals);
	if (r->run >= 0)
		close(r->run);
	r->samples = r->intervals = r->run = -1;
}

void record_time(char text[CSV_TEXT])
{
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, CSV_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static void record_cell(const struct record *r, const struct matrix_step *step,
			struct cell *c)
{
	const struct options *o = &r->setup->options;

	*c = (struct cell){ .streams = 1,
			    .mtu = (unsigned int)atoi(SETUP_MTU),
			    .size = o->length,
			    .vms = GROUP_VMS };
	record_copy(c->arm, "head");
	record_copy(c->commit, r->setup->commit);
	record_copy(c->driver, o->matrix.drivers.name[step->driver]);
	record_copy(c->mode, o->matrix.modes.name[step->mode]);
	record_copy(c->direction, matrix_direction_name(step->direction));
	record_copy(c->proto, "tcp");
	record_copy(c->offload, "off");
}

static void record_sample(const struct record *r,
			  const struct matrix_step *step, const char *time,
			  struct sample *s)
{
	*s = (struct sample){ .round = step->round, .order = step->order };
	record_copy(s->run_id, r->setup->run_id);
	record_copy(s->time, time);
	record_copy(s->machine, r->machine);
	record_copy(s->better, "lower");
	record_copy(s->status, "ok");
	record_cell(r, step, &s->cell);
}

static int record_metric(struct record *r, struct sample *s, const char *metric,
			 const char *unit, double value)
{
	record_copy(s->metric, metric);
	record_copy(s->unit, unit);
	s->value = value;
	if (strcmp(s->status, "ok") != 0)
		r->failed++;
	return csv_append_sample(r->samples, s);
}

int record_boot(struct record *r, const struct matrix_step *step,
		const char *time, double seconds)
{
	struct sample s;

	record_sample(r, step, time, &s);
	record_copy(s.cell.direction, "-");
	record_copy(s.cell.proto, "-");
	s.cell.streams = 0;
	s.cell.size = 0;
	s.seconds = seconds;
	return record_metric(r, &s, "startup", "s", seconds);
}

int record_intervals(int fd, const struct sample *s,
		     const struct iperf_result *result)
{
	struct interval row = { .cell = s->cell, .round = s->round };
	const struct iperf_interval *i;
	size_t n;
	int err = 0;

	record_copy(row.run_id, s->run_id);
	for (n = 0; n < result->n && !err; n++) {
		i = &result->intervals[n];
		if (i->seconds < RECORD_BLINK)
			continue;
		row.t = i->end;
		row.value = i->bits_per_second;
		row.retransmits = i->retransmits;
		row.omitted = i->omitted;
		err = csv_append_interval(fd, &row);
	}
	return err;
}

/* What the helpers have used for it. */
static int record_costs(struct record *r, struct sample *s,
			const struct measurement *m)
{
	int err = 0;

	if (m->iperf.bytes > 0)
		err = record_metric(r, s, METRIC_CPU_PER_BIT, "s/bit",
				    m->cpu_seconds / (m->iperf.bytes * 8));
	if (!err && m->drops >= 0)
		err = record_metric(r, s, METRIC_DROPS, "frame",
				    (double)m->drops);
	if (!err && m->memory)
		err = record_metric(r, s, "helper_rss", "byte",
				    (double)m->memory);
	return err;
}

int record_measurement(struct record *r, const struct matrix_step *step,
		       const char *time, const struct measurement *m)
{
	bool is_short =
		m->iperf.seconds < RECORD_SHORT * r->setup->options.seconds;
	struct sample s;
	int err;

	record_sample(r, step, time, &s);
	s.seconds = m->iperf.seconds;
	if (is_short)
		record_copy(s.status, "short");
	record_copy(s.better, "higher");
	err = record_metric(r, &s, METRIC_THROUGHPUT, "bit/s",
			    m->iperf.bits_per_second);
	record_copy(s.better, "lower");
	if (!err && m->iperf.retransmits >= 0)
		err = record_metric(r, &s, METRIC_RETRANSMITS, "segment",
				    (double)m->iperf.retransmits);
	if (!err)
		err = record_costs(r, &s, m);
	if (!err)
		err = record_intervals(r->intervals, &s, &m->iperf);
	return err ? err : is_short;
}

int record_failure(struct record *r, const struct matrix_step *step,
		   const char *time, const char *status)
{
	struct sample s;
	int err;

	record_sample(r, step, time, &s);
	record_copy(s.status, status);
	record_copy(s.better, "higher");
	err = record_metric(r, &s, METRIC_THROUGHPUT, "bit/s", NAN);
	record_copy(s.better, "lower");
	if (!err)
		err = record_metric(r, &s, METRIC_CPU_PER_BIT, "s/bit", NAN);
	return err;
}
