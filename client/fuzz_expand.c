/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_expand.c - {name} in the arguments of a command
 *
 * The input is arguments, NUL between them.  The model looks for whole words
 * such as "{fd}", in one list with "{{", where the code under test looks for
 * braces first.
 */

#include <stdlib.h>
#include <string.h>

#include "client/expand.h"
#include "helper/fuzz.h"

static const struct expand_var vars[] = {
	{ "fd", "4" },	     { "fdx", "" },
	{ "mac", "{fd}{{" }, /* must not be looked at again */
	{ "none", NULL },    { NULL, NULL },
};

static const struct word {
	const char *text;
	const char *becomes;
} words[] = {
	{ "{fd}", "4" },
	{ "{fdx}", "" },
	{ "{mac}", "{fd}{{" },
	{ "{{", "{" },
};

#define WORDS (sizeof(words) / sizeof(words[0]))

/* What @text must become, malloc()ed. */
static char *model(const char *text)
{
	/* No word makes more than six bytes of five, or one of two. */
	char *result = fuzz_alloc(2 * strlen(text) + 1);
	size_t n = 0, i, len;

	while (*text) {
		for (i = 0; i < WORDS; i++) {
			len = strlen(words[i].text);
			if (strncmp(text, words[i].text, len) == 0)
				break;
		}
		if (i == WORDS) {
			result[n++] = *text++;
			continue;
		}
		memcpy(result + n, words[i].becomes, strlen(words[i].becomes));
		n += strlen(words[i].becomes);
		text += len;
	}
	return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *argv[FUZZ_ARGS + 1], *text = fuzz_text(data, size);
	int i, argc = fuzz_argv(text, size, argv);
	char **result = expand_all(argv, vars);

	fuzz_check(result);
	for (i = 0; i < argc; i++) {
		char *want = model(argv[i]);

		fuzz_check(result[i]);
		fuzz_check(strcmp(result[i], want) == 0);
		free(want);
	}
	fuzz_check(!result[argc]);
	expand_free(result);
	free(text);
	return 0;
}
