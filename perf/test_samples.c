/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_samples.c - samples: what is written is read back, the rest is refused,
 * and those that belong together are found
 */

#include <check.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perf/csv_fixture.h"
#include "perf/samples.h"

#define ROWS 2000

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
	static const char *const status[] = {
		"ok", "failed", "timeout", "short", "skipped", "unsupported"
	};

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
	random_text(seed, s->cell.network);
	random_text(seed, s->note);
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
	strcpy(s->status, status[rand_r(seed) % 6]);
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
	{ ",\n", "\n" },	  /* a field less */
	{ ",\n", ",,\n" },	  /* a field more */
	{ ",ok,", ",OK," },	  /* unknown status */
	{ ",\n", ",\r\n" },	  /* another line end */
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

/* Files of before the columns network and note. */
START_TEST(older_files)
{
	struct sample *list;
	char header[1024], text[2048];
	size_t n = strlen(CSV_SAMPLES) - strlen(",network,note");

	snprintf(header, sizeof(header), "%.*s", (int)n, CSV_SAMPLES);
	snprintf(text, sizeof(text), "%.*s\n",
		 (int)(strlen(example_line) - strlen(",tap,\n")), example_line);
	put_lines(header, text);
	ck_assert_uint_eq(read_back(&list), 1);
	ck_assert_str_eq(list[0].status, "ok");
	ck_assert_str_eq(list[0].cell.network, CSV_NETWORK);
	ck_assert_str_eq(list[0].note, "");
	free(list);
	put_lines(header, example_line);
	ck_bad_line(2);
	header[n - 1] = '\0';
	put_lines(header, "");
	ck_bad_line(1);
	ck_assert_int_eq(csv_open(path, CSV_SAMPLES), -EEXIST);
}
END_TEST

START_TEST(notes_fit_a_field)
{
	struct sample s = example, *list;
	int fd = csv(CSV_SAMPLES);

	snprintf(s.note, sizeof(s.note), "a, \"b\"\n\tc");
	ck_assert_int_eq(csv_append_sample(fd, &s), 0);
	memset(s.note, 'x', sizeof(s.note) - 1);
	s.note[sizeof(s.note) - 1] = '\0';
	ck_assert_int_eq(csv_append_sample(fd, &s), 0);
	close(fd);
	ck_assert_uint_eq(read_back(&list), 2);
	ck_assert_str_eq(list[0].note, "a;  b   c");
	ck_assert_uint_eq(strlen(list[1].note), CSV_NOTE - 1);
	free(list);
}
END_TEST

START_TEST(what_was_not_made_has_not_failed)
{
	ck_assert(!csv_is_failure("ok"));
	ck_assert(!csv_is_failure("skipped"));
	ck_assert(!csv_is_failure("unsupported"));
	ck_assert(csv_is_failure("failed"));
	ck_assert(csv_is_failure("timeout"));
	ck_assert(csv_is_failure("short"));
}
END_TEST

static bool is_short(const struct sample *s)
{
	return !strcmp(s->status, "short");
}

static int compare_rounds(const struct sample *x, const struct sample *y)
{
	return (x->round > y->round) - (x->round < y->round);
}

START_TEST(some_are_kept)
{
	struct sample s[5];
	size_t i;

	for (i = 0; i < 5; i++) {
		s[i] = example;
		s[i].order = (unsigned int)i;
		strcpy(s[i].status, i == 1 || i == 4 ? "short" : "ok");
	}
	ck_assert_uint_eq(samples_keep(s, 5, is_short), 2);
	ck_assert_uint_eq(s[0].order, 1);
	ck_assert_uint_eq(s[1].order, 4);
	/* the others are still there */
	ck_assert_uint_eq(s[2].order + s[3].order + s[4].order, 0 + 2 + 3);
	ck_assert_uint_eq(samples_keep(s, 0, is_short), 0);
}
END_TEST

START_TEST(groups)
{
	static const unsigned int rounds[] = { 1, 1, 2, 3, 3, 3 };
	struct sample s[6];
	size_t i;

	for (i = 0; i < 6; i++) {
		s[i] = example;
		s[i].round = rounds[i];
	}
	ck_assert_uint_eq(samples_group(s, 6, compare_rounds), 2);
	ck_assert_uint_eq(samples_group(s, 1, compare_rounds), 1);
	ck_assert_uint_eq(samples_group(s + 2, 4, compare_rounds), 1);
	ck_assert_uint_eq(samples_group(s + 3, 3, compare_rounds), 3);
}
END_TEST

static Suite *samples_suite(void)
{
	Suite *s = suite_create("samples");
	TCase *tc = tcase_create("samples");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, sample_line);
	tcase_add_loop_test(tc, random_samples_come_back, 0, 2);
	tcase_add_test(tc, bad_samples_refused);
	tcase_add_loop_test(tc, bad_lines_refused, 0, ARRAY_SIZE(spoiled));
	tcase_add_test(tc, bad_files_refused);
	tcase_add_test(tc, cut_line_is_not_there);
	tcase_add_test(tc, older_files);
	tcase_add_test(tc, notes_fit_a_field);
	tcase_add_test(tc, what_was_not_made_has_not_failed);
	tcase_add_test(tc, some_are_kept);
	tcase_add_test(tc, groups);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(samples_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
