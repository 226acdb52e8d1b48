/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv.c - the CSV files of a benchmark run
 *
 * The columns of a file appear three times, in the same order: in its header,
 * its writer and its reader.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/util.h"
#include "perf/csv.h"
#include "perf/fields.h"
#include "perf/rows.h"

#define CSV_VALUE 1024 /* longest value of run.csv, with its NUL */

/* The columns that came later: files without them are still read. */
#define SAMPLES_LATER	",network,note"
#define INTERVALS_LATER ",network"

const char CSV_SAMPLES[] =
	"schema,run_id,time,machine,arm,commit," CSV_CELL_KEY
	",round,order,seconds,metric,unit,better,value,status" SAMPLES_LATER;
const char CSV_INTERVALS[] =
	"run_id," CSV_CELL_KEY
	",arm,round,t,value,retransmits,omitted" INTERVALS_LATER;
const char CSV_RUN[] = "key,value";
const char CSV_SUMMARY[] = CSV_CELL_KEY
	",arm,metric,unit,better,n,failed,median,lo,hi,mad,min,max,"
	"network";

static bool better_ok(const char *better)
{
	return !strcmp(better, "higher") || !strcmp(better, "lower");
}

static bool status_ok(const char *status)
{
	return !strcmp(status, "ok") || !strcmp(status, "failed") ||
	       !strcmp(status, "timeout") || !strcmp(status, "short") ||
	       !strcmp(status, "skipped") || !strcmp(status, "unsupported");
}

bool csv_is_failure(const char *status)
{
	return strcmp(status, "ok") != 0 && strcmp(status, "skipped") != 0 &&
	       strcmp(status, "unsupported") != 0;
}

static bool sample_ok(const struct sample *s)
{
	return better_ok(s->better) && status_ok(s->status) &&
	       (isfinite(s->value) ||
		(isnan(s->value) && strcmp(s->status, "ok")));
}

void csv_line_cell(struct line *l, const struct cell *c)
{
	line_text(l, c->driver, CSV_TEXT);
	line_text(l, c->mode, CSV_TEXT);
	line_text(l, c->direction, CSV_TEXT);
	line_text(l, c->proto, CSV_TEXT);
	line_uint(l, c->streams);
	line_uint(l, c->mtu);
	line_uint(l, c->size);
	line_text(l, c->offload, CSV_TEXT);
	line_uint(l, c->vms);
}

/* A note is for people: what would upset the file is replaced. */
static void line_note(struct line *l, const char *note)
{
	char text[CSV_NOTE];
	char *p;

	snprintf(text, sizeof(text), "%.*s", CSV_NOTE - 1, note);
	for (p = text; *p; p++) {
		if (*p == ',')
			*p = ';';
		else if (*p == '"' || (unsigned char)*p < ' ' || *p == 127)
			*p = ' ';
	}
	line_text(l, text, sizeof(text));
}

static int line_append(struct line *l, int fd)
{
	int err;

	err = line_end(l);
	if (!err)
		err = write_full(fd, l->text, l->len);
	if (err)
		return err;
	return fsync(fd) < 0 ? -errno : 0;
}

int csv_append_sample(int fd, const struct sample *s)
{
	struct line l = { .len = 0 };

	if (!sample_ok(s))
		return -EINVAL;
	line_uint(&l, CSV_SCHEMA);
	line_text(&l, s->run_id, CSV_TEXT);
	line_text(&l, s->time, CSV_TEXT);
	line_text(&l, s->machine, CSV_TEXT);
	line_text(&l, s->cell.arm, CSV_TEXT);
	line_text(&l, s->cell.commit, CSV_TEXT);
	csv_line_cell(&l, &s->cell);
	line_uint(&l, s->round);
	line_uint(&l, s->order);
	line_double(&l, s->seconds);
	line_text(&l, s->metric, CSV_TEXT);
	line_text(&l, s->unit, CSV_TEXT);
	line_text(&l, s->better, CSV_TEXT);
	line_optional(&l, s->value);
	line_text(&l, s->status, CSV_TEXT);
	line_text(&l, s->cell.network, CSV_TEXT);
	line_note(&l, s->note);
	return line_append(&l, fd);
}

