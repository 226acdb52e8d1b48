/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* expand.c - {name} in the arguments of the command */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/expand.h"

/* The variable whose {name} @text begins with, or NULL. */
static const struct expand_var *match(const char *text,
				      const struct expand_var *vars)
{
	size_t len;

	for (; vars->name; vars++) {
		len = strlen(vars->name);
		if (vars->value && strncmp(text + 1, vars->name, len) == 0 &&
		    text[1 + len] == '}')
			return vars;
	}
	return NULL;
}

char *expand_text(const char *text, const struct expand_var *vars)
{
	const struct expand_var *var;
	char *result = NULL;
	size_t size;
	FILE *f;

	f = open_memstream(&result, &size);
	if (!f)
		return NULL;
	while (*text) {
		var = *text == '{' ? match(text, vars) : NULL;
		if (var) {
			fputs(var->value, f);
			text += strlen(var->name) + 2;
			continue;
		}
		fputc(*text, f);
		text += text[0] == '{' && text[1] == '{' ? 2 : 1;
	}
	if (fclose(f) != 0) {
		free(result);
		return NULL;
	}
	return result;
}

char **expand_all(char *const argv[], const struct expand_var *vars)
{
	char **result;
	size_t n, i;

	for (n = 0; argv[n]; n++)
		;
	result = calloc(n + 1, sizeof(*result));
	for (i = 0; result && i < n; i++) {
		result[i] = expand_text(argv[i], vars);
		if (!result[i]) {
			expand_free(result);
			return NULL;
		}
	}
	return result;
}

void expand_free(char **argv)
{
	size_t i;

	for (i = 0; argv && argv[i]; i++)
		free(argv[i]);
	free(argv);
}
