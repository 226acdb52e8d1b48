/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export.h - a run as a tree of reports
 *
 * The tree is as of layout.h, its reports have what the tables know under the
 * names that "iperf3 -J" uses, and "extra_data" says where they are from.
 */
#ifndef HARNESS_EXPORT_H
#define HARNESS_EXPORT_H

#include <stddef.h>

#define EXPORT_REASON 512

/**
 * export_tree() - Write the throughput of a run as a tree
 * @run:	Folder of the run
 * @out:	Folder to make "bench" in; made if it is missing
 * @round:	Which round, or 0 for the one of each cell whose throughput is
 *		the median (the lower one of two)
 * @n:		Set to the number of reports
 * @why:	Receives one line that names the object, on failure
 *
 * A cell without a measurement that worked gets a report of an error, as
 * iperf3 writes one.  All is checked before anything is written.
 *
 * Return: 0; -EEXIST when @out has a "bench" already; -ENODATA when there is
 * nothing to export; -EBADMSG for a malformed table; -EINVAL when names do not
 * fit the layout, or two cells would have the same one; or another -errno.
 */
int export_tree(const char *run, const char *out, unsigned int round, size_t *n,
		char why[EXPORT_REASON]);

#endif
