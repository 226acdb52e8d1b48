/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * params.h - the dictionaries that vmnet.framework takes and gives
 */
#ifndef HELPER_DARWIN_PARAMS_H
#define HELPER_DARWIN_PARAMS_H

#include <xpc/xpc.h>

#include "helper/nic.h"

/**
 * params_new() - What to ask vmnet for
 * @config:	What the user asked for
 *
 * A network of a broker or of our own has its mode and addresses already.
 *
 * Return: dictionary, for the caller to xpc_release().
 */
xpc_object_t params_new(const struct nic_config *config);

/**
 * params_read() - Read what vmnet gave
 * @params:	Dictionary of the start handler, in its lifetime
 * @info:	MAC address, MTU, frame size, addresses and id are set from it
 *
 * Return: 0, or -EPROTO when vmnet left out what nobody can do without: the
 * MAC address and the largest frame.
 */
int params_read(xpc_object_t params, struct nic_info *info);

#endif
