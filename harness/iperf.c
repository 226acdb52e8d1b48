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

#define IPERF_ARGS 28

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
	const json_t *sum, *back, *interval;
	size_t n;

	n = json_array_size(list);
	r->intervals = calloc(n ? n : 1, sizeof(*r->intervals));
	if (!r->intervals)
		return -ENOMEM;
	for (; r->n < n; r->n++) {
		interval = json_array_get(list, r->n);
		sum = json_object_get(interval, "sum");
		back = json_object_get(interval, "sum_bidir_reverse");
		i = &r->intervals[r->n];
		i->seconds = iperf_number(sum, "seconds");
		i->bits_per_second = iperf_number(sum, "bits_per_second");
		i->retransmits = iperf_count(sum, "retransmits");
		i->omitted = json_is_true(json_object_get(sum, "omitted"));
		bytes = iperf_number(sum, "bytes");
		if (back) {
			i->bits_per_second +=
				iperf_number(back, "bits_per_second");
			bytes += iperf_number(back, "bytes");
		}
		if (!isfinite(i->seconds) || !isfinite(i->bits_per_second) ||
		    !isfinite(bytes))
			return -EBADMSG;
		end += i->seconds;
		i->end = end;
		r->bytes += bytes;
	}
	return isfinite(end) && isfinite(r->bytes) ? 0 : -EBADMSG;
}

/* Of a direction that has the suffix @way, all that the intervals have. */
static double iperf_moved(const json_t *root, const char *way)
{
	const json_t *list = json_object_get(root, "intervals");
	char key[32];
	double bytes = 0;
	size_t i;

	snprintf(key, sizeof(key), "sum%s", way);
	for (i = 0; i < json_array_size(list); i++)
		bytes += iperf_number(
			json_object_get(json_array_get(list, i), key), "bytes");
	return bytes;
}

/*
 * How many times what counts was moved in all, the warm-up included.  The
 * intervals are those of this end: of the sender, of whose warm-up as large a
 * share is taken to have arrived as later, or of the receiver.
 */
static double iperf_whole(const json_t *root, const char *way)
{
	const json_t *end = json_object_get(root, "end");
	bool sender;
	char key[48];
	double whole;

	snprintf(key, sizeof(key), "sum%s", way);
	sender = json_is_true(
		json_object_get(json_object_get(end, key), "sender"));
	snprintf(key, sizeof(key), "sum_%s%s", sender ? "sent" : "received",
		 way);
	whole = iperf_moved(root, way) /
		iperf_number(json_object_get(end, key), "bytes");
	return isfinite(whole) && whole > 1 ? whole : 1;
}

/* One direction of UDP, by its receiver. */
struct iperf_datagrams {
	double bytes; /* in all */
	double packets;
	double lost;
	double jitter;
};

/*
 * The receiver's count of lost datagrams is not to be used: where that is the
 * server, iperf3 counts those of the warm-up, too, but not what was sent then.
 * Its bytes and the number of packets are of the measured time at both ends.
 */
static bool iperf_datagrams(const json_t *root, const char *way,
			    struct iperf_datagrams *d)
{
	const json_t *end = json_object_get(root, "end");
	const json_t *test =
		json_object_get(json_object_get(root, "start"), "test_start");
	const json_t *received;
	double bytes;
	char key[48];

	snprintf(key, sizeof(key), "sum_received%s", way);
	received = json_object_get(end, key);
	d->packets = iperf_number(received, "packets");
	d->jitter = iperf_number(received, "jitter_ms") / 1000;
	bytes = iperf_number(received, "bits_per_second") *
		iperf_number(received, "seconds") / 8;
	/* Some come after the last count of what was sent. */
	d->lost = d->packets - bytes / iperf_number(test, "blksize");
	d->lost = d->lost < 0.5 ? 0 : d->lost;
	d->bytes = bytes * iperf_whole(root, way);
	return isfinite(d->packets) && isfinite(bytes);
}

/* The other way of a measurement of both at once. */
static int iperf_back(const json_t *root, struct iperf_result *r)
{
	const json_t *end = json_object_get(root, "end");
	const json_t *received =
		json_object_get(end, "sum_received_bidir_reverse");
	long retransmits = iperf_count(
		json_object_get(end, "sum_sent_bidir_reverse"), "retransmits");
	struct iperf_datagrams d;

	if (!received)
		return 0;
	r->bits_per_second += iperf_number(received, "bits_per_second");
	r->retransmits = r->retransmits < 0 || retransmits < 0
				 ? -1
				 : r->retransmits + retransmits;
	if (isfinite(r->packets) &&
	    iperf_datagrams(root, "_bidir_reverse", &d)) {
		r->packets += d.packets;
		r->lost += d.lost;
		r->jitter = fmax(r->jitter, d.jitter);
		r->bytes += d.bytes;
	}
	return isfinite(r->bits_per_second) ? 0 : -EBADMSG;
}

