/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* process.h - other processes, by their names */
#ifndef HELPER_STRESS_PROCESS_H
#define HELPER_STRESS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * process_is_living() - Does a process run, and under this name?
 * @pid:	Name of an entry of /proc
 * @name:	As in its stat; a zombie has none
 *
 * Return: whether it does.
 */
bool process_is_living(const char *pid, const char *name);

/**
 * process_signal_all() - Signal all processes of a name
 * @name:	In a process namespace that is ours alone
 * @sig:	Signal, or 0 to count them only
 * @last:	Set to the process id of the last one, if any
 *
 * Return: how many there are.
 */
int process_signal_all(const char *name, int sig, char last[16]);

/**
 * process_child() - Find a child of a process by its name
 * @parent:	Process id
 * @name:	As in its stat; the kernel keeps 15 bytes of it
 *
 * Return: its process id, or 0 when there is none or it is a zombie.
 */
pid_t process_child(pid_t parent, const char *name);

#endif
