/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_csv.c - any bytes as a samples.csv
 *
 * What is read can be written, and is read again as the same.  What
 * csv_open() takes begins with the header and ends with a newline, so that the
 * next row is not glued to a broken one.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "helper/fuzz.h"
#include "helper/util.h"
#include "perf/csv.h"

static void check_same(const struct sample *a, const struct sample *b)
{
	fuzz_check(strcmp(a->run_id, b->run_id) == 0);
	fuzz_check(strcmp(a->metric, b->metric) == 0);
	fuzz_check(strcmp(a->status, b->status) == 0);
	fuzz_check(strcmp(a->cell.driver, b->cell.driver) == 0);
	fuzz_check(a->round == b->round && a->order == b->order);
	fuzz_check(a->cell.vms == b->cell.vms);
	fuzz_check(memcmp(&a->seconds, &b->seconds, sizeof(double)) == 0);
	fuzz_check(memcmp(&a->value, &b->value, sizeof(double)) == 0 ||
		   (a->value != a->value && b->value != b->value));
}

static void write_again(const struct sample *samples, size_t n)
{
	char path[40];
	struct sample *again;
	size_t i, count, bad;
	int fd = fuzz_file(NULL, 0, path), out;

	out = csv_open(path, CSV_SAMPLES);
	fuzz_check(out >= 0);
	for (i = 0; i < n; i++)
		fuzz_check(csv_append_sample(out, &samples[i]) == 0);
	fuzz_check(csv_read_samples(path, &again, &count, &bad) == 0);
	fuzz_check(count == n);
	for (i = 0; i < n; i++)
		check_same(&samples[i], &again[i]);
	free(again);
	close(out);
	close(fd);
}

static void check_open(const uint8_t *data, size_t size)
{
	char path[40], *text;
	int fd = fuzz_file(data, size, path), out;
	off_t len;

	out = csv_open(path, CSV_SAMPLES);
	fuzz_check(out >= 0 || out == -EEXIST);
	if (out >= 0) {
		len = lseek(fd, 0, SEEK_END);
		fuzz_check(len > (off_t)strlen(CSV_SAMPLES));
		text = fuzz_alloc((size_t)len);
		fuzz_check(pread(fd, text, (size_t)len, 0) == len);
		fuzz_check(text[len - 1] == '\n');
		fuzz_check(memcmp(text, CSV_SAMPLES, strlen(CSV_SAMPLES)) == 0);
		fuzz_check(text[strlen(CSV_SAMPLES)] == '\n');
		free(text);
		close(out);
	}
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = 0, bad = 0, i, lines = 1;
	struct sample *samples = NULL;
	char path[40];
	int fd, err;

	for (i = 0; i < size; i++)
		lines += data[i] == '\n';
	fd = fuzz_file(data, size, path);
	err = csv_read_samples(path, &samples, &n, &bad);
	fuzz_check(err == 0 || err == -EBADMSG);
	if (err) {
		fuzz_check(bad >= 1 && bad <= lines);
		fuzz_check(!samples);
	} else {
		fuzz_check(n < lines);
		write_again(samples, n);
		free(samples);
	}
	close(fd);
	check_open(data, size);
	return 0;
}
