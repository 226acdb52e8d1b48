/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * terminal.h - leave the terminal as it was found
 *
 * A command that reads keys one by one switches the terminal to raw mode, and
 * back when it ends.  One that was killed cannot, and its user would type
 * blindly.
 */
#ifndef CLIENT_TERMINAL_H
#define CLIENT_TERMINAL_H

#include <stdbool.h>
#include <termios.h>

struct terminal {
	bool valid; /* standard input is a terminal, and ours to use */
	struct termios modes;
};

/**
 * terminal_save() - Remember the modes of standard input
 * @t:		Filled in; not valid if it is no terminal, or if we run in the
 *		background, where the modes belong to others
 */
void terminal_save(struct terminal *t);

/**
 * terminal_restore() - Set the modes as they were
 * @t:		From terminal_save()
 *
 * Does nothing while the terminal belongs to another living job.
 */
void terminal_restore(const struct terminal *t);

#endif
