/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_printable.c - any bytes on one line */

#include <stdio.h>
#include <string.h>

#include "helper/check.h"
#include "helper/printable.h"
#include "helper/util.h"

#define ALL 200 /* bytes of random text */

static const struct {
	const char *text;
	const char *shown;
} cases[] = {
	{ "", "" },
	{ "plain text\\", "plain text\\" },
	{ "a\nERROR [main] b", "a\\x0aERROR [main] b" },
	{ "\x1b[31m\t\r\x7f", "\\x1b[31m\\x09\\x0d\\x7f" },
	{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
	{ "\xe2\x82\xac \xf0\x9f\x98\x80", "\xe2\x82\xac \xf0\x9f\x98\x80" },
	{ "\xc2\x9b"
	  "1m",
	  "\\xc2\\x9b1m" }, /* C1: starts a sequence in some terminals */
	{ "\xff\xfe", "\\xff\\xfe" },
	{ "\xc0\xaf", "\\xc0\\xaf" },			/* "/", overlong */
	{ "\xe0\x80\xaf", "\\xe0\\x80\\xaf" },		/* again */
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },		/* a surrogate */
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" }, /* U+110000 */
	{ "\xf5", "\\xf5" },
	{ "\xe2\x82", "\\xe2\\x82" }, /* cut off */
	{ "\xe2\x82z", "\\xe2\\x82z" },
	{ "\x80", "\\x80" },
};

START_TEST(escapes)
{
	char out[64];
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		len = printable_copy(out, sizeof(out), cases[i].text,
				     strlen(cases[i].text));
		ck_assert_str_eq(out, cases[i].shown);
		ck_assert_uint_eq(len, strlen(cases[i].shown));
	}
	printable_copy(out, sizeof(out), "a\0b", 3);
	ck_assert_str_eq(out, "a\\x00b");
}
END_TEST

START_TEST(cuts_the_middle)
{
	char out[16];

	printable_copy(out, sizeof(out), "0123456789abcde", 15);
	ck_assert_str_eq(out, "0123456789abcde");
	printable_copy(out, sizeof(out), "0123456789abcdef", 16);
	ck_assert_str_eq(out, "012345...abcdef");
	/* A character is never cut. */
	printable_copy(out, sizeof(out), "12345\xc3\xbc...........6789\xc3\xbc",
		       24);
	ck_assert_str_eq(out, "12345...6789\xc3\xbc");
	printable_copy(out, sizeof(out), "12345\n..........\n456", 20);
	ck_assert_str_eq(out, "12345...456");
}
END_TEST

/* Whatever comes, the result fits, is one line, and stays when done again. */
START_TEST(any_bytes)
{
	char text[ALL], out[ALL], again[ALL];
	size_t size, len, i;
	unsigned int seed = 1;
	int round;

	for (round = 0; round < 20000; round++) {
		len = (size_t)rand_r(&seed) % sizeof(text);
		size = 16 + (size_t)rand_r(&seed) % (sizeof(out) - 16);
		for (i = 0; i < len; i++)
			text[i] = (char)(rand_r(&seed) >> 7);
		i = printable_copy(out, size, text, len);
		ck_assert_uint_lt(i, size);
		ck_assert_uint_eq(i, strlen(out));
		for (i = 0; out[i]; i++)
			ck_assert((unsigned char)out[i] >= ' ' &&
				  out[i] != 0x7f);
		printable_copy(again, sizeof(again), out, strlen(out));
		ck_assert_str_eq(again, out);
	}
}
END_TEST

__attribute__((format(printf, 3, 4))) static void format(char *out, size_t size,
							 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(out, size, fmt, ap);
	va_end(ap);
}

START_TEST(formats_any_length)
{
	static char value[100000];
	char out[64];

	format(out, sizeof(out), "--fd %s: %d", "x\n", 7);
	ck_assert_str_eq(out, "--fd x\\x0a: 7");
	memset(value, 'v', sizeof(value) - 1);
	format(out, sizeof(out), "--fd %s: no number", value);
	ck_assert_uint_eq(strlen(out), sizeof(out) - 1);
	ck_assert(strncmp(out, "--fd vvv", 8) == 0);
	ck_assert(strstr(out, "v...v") != NULL);
	ck_assert_str_eq(out + strlen(out) - 13, "vv: no number");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		escapes, cuts_the_middle, any_bytes, formats_any_length, NULL,
	};

	return check_main("printable", tests);
}
