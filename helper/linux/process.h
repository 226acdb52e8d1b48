/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * process.h - what the processes that a helper leaves behind have in common
 */
#ifndef HELPER_LINUX_PROCESS_H
#define HELPER_LINUX_PROCESS_H

/**
 * process_keep_fds() - Close all descriptors but 0 to 2 and some
 * @fds:	Descriptors to keep
 * @n:		How many
 */
void process_keep_fds(const int *fds, int n);

/**
 * process_detach() - Let go of the caller's session and standard descriptors
 *
 * Nobody's terminal, pipe or folder may be held open by a process they do not
 * know of.  From now on there is only syslog(3), opened as "vmnet-helper".
 */
void process_detach(void);

#endif
