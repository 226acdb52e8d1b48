/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* slot.c - one helper of many, from its start to its death */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/util.h"
#include "helper/stress/slot.h"

#define HELPER_FD 3

int slot_number(const struct stress *s, const struct slot *slot)
{
	return (int)(slot - s->slots);
}

static void run_helper(const struct stress *s, const struct slot *slot,
		       int guest, int out)
{
	char path[256], fd[8];
	int log;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(path, sizeof(path), "%s/%d.log", s->dir, slot_number(s, slot));
	log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	/* Out of the way of the numbers it is to have. */
	guest = fcntl(guest, F_DUPFD, 100);
	if (dup2(out, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0 ||
	    dup2(guest, HELPER_FD) < 0)
		_exit(126);
	close_range(HELPER_FD + 1, ~0u, 0);
	snprintf(fd, sizeof(fd), "%d", HELPER_FD);
	execl(s->helper, s->helper, "--fd", fd, (char *)NULL);
	_exit(127);
}

int slot_start(struct stress *s, struct slot *slot)
{
	int pair[2], out[2];
	uint8_t id[IFID_SIZE];
	size_t i;

	for (i = 0; i < sizeof(id); i++)
		id[i] = (uint8_t)dice_roll(&s->dice, 256);
	ifid_mac(id, slot->mac);
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		       pair) < 0 ||
	    pipe2(out, O_CLOEXEC) < 0)
		return stress_broken("cannot make a socket pair: %s",
				     strerror(errno));
	slot->pid = fork();
	if (slot->pid == 0)
		run_helper(s, slot, pair[1], out[1]);
	close(pair[1]);
	close(out[1]);
	if (slot->pid < 0)
		return stress_broken("cannot fork: %s", strerror(errno));
	slot->guest = pair[0];
	slot->out = out[0];
	slot->state = STARTING;
	slot->repairs = s->orphaned;
	slot->kill_at = dice_roll(&s->dice, 5)
				? 0
				: clock_ms() + dice_roll(&s->dice, 40);
	s->starts++;
	return 0;
}

void slot_kill(struct stress *s, struct slot *slot)
{
	slot->state = DYING;
	slot->kill_at = 0;
	kill(slot->pid, dice_roll(&s->dice, 2) ? SIGKILL : SIGTERM);
	s->kills++;
}

static void empty_slot(struct slot *slot)
{
	close(slot->guest);
	close(slot->out);
	*slot = (struct slot){ .state = EMPTY };
}

static void print_log(const struct stress *s, const struct slot *slot)
{
	char path[256], text[4096];

	snprintf(path, sizeof(path), "%s/%d.log", s->dir, slot_number(s, slot));
	if (read_text(path, text, sizeof(text)) > 0)
		fputs(text, stderr);
}

/* Returns 1 when it has ended. */
static int reap(struct stress *s, struct slot *slot)
{
	int status;

	if (waitpid(slot->pid, &status, WNOHANG) <= 0)
		return 0;
	if (slot->state == STARTING && s->keeper_hit) {
		s->failed_starts++;
	} else if (slot->state != DYING) {
		print_log(s, slot);
		return stress_broken("helper %d ended by itself, status 0x%x",
				     slot_number(s, slot), status);
	} else if (WIFEXITED(status) && WEXITSTATUS(status) != 0 &&
		   !s->keeper_hit) {
		print_log(s, slot);
		return stress_broken("helper %d failed, status 0x%x",
				     slot_number(s, slot), status);
	}
	empty_slot(slot);
	return 1;
}

/* The line of JSON is one write(2). */
static int read_line(struct stress *s, struct slot *slot)
{
	static const char key[] = "\"vmnet_interface_name\": \"";
	struct pollfd pfd = { .fd = slot->out, .events = POLLIN };
	char line[2048], *name;
	ssize_t n;

	if (poll(&pfd, 1, 0) <= 0 || !(pfd.revents & POLLIN))
		return 0;
	n = read(slot->out, line, sizeof(line) - 1);
	if (n <= 0)
		return 0;
	line[n] = '\0';
	name = strstr(line, key);
	if (!name)
		return stress_broken("no interface name in %s", line);
	name += sizeof(key) - 1;
	snprintf(slot->tap, sizeof(slot->tap), "%.*s", (int)strcspn(name, "\""),
		 name);
	slot->state = READY;
	if (slot->repairs)
		s->orphaned = false;
	return 0;
}

/* Look at what has become of each helper.  Returns how many are unsettled. */
int slot_follow(struct stress *s)
{
	struct slot *slot;
	int err, n = 0;

	for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
		if (slot->state == EMPTY)
			continue;
		if (slot->state == STARTING) {
			err = read_line(s, slot);
			if (err)
				return err;
		}
		if (slot->kill_at && clock_ms() >= slot->kill_at)
			slot_kill(s, slot);
		err = reap(s, slot);
		if (err < 0)
			return err;
		n += slot->state == STARTING || slot->state == DYING;
	}
	return n;
}
