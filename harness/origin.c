/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* origin.c - where and how a report of iperf3 was made */

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "harness/origin.h"

#define ORIGIN_YEARS 253402300800 /* the year 10000, in Unix time */

/* What a table can hold: commas become ';', all that is not printable '?'. */
static void origin_copy(char *field, size_t size, const char *text, size_t n)
{
	size_t i;

	if (n >= size)
		n = size - 1;
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		field[i] = c == ','			    ? ';'
			   : c < ' ' || c > '~' || c == '"' ? '?'
							    : (char)c;
	}
	field[n] = '\0';
}

static void origin_text(const json_t *object, const char *key, char *field,
			size_t size)
{
	const char *text = json_string_value(json_object_get(object, key));

	field[0] = '\0';
	if (text)
		origin_copy(field, size, text, strlen(text));
}

/* Return: true when it is there and in the bounds */
static bool origin_uint(const json_t *object, const char *key,
			unsigned int *value)
{
	const json_t *number = json_object_get(object, key);
	json_int_t v = json_integer_value(number);

	if (!json_is_integer(number) || v < 0 || v > UINT_MAX)
		return false;
	*value = (unsigned int)v;
	return true;
}

/* "Darwin mac.local 24.3.0 Darwin Kernel Version ... arm64" */
static void origin_uname(const char *text, struct origin *o)
{
	size_t system = strcspn(text, " "), host, arch;
	const char *kernel = text + system, *last = strrchr(text, ' ');

	kernel += strspn(kernel, " ");
	host = strcspn(kernel, " ");
	kernel += host;
	kernel += strspn(kernel, " ");
	if (!last || last < kernel)
		return;
	arch = strlen(last + 1);
	origin_copy(o->system, sizeof(o->system), text, system);
	origin_copy(o->kernel, sizeof(o->kernel), kernel,
		    (size_t)(last - kernel));
	origin_copy(o->arch, sizeof(o->arch), last + 1, arch);
}

static bool origin_time(const json_t *start, struct origin *o)
{
	const json_t *at = json_object_get(json_object_get(start, "timestamp"),
					   "timesecs");
	json_int_t v = json_integer_value(at);

	if (!json_is_integer(at) || v < 0 || v >= ORIGIN_YEARS)
		return false;
	o->time = (time_t)v;
	return true;
}

static int origin_start(const json_t *start, struct origin *o)
{
	const json_t *test = json_object_get(start, "test_start");
	const char *system =
		json_string_value(json_object_get(start, "system_info"));
	unsigned int mss = 0;
	char *p;

	origin_text(start, "version", o->version, sizeof(o->version));
	if (system)
		origin_uname(system, o);
	origin_text(test, "protocol", o->proto, sizeof(o->proto));
	for (p = o->proto; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	if (origin_uint(start, "tcp_mss_default", &mss) &&
	    (mss == 1448 || mss == 1460))
		o->mtu = 1500;
	origin_uint(test, "omit", &o->omit);
	origin_uint(test, "duration", &o->seconds);
	return origin_time(start, o) &&
			       origin_uint(test, "num_streams", &o->streams) &&
			       origin_uint(test, "blksize", &o->size) &&
			       (!strcmp(o->proto, "tcp") ||
				!strcmp(o->proto, "udp"))
		       ? 0
		       : -EBADMSG;
}

int origin_parse(const char *text, size_t length, struct origin *o)
{
	json_t *root;
	int err;

	*o = (struct origin){ 0 };
	root = json_loadb(text, length, JSON_DISABLE_EOF_CHECK, NULL);
	if (!root)
		return -EBADMSG;
	err = origin_start(json_object_get(root, "start"), o);
	json_decref(root);
	return err;
}

void origin_system(const struct origin *o, char *text, size_t size)
{
	snprintf(text, size, "%s host %s %s", o->system, o->kernel, o->arch);
}
