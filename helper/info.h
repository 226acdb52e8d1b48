/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * info.h - what the caller of the helper learns: one line of JSON
 */
#ifndef HELPER_INFO_H
#define HELPER_INFO_H

#include <stddef.h>

#include "helper/nic.h"

#define INFO_MAX 4096 /* bytes callers read, newline included */

/**
 * info_format() - Write the JSON line
 * @info:	What the network gave
 * @line:	Receives one JSON object and a newline, NUL-terminated
 * @size:	Size of @line; INFO_MAX is always enough
 *
 * The keys are those of Apple's vmnet parameters, as the callers know them,
 * and vmnet_interface_name, the host's name of the interface.  A bridged
 * network has no addresses.
 *
 * Return: length, or -ENOSPC.
 */
int info_format(const struct nic_info *info, char *line, size_t size);

#endif
