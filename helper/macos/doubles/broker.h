/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * broker.h - vmnet-broker, as xpc.c asks it
 */
#ifndef MACOS_DOUBLES_BROKER_H
#define MACOS_DOUBLES_BROKER_H

#include <xpc/xpc.h>

/**
 * double_broker_answer() - What double_control makes of a request
 * @request:	Dictionary
 *
 * Return: reply, the caller's to release.
 */
xpc_object_t double_broker_answer(xpc_object_t request);

/**
 * double_xpc_error_create() - The object that tells of a broken connection
 *
 * Return: the caller's to release.
 */
xpc_object_t double_xpc_error_create(void);

#endif
