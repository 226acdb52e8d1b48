/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate_facts.c - run.csv of a gate
 *
 * It starts as that of the first measurement: machine, versions of the tools.
 * Of a key that is there twice the last one holds.
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/random.h>
#include <unistd.h>

#include "helper/util.h"
#include "perf/gate_facts.h"
#include "perf/gate_problem.h"

#define FACTS_TEXT 16384 /* bytes of a run.csv, and more */

void gate_facts_id(char id[CSV_TEXT])
{
	time_t now = time(NULL);
	uint16_t random = 0;
	struct tm tm;
	char day[20];

	if (getentropy(&random, sizeof(random)) < 0)
		random = (uint16_t)getpid();
	gmtime_r(&now, &tm);
	strftime(day, sizeof(day), "%Y%m%dT%H%M%SZ", &tm);
	snprintf(id, CSV_TEXT, "gate-%s-%04x", day, random);
}

static int facts_open(const char *output)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.4000s/run.csv", output);
	return csv_open(path, CSV_RUN);
}

int gate_facts_copy(const char *output)
{
	char path[PATH_MAX], text[FACTS_TEXT];
	char *line, *value, *next;
	int fd, err = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "%.4000s/" GATE_WORK "/run.csv", output);
	n = read_text(path, text, sizeof(text));
	if (n < 0)
		return (int)n;
	fd = facts_open(output);
	if (fd < 0)
		return fd;
	strtok_r(text, "\n", &next); /* the header */
	while (!err && (line = strtok_r(NULL, "\n", &next))) {
		value = strchr(line, ',');
		if (value) {
			*value++ = '\0';
			err = csv_append_pair(fd, line, value);
		}
	}
	close(fd);
	return err;
}

static int add_number(int fd, const char *key, unsigned long long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", value);
	return csv_append_pair(fd, key, text);
}

static int add_list(int fd, const char *key, const struct gate_list *list)
{
	char text[GATE_LIST * (CSV_TEXT + 1)];
	size_t i, length = 0;

	for (i = 0; i < list->n; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "%s%s", i ? " " : "", list->name[i]);
	return csv_append_pair(fd, key, text);
}

static int add_looks(int fd, const struct gate_design *d)
{
	char text[GATE_LOOKS * 12];
	size_t i, length = 0;

	for (i = 0; i < d->n_looks; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "%s%u", i ? " " : "", d->looks[i]);
	return csv_append_pair(fd, "looks", text);
}

int gate_facts_add(const struct gate_options *o, const struct gate *gate)
{
	int err, fd = facts_open(o->output);

	if (fd < 0)
		return fd;
	err = csv_append_pair(fd, "run_id", o->run_id);
	if (!err)
		err = csv_append_pair(fd, "base_commit", gate->commit[0]);
	if (!err)
		err = csv_append_pair(fd, "head_commit", gate->commit[1]);
	if (!err)
		err = add_list(fd, "modes", &o->modes);
	if (!err)
		err = add_list(fd, "drivers", &o->drivers);
	if (!err)
		err = add_list(fd, "directions", &o->directions);
	if (!err)
		err = add_number(fd, "rounds", gate->rounds);
	if (!err)
		err = add_number(fd, "seed", o->seed);
	if (!err && o->processor != GATE_ANY)
		err = add_number(fd, "processor", o->processor);
	if (!err)
		err = add_looks(fd, &o->design);
	if (!err)
		err = csv_append_pair(fd, "verdict",
				      gate_verdict_name(gate->verdict));
	close(fd);
	return err;
}
