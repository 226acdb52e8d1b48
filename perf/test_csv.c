/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_csv.c - the CSV files: what is written is read back, the rest refused */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/util.h"
#include "perf/csv.h"

#define ROWS 2000

static char dir[] = "/tmp/test_csv.XXXXXX";
static char path[sizeof(dir) + 16];

/* Valid but for what a test changes; the numbers mean nothing. */
static const struct sample example = {
	.run_id = "run",
	.time = "2000-01-01T00:00:00Z",
	.machine = "x-1",
	.cell = { .arm = "head",
		  .commit = "0000000+dirty",
		  .driver = "d",
		  .mode = "shared",
		  .direction = "vm-to-vm",
		  .proto = "tcp",
		  .offload = "off",
		  .streams = 1,
		  .mtu = 1500,
		  .size = 2,
		  .vms = 3 },
	.round = 4,
	.order = 5,
	.seconds = 6.5,
	.metric = "throughput",
	.unit = "bit/s",
	.better = "higher",
	.value = 0.1,
	.status = "ok",
};

static const char example_line[] =
	"1,run,2000-01-01T00:00:00Z,x-1,head,0000000+dirty,d,shared,vm-to-vm,"
	"tcp,1,1500,2,off,3,4,5,6.5,throughput,bit/s,higher,0.1,ok\n";

