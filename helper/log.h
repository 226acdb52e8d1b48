/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.h - one line per event on stderr
 *
 * Lines look like "INFO  [main] started vmnet interface": a level padded to
 * six columns, the part of the program that speaks, the text.  Each line is
 * one write(2), so lines of threads and of several processes sharing a stderr
 * never mix.  Safe from any thread; errno is preserved.
 */
#ifndef HELPER_LOG_H
#define HELPER_LOG_H

#include <stdbool.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/**
 * log_set_level() - Choose what is printed
 * @level:	Lines above this level are discarded (default LOG_INFO)
 */
void log_set_level(enum log_level level);

/**
 * log_enabled() - Tell whether a line of @level would be printed
 * @level:	The level asked about
 *
 * Return: true when it would; use it to avoid building costly arguments.
 */
bool log_enabled(enum log_level level);

/**
 * log_set_thread() - Name the calling thread in its lines
 * @prefix:	Literal such as "host->vm"; not copied.  The default is "main"
 */
void log_set_thread(const char *prefix);

/**
 * log_line() - Write one line
 * @level:	Severity
 * @fmt:	printf format, without a newline at the end
 *
 * What is not printable is escaped, and lines over 1 KiB lose their middle, as
 * printable_copy() tells: the text of a line may come from anyone.
 */
void log_line(enum log_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)
#define log_warn(...)  log_line(LOG_WARN, __VA_ARGS__)
#define log_info(...)  log_line(LOG_INFO, __VA_ARGS__)
#define log_debug(...)                                                         \
	do {                                                                   \
		if (log_enabled(LOG_DEBUG))                                    \
			log_line(LOG_DEBUG, __VA_ARGS__);                      \
	} while (0)

#endif
