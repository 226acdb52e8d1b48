/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_fixture.h - made-up samples for the tests of the gate */
#ifndef PERF_GATE_FIXTURE_H
#define PERF_GATE_FIXTURE_H

#include <string.h>

#include "perf/gate.h"

/**
 * fixture() - A sample of a netns guest, host-to-vm
 * @metric:	METRIC_THROUGHPUT or METRIC_CPU_PER_BIT
 * @arm:	"base" or "head"
 * @round:	From 1
 * @value:	Its value
 *
 * Return: the sample, which is ok.
 */
static inline struct sample fixture(const char *metric, const char *arm,
				    unsigned int round, double value)
{
	int higher = !strcmp(metric, METRIC_THROUGHPUT);
	struct sample s = {
		.run_id = "made-up",
		.time = "2000-01-02T03:04:05Z",
		.machine = "made-up-1",
		.cell = { .commit = "c0ffee",
			  .driver = "netns",
			  .mode = "shared",
			  .direction = "host-to-vm",
			  .proto = "tcp",
			  .offload = "off",
			  .streams = 1,
			  .mtu = 1500,
			  .size = 131072,
			  .vms = 2 },
		.round = round,
		.order = 1,
		.seconds = 1,
		.value = value,
		.status = "ok",
	};

	strcpy(s.cell.arm, arm);
	strcpy(s.metric, metric);
	strcpy(s.unit, higher ? "bit/s" : "s/bit");
	strcpy(s.better, higher ? "higher" : "lower");
	return s;
}

#endif
