/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status.h - what vmnet.framework says went wrong, for people and for code
 */
#ifndef HELPER_DARWIN_STATUS_H
#define HELPER_DARWIN_STATUS_H

#include <vmnet/vmnet.h>

/**
 * status_errno() - The error code of a status
 * @status:	As vmnet returned it
 *
 * Return: 0 for VMNET_SUCCESS, else -errno; -EIO for what vmnet may invent.
 */
int status_errno(vmnet_return_t status);

/**
 * status_text() - Name a status, and what to do about it
 * @status:	As vmnet returned it
 *
 * Return: literal such as "VMNET_MEM_FAILURE (1002): out of memory".
 */
const char *status_text(vmnet_return_t status);

#endif
