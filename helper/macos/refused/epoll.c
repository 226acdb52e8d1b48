/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * epoll.c - a header of Linux
 *
 * expect: 'sys/epoll.h' file not found
 */

#include <sys/epoll.h>

int main(void)
{
	return epoll_create1(0);
}
