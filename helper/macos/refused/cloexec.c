/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cloexec.c - a flag of Linux
 *
 * expect: SOCK_CLOEXEC
 */

#include <sys/socket.h>

int main(void)
{
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}
