/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* inherited.c - descriptors that a caller left open, by close_range(2) */

#include "helper/inherited.h"
#include "helper/linux/process.h"

void inherited_close(int keep)
{
	process_keep_fds(&keep, 1);
}
