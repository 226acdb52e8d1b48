/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* iperf.c - one iperf3 measurement */

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/command.h"
#include "harness/iperf.h"
#include "helper/log.h"
#include "helper/printable.h"
#include "helper/util.h"

#define IPERF_ARGS 20
#define IPERF_LINE 256

/* A number of an object; NaN when it is not there. */
static double iperf_number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return json_is_number(value) ? json_number_value(value) : NAN;
}

static long iperf_count(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? (long)json_integer_value(value) : -1;
}

static int iperf_intervals(const json_t *root, struct iperf_result *r)
{
	const json_t *list = json_object_get(root, "intervals");
	struct iperf_interval *i;
	double bytes, end = 0;
	const json_t *sum;
	size_t n;

	n = json_array_size(list);
	r->intervals = calloc(n ? n : 1, sizeof(*r->intervals));
	if (!r->intervals)
		return -ENOMEM;
	for (; r->n < n; r->n++) {
		sum = json_object_get(json_array_get(list, r->n), "sum");
		i = &r->intervals[r->n];
		i->seconds = iperf_number(sum, "seconds");
		i->bits_per_second = iperf_number(sum, "bits_per_second");
		i->retransmits = iperf_count(sum, "retransmits");
		i->omitted = json_is_true(json_object_get(sum, "omitted"));
		bytes = iperf_number(sum, "bytes");
		if (!isfinite(i->seconds) || !isfinite(i->bits_per_second) ||
		    !isfinite(bytes))
			return -EBADMSG;
		end += i->seconds;
		i->end = end;
		r->bytes += bytes;
	}
	return isfinite(end) && isfinite(r->bytes) ? 0 : -EBADMSG;
}

static int iperf_totals(const json_t *root, struct iperf_result *r)
{
	const json_t *end = json_object_get(root, "end");
	const json_t *received = json_object_get(end, "sum_received");

	r->bits_per_second = iperf_number(received, "bits_per_second");
	r->seconds = iperf_number(received, "seconds");
	r->retransmits =
		iperf_count(json_object_get(end, "sum_sent"), "retransmits");
	if (!isfinite(r->bits_per_second) || !isfinite(r->seconds))
		return -EBADMSG;
	return 0;
}

/*
 * The server closes its listener between two tests, and counts a client that
 * was killed as busy for a moment: these pass if we wait a little.
 */
static int iperf_error(const char *why, struct iperf_result *r)
{
	snprintf(r->error, sizeof(r->error), "iperf3: %s", why);
	if (strstr(why, "Connection refused") ||
	    strstr(why, "Connection reset by peer") || strstr(why, "busy"))
		return -ECONNREFUSED;
	return -EIO;
}

static int iperf_report(const json_t *root, struct iperf_result *r)
{
	const json_t *error = json_object_get(root, "error");
	int err;

	if (error)
		return iperf_error(json_is_string(error)
					   ? json_string_value(error)
					   : "unknown error",
				   r);
	err = iperf_intervals(root, r);
	if (!err)
		err = iperf_totals(root, r);
	if (err)
		snprintf(r->error, sizeof(r->error),
			 "iperf3: its report lacks numbers");
	return err;
}

static int iperf_understand(const char *text, size_t length,
			    struct iperf_result *result)
{
	const char *start;
	json_error_t where;
	json_t *root;
	int err;

	*result = (struct iperf_result){ .retransmits = -1 };
	/* A warning on stderr may stand before the report. */
	start = length ? memchr(text, '{', length) : NULL;
	if (!start) {
		text_line(length ? text : "no output", 0, result->error,
			  sizeof(result->error));
		if (!result->error[0])
			snprintf(result->error, sizeof(result->error),
				 "iperf3: no report in %zu bytes", length);
		return -EBADMSG;
	}
	root = json_loadb(start, length - (size_t)(start - text),
			  JSON_DISABLE_EOF_CHECK, &where);
	if (!root) {
		snprintf(result->error, sizeof(result->error),
			 "iperf3: incomplete report of %zu bytes", length);
		return -EBADMSG;
	}
	err = iperf_report(root, result);
	json_decref(root);
	return err;
}

int iperf_parse(const char *text, size_t length, struct iperf_result *result)
{
	char error[sizeof(result->error)];
	int err = iperf_understand(text, length, result);

	memcpy(error, result->error, sizeof(error));
	printable_copy(result->error, sizeof(error), error, strlen(error));
	return err;
}

struct iperf_args {
	char text[4][24];
	const char *argv[IPERF_ARGS];
};

static void iperf_build(const struct iperf_config *c, struct iperf_args *a)
{
	size_t n = 0;

	snprintf(a->text[0], sizeof(a->text[0]), "%u", c->seconds);
	snprintf(a->text[1], sizeof(a->text[1]), "%u", c->omit);
	snprintf(a->text[2], sizeof(a->text[2]), "%u", c->length);
	snprintf(a->text[3], sizeof(a->text[3]), "%s", c->address);
	a->argv[n++] = "iperf3";
	a->argv[n++] = "-J";
	a->argv[n++] = "-t";
	a->argv[n++] = a->text[0];
	a->argv[n++] = "-O";
	a->argv[n++] = a->text[1];
	a->argv[n++] = "-l";
	a->argv[n++] = a->text[2];
	if (c->reverse)
		a->argv[n++] = "-R";
	if (c->congestion[0]) {
		a->argv[n++] = "-C";
		a->argv[n++] = c->congestion;
	}
	a->argv[n++] = "-c";
	a->argv[n++] = a->text[3];
	a->argv[n] = NULL;
}

static void iperf_line(const struct iperf_args *a, char line[IPERF_LINE])
{
	size_t i, length = 0;

	for (i = 0; a->argv[i]; i++) {
		snprintf(line + length, IPERF_LINE - length, "%s%s",
			 i ? " " : "", a->argv[i]);
		length = strlen(line);
	}
}

int iperf_run(struct events *ev, struct agent *agent,
	      const struct iperf_config *config, struct iperf_result *result)
{
	int64_t limit = (config->seconds + config->omit) * INT64_C(1000) +
			IPERF_LIMIT_MS;
	struct text out = { 0 };
	struct iperf_args args;
	char line[IPERF_LINE];
	int err, status;

	*result = (struct iperf_result){ .retransmits = -1 };
	iperf_build(config, &args);
	iperf_line(&args, line);
	log_debug("%s: %s", agent ? "in guest 2" : "here", line);
	if (agent)
		err = agent_command(agent, ev, line, limit, &out, &status);
	else
		err = command_run(ev, (char *const *)args.argv, limit, &out,
				  &status);
	if (!err)
		err = iperf_parse(out.data, out.length, result);
	text_free(&out);
	return err;
}

void iperf_free(struct iperf_result *result)
{
	free(result->intervals);
	*result = (struct iperf_result){ 0 };
}
