/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.c - leave the terminal as it was found */

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "client/terminal.h"

void terminal_save(struct terminal *t)
{
	t->valid = tcgetpgrp(STDIN_FILENO) == getpgrp() &&
		   tcgetattr(STDIN_FILENO, &t->modes) == 0;
}

void terminal_restore(const struct terminal *t)
{
	pid_t owner = tcgetpgrp(STDIN_FILENO);
	void (*old)(int);

	if (!t->valid || owner < 0)
		return;
	/* A killed shell leaves it to a group that is no more. */
	if (owner != getpgrp() && (kill(-owner, 0) == 0 || errno != ESRCH))
		return;
	old = signal(SIGTTOU, SIG_IGN);
	tcsetattr(STDIN_FILENO, TCSANOW, &t->modes);
	signal(SIGTTOU, old);
}
