/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* needs.c - what a run needs of Linux */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "harness/needs.h"
#include "harness/setup.h"

static int needs_tun(void)
{
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		return 0;
	}
	if (errno == EACCES || errno == EPERM)
		return setup_missing("/dev/net/tun: not open to this user; "
				     "run: sudo chmod 0666 /dev/net/tun, or "
				     "run this as root");
	return setup_missing("/dev/net/tun: %s; run: sudo modprobe tun",
			     strerror(errno));
}

int needs_check(struct events *ev)
{
	char dnsmasq[SETUP_TEXT];
	int ret = setup_tool(ev, "dnsmasq", dnsmasq);
	int err = needs_tun();

	return err ? err : ret;
}
