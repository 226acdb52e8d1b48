/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * start.c - a handler, a key and a format as they should be
 */

#include <inttypes.h>
#include <stdio.h>
#include <sys/un.h>
#include <vmnet/vmnet.h>

_Static_assert(sizeof(((struct sockaddr_un *)0)->sun_path) == 104, "path");

int main(void)
{
	xpc_object_t params = xpc_dictionary_create((void *)0, (void *)0, 0);
	dispatch_queue_t queue = dispatch_queue_create("x", (void *)0);
	uint64_t mode = VMNET_SHARED_MODE;

	xpc_dictionary_set_uint64(params, vmnet_operation_mode_key, mode);
	printf("%" PRIu64 "\n", mode);
	return vmnet_start_interface(
		       params, queue,
		       ^(vmnet_return_t status, xpc_object_t given) {
			 (void)status;
			 (void)given;
		       }) == (void *)0;
}
