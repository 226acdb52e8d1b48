/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_expand.c - {name} in arguments, and the text of a helper's JSON */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/expand.h"
#include "client/reply.h"
#include "helper/check.h"
#include "helper/util.h"

static const struct expand_var vars[] = {
	{ "mac", "02:00:00:00:00:01" },
	{ "fd", "4" },
	{ "unset", NULL },
	{ "odd", "{mac}" },
	{ NULL, NULL },
};

static const struct {
	const char *text;
	const char *expanded;
} table[] = {
	{ "", "" },
	{ "qemu", "qemu" },
	{ "{mac}", "02:00:00:00:00:01" },
	{ "local.str={fd},mac={mac}!", "local.str=4,mac=02:00:00:00:00:01!" },
	{ "{fd}{fd}", "44" },
	{ "{{fd}", "{fd}" },
	{ "{{{fd}", "{4" },
	{ "{{", "{" },
	{ "{{{{", "{{" },
	{ "{", "{" },
	{ "}", "}" },
	{ "}}", "}}" },
	{ "{}", "{}" },
	{ "{ fd}", "{ fd}" },
	{ "{fd", "{fd" },
	{ "{fdx}", "{fdx}" },
	{ "{FD}", "{FD}" },
	{ "{other}", "{other}" },
	{ "{unset}", "{unset}" },
	{ "{odd}", "{mac}" }, /* values are not looked at again */
	{ "{\"driver\":\"dgram\",\"local\":{\"str\":\"{fd}\"}}",
	  "{\"driver\":\"dgram\",\"local\":{\"str\":\"4\"}}" },
	{ "${fd}", "$4" },
	{ "\xff{fd}\n", "\xff"
			"4\n" },
};

static void expect(const char *text, const char *want)
{
	char *got = expand_text(text, vars);

	ck_assert_msg(strcmp(got, want) == 0, "\"%s\" became \"%s\"", text,
		      got);
	free(got);
}

START_TEST(table_of_texts)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		expect(table[i].text, table[i].expanded);
}
END_TEST

static void random_text(char *text, size_t len)
{
	static const char *const pieces[] = { "{", "}", "fd",	"mac",	 "x",
					      " ", "$", "{fd}", "{mac}", "\"" };
	size_t at = 0;

	text[0] = '\0';
	while (at < len) {
		const char *piece = pieces[(size_t)rand() % ARRAY_SIZE(pieces)];

		strcpy(text + at, piece);
		at += strlen(piece);
	}
}

/* Each "{" doubled means the text itself, whatever the text is. */
START_TEST(doubled_braces_give_the_text)
{
	char text[64], doubled[128];
	int round;

	srand(1);
	for (round = 0; round < 20000; round++) {
		char *out = doubled;
		const char *in;

		random_text(text, (size_t)rand() % 40);
		for (in = text; *in; in++) {
			*out++ = *in;
			if (*in == '{')
				*out++ = '{';
		}
		*out = '\0';
		expect(doubled, text);
	}
}
END_TEST

/* A text without "{{" and without a known name is left as it is. */
START_TEST(others_are_left)
{
	char text[64];
	int round, left = 0;

	srand(2);
	for (round = 0; round < 20000; round++) {
		random_text(text, (size_t)rand() % 40);
		if (strstr(text, "{{") || strstr(text, "{fd}") ||
		    strstr(text, "{mac}"))
			continue;
		expect(text, text);
		left++;
	}
	ck_assert_int_gt(left, 1000);
}
END_TEST

START_TEST(all_arguments)
{
	char *const argv[] = { (char *)"vm", (char *)"--fd={fd}", (char *)"",
			       NULL };
	char **got = expand_all(argv, vars);

	ck_assert_str_eq(got[0], "vm");
	ck_assert_str_eq(got[1], "--fd=4");
	ck_assert_str_eq(got[2], "");
	ck_assert_ptr_null(got[3]);
	expand_free(got);
	expand_free(NULL);
}
END_TEST

static const struct {
	const char *line;
	const char *value;
	int ret;
} replies[] = {
	{ "{\"mac\": \"02:00\", \"b\": 1}", "02:00", 0 },
	{ "{\"b\":1,\"mac\":\"02:00\"}", "02:00", 0 },
	{ "{\"mac\"\t:\t\"\"}", "", 0 },
	{ "{\"b\": \"mac\", \"mac\": \"x\"}", "x", 0 },
	{ "{\"xmac\": \"1\", \"mac\": \"x\"}", "x", 0 },
	{ "{\"macx\": \"1\"}", "", -ENOENT },
	{ "{\"mac\": 7}", "", -ENOENT },
	{ "{\"mac\": \"02:0", "", -ENOENT },
	{ "{\"mac\"", "", -ENOENT },
	{ "\"mac", "", -ENOENT },
	{ "", "", -ENOENT },
	{ "{\"mac\": \"1234567\"}", "1234567", 0 },
	{ "{\"mac\": \"12345678\"}", "", -EMSGSIZE },
};

START_TEST(reply_members)
{
	char value[8];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(replies); i++) {
		int ret = reply_find(replies[i].line, "mac", value,
				     sizeof(value));

		ck_assert_msg(ret == replies[i].ret, "%s gave %d",
			      replies[i].line, ret);
		ck_assert_str_eq(value, replies[i].value);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		table_of_texts,	 doubled_braces_give_the_text,
		others_are_left, all_arguments,
		reply_members,	 NULL,
	};

	return check_main("expand", tests);
}
