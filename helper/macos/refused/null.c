/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * null.c - NULL for what must be there
 *
 * expect: null passed to a callee that requires a non-null argument
 */

#include <vmnet/vmnet.h>

int main(void)
{
	return vmnet_read((void *)0, (void *)0, (void *)0) != VMNET_SUCCESS;
}
