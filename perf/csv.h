/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv.h - the CSV files of a benchmark run
 *
 * The columns are documented in results/README.md; this file is their only
 * writer and reader.  Text fields never contain commas, quotes or newlines:
 * csv_append_*() refuses them, so no quoting is needed.
 *
 * Appending is one write(2) on an O_APPEND descriptor followed by fsync(2):
 * a run that is interrupted keeps every row that was finished.
 */
#ifndef PERF_CSV_H
#define PERF_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define CSV_SCHEMA 1

/* Columns of a cell, in every table but for the arm and the network. */
#define CSV_CELL_KEY "driver,mode,direction,proto,streams,mtu,size,offload,vms"

#define CSV_TEXT 48  /* longest text field, with its NUL */
#define CSV_NOTE 160 /* longest note, with its NUL */

/* The network of rows that are older than the column. */
#define CSV_NETWORK "vmnet-helper"

/* Metrics that the table and the charts know; units and the better side. */
#define METRIC_THROUGHPUT  "throughput"	 /* bit/s, higher */
#define METRIC_CPU_PER_BIT "cpu_per_bit" /* s/bit of the helpers, lower */
#define METRIC_RETRANSMITS "retransmits" /* segment, lower */
#define METRIC_DROPS	   "drops"	 /* frame, lower */
#define METRIC_HELPER_RSS  "helper_rss"	 /* byte, lower */
#define METRIC_STARTUP	   "startup"	 /* s, lower; direction is "-" */

/* Others; units are in results/README.md. */
#define METRIC_LEASE	    "startup_address"
#define METRIC_VMM_CPU	    "vmm_cpu_per_bit"
#define METRIC_TOTAL_CPU    "total_cpu_per_bit"
#define METRIC_VMM_RSS	    "vmm_rss"
#define METRIC_FAIRNESS	    "fairness"
#define METRIC_PACKETS	    "packet_rate"
#define METRIC_LOSS	    "loss"
#define METRIC_JITTER	    "jitter"
#define METRIC_LATENCY	    "latency_p50"
#define METRIC_LATENCY_P99  "latency_p99"
#define METRIC_LATENCY_P999 "latency_p999"
#define METRIC_LOADED	    "latency_load_p50"
#define METRIC_LOADED_P99   "latency_load_p99"
#define METRIC_LOADED_P999  "latency_load_p999"

/* What was measured, apart from when and how often. */
struct cell {
	char arm[CSV_TEXT];	  /* "head" unless two builds are compared */
	char commit[CSV_TEXT];	  /* of the helper, "+dirty" appended */
	char driver[CSV_TEXT];	  /* file name in vms/ */
	char mode[CSV_TEXT];	  /* shared, host, bridged */
	char direction[CSV_TEXT]; /* host-to-vm, vm-to-host, vm-to-vm; "-" */
	char proto[CSV_TEXT];	  /* tcp, udp, rr; "-" */
	char offload[CSV_TEXT];	  /* off, on */
	unsigned int streams;
	unsigned int mtu;  /* bytes */
	unsigned int size; /* bytes per write of the load generator */
	unsigned int vms;
	char network[CSV_TEXT]; /* what the guests are on; see harness */
};

/* One row of samples.csv: one metric of one measurement. */
struct sample {
	char run_id[CSV_TEXT];
	char time[CSV_TEXT];	/* UTC, ISO 8601 with a Z */
	char machine[CSV_TEXT]; /* hash of the fingerprint */
	struct cell cell;
	unsigned int round; /* from 1; pairs the arms */
	unsigned int order; /* position of this measurement in its round */
	double seconds;	    /* measured window, omitted time excluded */
	char metric[CSV_TEXT];
	char unit[CSV_TEXT];
	char better[CSV_TEXT]; /* higher, lower */
	double value;	       /* finite when ok, may be NaN (empty) if not */
	char status[CSV_TEXT]; /* a word of results/README.md */
	char note[CSV_NOTE];   /* why it is not ok; "" if there is no more */
};

/* One row of intervals.csv: one reporting interval of one measurement. */
struct interval {
	char run_id[CSV_TEXT];
	struct cell cell; /* the commit is not written */
	unsigned int round;
	double t;	  /* end of the interval, omitted time included */
	double value;	  /* bit/s; NaN (an empty field) when unknown */
	long retransmits; /* -1 when not reported */
	bool omitted;
};

/* One row of summary.csv: one metric of one cell over all its rounds. */
struct summary {
	struct cell cell; /* the commit is not written */
	char metric[CSV_TEXT];
	char unit[CSV_TEXT];
	char better[CSV_TEXT];
	size_t n;      /* measurements that were ok; the rest are of these */
	size_t failed; /* measurements that were not */
	double median; /* this and all below are NaN (empty) when n is 0 */
	double lo;     /* interval of the centre, see results/README.md */
	double hi;
	double mad; /* median absolute deviation, not scaled */
	double min;
	double max;
};

