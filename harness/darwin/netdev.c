/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* netdev.c - counters of a network interface, which vmnet does not tell */

#include <errno.h>

#include "harness/netdev.h"

/* What the helper did not fetch in time is dropped where nobody can look. */
int netdev_tx_dropped(const char *name, uint32_t *frames)
{
	(void)name;
	(void)frames;
	return -ENODEV;
}
