/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kevent.c - kevent() with an argument missing
 *
 * expect: too few arguments
 */

#include <sys/event.h>

int main(void)
{
	struct kevent event;

	return kevent(0, &event, 1, &event, 1);
}
