/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* fields.c - the fields of one line of CSV */

#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/util.h"
#include "perf/fields.h"

static bool text_ok(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < ' ' || c == 0x7f || c == ',' || c == '"')
			return false;
	}
	return true;
}

/* The whole line is refused when a field does not fit: no row is cut short. */
static void line_bytes(struct line *l, const char *bytes, size_t n)
{
	if (n > sizeof(l->text) - l->len) {
		l->err = -EINVAL;
		return;
	}
	memcpy(l->text + l->len, bytes, n);
	l->len += n;
}

void line_text(struct line *l, const char *text, size_t room)
{
	size_t len = strnlen(text, room);

	if (len == room || !text_ok(text, len)) {
		l->err = -EINVAL;
		return;
	}
	if (l->fields++)
		line_bytes(l, ",", 1);
	line_bytes(l, text, len);
}

void line_uint(struct line *l, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	line_text(l, text, sizeof(text));
}

void line_double(struct line *l, double value)
{
	const char *point = localeconv()->decimal_point;
	char text[40];
	char *at, *rest;
	int digits;

	if (!isfinite(value)) {
		l->err = -EINVAL;
		return;
	}
	/* 15 digits where they are exact: 0.1, not 0.10000000000000001 */
	for (digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (islessgreater(strtod(text, NULL), value) == 0)
			break;
	}
	at = strstr(text, point);
	if (at) {
		rest = at + strlen(point);
		*at = '.';
		memmove(at + 1, rest, strlen(rest) + 1);
	}
	line_text(l, text, sizeof(text));
}

void line_optional(struct line *l, double value)
{
	if (isnan(value))
		line_text(l, "", 1);
	else
		line_double(l, value);
}

int line_end(struct line *l)
{
	line_bytes(l, "\n", 1);
	return l->err;
}

static char *field_next(struct fields *f)
{
	char *field = f->rest;

	if (!field) {
		f->bad = true;
		return NULL;
	}
	f->rest = strchr(field, ',');
	if (f->rest)
		*f->rest++ = '\0';
	return field;
}

void field_text(struct fields *f, char *text, size_t room)
{
	const char *field = field_next(f);
	size_t len = field ? strlen(field) : 0;

	if (!field || len >= room || !text_ok(field, len)) {
		f->bad = true;
		return;
	}
	memcpy(text, field, len + 1);
}

void field_uint(struct fields *f, unsigned int *value)
{
	const char *field = field_next(f);
	uint64_t v;

	if (!field || parse_uint(field, 0, UINT_MAX, &v) < 0) {
		f->bad = true;
		return;
	}
	*value = (unsigned int)v;
}

/* strtod() alone would take "inf", "0x1", " 1" and the locale's point. */
static bool parse_double(const char *field, double *value)
{
	const char *point = localeconv()->decimal_point;
	const char *dot = strchr(field, '.');
	char text[64];
	char *end;
	int len;

	if (!*field || strspn(field, "+-.0123456789eE") != strlen(field))
		return false;
	if (dot)
		len = snprintf(text, sizeof(text), "%.*s%s%s",
			       (int)(dot - field), field, point, dot + 1);
	else
		len = snprintf(text, sizeof(text), "%s", field);
	if (len >= (int)sizeof(text))
		return false;
	*value = strtod(text, &end);
	return !*end && isfinite(*value);
}

void field_double(struct fields *f, double *value)
{
	const char *field = field_next(f);

	if (!field || !parse_double(field, value))
		f->bad = true;
}

void field_optional(struct fields *f, double *value)
{
	if (f->rest && (*f->rest == ',' || !*f->rest)) {
		field_next(f);
		*value = NAN;
	} else {
		field_double(f, value);
	}
}

bool fields_end(const struct fields *f)
{
	return !f->bad && !f->rest;
}