static void setup(void)
{
	strcpy(dir + sizeof(dir) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/file.csv", dir);
}

static void teardown(void)
{
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static void put(const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write_full(fd, text, len), 0);
	close(fd);
}

static void put_lines(const char *header, const char *rest)
{
	char text[8192];
	int len;

	len = snprintf(text, sizeof(text), "%s\n%s", header, rest);
	ck_assert_int_lt(len, (int)sizeof(text));
	put(text, (size_t)len);
}

static void ck_content(const char *header, const char *rest)
{
	char expected[8192], found[8192];

	snprintf(expected, sizeof(expected), "%s\n%s", header, rest);
	ck_assert_int_ge((int)read_text(path, found, sizeof(found)), 0);
	ck_assert_str_eq(found, expected);
}

static int csv(const char *header)
{
	int fd = csv_open(path, header);

	ck_assert_int_ge(fd, 0);
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	ck_assert(fcntl(fd, F_GETFL) & O_APPEND);
	return fd;
}

static void ck_bad_line(size_t expected)
{
	struct sample *list = NULL;
	size_t n = 0, line = 0;

	ck_assert_int_eq(csv_read_samples(path, &list, &n, &line), -EBADMSG);
	ck_assert_uint_eq(line, expected);
	ck_assert_ptr_null(list);
}

static size_t read_back(struct sample **list)
{
	size_t n, line;

	ck_assert_int_eq(csv_read_samples(path, list, &n, &line), 0);
	return n;
}

START_TEST(sample_line)
{
	struct sample failed = example, *list;
	int fd = csv(CSV_SAMPLES);

	ck_assert_int_eq(csv_append_sample(fd, &example), 0);
	close(fd);
	ck_content(CSV_SAMPLES, example_line);
	fd = csv(CSV_SAMPLES);
	failed.value = NAN;
	strcpy(failed.status, "timeout");
	ck_assert_int_eq(csv_append_sample(fd, &failed), 0);
	close(fd);
	ck_assert_uint_eq(read_back(&list), 2);
	ck_assert(!memcmp(&list[0], &example, sizeof(example)));
	ck_assert(isnan(list[1].value));
	ck_assert_str_eq(list[1].status, "timeout");
	free(list);
}
END_TEST

START_TEST(interval_lines)
{
	struct interval i = { .run_id = "run",
			      .cell = example.cell,
			      .round = 7,
			      .t = 1.5,
			      .value = 1e10,
			      .retransmits = 8 };
	int fd = csv(CSV_INTERVALS);

	ck_assert_int_eq(csv_append_interval(fd, &i), 0);
	i.retransmits = -1;
	i.omitted = true;
	i.value = NAN;
	ck_assert_int_eq(csv_append_interval(fd, &i), 0);
	close(fd);
	ck_content(CSV_INTERVALS,
		   "run,d,shared,vm-to-vm,tcp,1,1500,2,off,3,head,7,1.5,"
		   "10000000000,8,0\n"
		   "run,d,shared,vm-to-vm,tcp,1,1500,2,off,3,head,7,1.5,,,1\n");
}
END_TEST

START_TEST(pair_lines)
{
	int fd = csv(CSV_RUN);
	char value[2000];

	ck_assert_int_eq(csv_append_pair(fd, "cpu", "one, two;\tthree"), 0);
	ck_assert_int_eq(csv_append_pair(fd, "none", ""), 0);
	ck_assert_int_eq(csv_append_pair(fd, "a,b", "c"), -EINVAL);
	ck_assert_int_eq(csv_append_pair(fd, "a", "\"c\""), -EINVAL);
	ck_assert_int_eq(csv_append_pair(fd, "a", "c\nd"), -EINVAL);
	memset(value, 'x', sizeof(value));
	value[sizeof(value) - 1] = '\0';
	ck_assert_int_eq(csv_append_pair(fd, "long", value), -EINVAL);
	close(fd);
	ck_content(CSV_RUN, "cpu,one; two; three\nnone,\n");
}
END_TEST

START_TEST(summary_lines)
{
	struct summary s[2] = { { .cell = example.cell,
				  .metric = "m",
				  .unit = "u",
				  .better = "lower",
				  .n = 1,
				  .failed = 2,
				  .median = 3,
				  .lo = 1e-300,
				  .hi = 5,
				  .mad = 0,
				  .min = -7,
				  .max = 8 } };
	const char *rows =
		"d,shared,vm-to-vm,tcp,1,1500,2,off,3,head,m,u,lower,1,2,3,"
		"1e-300,5,0,-7,8\n"
		"d,shared,vm-to-vm,tcp,1,1500,2,off,3,head,m,u,lower,0,2,,,,,,\n";
	char temp[sizeof(path) + 8];

	s[1] = s[0];
	s[1].n = 0;
	s[1].median = s[1].lo = s[1].hi = NAN;
	s[1].mad = s[1].min = s[1].max = NAN;
	put("old", 3);
	ck_assert_int_eq(csv_write_summary(path, s, 2), 0);
	ck_content(CSV_SUMMARY, rows);
	/* what is refused leaves the old file and no other */
	strcpy(s[1].metric, "a,b");
	ck_assert_int_eq(csv_write_summary(path, s, 2), -EINVAL);
	ck_content(CSV_SUMMARY, rows);
	snprintf(temp, sizeof(temp), "%s.new", path);
	ck_assert_int_ne(access(temp, F_OK), 0);
	ck_assert_int_eq(csv_write_summary("/nonexistent/x.csv", s, 1),
			 -ENOENT);
}
END_TEST

static void random_text(unsigned int *seed, char text[CSV_TEXT])
{
	size_t len = (size_t)rand_r(seed) % CSV_TEXT, i;

	memset(text, 0, CSV_TEXT);
	for (i = 0; i < len; i++) {
		do {
			text[i] = (char)(' ' + rand_r(seed) % (256 - ' '));
		} while (text[i] == ',' || text[i] == '"' || text[i] == 0x7f);
	}
}

static double random_double(unsigned int *seed)
{
	union {
		double value;
		uint64_t bits;
	} u;

	do {
		u.bits = (uint64_t)rand_r(seed) << 42 ^
			 (uint64_t)rand_r(seed) << 21 ^ (uint64_t)rand_r(seed);
	} while (!isfinite(u.value));
	return u.value;
}

static void random_sample(unsigned int *seed, struct sample *s)
{
	static const char *const status[] = { "ok", "failed", "timeout",
					      "short" };

	memset(s, 0, sizeof(*s));
	random_text(seed, s->run_id);
	random_text(seed, s->time);
	random_text(seed, s->machine);
	random_text(seed, s->cell.arm);
	random_text(seed, s->cell.commit);
	random_text(seed, s->cell.driver);
	random_text(seed, s->cell.mode);
	random_text(seed, s->cell.direction);
	random_text(seed, s->cell.proto);
	random_text(seed, s->cell.offload);
	random_text(seed, s->metric);
	random_text(seed, s->unit);
	s->cell.streams = (unsigned int)rand_r(seed) * 2;
	s->cell.mtu = (unsigned int)rand_r(seed);
	s->cell.size = (unsigned int)rand_r(seed) % 2 ? 0 : -1U;
	s->cell.vms = (unsigned int)rand_r(seed);
	s->round = (unsigned int)rand_r(seed);
	s->order = (unsigned int)rand_r(seed);
	s->seconds = random_double(seed);
	s->value = random_double(seed);
	strcpy(s->better, rand_r(seed) % 2 ? "higher" : "lower");
	strcpy(s->status, status[rand_r(seed) % 4]);
}

START_TEST(random_samples_come_back)
{
	struct sample *written = calloc(ROWS, sizeof(*written)), *list;
	unsigned int seed = 20;
	size_t i;
	int fd;

	/* a decimal comma, where there is such a locale, changes nothing */
	if (_i && !setlocale(LC_ALL, "de_DE.UTF-8"))
		setlocale(LC_ALL, "fr_FR.UTF-8");
	fd = csv(CSV_SAMPLES);
	for (i = 0; i < ROWS; i++) {
		random_sample(&seed, &written[i]);
		ck_assert_int_eq(csv_append_sample(fd, &written[i]), 0);
	}
	close(fd);
	setlocale(LC_ALL, "C");
	ck_assert_uint_eq(read_back(&list), ROWS);
	for (i = 0; i < ROWS; i++)
		ck_assert(!memcmp(&list[i], &written[i], sizeof(*list)));
	free(list);
	free(written);
}
END_TEST

START_TEST(bad_samples_refused)
{
	struct sample s[12];
	int fd = csv(CSV_SAMPLES);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(s); i++)
		s[i] = example;
	strcpy(s[0].cell.driver, "a,b");
	strcpy(s[1].run_id, "a\"b");
	strcpy(s[2].metric, "a\nb");
	strcpy(s[3].unit, "a\rb");
	strcpy(s[4].cell.commit, "a\x7f");
	memset(s[5].time, 'x', sizeof(s[5].time));
	s[6].value = NAN;
	s[7].value = INFINITY;
	s[8].seconds = NAN;
	strcpy(s[9].status, "good");
	strcpy(s[10].better, "");
	s[11].value = -INFINITY;
	strcpy(s[11].status, "failed");
	for (i = 0; i < ARRAY_SIZE(s); i++)
		ck_assert_int_eq(csv_append_sample(fd, &s[i]), -EINVAL);
	close(fd);
	ck_content(CSV_SAMPLES, "");
}
END_TEST

