/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* chaos.c - kill the processes behind a network */

#include <signal.h>
#include <time.h>

#include "helper/stress/chaos.h"
#include "helper/stress/process.h"

static int count(const char *name)
{
	char last[16];

	return process_signal_all(name, 0, last);
}

static int kill_all_of(struct stress *s, const char *name)
{
	return process_signal_all(name, SIGKILL, s->victim);
}

/*
 * Until they are dead, as the one may be replacing the other, and as a helper
 * that starts while a keeper is dying has joined it and repairs nothing.
 */
static void kill_pair(struct stress *s)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	struct slot *slot;
	int i;

	for (i = 0; i < 5000; i++) {
		if (kill_all_of(s, "vmnet-keeper") +
			    kill_all_of(s, "vmnet-spare") ==
		    0)
			break;
		nanosleep(&pause, NULL);
	}
	s->orphaned = s->keeper_hit = true;
	for (slot = s->slots; slot < s->slots + SLOTS; slot++)
		slot->repairs = false;
}

/* While both are there, and not still dying: two deaths are not survived. */
static void kill_one(struct stress *s, const char *name)
{
	if (process_is_living(s->victim, "vmnet-keeper") ||
	    process_is_living(s->victim, "vmnet-spare"))
		return;
	if (count("vmnet-keeper") != 1 || count("vmnet-spare") != 1)
		return;
	kill_all_of(s, name);
	s->keeper_hit = true;
}

void chaos_do(struct stress *s)
{
	uint32_t what = dice_roll(&s->dice, 8);
	char last[16];

	if (what == 0)
		kill_pair(s);
	else if (what <= 2)
		kill_one(s, "vmnet-keeper");
	else if (what == 3)
		kill_one(s, "vmnet-spare");
	else if (what == 4)
		/* Perhaps a first one, without which no helper starts. */
		s->keeper_hit |=
			process_signal_all("dnsmasq", SIGKILL, last) > 0;
}
