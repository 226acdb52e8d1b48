/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout.h - names in a tree of results as vmnet-helper for macOS keeps them
 *
 *	bench/<network>/<mode>-<driver>[:<tag>]-<vms>/<direction>.json
 *
 * One file is one report of iperf3.  The network is what was measured, such as
 * vmnet-helper or socket_vmnet, perhaps with a tag, too.  The tag stays with
 * the name, because its meaning is that of who wrote it.
 *
 * Pure: no state, no input or output.
 */
#ifndef HARNESS_LAYOUT_H
#define HARNESS_LAYOUT_H

#include "perf/csv.h"

#define LAYOUT_NAME (2 * CSV_TEXT + 16) /* longest name of a folder or file */

/**
 * layout_parse() - Read what the names of a report tell
 * @network:	Name of its folder's folder
 * @folder:	Name of its folder
 * @file:	Its own name
 * @c:		Gets network, mode, driver (both with their tags), vms and
 *		direction; its arm becomes "head"
 *
 * Return: 0, or -EINVAL when a name is not of that form; @c is then undefined.
 */
int layout_parse(const char *network, const char *folder, const char *file,
		 struct cell *c);

/**
 * layout_tag() - The tag of a driver
 * @driver:	Such as "krunkit:offload"
 *
 * Return: the text behind its ':', or "".
 */
const char *layout_tag(const char *driver);

/**
 * layout_network() - Name of the folder for what was measured
 * @c:		Cell
 *
 * Return: its network, or the literal "vmnet-helper" where that is empty; but
 * the arm if that is not "head": another build, or a network in runs of before
 * there was a column for it.
 */
const char *layout_network(const struct cell *c);

/**
 * layout_folder() - Name of the folder for the reports of a cell
 * @c:		Cell; a driver without a tag gets "offload" if that is on
 * @name:	Receives text such as "shared-vfkit:offload-2"
 *
 * Return: 0, or -EINVAL when the names of the cell do not fit the form: what
 * layout_parse() would not read back.
 */
int layout_folder(const struct cell *c, char name[LAYOUT_NAME]);

#endif