/* Each spoils the example line: what to look for and what to put there. */
static const struct {
	const char *from;
	const char *to;
} spoiled[] = {
	{ "1,run", "2,run" },	  /* another schema */
	{ "1,run", ",run" },	  /* empty number */
	{ ",ok\n", "\n" },	  /* a field less */
	{ ",ok\n", ",ok,\n" },	  /* a field more */
	{ ",ok\n", ",OK\n" },	  /* unknown status */
	{ ",ok\n", ",ok\r\n" },	  /* another line end */
	{ "higher", "more" },	  /* unknown side */
	{ "1500", "-1" },	  /* sign */
	{ "1500", "4294967296" }, /* too large */
	{ "1500", " 15" },	  /* blank */
	{ "0.1", "" },		  /* ok without a value */
	{ "0.1", "nan" },	  /* not decimal */
	{ "0.1", "inf" },
	{ "0.1", "0x1" },
	{ "0.1", "1e999" }, /* out of range */
	{ "0.1", "0.1.2" },
	{ "0.1", "1e" },
	{ "6.5", "" },	      /* seconds are not optional */
	{ "bit/s", "\"b\"" }, /* quoted */
	{ "bit/s", "\t" },    /* control character */
	{ "head", "0123456789012345678901234567890123456789012345678" },
	{ "0.1", "0.1000000000000000000000000000000000000000000000000000000"
		 "000000000000000000000000000" }, /* too long a number */
};

START_TEST(bad_lines_refused)
{
	const char *at = strstr(example_line, spoiled[_i].from);
	char text[1024];

	ck_assert_ptr_nonnull(at);
	snprintf(text, sizeof(text), "%s%.*s%s%s%s", example_line,
		 (int)(at - example_line), example_line, spoiled[_i].to,
		 at + strlen(spoiled[_i].from), example_line);
	put_lines(CSV_SAMPLES, text);
	ck_bad_line(3);
}
END_TEST

START_TEST(bad_files_refused)
{
	struct sample *list;
	size_t n, line = 0;
	char text[5000];

	put("", 0);
	ck_bad_line(1);
	put_lines(CSV_RUN, "");
	ck_bad_line(1);
	put_lines(CSV_SAMPLES, "\n");
	ck_bad_line(2);
	/* longer than any line can be */
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	put_lines(CSV_SAMPLES, text);
	ck_bad_line(2);
	put("a\0b\n", 4);
	ck_bad_line(1);
	unlink(path);
	ck_assert_int_eq(csv_read_samples(path, &list, &n, &line), -ENOENT);
	ck_assert_uint_eq(line, 0);
}
END_TEST

