/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* complaint.c - why a command of vmnet-bench has failed */

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/complaint.h"
#include "helper/printable.h"

#define COMPLAINT_LINE (2 * PATH_MAX)

int complain(const char *command, const char *fmt, ...)
{
	char text[COMPLAINT_LINE];
	va_list ap;

	va_start(ap, fmt);
	printable_format(text, sizeof(text), fmt, ap);
	va_end(ap);
	fprintf(stderr, "vmnet-bench: %s: %s\n", command, text);
	return EXIT_FAILURE;
}
