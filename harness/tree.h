/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree.h - all reports of iperf3 in a tree of results
 *
 * The tree is as of layout.h.  Names that begin with '.' are passed over; any
 * other that does not fit is an error, so that nothing is left out in silence.
 */
#ifndef HARNESS_TREE_H
#define HARNESS_TREE_H

#include <stddef.h>

#include "harness/iperf.h"
#include "harness/machine.h"
#include "harness/origin.h"
#include "perf/csv.h"

#define TREE_REASON 512

struct tree_report {
	struct cell cell; /* complete but for commit */
	struct origin origin;
	struct iperf_result result; /* error is set when the test failed */
};

struct tree {
	struct tree_report *reports; /* @n of them, the oldest first */
	size_t n;
	struct machine machine; /* strict facts of the host */
};

/**
 * tree_read() - Read a tree
 * @dir:	Folder with a folder "bench"
 * @t:		Filled in; release it with tree_free(), also after a failure
 * @why:	Receives one line that names the file or folder, on failure
 *
 * Offload is on with the tag "offload"; and without a tag beside a folder with
 * the tag "nooffload", as it was the default then.
 *
 * Return: 0; -ENODATA when there is no report; -EBADMSG for a file that is not
 * a report, or reports of several machines; -EINVAL for a name that does not
 * fit; or another -errno.
 */
int tree_read(const char *dir, struct tree *t, char why[TREE_REASON]);

/**
 * tree_free() - Give the memory back
 * @t:		From tree_read()
 */
void tree_free(struct tree *t);

#endif
