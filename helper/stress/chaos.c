/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* chaos.c - kill the processes behind a network */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "helper/stress/chaos.h"
#include "helper/stress/process.h"

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

/*
 * While both are there, and not still dying: two deaths are not survived.  That
 * process only, and not all of its name: the spare of a killed keeper is one as
 * soon as it has taken over, which it may have before we have seen them all.
 */
static void kill_one(struct stress *s, bool spare)
{
	char pids[2][16];

	if (process_is_living(s->victim, "vmnet-keeper") ||
	    process_is_living(s->victim, "vmnet-spare"))
		return;
	if (process_signal_all("vmnet-keeper", 0, pids[0]) != 1 ||
	    process_signal_all("vmnet-spare", 0, pids[1]) != 1)
		return;
	memcpy(s->victim, pids[spare], sizeof(s->victim));
	kill(atoi(s->victim), SIGKILL);
	s->keeper_hit = true;
}

void chaos_do(struct stress *s)
{
	uint32_t what = dice_roll(&s->dice, 8);
	char last[16];

	if (what == 0)
		kill_pair(s);
	else if (what <= 2)
		kill_one(s, false);
	else if (what == 3)
		kill_one(s, true);
	else if (what == 4)
		/* Perhaps a first one, without which no helper starts. */
		s->keeper_hit |=
			process_signal_all("dnsmasq", SIGKILL, last) > 0;
}
