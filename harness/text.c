/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* text.c - text that grows while it is read from a descriptor */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/text.h"

#define TEXT_STEP 16384

static int text_reserve(struct text *text, size_t room)
{
	size_t size = text->size ? text->size : TEXT_STEP;
	char *data;

	if (text->length + room >= TEXT_MAX)
		return -EFBIG;
	while (size < text->length + room + 1)
		size *= 2;
	if (size == text->size)
		return 0;
	data = realloc(text->data, size);
	if (!data)
		return -ENOMEM;
	data[text->length] = '\0'; /* even if nothing can be read */
	text->data = data;
	text->size = size;
	return 0;
}

ssize_t text_read(struct text *text, int fd)
{
	ssize_t n;
	int err;

	err = text_reserve(text, TEXT_STEP);
	if (err)
		return err;
	do {
		n = read(fd, text->data + text->length, TEXT_STEP);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	text->length += (size_t)n;
	text->data[text->length] = '\0';
	return n;
}

int text_add(struct text *text, const char *data, size_t length)
{
	int err = text_reserve(text, length);

	if (err)
		return err;
	memcpy(text->data + text->length, data, length);
	text->length += length;
	text->data[text->length] = '\0';
	return 0;
}

void text_skip(struct text *text, size_t length)
{
	if (!text->data)
		return;
	text->length -= length;
	memmove(text->data, text->data + length, text->length + 1);
}

char *text_line(const char *text, unsigned int number, char *line, size_t size)
{
	const char *start = text ? text : "";

	for (; number > 0; number--) {
		start += strcspn(start, "\n");
		if (*start)
			start++;
	}
	snprintf(line, size, "%.*s", (int)strcspn(start, "\r\n"), start);
	return line;
}

void text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){ 0 };
}
