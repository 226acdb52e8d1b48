/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* list.c - all contenders */

#include <string.h>

#include "helper/util.h"
#include "perf/contenders/contender.h"
#include "perf/frames.h"

const struct contender contenders[] = {
	{ .name = "naive",
	  .what = "one frame a system call",
	  .run = naive_run },
	{ .name = "batched",
	  .what = "recvmmsg and sendmmsg, TAP without offload",
	  .run = batched_run },
	{ .name = "ours",
	  .what = "vmnet-helper, datagrams",
	  .offload = true,
	  .run = cable_run },
	{ .name = "ours-stream",
	  .what = "vmnet-helper, stream socket",
	  .stream = true,
	  .offload = true,
	  .run = cable_run },
	{ .name = "ours-large",
	  .what = "vmnet-helper, guest with offload and vnet headers",
	  .offload = true,
	  .kind = GUEST_HEADER,
	  .run = cable_run },
	{ .name = "ours-bare",
	  .what = "vmnet-helper, guest with offload as krunkit has it",
	  .offload = true,
	  .kind = GUEST_LARGE,
	  .run = cable_run },
	{ .name = "naive-large",
	  .what = "one frame a system call, guest with offload",
	  .offload = true,
	  .kind = GUEST_HEADER,
	  .run = naive_run },
	{ .name = "socket",
	  .what = "no network: the datagram socket alone",
	  .wall = true },
	{ .name = "socket-stream",
	  .what = "no network: the stream socket alone",
	  .stream = true,
	  .wall = true },
};

const size_t n_contenders = ARRAY_SIZE(contenders);

static const struct contender bare_guest = {
	.name = "guest-bare",
	.what = "the other end of ours-bare",
	.offload = true,
	.kind = GUEST_BARE,
	.run = cable_run,
};

size_t contender_front(const struct contender *c)
{
	return c->kind == GUEST_HEADER ? FRAMES_VNET : 0;
}

unsigned int contender_max_frame(const struct contender *c)
{
	if (c->kind == GUEST_PLAIN)
		return FRAMES_PLAIN;
	return (unsigned int)contender_front(c) + FRAMES_LONGEST;
}

const struct contender *contender_find(const char *name)
{
	size_t i;

	for (i = 0; i < n_contenders; i++) {
		if (!strcmp(contenders[i].name, name))
			return &contenders[i];
	}
	return strcmp(bare_guest.name, name) ? NULL : &bare_guest;
}
