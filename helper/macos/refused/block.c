/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block.c - a handler of the wrong type
 *
 * expect: incompatible block pointer types
 */

#include <vmnet/vmnet.h>

int main(void)
{
	xpc_object_t params = xpc_dictionary_create((void *)0, (void *)0, 0);
	dispatch_queue_t queue = dispatch_queue_create("x", (void *)0);

	return vmnet_start_interface(params, queue, ^(int status) {
		 (void)status;
	       }) != (void *)0;
}
