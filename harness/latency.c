/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* latency.c - how long a frame and its answer take */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/command.h"
#include "harness/latency.h"
#include "harness/system.h"
#include "helper/log.h"

#define LATENCY_MOST 20000 /* answers; their lines fit struct text */
#define LATENCY_LINE (IPERF_LINE + 160)
#define LATENCY_WAIT 1 /* seconds until a load has grown */

static int latency_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The least value that @share of the values do not exceed. */
static double latency_rank(const double *sorted, size_t n, double share)
{
	size_t rank = (size_t)ceil(share * (double)n);

	return sorted[rank ? rank - 1 : 0];
}

static size_t latency_times(const char *text, double *times)
{
	char *end;
	double ms;
	size_t n = 0;

	while ((text = strstr(text, "time="))) {
		text += strlen("time=");
		ms = strtod(text, &end);
		if (end != text && !strncmp(end, " ms", 3) && isfinite(ms) &&
		    ms >= 0)
			times[n++] = ms / 1000;
	}
	return n;
}

int latency_parse(const char *text, struct latency *l)
{
	size_t room = text ? strlen(text) / strlen("time=0 ms") + 1 : 1;
	double *times = calloc(room, sizeof(*times));

	*l = (struct latency){ 0, NAN, NAN, NAN };
	if (!times)
		return -ENOMEM;
	l->n = text ? latency_times(text, times) : 0;
	if (l->n) {
		qsort(times, l->n, sizeof(*times), latency_compare);
		l->p50 = latency_rank(times, l->n, 0.5);
		l->p99 = latency_rank(times, l->n, 0.99);
	}
	if (l->n >= LATENCY_RARE)
		l->p999 = latency_rank(times, l->n, 0.999);
	free(times);
	return l->n ? 0 : -ENODATA;
}

static int latency_command(struct events *ev, struct agent *agent,
			   const char *line, int64_t limit, struct text *out)
{
	const char *argv[] = { "sh", "-c", line, NULL };
	int status;

	log_debug("%s: %s", agent ? "in guest 2" : "here", line);
	if (agent)
		return agent_command(agent, ev, line, limit, out, &status);
	return command_run(ev, (char *const *)argv, limit, out, &status);
}

static void latency_ping(const struct agent *agent,
			 const struct iperf_config *load, const char *before,
			 char line[LATENCY_LINE])
{
	snprintf(line, LATENCY_LINE,
		 "%s%s %u -c %d %s | sed -n 's/.*\\(time=.*\\)/\\1/p'", before,
		 agent ? "busybox ping -A -w" : system_ping(), load->seconds,
		 LATENCY_MOST, load->address);
}

static int latency_idle(struct events *ev, struct agent *agent,
			const struct iperf_config *load, struct latency *idle)
{
	char line[LATENCY_LINE];
	struct text out = { 0 };
	int err;

	latency_ping(agent, load, "", line);
	err = latency_command(ev, agent, line, iperf_limit(load), &out);
	if (!err)
		err = latency_parse(out.data, idle);
	text_free(&out);
	return err;
}

/* The report of the load comes last, so that both can be told apart. */
static int latency_loaded(struct events *ev, struct agent *agent,
			  const struct iperf_config *load,
			  struct latency *loaded, char error[IPERF_REASON])
{
	struct iperf_config config = *load;
	struct iperf_result result = { 0 };
	char before[IPERF_LINE + 32], line[LATENCY_LINE], client[IPERF_LINE];
	struct text out = { 0 };
	int err;

	config.omit = 0;
	config.seconds += 2 * LATENCY_WAIT;
	snprintf(before, sizeof(before), "%s & sleep %d; ",
		 iperf_line(&config, client), LATENCY_WAIT);
	latency_ping(agent, load, before, line);
	strcat(line, "; wait");
	err = latency_command(ev, agent, line, iperf_limit(&config), &out);
	if (!err)
		err = iperf_parse(out.data, out.length, &result);
	if (err)
		memcpy(error, result.error, IPERF_REASON);
	else
		err = latency_parse(out.data, loaded);
	iperf_free(&result);
	text_free(&out);
	return err;
}

int latency_run(struct events *ev, struct agent *agent,
		const struct iperf_config *load, struct latency *idle,
		struct latency *loaded, char error[IPERF_REASON])
{
	int err;

	error[0] = '\0';
	err = latency_idle(ev, agent, load, idle);
	if (!err)
		err = latency_loaded(ev, agent, load, loaded, error);
	if (err != -ENODATA)
		return err;
	snprintf(error, IPERF_REASON, "ping: no answer from %s", load->address);
	return -EIO;
}
