/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enum.c - a status left out
 *
 * expect: enumeration value
 */

#include <vmnet/vmnet.h>

int main(void)
{
	vmnet_return_t status = VMNET_SUCCESS;

	switch (status) {
	case VMNET_SUCCESS:
		return 0;
	case VMNET_FAILURE:
		return 1;
	}
	return 2;
}
