/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* privilege.c - does the helper need sudo(8) to open the network? */

#include "client/privilege.h"

bool privilege_needs_sudo(const struct privilege *p)
{
	return !p->needless && !p->root && !p->inherited && !p->file;
}
