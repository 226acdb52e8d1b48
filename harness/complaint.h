/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* complaint.h - why a command of vmnet-bench has failed */
#ifndef HARNESS_COMPLAINT_H
#define HARNESS_COMPLAINT_H

/**
 * complain() - Print one line on stderr
 * @command:	Which command, as it is typed
 * @fmt:	printf format; what cannot be printed is escaped
 *
 * Return: EXIT_FAILURE.
 */
__attribute__((format(printf, 2, 3))) int complain(const char *command,
						   const char *fmt, ...);

#endif