int csv_append_interval(int fd, const struct interval *i)
{
	struct line l = { .len = 0 };

	line_text(&l, i->run_id, CSV_TEXT);
	csv_line_cell(&l, &i->cell);
	line_text(&l, i->cell.arm, CSV_TEXT);
	line_uint(&l, i->round);
	line_double(&l, i->t);
	line_optional(&l, i->value);
	line_optional(&l, i->retransmits < 0 ? NAN : (double)i->retransmits);
	line_uint(&l, i->omitted);
	line_text(&l, i->cell.network, CSV_TEXT);
	return line_append(&l, fd);
}

int csv_append_pair(int fd, const char *key, const char *value)
{
	struct line l = { .len = 0 };
	char text[CSV_VALUE];
	char *p;

	if (strlen(value) >= sizeof(text))
		return -EINVAL;
	strcpy(text, value);
	for (p = text; *p; p++) {
		if (*p == ',')
			*p = ';';
		else if (*p == '\t')
			*p = ' ';
	}
	line_text(&l, key, CSV_TEXT);
	line_text(&l, text, sizeof(text));
	return line_append(&l, fd);
}

static void line_summary(struct line *l, const void *row)
{
	const struct summary *s = row;

	if (!better_ok(s->better))
		l->err = -EINVAL;
	csv_line_cell(l, &s->cell);
	line_text(l, s->cell.arm, CSV_TEXT);
	line_text(l, s->metric, CSV_TEXT);
	line_text(l, s->unit, CSV_TEXT);
	line_text(l, s->better, CSV_TEXT);
	line_uint(l, s->n);
	line_uint(l, s->failed);
	line_optional(l, s->median);
	line_optional(l, s->lo);
	line_optional(l, s->hi);
	line_optional(l, s->mad);
	line_optional(l, s->min);
	line_optional(l, s->max);
	line_text(l, s->cell.network, CSV_TEXT);
}

int csv_write_summary(const char *path, const struct summary *rows, size_t n)
{
	static const struct rows_writer w = { .header = CSV_SUMMARY,
					      .add = line_summary,
					      .size = sizeof(*rows) };

	return rows_write(&w, path, rows, n);
}

/* Cuts off a last line without its newline. */
static int cut_tail(int fd, off_t size)
{
	char tail[FIELDS_LINE];
	off_t start =
		size > (off_t)sizeof(tail) ? size - (off_t)sizeof(tail) : 0;
	ssize_t n;

	n = pread(fd, tail, sizeof(tail), start);
	if (n < 0)
		return -errno;
	while (n > 0 && tail[n - 1] != '\n')
		n--;
	if (n == 0)
		return -EEXIST;
	if (start + n == size)
		return 0;
	return ftruncate(fd, start + n) < 0 ? -errno : 0;
}

static int check_header(int fd, const char *line, size_t len)
{
	char found[FIELDS_LINE];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return -errno;
	n = pread(fd, found, len, 0);
	if (n < 0)
		return -errno;
	if (memcmp(found, line, (size_t)n))
		return -EEXIST;
	if ((size_t)n == len)
		return cut_tail(fd, st.st_size);
	if (ftruncate(fd, 0) < 0)
		return -errno;
	return write_full(fd, line, len);
}

