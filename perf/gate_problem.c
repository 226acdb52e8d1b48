/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_problem.c - why a measurement of a gate has failed */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "helper/printable.h"
#include "perf/gate_problem.h"

#define PROBLEM_TAIL 8192 /* bytes at the end of a log that are looked at */

/* As the helper and vmnet-bench log errors. */
static bool is_error(const char *line)
{
	return !strncmp(line, "ERROR ", 6);
}

/* As vmnet-bench prints what it refuses, and the line of a measurement. */
static bool is_refusal(const char *line)
{
	return !strncmp(line, "vmnet-bench: ", 13) ||
	       strstr(line, "  failed: ") || is_error(line);
}

static bool is_any(const char *line)
{
	return line[0] != '\0';
}

/* The end of a log as text; "" when there is none. */
static void read_tail(const char *path, char text[PROBLEM_TAIL])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = 0;
	off_t size;

	text[0] = '\0';
	if (fd < 0)
		return;
	size = lseek(fd, 0, SEEK_END);
	if (size >= 0)
		n = pread(fd, text, PROBLEM_TAIL - 1,
			  size < PROBLEM_TAIL ? 0 : size - PROBLEM_TAIL + 1);
	text[n > 0 ? n : 0] = '\0';
	close(fd);
}

/* Return: whether a line of the log at @path is as wanted; the last one is
 * taken. */
static bool take_line(struct gate_problem *p, const char *path,
		      bool (*wanted)(const char *line))
{
	char text[PROBLEM_TAIL], *line, *next;
	bool found = false;

	read_tail(path, text);
	for (line = strtok_r(text, "\n", &next); line;
	     line = strtok_r(NULL, "\n", &next)) {
		if (!wanted(line))
			continue;
		printable_copy(p->text, sizeof(p->text), line, strlen(line));
		found = true;
	}
	return found;
}

/* The log that a note names in brackets at its end, below GATE_WORK. */
static bool take_log(struct gate_problem *p, const char *note)
{
	const char *open = strrchr(note, '(');
	size_t length = open ? strcspn(open + 1, ")") : 0;

	if (length < 5 || strncmp(open + 1 + length - 4, ".log", 4) != 0 ||
	    open[1] == '/' || strstr(open, ".."))
		return false;
	snprintf(p->log, sizeof(p->log), GATE_WORK "/%.*s", (int)length,
		 open + 1);
	return true;
}

static void take_note(struct gate_problem *p, const char *output,
		      const char *note)
{
	char path[PATH_MAX];

	snprintf(p->text, sizeof(p->text), "%s", note);
	if (!take_log(p, note))
		return;
	if (snprintf(path, sizeof(path), "%s/%s", output, p->log) <
	    (int)sizeof(path))
		take_line(p, path, is_error);
}

void gate_problem_find(struct gate_problem *p, const char *output,
		       const struct sample *samples, size_t n)
{
	char path[PATH_MAX];
	size_t i;

	snprintf(p->text, sizeof(p->text), "vmnet-bench did not say why");
	strcpy(p->log, GATE_LOG);
	for (i = 0; i < n; i++) {
		if (csv_is_failure(samples[i].status) && samples[i].note[0]) {
			take_note(p, output, samples[i].note);
			return;
		}
	}
	if (snprintf(path, sizeof(path), "%s/" GATE_LOG, output) >=
	    (int)sizeof(path))
		return;
	/* It may have died before it could speak: of a missing library, say. */
	if (!take_line(p, path, is_refusal) && n == 0)
		take_line(p, path, is_any);
}

void gate_problem_move(struct gate_problem *p, const char *name)
{
	char rest[PATH_MAX];
	bool inside = !strncmp(p->log, GATE_WORK "/", sizeof(GATE_WORK));

	strcpy(rest, inside ? p->log + sizeof(GATE_WORK) : p->log);
	if (snprintf(p->log, sizeof(p->log), "%s/%s", name, rest) >=
	    (int)sizeof(p->log))
		strcpy(p->log, rest);
}
