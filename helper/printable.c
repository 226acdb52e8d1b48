/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* printable.c - text of others on one line that a terminal can show */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/printable.h"

#define ESCAPED_LEN 4 /* \xNN */
#define CUT	    "..."
#define CUT_LEN	    3

/* Bytes of the UTF-8 sequence that starts with @first; 0: none does. */
static size_t sequence_len(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
static bool is_second_valid(uint8_t first, uint8_t second)
{
	switch (first) {
	case 0xc2: /* its lower half is C1, which terminals may obey */
		return second >= 0xa0;
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second < 0xa0;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second < 0x90;
	default:
		return true;
	}
}

/* Bytes at @text that can be copied as one character; 0: escape the first. */
static size_t plain_len(const uint8_t *text, size_t len)
{
	size_t n = sequence_len(text[0]);
	size_t i;

	if (n == 0 || n > len)
		return 0;
	if (n == 1)
		return text[0] >= ' ' && text[0] != 0x7f;
	for (i = 1; i < n; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	}
	return is_second_valid(text[0], text[1]) ? n : 0;
}

/* One character of @text into @out.  Sets @used, returns bytes written. */
static size_t put(char out[ESCAPED_LEN], const char *text, size_t len,
		  size_t *used)
{
	static const char hex[] = "0123456789abcdef";
	uint8_t byte = (uint8_t)text[0];
	size_t n = plain_len((const uint8_t *)text, len);

	*used = n ? n : 1;
	if (n) {
		memcpy(out, text, n);
		return n;
	}
	out[0] = '\\';
	out[1] = 'x';
	out[2] = hex[byte >> 4];
	out[3] = hex[byte & 15];
	return ESCAPED_LEN;
}

/* How long all of it is when escaped. */
static size_t measure(const char *text, size_t len)
{
	char one[ESCAPED_LEN];
	size_t total = 0, used;

	for (; len; text += used, len -= used)
		total += put(one, text, len, &used);
	return total;
}

size_t printable_copy(char *out, size_t size, const char *text, size_t len)
{
	size_t left = measure(text, len); /* of what is not copied yet */
	size_t head, tail, n, used, done = 0;
	bool cutting = left > size - 1;
	char one[ESCAPED_LEN];

	tail = cutting ? (size - 1 - CUT_LEN) / 2 : left;
	head = cutting ? size - 1 - CUT_LEN - tail : 0;
	for (; len; text += used, len -= used, left -= n) {
		n = put(one, text, len, &used);
		if (cutting && done + n > head) {
			cutting = false;
			memcpy(out + done, CUT, CUT_LEN);
			done += CUT_LEN;
			head = 0;
		}
		if (!cutting && left > tail)
			continue;
		memcpy(out + done, one, n);
		done += n;
	}
	out[done] = '\0';
	return done;
}

size_t printable_format(char *out, size_t size, const char *fmt, va_list ap)
{
	char small[1024], *large = NULL;
	va_list again;
	size_t len;
	int n;

	va_copy(again, ap);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	len = n < 0 ? 0 : (size_t)n;
	if (len >= sizeof(small)) {
		n = vasprintf(&large, fmt, again);
		if (n < 0) {
			large = NULL;
			len = sizeof(small) - 1;
		}
	}
	va_end(again);
	len = printable_copy(out, size, large ? large : small, len);
	free(large);
	return len;
}
