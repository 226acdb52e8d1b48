/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* statlog.c - the counters that helpers leave in a log */

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/statlog.h"
#include "helper/util.h"

#define STATLOG_MARK  "[stats] {"
#define STATLOG_START "[main] started vmnet interface"

const char *const statlog_counter_names[STATLOG_COUNTERS] = {
	"packets", "bytes", "drops", "fast", "slow",
};

const char *const statlog_end_names[STATLOG_ENDS] = { "host", "vm" };

/* "+03:00", "Z"; seconds east of Greenwich. */
static int statlog_offset(const char *text, long *seconds)
{
	unsigned int hours, minutes;
	int end = 0;

	*seconds = 0;
	if (!strcmp(text, "Z"))
		return 0;
	if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-') ||
	    !isdigit((unsigned char)text[1]) ||
	    !isdigit((unsigned char)text[4]) ||
	    sscanf(text + 1, "%2u:%2u%n", &hours, &minutes, &end) != 2 ||
	    end != 5 || hours > 23 || minutes > 59)
		return -EBADMSG;
	*seconds = (long)(hours * 60 + minutes) * 60;
	if (text[0] == '-')
		*seconds = -*seconds;
	return 0;
}

static int statlog_time(const char *text, int64_t *usec)
{
	int64_t fraction = 0, place = 100000;
	struct tm tm = { 0 };
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	long offset;

	if (!rest)
		return -EBADMSG;
	if (*rest == '.') {
		for (rest++; isdigit((unsigned char)*rest); rest++) {
			fraction += (*rest - '0') * place;
			place /= 10;
		}
	}
	if (statlog_offset(rest, &offset))
		return -EBADMSG;
	*usec = ((int64_t)timegm(&tm) - offset) * 1000000 + fraction;
	return 0;
}

static int statlog_count(const json_t *value, uint64_t *count)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return -EBADMSG;
	*count = (uint64_t)json_integer_value(value);
	return 0;
}

/* What may stand in a CSV or YAML file as it is. */
static bool statlog_is_name(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789_-");

	return length > 0 && length < STATLOG_REASON && !name[length];
}

static int statlog_reasons(json_t *object, struct statlog_side *side)
{
	struct statlog_reason *reason;
	json_t *value;
	const char *name;

	if (object && !json_is_object(object))
		return -EBADMSG;
	json_object_foreach(object, name, value)
	{
		if (side->n_reasons == STATLOG_REASONS ||
		    !statlog_is_name(name))
			return -EBADMSG;
		reason = &side->reasons[side->n_reasons++];
		strcpy(reason->name, name);
		if (statlog_count(value, &reason->count))
			return -EBADMSG;
	}
	return 0;
}

static int statlog_side(const json_t *object, struct statlog_side *side)
{
	int i, err = 0;

	for (i = 0; !err && i < STATLOG_COUNTERS; i++)
		err = statlog_count(
			json_object_get(object, statlog_counter_names[i]),
			&side->counters[i]);
	return err ? err
		   : statlog_reasons(json_object_get(object, "reasons"), side);
}

static int statlog_object(const json_t *root, struct statlog_sample *s)
{
	const char *time = json_string_value(json_object_get(root, "time"));
	const json_t *cpu = json_object_get(root, "cpu");
	int i, err;

	*s = (struct statlog_sample){ .cpu = NAN };
	if (!time || strlen(time) >= STATLOG_TIME)
		return -EBADMSG;
	strcpy(s->time, time);
	err = statlog_time(time, &s->usec);
	for (i = 0; !err && i < STATLOG_ENDS; i++)
		err = statlog_side(json_object_get(root, statlog_end_names[i]),
				   &s->sides[i]);
	if (!err && cpu) {
		if (!json_is_number(cpu) || json_number_value(cpu) < 0)
			return -EBADMSG;
		s->cpu = json_number_value(cpu);
	}
	return err;
}

static bool statlog_is_helper(const char *line, size_t length)
{
	static const char *const levels[] = { "ERROR ", "WARN ", "INFO ",
					      "DEBUG " };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(levels); i++) {
		if (length > strlen(levels[i]) &&
		    !memcmp(line, levels[i], strlen(levels[i])))
			return true;
	}
	return false;
}

int statlog_line(const char *line, size_t length, struct statlog_sample *sample)
{
	/* Anywhere: what keeps a log may put a time and a name before it. */
	const char *mark =
		memmem(line, length, STATLOG_MARK, strlen(STATLOG_MARK));
	json_t *root;
	int err;

	if (!mark)
		return statlog_is_helper(line, length) ? 0 : -EBADMSG;
	mark += strlen(STATLOG_MARK) - 1;
	root = json_loadb(mark, length - (size_t)(mark - line),
			  JSON_REJECT_DUPLICATES, NULL);
	if (!root)
		return -EBADMSG;
	err = statlog_object(root, sample);
	json_decref(root);
	return err ? err : 1;
}

static int statlog_add(struct statlog *log, const struct statlog_sample *sample)
{
	struct statlog_sample *more;

	/* Doubled at each power of two. */
	if ((log->n & (log->n - 1)) == 0) {
		more = realloc(log->samples,
			       (log->n ? 2 * log->n : 1) * sizeof(*more));
		if (!more)
			return -ENOMEM;
		log->samples = more;
	}
	log->samples[log->n++] = *sample;
	return 0;
}

int statlog_read(FILE *in, struct statlog *log)
{
	struct statlog_sample sample;
	size_t size = 0, number = 0;
	bool is_start = false;
	char *line = NULL;
	ssize_t length;
	int ret, err = 0;

	*log = (struct statlog){ 0 };
	errno = 0;
	while (!err && (length = getline(&line, &size, in)) > 0) {
		number++;
		if (line[length - 1] == '\n')
			length--;
		ret = statlog_line(line, (size_t)length, &sample);
		if (ret > 0) {
			sample.is_first = is_start;
			is_start = false;
			err = statlog_add(log, &sample);
		} else if (ret < 0 && length > 0 && log->skipped++ == 0) {
			log->first_skip = number;
		}
		is_start |= !!memmem(line, (size_t)length, STATLOG_START,
				     strlen(STATLOG_START));
		errno = 0;
	}
	if (!err && !feof(in))
		err = errno ? -errno : -EIO;
	free(line);
	return err;
}

void statlog_free(struct statlog *log)
{
	free(log->samples);
	*log = (struct statlog){ 0 };
}
