/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cell.h - namespaces in which everything that is left behind is seen
 *
 * A cell is empty but for its own process, which is process 1 there and so
 * gets every orphan.  When that ends the kernel kills what is in the cell.
 */
#ifndef HELPER_STRESS_CELL_H
#define HELPER_STRESS_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define CELL_LEFT 512 /* bytes of a description */

/**
 * cell_fork() - Fork a process that is alone
 *
 * Namespaces for processes, network and mounts; in it /proc is its own, and
 * /run and /var/lib are empty.  It dies with its parent.
 *
 * Return: as fork(2), but -errno on failure.  In the child -errno is what
 * stopped it from being made ready.
 */
pid_t cell_fork(int *ready);

/**
 * cell_left() - What is in the cell that was not there in the beginning
 * @left:	Receives a description of what was found: processes, links,
 *		nftables, files below /run, in this order
 *
 * Reaps orphans that have ended.
 *
 * Return: true when something is left.
 */
bool cell_left(char left[CELL_LEFT]);

#endif