START_TEST(cut_line_is_not_there)
{
	struct sample *list;
	size_t len = strlen(example_line), cut;
	char text[1024];
	int fd;

	for (cut = 0; cut < len; cut++) {
		snprintf(text, sizeof(text), "%s%.*s", example_line, (int)cut,
			 example_line);
		put_lines(CSV_SAMPLES, text);
		ck_assert_uint_eq(read_back(&list), 1);
		free(list);
		/* and the next one starts on its own line */
		fd = csv(CSV_SAMPLES);
		ck_assert_int_eq(csv_append_sample(fd, &example), 0);
		close(fd);
		snprintf(text, sizeof(text), "%s%s", example_line,
			 example_line);
		ck_content(CSV_SAMPLES, text);
	}
}
END_TEST

START_TEST(headers)
{
	size_t cut;
	int fd;

	put_lines(CSV_INTERVALS, "");
	ck_assert_int_eq(csv_open(path, CSV_SAMPLES), -EEXIST);
	ck_content(CSV_INTERVALS, "");
	/* a header that was cut off is written again */
	for (cut = 0; cut <= strlen(CSV_SAMPLES); cut++) {
		put(CSV_SAMPLES, cut);
		fd = csv(CSV_SAMPLES);
		close(fd);
		ck_content(CSV_SAMPLES, "");
	}
	ck_assert_int_eq(csv_open("/nonexistent/x.csv", CSV_RUN), -ENOENT);
	ck_assert_int_eq(csv_open("/", CSV_RUN), -EISDIR);
}
END_TEST

START_TEST(intervals_come_back)
{
	struct interval i = { .run_id = "run",
			      .cell = example.cell,
			      .round = 2,
			      .t = 0.1,
			      .value = NAN,
			      .retransmits = -1,
			      .omitted = true };
	struct interval *list = NULL;
	int fd = csv(CSV_INTERVALS);
	size_t n = 0, bad = 0;

	ck_assert_int_eq(csv_append_interval(fd, &i), 0);
	i.value = 7.25;
	i.retransmits = 3;
	i.omitted = false;
	ck_assert_int_eq(csv_append_interval(fd, &i), 0);
	ck_assert_int_eq(csv_read_intervals(path, &list, &n, &bad), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert(isnan(list[0].value));
	ck_assert_int_eq(list[0].retransmits, -1);
	ck_assert(list[0].omitted && !list[1].omitted);
	ck_assert_double_eq(list[1].value, 7.25);
	ck_assert_double_eq(list[1].t, 0.1);
	ck_assert_int_eq(list[1].retransmits, 3);
	ck_assert_uint_eq(list[1].round, 2);
	ck_assert_str_eq(list[1].cell.arm, "head");
	ck_assert_str_eq(list[1].cell.driver, "d");
	free(list);
	ck_assert_int_eq(write_full(fd, "x\n", 2), 0);
	ck_assert_int_eq(csv_read_intervals(path, &list, &n, &bad), -EBADMSG);
	ck_assert_uint_eq(bad, 4);
	close(fd);
}
END_TEST

START_TEST(pairs_come_back)
{
	int fd = csv(CSV_RUN);
	char value[8] = "old";

	ck_assert_int_eq(csv_append_pair(fd, "time", "1"), 0);
	ck_assert_int_eq(csv_append_pair(fd, "time", "123456789"), 0);
	ck_assert_int_eq(csv_append_pair(fd, "timer", "5"), 0);
	close(fd);
	ck_assert_int_eq(csv_read_pair(path, "tim", value, sizeof(value)),
			 -ENOENT);
	ck_assert_str_eq(value, "old");
	ck_assert_int_eq(csv_read_pair(path, "time", value, sizeof(value)), 0);
	ck_assert_str_eq(value, "1234567");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(csv_read_pair(path, "time", value, sizeof(value)),
			 -ENOENT);
	close(csv(CSV_SAMPLES));
	ck_assert_int_eq(csv_read_pair(path, "time", value, sizeof(value)),
			 -EBADMSG);
}
END_TEST

static Suite *csv_suite(void)
{
	Suite *s = suite_create("csv");
	TCase *tc = tcase_create("csv");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, sample_line);
	tcase_add_test(tc, interval_lines);
	tcase_add_test(tc, pair_lines);
	tcase_add_test(tc, intervals_come_back);
	tcase_add_test(tc, pairs_come_back);
	tcase_add_test(tc, summary_lines);
	tcase_add_loop_test(tc, random_samples_come_back, 0, 2);
	tcase_add_test(tc, bad_samples_refused);
	tcase_add_loop_test(tc, bad_lines_refused, 0, ARRAY_SIZE(spoiled));
	tcase_add_test(tc, bad_files_refused);
	tcase_add_test(tc, cut_line_is_not_there);
	tcase_add_test(tc, headers);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(csv_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
