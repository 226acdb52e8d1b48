/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sunpath.c - a socket's path is 104 bytes here, not 108
 *
 * expect: static.*failed
 */

#include <sys/un.h>

_Static_assert(sizeof(((struct sockaddr_un *)0)->sun_path) >= 108, "path");

int main(void)
{
	return 0;
}
