/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* cable.c - the contender that is ours: the pump of the helper */

#include <errno.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "helper/confine.h"
#include "helper/guest.h"
#include "helper/linux/tap.h"
#include "helper/log.h"
#include "helper/pump.h"
#include "perf/contenders/contender.h"

#define MTU 1500

static int confine(void)
{
	const struct confine_config config = { 0 };
	char error[CONFINE_ERROR_MAX];
	int err;

	/* As priv_drop() leaves the helper. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	err = confine_helper(&config, error);
	if (err)
		log_error("%s", error);
	return err;
}

/* Until the guest or the network is gone. */
static int pump_frames(struct nic *nic, struct guest *guest,
		       const struct contender *c,
		       const struct contender_ends *e)
{
	static struct stats host, vm;
	const struct pump_config config = {
		.nic = nic,
		.guest = guest,
		.kind = c->kind,
		.infer = { .tso = true, .checksum = true, .mtu = MTU },
		.max_frame = e->max_frame - (unsigned int)contender_front(c),
		.host = &host,
		.vm = &vm,
	};
	struct pollfd p = { .events = POLLIN };
	struct pump *pump;
	int err;

	err = pump_start(&pump, &config);
	if (err)
		return err;
	p.fd = pump_event_fd(pump);
	while (poll(&p, 1, -1) < 0 && errno == EINTR)
		;
	err = pump_result(pump);
	pump_stop(pump);
	return err;
}

int cable_run(const struct contender *c, const struct contender_ends *e)
{
	struct guest *guest;
	struct nic *nic;
	int err;

	err = tap_nic(&nic, e->tap);
	if (err)
		return err;
	err = guest_open(&guest, e->sock, c->stream, e->max_frame);
	if (!err && e->confined)
		err = confine();
	if (!err)
		err = pump_frames(nic, guest, c, e);
	return err;
}