static int iperf_totals(const json_t *root, struct iperf_result *r)
{
	const json_t *end = json_object_get(root, "end");
	const json_t *received = json_object_get(end, "sum_received");
	struct iperf_datagrams d;

	r->bits_per_second = iperf_number(received, "bits_per_second");
	r->seconds = iperf_number(received, "seconds");
	r->retransmits =
		iperf_count(json_object_get(end, "sum_sent"), "retransmits");
	if (!isfinite(r->bits_per_second) || !isfinite(r->seconds))
		return -EBADMSG;
	r->packets = r->lost = r->jitter = NAN;
	if (iperf_datagrams(root, "", &d)) {
		r->packets = d.packets;
		r->lost = d.lost;
		r->jitter = d.jitter;
		/* The intervals may be those of the sender. */
		r->bytes = d.bytes;
	}
	return iperf_back(root, r);
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
	char text[6][24];
	const char *argv[IPERF_ARGS];
	size_t n;
};

static void iperf_flag(struct iperf_args *a, const char *flag)
{
	a->argv[a->n++] = flag;
}

static void iperf_value(struct iperf_args *a, size_t slot, const char *flag,
			unsigned int value)
{
	snprintf(a->text[slot], sizeof(a->text[slot]), "%u", value);
	iperf_flag(a, flag);
	iperf_flag(a, a->text[slot]);
}

static void iperf_build(const struct iperf_config *c, struct iperf_args *a)
{
	*a = (struct iperf_args){ .n = 0 };
	iperf_flag(a, "iperf3");
	iperf_flag(a, "-J");
	iperf_value(a, 0, "-t", c->seconds);
	iperf_value(a, 1, "-O", c->omit);
	iperf_value(a, 2, "-l", c->length);
	if (c->port)
		iperf_value(a, 3, "-p", c->port);
	if (c->streams > 1)
		iperf_value(a, 4, "-P", c->streams);
	if (c->udp) {
		iperf_flag(a, "-u");
		iperf_flag(a, "-b");
		iperf_flag(a, "0");
	} else if (c->congestion[0]) {
		iperf_flag(a, "-C");
		iperf_flag(a, c->congestion);
	}
	if (c->bidir)
		iperf_flag(a, "--bidir");
	else if (c->reverse)
		iperf_flag(a, "-R");
	snprintf(a->text[5], sizeof(a->text[5]), "%s", c->address);
	iperf_flag(a, "-c");
	iperf_flag(a, a->text[5]);
}

char *iperf_line(const struct iperf_config *config, char line[IPERF_LINE])
{
	struct iperf_args a;
	size_t i, length = 0;

	iperf_build(config, &a);
	for (i = 0; a.argv[i]; i++) {
		snprintf(line + length, IPERF_LINE - length, "%s%s",
			 i ? " " : "", a.argv[i]);
		length = strlen(line);
	}
	return line;
}

int64_t iperf_limit(const struct iperf_config *config)
{
	return (config->seconds + config->omit) * INT64_C(1000) +
	       IPERF_LIMIT_MS;
}

int iperf_run_all(struct events *ev, const struct iperf_config *configs,
		  size_t n, struct iperf_result *results)
{
	struct command_job jobs[COMMANDS_MAX] = { 0 };
	struct iperf_args args[COMMANDS_MAX];
	char line[IPERF_LINE];
	int err = 0, ret;
	size_t i;

	for (i = 0; i < n; i++) {
		results[i] = (struct iperf_result){ .retransmits = -1 };
		iperf_build(&configs[i], &args[i]);
		jobs[i].argv = (char *const *)args[i].argv;
		log_debug("here: %s", iperf_line(&configs[i], line));
	}
	ret = command_run_all(ev, jobs, n, iperf_limit(&configs[0]));
	for (i = 0; i < n; i++) {
		if (!ret)
			err = iperf_parse(jobs[i].out.data, jobs[i].out.length,
					  &results[i]);
		if (err && !ret)
			ret = err;
		text_free(&jobs[i].out);
	}
	return ret;
}

int iperf_run(struct events *ev, struct agent *agent,
	      const struct iperf_config *config, struct iperf_result *result)
{
	struct text out = { 0 };
	char line[IPERF_LINE];
	int err, status;

	if (!agent)
		return iperf_run_all(ev, config, 1, result);
	*result = (struct iperf_result){ .retransmits = -1 };
	iperf_line(config, line);
	log_debug("in guest 2: %s", line);
	err = agent_command(agent, ev, line, iperf_limit(config), &out,
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
