/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* reply.c - what a helper says when it is ready */

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "client/reply.h"

/* Behind the quoted @key and its colon, or NULL. */
static const char *find_value(const char *line, const char *key)
{
	size_t len = strlen(key);
	const char *p = line;

	while ((p = strchr(p, '"')) != NULL) {
		p++;
		if (strncmp(p, key, len) != 0 || p[len] != '"')
			continue;
		p += len + 1;
		p += strspn(p, " \t");
		if (*p == ':')
			return p + 1 + strspn(p + 1, " \t");
	}
	return NULL;
}

int reply_find(const char *line, const char *key, char *value, size_t size)
{
	const char *p = find_value(line, key);
	size_t len;

	*value = '\0';
	if (!p || *p != '"')
		return -ENOENT;
	p++;
	len = strcspn(p, "\"");
	if (p[len] != '"')
		return -ENOENT; /* cut off */
	if (len >= size)
		return -EMSGSIZE;
	memcpy(value, p, len);
	value[len] = '\0';
	return 0;
}
