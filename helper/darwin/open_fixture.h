/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* open_fixture.h - a network of macOS opened for a test, on the doubles */
#ifndef HELPER_DARWIN_OPEN_FIXTURE_H
#define HELPER_DARWIN_OPEN_FIXTURE_H

#include <string.h>

#include "helper/check.h"
#include "helper/macos/doubles/doubles.h"
#include "helper/nic.h"

static struct nic *nic;
static struct nic_info info;
static char error[NIC_ERROR_MAX];

static int open_nic(const struct nic_config *config)
{
	nic = NULL;
	memset(&info, 0, sizeof(info));
	error[0] = '\0';
	return nic_open(&nic, config, &info, error);
}

/* Fails with @err and says @text; nothing is left. */
static void fails(const struct nic_config *config, int err, const char *text)
{
	ck_assert_int_eq(open_nic(config), err);
	ck_assert_ptr_null(nic);
	ck_assert_msg(strstr(error, text), "\"%s\" lacks \"%s\"", error, text);
	ck_assert_ptr_null(strchr(error, '\n'));
	ck_assert_int_eq(double_alive(), 0);
}

static void close_nic(void)
{
	nic_close(nic);
	ck_assert_int_eq(double_alive(), 0);
}

#endif
