/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* progress.c - what the user sees while a run goes on */

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness/progress.h"
#include "helper/util.h"

/* Until the first boot of a driver is done: emulation is slow, rather more. */
#define PROGRESS_BOOT_GUESS 5.0

/* What a measurement takes beyond its own time, until one is done. */
#define PROGRESS_RUN_EXTRA 0.5

static int progress_width(const struct matrix_list *list)
{
	size_t i, length, width = 0;

	for (i = 0; i < list->n; i++) {
		length = strlen(list->name[i]);
		if (length > width)
			width = length;
	}
	return (int)width;
}

void progress_open(struct progress *p, FILE *out, bool live,
		   const struct matrix *m, const struct matrix_step *steps,
		   size_t n, unsigned int seconds)
{
	size_t i;

	*p = (struct progress){ .out = out,
				.live = live,
				.matrix = m,
				.steps = steps,
				.n = n,
				.seconds = seconds,
				.run = seconds + PROGRESS_RUN_EXTRA };
	p->width_mode = progress_width(&m->modes);
	p->width_driver = progress_width(&m->drivers);
	p->width_network = progress_width(&m->networks);
	p->width_direction = 10;
	for (i = 0; i < m->n_directions; i++) {
		int width =
			(int)strlen(matrix_direction_name(m->directions[i]));

		if (width > p->width_direction)
			p->width_direction = width;
	}
	for (i = 0; i < ARRAY_SIZE(p->boot); i++)
		p->boot[i] = PROGRESS_BOOT_GUESS;
}

/* The latest counts most: a machine gets slower and faster. */
static void progress_learn(double *average, double seconds, double guess)
{
	bool first = *average == guess;

	*average = first ? seconds : (*average + seconds) / 2;
}

/* Guests boot side by side, on processors that are not that many. */
static double progress_crowd(const struct matrix_step *s)
{
	return s->guests > 2 ? s->guests / 2.0 : 1;
}

static double progress_boot_time(const struct progress *p,
				 const struct matrix_step *s)
{
	return p->boot[s->driver] * progress_crowd(s);
}

/* What is learned is of a usual measurement; others differ by their time. */
static double progress_run_time(const struct progress *p,
				const struct matrix_step *s)
{
	if (s->skipped)
		return 0;
	return s->seconds ? p->run - p->seconds + s->seconds : p->run;
}

double progress_left(const struct progress *p, double elapsed)
{
	double present, left = 0;
	size_t i;

	for (i = p->next; i < p->n; i++) {
		left += progress_run_time(p, &p->steps[i]);
		if (p->steps[i].boot)
			left += progress_boot_time(p, &p->steps[i]);
	}
	if (p->next == p->n || p->activity == PROGRESS_IDLE)
		return left;
	/* An activity that takes longer than expected counts as done. */
	present = progress_boot_time(p, &p->steps[p->next]);
	if (p->activity == PROGRESS_RUN) {
		left -= p->steps[p->next].boot ? present : 0;
		present = progress_run_time(p, &p->steps[p->next]);
	} else if (!p->steps[p->next].boot) {
		left += present; /* a second boot, after a stall */
	}
	return left - fmin(elapsed, present);
}

/* Length of the line after text was added, which is cut to fit. */
__attribute__((format(printf, 3, 4))) static size_t
progress_add(char line[PROGRESS_LINE], size_t length, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line + length, PROGRESS_LINE - length, fmt, ap);
	va_end(ap);
	return strlen(line);
}

static char *progress_clean(char *line)
{
	char *c;

	for (c = line; *c; c++) {
		if (iscntrl((unsigned char)*c))
			*c = '?';
	}
	return line;
}

static int progress_digits(size_t n)
{
	int digits = 1;

	for (; n >= 10; n /= 10)
		digits++;
	return digits;
}

static size_t progress_add_number(const struct progress *p,
				  char line[PROGRESS_LINE])
{
	return progress_add(line, 0, "[%*zu/%zu] ", progress_digits(p->n),
			    p->next + 1, p->n);
}

static size_t progress_add_time(char line[PROGRESS_LINE], size_t length,
				double seconds)
{
	unsigned long s = (unsigned long)(seconds + 0.5);

	if (s >= 3600)
		return progress_add(line, length, "%lu:%02lu:%02lu", s / 3600,
				    s / 60 % 60, s % 60);
	return progress_add(line, length, "%lu:%02lu", s / 60, s % 60);
}

/* What the step is, but for the direction. */
static size_t progress_add_names(const struct progress *p, size_t length,
				 char line[PROGRESS_LINE], bool aligned)
{
	const struct matrix_step *s = &p->steps[p->next];
	const struct matrix *m = p->matrix;

	length = progress_add(
		line, length, "%-*s %-*s ", aligned ? p->width_mode : 0,
		m->modes.name[s->mode], aligned ? p->width_driver : 0,
		m->drivers.name[s->driver]);
	if (p->width_network)
		length = progress_add(line, length, "%-*s ",
				      aligned ? p->width_network : 0,
				      matrix_network(m, s->network));
	if (m->guests.n)
		length = progress_add(line, length, "%2u vms ", s->guests);
	return length;
}

/* The rest of what it is, as far as it is not always the same. */
static size_t progress_add_traffic(const struct progress *p, size_t length,
				   char line[PROGRESS_LINE], bool aligned)
{
	const struct matrix_step *s = &p->steps[p->next];
	const struct matrix *m = p->matrix;

	length = progress_add(line, length, "%-*s",
			      aligned ? p->width_direction : 0,
			      matrix_direction_name(s->direction));
	if (m->n_protocols)
		length = progress_add(line, length, " %-3s",
				      matrix_protocol_name(s->protocol));
	if (m->streams.n)
		length = progress_add(line, length, " x%u", s->streams);
	if (m->sizes.n)
		length = progress_add(line, length, " %5u B", s->size);
	return length;
}

