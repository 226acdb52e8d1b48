/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* stats.c - what the two directions have done */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "helper/stats.h"

static uint64_t get(_Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

uint64_t stats_drops(struct stats *stats)
{
	uint64_t sum = 0;
	int i;

	for (i = 0; i < DROP_REASONS; i++)
		sum += get(&stats->drops[i]);
	return sum;
}

static int format_side(struct stats *s, char *text, size_t size)
{
	return snprintf(text, size,
			"{\"packets\": %" PRIu64 ", \"bytes\": %" PRIu64
			", \"drops\": %" PRIu64 ", \"fast\": %" PRIu64
			", \"slow\": %" PRIu64 "}",
			get(&s->packets), get(&s->bytes), stats_drops(s),
			get(&s->fast), get(&s->slow));
}

static void format_time(const struct timespec *now, char *text, size_t size)
{
	struct tm tm;
	long minutes;
	size_t len;

	localtime_r(&now->tv_sec, &tm);
	minutes = tm.tm_gmtoff / 60;
	len = strftime(text, size, "%Y-%m-%dT%H:%M:%S", &tm);
	/* The sign by itself: -00:30 must not become +00:30. */
	snprintf(text + len, size - len, ".%03ld%c%02ld:%02ld",
		 now->tv_nsec / 1000000, minutes < 0 ? '-' : '+',
		 labs(minutes) / 60, labs(minutes) % 60);
}

void stats_format(struct stats *host, struct stats *vm,
		  const struct timespec *now, char line[STATS_LINE_MAX])
{
	char time[64], host_text[256], vm_text[256];

	format_time(now, time, sizeof(time));
	format_side(host, host_text, sizeof(host_text));
	format_side(vm, vm_text, sizeof(vm_text));
	snprintf(line, STATS_LINE_MAX,
		 "{\"time\": \"%s\", \"host\": %s, \"vm\": %s}", time,
		 host_text, vm_text);
}
