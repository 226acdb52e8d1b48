/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* tool.c - run programs of others that make something or fail with a line */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "harness/command.h"
#include "harness/tool.h"
#include "helper/printable.h"

#define TOOL_LINE (TOOL_REASON / 2)

__attribute__((format(printf, 2, 3))) static void
tool_say(char why[TOOL_REASON], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(why, TOOL_REASON, fmt, ap);
	va_end(ap);
}

static void tool_last(const char *text, char line[TOOL_LINE])
{
	char next[TOOL_LINE];
	unsigned int lines = 0, i;
	const char *c;

	for (c = text ? text : ""; (c = strchr(c, '\n')); c++)
		lines++;
	line[0] = '\0';
	for (i = 0; i <= lines; i++) {
		text_line(text, i, next, sizeof(next));
		if (next[0])
			strcpy(line, next);
	}
}

static int tool_status(const char *program, int status, const struct text *out,
		       size_t before, char why[TOOL_REASON])
{
	char line[TOOL_LINE];

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	tool_last(out->data ? out->data + before : NULL, line);
	if (line[0])
		tool_say(why, "%s: %s", program, line);
	else
		tool_say(why, "%s ended %s %d", program,
			 WIFSIGNALED(status) ? "by signal" : "with status",
			 WIFSIGNALED(status) ? WTERMSIG(status)
					     : WEXITSTATUS(status));
	return -EIO;
}

int tool_run(struct events *ev, const char *const argv[], unsigned int seconds,
	     struct text *out, char why[TOOL_REASON])
{
	const char *slash = strrchr(argv[0], '/');
	const char *program = slash ? slash + 1 : argv[0];
	struct text own = { 0 }, *into = out ? out : &own;
	size_t before = into->length;
	int err, status;

	err = command_run(ev, (char *const *)argv, (int64_t)seconds * 1000,
			  into, &status);
	if (err == -ETIMEDOUT)
		tool_say(why, "%s did not end in %u s", program, seconds);
	else if (err == -ENOENT)
		tool_say(why, "%s is not installed", program);
	else if (err)
		tool_say(why, "%s: %s", program, strerror(-err));
	else
		err = tool_status(program, status, into, before, why);
	text_free(&own);
	return err;
}
