/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* needs.c - what a run needs of macOS */

#include <unistd.h>

#include "harness/needs.h"
#include "harness/setup.h"
#include "helper/darwin/osversion.h"

/* The helpers are started as we are: without sudo, which wants a terminal. */
int needs_check(struct events *ev)
{
	(void)ev;
	if (geteuid() == 0 || osversion_major() >= OSVERSION_UNPRIVILEGED)
		return 0;
	return setup_missing("before macOS 26 vmnet is for root only: run this "
			     "by sudo");
}
