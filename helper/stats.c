/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* stats.c - what the two directions have done */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "helper/stats.h"

static const char *const reasons[] = {
	[DROP_RUNT] = "runt",		[DROP_OVERSIZE] = "oversize",
	[DROP_ETHERTYPE] = "ethertype", [DROP_IP] = "ip",
	[DROP_OFFLOAD] = "offload",	[DROP_FULL] = "full",
	[DROP_REFUSED] = "refused",
};

const char *stats_reason(enum stats_drop reason)
{
	return reasons[reason];
}

uint64_t stats_drops(struct stats *stats)
{
	uint64_t sum = 0;
	int i;

	for (i = 0; i < DROP_REASONS; i++)
		sum += stats_get(&stats->drops[i]);
	return sum;
}

static void format_reasons(struct stats *s, char *text, size_t size)
{
	size_t len = 0;
	int i;

	for (i = 0; i < DROP_REASONS; i++)
		len += (size_t)snprintf(text + len, size - len,
					"%s\"%s\": %" PRIu64, i ? ", " : "",
					reasons[i], stats_get(&s->drops[i]));
}

static void format_side(struct stats *s, char *text, size_t size)
{
	char drops[512];

	format_reasons(s, drops, sizeof(drops));
	snprintf(text, size,
		 "{\"packets\": %" PRIu64 ", \"bytes\": %" PRIu64
		 ", \"drops\": %" PRIu64 ", \"fast\": %" PRIu64
		 ", \"slow\": %" PRIu64 ", \"reasons\": {%s}}",
		 stats_get(&s->packets), stats_get(&s->bytes), stats_drops(s),
		 stats_get(&s->fast), stats_get(&s->slow), drops);
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
		  const struct timespec *now, const struct timespec *cpu,
		  char line[STATS_LINE_MAX])
{
	char time[64], host_text[768], vm_text[768];

	format_time(now, time, sizeof(time));
	format_side(host, host_text, sizeof(host_text));
	format_side(vm, vm_text, sizeof(vm_text));
	snprintf(line, STATS_LINE_MAX,
		 "{\"time\": \"%s\", \"host\": %s, \"vm\": %s, "
		 "\"cpu\": %lld.%06ld}",
		 time, host_text, vm_text, (long long)cpu->tv_sec,
		 cpu->tv_nsec / 1000);
}
