/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept4.c - a system call of Linux
 *
 * expect: accept4
 */

#include <sys/socket.h>

int main(void)
{
	return accept4(0, (void *)0, (void *)0, 0);
}
