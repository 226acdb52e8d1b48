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

#include "harness/config.h"
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

static int record_networks(struct record *r, const struct matrix *m)
{
	struct matrix_list list = m->networks;
	const struct setup *s = r->setup;
	size_t i;
	int err;

	if (!list.n)
		matrix_split(MATRIX_NETWORK, &list);
	err = record_list(r, "networks", &list);
	for (i = 0; !err && i < m->networks.n; i++) {
		if (s->programs[i][0])
			err = record_fact(r, list.name[i], s->programs[i]);
	}
	return err;
}

/* All of it, for --resume. */
static int record_matrix(const struct setup *s)
{
	char path[PATH_MAX + 32];
	bool failed;
	FILE *out;

	snprintf(path, sizeof(path), "%s/matrix.yaml", s->output);
	out = fopen(path, "we");
	if (!out)
		return -errno;
	config_write(&s->options, out);
	failed = ferror(out) || fflush(out) || fsync(fileno(out)) < 0;
	return fclose(out) || failed ? -EIO : 0;
}

/* What VM_CPUS and VM_MEM say is not for VMs that have numbers of their own. */
static int record_guests(struct record *r)
{
	const struct setup *s = r->setup;
	const struct matrix *m = &s->options.matrix;
	bool own = setup_uses(s, OPTIONS_CREATED);
	int err = 0;

	if (!own || m->drivers.n > 1) {
		err = record_fact(r, "vm_cpus", getenv("VM_CPUS"));
		if (!err)
			err = record_fact(r, "vm_mem", getenv("VM_MEM"));
	}
	if (!err && own)
		err = record_fact(r, "vm_created", s->created.names);
	if (!err && own)
		err = record_fact(r, "vm_created_cpus", s->created.cpus);
	if (!err && own)
		err = record_fact(r, "vm_created_mem", s->created.memory);
	return err;
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
		err = record_networks(r, &o->matrix);
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
	return err ? err : record_guests(r);
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
	if (r->setup->resumed)
		return record_fact(r, "resumed", now);
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
	if (!err && !setup->resumed)
		err = record_matrix(setup);
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

void record_cell(const struct setup *setup, const struct matrix_step *step,
		 struct cell *c)
{
	const struct matrix *m = &setup->options.matrix;
	const struct network *network =
		network_find(matrix_network(m, step->network));
	bool large = m->variants[step->driver].offloading || network->large;

	*c = (struct cell){ .streams = step->streams ? step->streams : 1,
			    .mtu = (unsigned int)atoi(SETUP_MTU),
			    .size = measure_size(&setup->options, step),
			    .vms = step->guests };
	record_copy(c->arm, "head");
	record_copy(c->commit, setup->commit);
	record_copy(c->driver, m->drivers.name[step->driver]);
	record_copy(c->mode, m->modes.name[step->mode]);
	record_copy(c->direction, matrix_direction_name(step->direction));
	record_copy(c->proto, matrix_protocol_name(step->protocol));
	record_copy(c->offload, large ? "on" : "off");
	record_copy(c->network, network->name);
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
	record_cell(r->setup, step, &s->cell);
}

static int record_metric(struct record *r, struct sample *s, const char *metric,
			 const char *unit, double value)
{
	record_copy(s->metric, metric);
	record_copy(s->unit, unit);
	s->value = value;
	if (csv_is_failure(s->status))
		r->failed++;
	return csv_append_sample(r->samples, s);
}

int record_boot(struct record *r, const struct matrix_step *step,
		const char *time, double lease, double ready)
{
	struct sample s;
	int err;

	record_sample(r, step, time, &s);
	record_copy(s.cell.direction, "-");
	record_copy(s.cell.proto, "-");
	s.cell.streams = 0;
	s.cell.size = 0;
	s.seconds = ready;
	err = record_metric(r, &s, METRIC_LEASE, "s", lease);
	return err ? err : record_metric(r, &s, METRIC_STARTUP, "s", ready);
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

static int record_memory(struct record *r, struct sample *s, const char *metric,
			 const struct measure_cost *cost)
{
	if (!cost->n || !cost->memory)
		return 0;
	return record_metric(r, s, metric, "byte", (double)cost->memory);
}

/* What helpers and VMMs have used for it. */
static int record_costs(struct record *r, struct sample *s,
			const struct measurement *m)
{
	double bits = m->iperf.bytes * 8;
	int err = 0;

	if (bits > 0 && m->helpers.n)
		err = record_metric(r, s, METRIC_CPU_PER_BIT, "s/bit",
				    m->helpers.cpu_seconds / bits);
	if (!err && bits > 0 && m->vmms.n)
		err = record_metric(r, s, METRIC_VMM_CPU, "s/bit",
				    m->vmms.cpu_seconds / bits);
	if (!err && bits > 0 && m->vmms.n)
		err = record_metric(
			r, s, METRIC_TOTAL_CPU, "s/bit",
			(m->helpers.cpu_seconds + m->vmms.cpu_seconds) / bits);
	if (!err && m->drops >= 0)
		err = record_metric(r, s, METRIC_DROPS, "frame",
				    (double)m->drops);
	if (!err)
		err = record_memory(r, s, METRIC_HELPER_RSS, &m->helpers);
	return err ? err : record_memory(r, s, METRIC_VMM_RSS, &m->vmms);
}

static int record_datagrams(struct record *r, struct sample *s,
			    const struct iperf_result *i)
{
	int err;

	if (!isfinite(i->packets) || !isfinite(i->lost) || i->packets <= 0 ||
	    i->seconds <= 0)
		return 0;
	err = record_metric(r, s, METRIC_LOSS, "1", i->lost / i->packets);
	if (!err && isfinite(i->jitter))
		err = record_metric(r, s, METRIC_JITTER, "s", i->jitter);
	record_copy(s->better, "higher");
	if (!err)
		err = record_metric(r, s, METRIC_PACKETS, "packet/s",
				    (i->packets - i->lost) / i->seconds);
	return err;
}

static int record_traffic(struct record *r, struct sample *s,
			  const struct measurement *m)
{
	int err = 0;

	if (m->iperf.retransmits >= 0)
		err = record_metric(r, s, METRIC_RETRANSMITS, "segment",
				    (double)m->iperf.retransmits);
	if (!err)
		err = record_costs(r, s, m);
	if (!err)
		err = record_datagrams(r, s, &m->iperf);
	record_copy(s->better, "higher");
	if (!err && isfinite(m->fairness))
		err = record_metric(r, s, METRIC_FAIRNESS, "1", m->fairness);
	if (!err)
		err = record_metric(r, s, METRIC_THROUGHPUT, "bit/s",
				    m->iperf.bits_per_second);
	return err ? err : record_intervals(r->intervals, s, &m->iperf);
}

static int record_latency(struct record *r, struct sample *s,
			  const struct measurement *m)
{
	const struct {
		const char *metric;
		double value;
	} rows[] = {
		{ METRIC_LOADED_P999, m->loaded.p999 },
		{ METRIC_LOADED_P99, m->loaded.p99 },
		{ METRIC_LOADED, m->loaded.p50 },
		{ METRIC_LATENCY_P999, m->idle.p999 },
		{ METRIC_LATENCY_P99, m->idle.p99 },
		{ METRIC_LATENCY, m->idle.p50 },
	};
	int err = record_memory(r, s, METRIC_HELPER_RSS, &m->helpers);
	size_t i;

	for (i = 0; !err && i < ARRAY_SIZE(rows); i++) {
		if (isfinite(rows[i].value))
			err = record_metric(r, s, rows[i].metric, "s",
					    rows[i].value);
	}
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
	if (step->protocol == RR)
		err = record_latency(r, &s, m);
	else
		err = record_traffic(r, &s, m);
	return err ? err : is_short;
}

const char *record_metric_of(enum protocol protocol)
{
	return protocol == RR ? METRIC_LATENCY : METRIC_THROUGHPUT;
}

int record_failure(struct record *r, const struct matrix_step *step,
		   const char *time, const char *status, const char *note)
{
	struct sample s;
	int err = 0;

	record_sample(r, step, time, &s);
	record_copy(s.status, status);
	snprintf(s.note, sizeof(s.note), "%s", note);
	if (step->protocol == RR)
		return record_metric(r, &s, METRIC_LATENCY, "s", NAN);
	if (csv_is_failure(status))
		err = record_metric(r, &s, METRIC_CPU_PER_BIT, "s/bit", NAN);
	record_copy(s.better, "higher");
	return err ? err
		   : record_metric(r, &s, METRIC_THROUGHPUT, "bit/s", NAN);
}
