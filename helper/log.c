/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* log.c - one line per event on stderr */

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/log.h"
#include "helper/printable.h"

#define LINE_MAX_LEN 2304 /* the longest is that of the counters */
#define PATIENCE_MS  100  /* with a reader of the log that is busy */

static _Atomic int current_level = LOG_INFO;
static _Thread_local const char *thread_prefix = "main";

static const char *const level_names[] = {
	[LOG_ERROR] = "ERROR",
	[LOG_WARN] = "WARN",
	[LOG_INFO] = "INFO",
	[LOG_DEBUG] = "DEBUG",
};

void log_set_level(enum log_level level)
{
	atomic_store_explicit(&current_level, (int)level, memory_order_relaxed);
}

bool log_enabled(enum log_level level)
{
	return (int)level <=
	       atomic_load_explicit(&current_level, memory_order_relaxed);
}

void log_set_thread(const char *prefix)
{
	thread_prefix = prefix;
}

/*
 * A log that cannot be written is no reason to stop, and a reader who does not
 * read none to wait for: SIGTERM would not be heard.
 */
static void put_line(const char *line, size_t len)
{
	struct pollfd out = { .fd = STDERR_FILENO, .events = POLLOUT };
	ssize_t n;

	if (poll(&out, 1, PATIENCE_MS) == 0)
		return;
	n = write(STDERR_FILENO, line, len);
	(void)n;
}

void log_line(enum log_level level, const char *fmt, ...)
{
	char line[LINE_MAX_LEN];
	int saved = errno;
	va_list ap;
	int len;

	if (!log_enabled(level))
		return;
	len = snprintf(line, sizeof(line), "%-6s[%s] ", level_names[level],
		       thread_prefix);
	va_start(ap, fmt);
	errno = saved; /* for %m */
	len += (int)printable_format(line + len, sizeof(line) - (size_t)len - 1,
				     fmt, ap);
	va_end(ap);
	line[len++] = '\n';
	put_line(line, (size_t)len);
	errno = saved;
}