int csv_open(const char *path, const char *header)
{
	char line[FIELDS_LINE];
	int err, fd, len;

	len = snprintf(line, sizeof(line), "%s\n", header);
	if (len >= (int)sizeof(line))
		return -EINVAL;
	fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	err = check_header(fd, line, (size_t)len);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

static void field_cell(struct fields *f, struct cell *c)
{
	field_text(f, c->driver, CSV_TEXT);
	field_text(f, c->mode, CSV_TEXT);
	field_text(f, c->direction, CSV_TEXT);
	field_text(f, c->proto, CSV_TEXT);
	field_uint(f, &c->streams);
	field_uint(f, &c->mtu);
	field_uint(f, &c->size);
	field_text(f, c->offload, CSV_TEXT);
	field_uint(f, &c->vms);
}

/* @later: the line has the columns that came later */
static bool parse_sample(char *line, bool later, void *row)
{
	struct fields f = { .rest = line };
	struct sample *s = row;
	unsigned int schema = 0;

	memset(s, 0, sizeof(*s));
	field_uint(&f, &schema);
	field_text(&f, s->run_id, CSV_TEXT);
	field_text(&f, s->time, CSV_TEXT);
	field_text(&f, s->machine, CSV_TEXT);
	field_text(&f, s->cell.arm, CSV_TEXT);
	field_text(&f, s->cell.commit, CSV_TEXT);
	field_cell(&f, &s->cell);
	field_uint(&f, &s->round);
	field_uint(&f, &s->order);
	field_double(&f, &s->seconds);
	field_text(&f, s->metric, CSV_TEXT);
	field_text(&f, s->unit, CSV_TEXT);
	field_text(&f, s->better, CSV_TEXT);
	field_optional(&f, &s->value);
	field_text(&f, s->status, CSV_TEXT);
	if (later) {
		field_text(&f, s->cell.network, CSV_TEXT);
		field_text(&f, s->note, CSV_NOTE);
	} else {
		strcpy(s->cell.network, CSV_NETWORK);
	}
	return fields_end(&f) && schema == CSV_SCHEMA && sample_ok(s);
}

/* @later: as parse_sample() */
static bool parse_interval(char *line, bool later, void *row)
{
	struct fields f = { .rest = line };
	struct interval *i = row;
	unsigned int omitted = 0;
	double retransmits = NAN;

	memset(i, 0, sizeof(*i));
	field_text(&f, i->run_id, CSV_TEXT);
	field_cell(&f, &i->cell);
	field_text(&f, i->cell.arm, CSV_TEXT);
	field_uint(&f, &i->round);
	field_double(&f, &i->t);
	field_optional(&f, &i->value);
	field_optional(&f, &retransmits);
	field_uint(&f, &omitted);
	if (later)
		field_text(&f, i->cell.network, CSV_TEXT);
	else
		strcpy(i->cell.network, CSV_NETWORK);
	if (!fields_end(&f) || omitted > 1 || retransmits < 0 ||
	    retransmits > INT_MAX)
		return false;
	i->retransmits = isnan(retransmits) ? -1 : (long)retransmits;
	i->omitted = omitted;
	return true;
}

int csv_read_samples(const char *path, struct sample **samples, size_t *n,
		     size_t *bad_line)
{
	static const struct rows_reader r = { .header = CSV_SAMPLES,
					      .added = SAMPLES_LATER,
					      .parse = parse_sample,
					      .size = sizeof(**samples) };
	void *list;
	int err = rows_read(&r, path, &list, n, bad_line);

	if (!err)
		*samples = list;
	return err;
}

int csv_read_intervals(const char *path, struct interval **intervals, size_t *n,
		       size_t *bad_line)
{
	static const struct rows_reader r = { .header = CSV_INTERVALS,
					      .added = INTERVALS_LATER,
					      .parse = parse_interval,
					      .size = sizeof(**intervals) };
	void *list;
	int err = rows_read(&r, path, &list, n, bad_line);

	if (!err)
		*intervals = list;
	return err;
}

static int find_pair(FILE *file, const char *key, char *value, size_t size)
{
	char line[FIELDS_LINE];
	size_t length = strlen(key);
	int ret, err = -ENOENT;

	ret = rows_line(file, line);
	if (ret <= 0 || strcmp(line, CSV_RUN))
		return ret < 0 ? ret : -EBADMSG;
	while ((ret = rows_line(file, line)) > 0) {
		if (strncmp(line, key, length) || line[length] != ',')
			continue;
		snprintf(value, size, "%s", line + length + 1);
		err = 0;
	}
	return ret < 0 ? ret : err;
}

int csv_read_pair(const char *path, const char *key, char *value, size_t size)
{
	FILE *file = fopen(path, "re");
	int err;

	if (!file)
		return -errno;
	err = find_pair(file, key, value, size);
	fclose(file);
	return err;
}
