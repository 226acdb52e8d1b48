/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* status.c - what vmnet.framework says went wrong */

#include <errno.h>
#include <stddef.h>

#include "helper/darwin/status.h"
#include "helper/util.h"

static const struct entry {
	vmnet_return_t status;
	int err;
	const char *text;
} entries[] = {
	{ VMNET_SUCCESS, 0, "VMNET_SUCCESS (1000)" },
	{ VMNET_FAILURE, -EIO,
	  "VMNET_FAILURE (1001): vmnet gives no reason; before macOS 26 it "
	  "needs root (sudo)" },
	{ VMNET_MEM_FAILURE, -ENOMEM,
	  "VMNET_MEM_FAILURE (1002): out of memory" },
	{ VMNET_INVALID_ARGUMENT, -EINVAL,
	  "VMNET_INVALID_ARGUMENT (1003): vmnet does not take these options" },
	{ VMNET_SETUP_INCOMPLETE, -ENOTCONN,
	  "VMNET_SETUP_INCOMPLETE (1004): the interface is not ready" },
	{ VMNET_INVALID_ACCESS, -EACCES,
	  "VMNET_INVALID_ACCESS (1005): permission denied; before macOS 26 "
	  "vmnet needs root (sudo)" },
	{ VMNET_PACKET_TOO_BIG, -EMSGSIZE,
	  "VMNET_PACKET_TOO_BIG (1006): frame longer than the network takes" },
	{ VMNET_BUFFER_EXHAUSTED, -ENOBUFS,
	  "VMNET_BUFFER_EXHAUSTED (1007): vmnet has no buffer left" },
	{ VMNET_TOO_MANY_PACKETS, -E2BIG,
	  "VMNET_TOO_MANY_PACKETS (1008): batch larger than vmnet takes" },
	{ VMNET_SHARING_SERVICE_BUSY, -EBUSY,
	  "VMNET_SHARING_SERVICE_BUSY (1009): the subnet is in use by another "
	  "network, or Internet Sharing is on; choose another one by "
	  "--start-address, --end-address and --subnet-mask" },
	{ VMNET_NOT_AUTHORIZED, -EPERM,
	  "VMNET_NOT_AUTHORIZED (1010): before macOS 26 vmnet needs root "
	  "(sudo), from then on a program signed with the entitlement "
	  "com.apple.security.virtualization (make sign)" },
};

static const struct entry *find(vmnet_return_t status)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		if (entries[i].status == status)
			return &entries[i];
	}
	return NULL;
}

int status_errno(vmnet_return_t status)
{
	const struct entry *e = find(status);

	return e ? e->err : -EIO;
}

const char *status_text(vmnet_return_t status)
{
	const struct entry *e = find(status);

	return e ? e->text : "a status that vmnet.h of this build has not";
}
