/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* report.c - what the log says about the frames */

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "helper/log.h"
#include "helper/report.h"
#include "helper/util.h"

void report_stats(const struct report *r)
{
	char line[STATS_LINE_MAX];
	struct timespec now, cpu;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
	stats_format(r->host, r->vm, &now, &cpu, line);
	log_set_thread("stats");
	log_info("%s", line);
	log_set_thread("main");
}

/* Write what is new of one direction, and take note of it. */
static size_t describe(struct stats *stats, uint64_t seen[DROP_REASONS],
		       const char *name, char *text, size_t size)
{
	size_t len = 0;
	int i;

	for (i = 0; i < DROP_REASONS; i++) {
		uint64_t now = stats_get(&stats->drops[i]);

		if (now == seen[i])
			continue;
		len += (size_t)snprintf(text + len, size - len,
					"%s%" PRIu64 " %s", len ? ", " : name,
					now - seen[i],
					stats_reason((enum stats_drop)i));
		seen[i] = now;
	}
	return len;
}

void report_drops(struct report *r)
{
	char host[384], vm[384];
	bool has_host, has_vm;

	if (clock_ms() < r->quiet_until)
		return;
	has_host = describe(r->host, r->host_seen, "host->vm: ", host,
			    sizeof(host));
	has_vm = describe(r->vm, r->vm_seen, "vm->host: ", vm, sizeof(vm));
	if (!has_host && !has_vm)
		return;
	log_warn("dropped frames: %s%s%s", has_vm ? vm : "",
		 has_host && has_vm ? "; " : "", has_host ? host : "");
	r->quiet_until = clock_ms() + REPORT_DROPS_MS;
}