struct line;

/**
 * csv_line_cell() - Add the columns of CSV_CELL_KEY to a line
 * @l:		See perf/fields.h
 * @c:		Cell
 */
void csv_line_cell(struct line *l, const struct cell *c);

/**
 * csv_open() - Open a CSV file for appending, with its header
 * @path:	Created if missing; a new file gets the header line first
 * @header:	CSV_SAMPLES, CSV_INTERVALS, ...
 *
 * What an interrupted append left of a last line is cut off, so that a run can
 * be resumed.
 *
 * Return: descriptor, or -errno; -EEXIST when the file is there with another
 * header (another schema).
 */
int csv_open(const char *path, const char *header);

extern const char CSV_SAMPLES[];
extern const char CSV_INTERVALS[];
extern const char CSV_RUN[];
extern const char CSV_SUMMARY[];

/**
 * csv_is_failure() - Tell whether a status is that of a failed measurement
 * @status:	Of a row
 *
 * A measurement that was not made, because a program is not there ("skipped")
 * or a network has no such way ("unsupported"), has not failed.
 *
 * Return: true for all other words but "ok".
 */
bool csv_is_failure(const char *status);

/**
 * csv_append_sample() - Append one row to samples.csv
 * @fd:		From csv_open(path, CSV_SAMPLES)
 * @s:		The row
 *
 * In the note commas become ';', quotes and control characters blanks.
 *
 * Return: 0, -EINVAL when a text field holds a comma, quote or control
 * character, is not terminated, @better or @status is none of its words, or a
 * number is not finite (@value may be NaN unless the status is "ok"); or -errno
 * of the write.  Nothing is written on -EINVAL.
 */
int csv_append_sample(int fd, const struct sample *s);

/**
 * csv_append_interval() - Append one row to intervals.csv
 * @fd:		From csv_open(path, CSV_INTERVALS)
 * @i:		The row
 *
 * Return: as csv_append_sample().
 */
int csv_append_interval(int fd, const struct interval *i);

/**
 * csv_append_pair() - Append one row to run.csv
 * @fd:		From csv_open(path, CSV_RUN)
 * @key:	Name of the fact
 * @value:	Its value, below 1 KiB; commas become ';' and tabs blanks:
 *		names of processors and files of /proc/sys have them
 *
 * Return: as csv_append_sample().
 */
int csv_append_pair(int fd, const char *key, const char *value);

/**
 * csv_read_samples() - Read a whole samples.csv
 * @path:	File to read
 * @samples:	Set to a malloc()ed array, owned by the caller
 * @n:		Set to its length
 * @bad_line:	Set to the number of the first malformed line on -EBADMSG
 *
 * The header must be CSV_SAMPLES, or that without its last two columns as
 * older files have it; and every line must be as csv_append_sample() writes it.
 * A last line without its newline is an append that was interrupted: it is
 * treated as not there.
 *
 * Return: 0, -EBADMSG on a malformed line (line 1 is the header), or -errno.
 * Nothing is allocated on failure.
 */
int csv_read_samples(const char *path, struct sample **samples, size_t *n,
		     size_t *bad_line);

/**
 * csv_read_intervals() - Read a whole intervals.csv
 * @path:	File to read
 * @intervals:	Set to a malloc()ed array, owned by the caller; the commits in
 *		it are empty
 * @n:		Set to its length
 * @bad_line:	As csv_read_samples()
 *
 * The header must be CSV_INTERVALS, or that without its last column as older
 * files have it.
 *
 * Return: as csv_read_samples().
 */
int csv_read_intervals(const char *path, struct interval **intervals, size_t *n,
		       size_t *bad_line);

/**
 * csv_read_pair() - Look a fact of a run.csv up
 * @path:	File to read
 * @key:	Name of the fact
 * @value:	Receives the last value with that name, cut to fit
 * @size:	Size of @value
 *
 * Return: 0, -ENOENT when the file or the fact is missing, -EBADMSG when the
 * file is no run.csv, or another -errno.
 */
int csv_read_pair(const char *path, const char *key, char *value, size_t size);

/**
 * csv_write_summary() - Replace a summary.csv
 * @path:	File to write; a reader sees the old one or the new one
 * @rows:	What to write
 * @n:		Entries of @rows
 *
 * Return: 0, -EINVAL as csv_append_sample(), or -errno; the old file is kept
 * on failure.
 */
int csv_write_summary(const char *path, const struct summary *rows, size_t n);

#endif
