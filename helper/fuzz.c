/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz.c - what every fuzz target repeats */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "helper/fuzz.h"
#include "helper/util.h"

void fuzz_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

uint8_t fuzz_byte(struct fuzz_input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->at++;
}

uint16_t fuzz_word(struct fuzz_input *in)
{
	unsigned int high = fuzz_byte(in);

	return (uint16_t)(high << 8 | fuzz_byte(in));
}

void fuzz_copy(struct fuzz_input *in, void *buf, size_t n)
{
	size_t have = n < in->left ? n : in->left;

	memset(buf, 0, n);
	if (!have)
		return;
	memcpy(buf, in->at, have);
	in->at += have;
	in->left -= have;
}

void *fuzz_alloc(size_t n)
{
	void *memory = calloc(1, n ? n : 1);

	fuzz_check(memory);
	return memory;
}

char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = fuzz_alloc(size + 1);

	if (size)
		memcpy(text, data, size);
	return text;
}

int fuzz_argv(char *text, size_t size, char *argv[FUZZ_ARGS + 1])
{
	static char name[] = "fuzz";
	int argc = 0;
	size_t at;

	argv[argc++] = name;
	for (at = 0; at < size && argc < FUZZ_ARGS; at += strlen(text + at) + 1)
		argv[argc++] = text + at;
	argv[argc] = NULL;
	return argc;
}

void fuzz_error(int err, const char *error, size_t size)
{
	size_t i, len = strnlen(error, size);

	fuzz_check(err <= 0);
	fuzz_check(len < size);
	fuzz_check((err < 0) == (len > 0));
	for (i = 0; i < len; i++)
		fuzz_check(!iscntrl((unsigned char)error[i]));
}

int fuzz_file(const uint8_t *data, size_t size, char path[40])
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	fuzz_check(fd >= 0);
	fuzz_check(write_full(fd, data, size) == 0);
	snprintf(path, 40, "/proc/self/fd/%d", fd);
	return fd;
}
