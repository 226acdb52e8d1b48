/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * failure.h - the one line that says what failed, and what to do about it
 */
#ifndef HELPER_LINUX_FAILURE_H
#define HELPER_LINUX_FAILURE_H

#include "helper/nic.h"

/**
 * failure_set() - Write the line
 * @error:	Receives it
 * @err:	-errno; where privilege was missing the line says so
 * @what:	What could not be done
 *
 * Return: @err.
 */
int failure_set(char error[NIC_ERROR_MAX], int err, const char *what);

#endif