char *progress_format_live(const struct progress *p, double elapsed,
			   char line[PROGRESS_LINE])
{
	const struct matrix_step *s = &p->steps[p->next];
	unsigned int now = (unsigned int)elapsed;
	unsigned int seconds = s->seconds ? s->seconds : p->seconds;
	size_t length;

	length = progress_add_number(p, line);
	length = progress_add(line, length, "round %u/%u ", s->round,
			      p->matrix->rounds);
	length = progress_add_names(p, length, line, false);
	if (p->activity == PROGRESS_BOOT) {
		length = progress_add(line, length, " booting %u s", now);
	} else {
		length = progress_add_traffic(p, length, line, false);
		length = progress_add(line, length, "  running %u/%u s",
				      now < seconds ? now : seconds, seconds);
	}
	length = progress_add(line, length, "  left ");
	progress_add_time(line, length, progress_left(p, elapsed));
	return line;
}

static size_t progress_add_result(const struct progress_result *r,
				  size_t length, char line[PROGRESS_LINE])
{
	if (r->latency > 0)
		return progress_add(line, length,
				    "  %7.3f ms, under load %.3f ms",
				    r->latency * 1e3, r->loaded * 1e3);
	length = progress_add(line, length, "  %6.2f Gbit/s",
			      r->bits_per_second / 1e9);
	if (isfinite(r->cpu_per_bit))
		length = progress_add(line, length, "  %6.3f CPU s/Gbit",
				      r->cpu_per_bit * 1e9);
	if (r->retransmits >= 0)
		length = progress_add(line, length, "  %5ld retransmits",
				      r->retransmits);
	if (r->packet_rate > 0)
		length = progress_add(line, length,
				      "  %6.1f kpackets/s, %.1f %% lost",
				      r->packet_rate / 1e3, r->loss * 100);
	return length;
}

/* The line of a step up to its result. */
static size_t progress_add_step(const struct progress *p,
				char line[PROGRESS_LINE])
{
	size_t length = progress_add_number(p, line);

	length = progress_add_names(p, length, line, true);
	return progress_add_traffic(p, length, line, true);
}

char *progress_format_done(const struct progress *p,
			   const struct progress_result *r, const char *problem,
			   char line[PROGRESS_LINE])
{
	size_t length = progress_add_step(p, line);

	if (r)
		length = progress_add_result(r, length, line);
	if (problem)
		progress_add(line, length, "  failed: %s", problem);
	return progress_clean(line);
}

static void progress_erase(struct progress *p)
{
	if (p->drawn)
		fputs("\r\033[K", p->out);
	p->drawn = false;
}

static void progress_print(struct progress *p, const char *line)
{
	progress_erase(p);
	fprintf(p->out, "%s\n", line);
	fflush(p->out);
}

void progress_note(struct progress *p, const char *text)
{
	char line[PROGRESS_LINE];

	progress_add(line, 0, "%s", text);
	progress_print(p, progress_clean(line));
}

void progress_tick(struct progress *p)
{
	char line[PROGRESS_LINE];
	struct winsize ws;
	int columns = 80;

	if (!p->live || p->activity == PROGRESS_IDLE || p->next == p->n)
		return;
	if (ioctl(fileno(p->out), TIOCGWINSZ, &ws) == 0 && ws.ws_col > 1)
		columns = ws.ws_col;
	progress_format_live(p, (double)(clock_ms() - p->started) / 1000, line);
	progress_erase(p);
	/* A line as wide as the terminal would wrap, and then stay. */
	fprintf(p->out, "%.*s", columns - 1, line);
	fflush(p->out);
	p->drawn = true;
}

void progress_boot(struct progress *p)
{
	p->activity = PROGRESS_BOOT;
	p->started = clock_ms();
	progress_tick(p);
}

void progress_booted(struct progress *p, double seconds)
{
	char line[PROGRESS_LINE];
	size_t length;

	progress_learn(&p->boot[p->steps[p->next].driver],
		       seconds / progress_crowd(&p->steps[p->next]),
		       PROGRESS_BOOT_GUESS);
	p->activity = PROGRESS_IDLE;
	if (p->live)
		return;
	/* Aligned with the finished lines, below their number. */
	length = progress_add_number(p, line);
	memset(line, ' ', length);
	length = progress_add_names(p, length, line, true);
	progress_add(line, length, "guests ready in %.2f s", seconds);
	progress_print(p, line);
}

void progress_run(struct progress *p)
{
	p->activity = PROGRESS_RUN;
	p->started = clock_ms();
	progress_tick(p);
}

void progress_skip(struct progress *p, const char *status, const char *why)
{
	char line[PROGRESS_LINE];

	progress_add(line, progress_add_step(p, line), "  %s: %s", status, why);
	progress_print(p, progress_clean(line));
	p->activity = PROGRESS_IDLE;
	p->next++;
}

void progress_done(struct progress *p, const struct progress_result *r,
		   const char *problem)
{
	const struct matrix_step *s = &p->steps[p->next];
	char line[PROGRESS_LINE];
	double seconds = (double)(clock_ms() - p->started) / 1000;

	if (s->seconds)
		seconds += (double)p->seconds - s->seconds;
	if (r && p->activity == PROGRESS_RUN)
		progress_learn(&p->run, seconds,
			       p->seconds + PROGRESS_RUN_EXTRA);
	progress_print(p, progress_format_done(p, r, problem, line));
	p->activity = PROGRESS_IDLE;
	p->next++;
}

void progress_close(struct progress *p)
{
	progress_erase(p);
	fflush(p->out);
	p->activity = PROGRESS_IDLE;
}
