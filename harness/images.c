/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* images.c - the table of known cloud images, and lists of checksums */

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/images.h"
#include "helper/printable.h"

#define IMAGES_LINE  (2 * IMAGES_URL)
#define IMAGES_WORDS 4
#define BLANKS	     " \t\r"

enum { WORD_NAME, WORD_MACHINE, WORD_URL, WORD_SUMS };

struct names {
	char text[IMAGES_REASON / 2]; /* separated by ", " */
};

__attribute__((format(printf, 3, 4))) static int
images_fail(char why[IMAGES_REASON], int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(why, IMAGES_REASON, fmt, ap);
	va_end(ap);
	return err;
}

/* Copy the next line; return what is behind it, or NULL at the end. */
static const char *images_next(const char *text, char line[IMAGES_LINE])
{
	size_t length = strcspn(text, "\n");

	if (!*text)
		return NULL;
	/* One that is too long is not cut to something that looks right. */
	snprintf(line, IMAGES_LINE, "%.*s", (int)length,
		 length < IMAGES_LINE ? text : "?");
	return text + length + (text[length] == '\n');
}

/* Split in place: number of words, one more than fit if there are too many. */
static size_t images_split(char *line, char *words[IMAGES_WORDS])
{
	char *next, *word;
	size_t n = 0;

	for (word = strtok_r(line, BLANKS, &next); word;
	     word = strtok_r(NULL, BLANKS, &next)) {
		if (n < IMAGES_WORDS)
			words[n] = word;
		n++;
	}
	return n;
}

static bool images_is_url(const char *url)
{
	const char *slash = strrchr(url, '/');

	/* It becomes a path in the cache, see images_path(). */
	return strlen(url) < IMAGES_URL &&
	       (!strncmp(url, "https://", 8) || !strncmp(url, "file:///", 8)) &&
	       slash[1] && strlen(slash + 1) < IMAGES_FILE &&
	       strcmp(slash, "/.") != 0 && strcmp(slash, "/..") != 0 &&
	       !strstr(url, "/../");
}

static void images_name(struct names *names, const char *name)
{
	size_t length = strlen(names->text), n = strlen(name);
	const char *found = names->text;

	while ((found = strstr(found, name))) {
		if ((found == names->text || found[-1] == ' ') &&
		    (found[n] == ',' || !found[n]))
			return;
		found += n;
	}
	snprintf(names->text + length, sizeof(names->text) - length, "%s%s",
		 length ? ", " : "", name);
}

static void images_set(struct image *image, char *words[IMAGES_WORDS])
{
	strcpy(image->url, words[WORD_URL]);
	strcpy(image->sums, words[WORD_SUMS]);
	strcpy(image->file, strrchr(words[WORD_URL], '/') + 1);
}

int images_find(const char *table, const char *name, const char *machine,
		struct image *image, char why[IMAGES_REASON])
{
	char line[IMAGES_LINE], *words[IMAGES_WORDS];
	struct names names = { "" };
	bool found = false, known = false;
	unsigned int number;
	size_t n;

	for (number = 1; (table = images_next(table, line)); number++) {
		line[strcspn(line, "#")] = '\0';
		n = images_split(line, words);
		if (!n)
			continue;
		if (n != IMAGES_WORDS || !images_is_url(words[WORD_URL]) ||
		    !images_is_url(words[WORD_SUMS]))
			return images_fail(why, -EINVAL,
					   "line %u of the table is not name, "
					   "machine and two URLs",
					   number);
		images_name(&names, words[WORD_NAME]);
		if (strcmp(words[WORD_NAME], name) != 0)
			continue;
		known = true;
		if (strcmp(words[WORD_MACHINE], machine) != 0 || found)
			continue;
		found = true;
		images_set(image, words);
	}
	if (found)
		return 0;
	if (known)
		return images_fail(why, -ENOENT, "no image of it for %s",
				   machine);
	return images_fail(why, -ENOENT, "neither a file nor one of %s",
			   names.text);
}

char *images_path(const struct image *image, char path[IMAGES_URL])
{
	size_t scheme = strcspn(image->url, ":");

	snprintf(path, IMAGES_URL, "%.*s%s", (int)scheme, image->url,
		 image->url + scheme + strlen(":/"));
	return path;
}

/* Return: bits of a checksum in the words of a line, or 0 when it is none. */
static int images_digits(const char *word, char sum[IMAGES_SUM])
{
	size_t length = strlen(word), i;

	if ((length != 64 && length != 128) ||
	    strspn(word, "0123456789abcdefABCDEF") != length)
		return 0;
	for (i = 0; i <= length; i++)
		sum[i] = (char)tolower((unsigned char)word[i]);
	return (int)length * 4;
}

static bool images_is_file(const char *word, const char *file)
{
	const char *slash = strrchr(word, '/');

	if (slash)
		word = slash + 1;
	else if (*word == '*')
		word++;
	return !strcmp(word, file);
}

/* "SUM NAME", "SHA256 (NAME) = SUM" or "SUM"; 0 when it is none of these. */
static int images_line(char *words[IMAGES_WORDS], size_t n, const char *file,
		       char sum[IMAGES_SUM])
{
	size_t length;

	if (n == 1)
		return images_digits(words[0], sum);
	if (n == 2)
		return images_is_file(words[1], file)
			       ? images_digits(words[0], sum)
			       : 0;
	if (n != 4 || words[1][0] != '(' || strcmp(words[2], "=") != 0)
		return 0;
	length = strlen(words[1]);
	if (words[1][length - 1] != ')')
		return 0;
	words[1][length - 1] = '\0';
	return images_is_file(words[1] + 1, file) ? images_digits(words[3], sum)
						  : 0;
}

int images_sum(const char *list, const char *file, char sum[IMAGES_SUM])
{
	char line[IMAGES_LINE], *words[IMAGES_WORDS], found[IMAGES_SUM];
	int bits = 0, n;

	while ((list = images_next(list, line))) {
		n = images_line(words, images_split(line, words), file, found);
		if (!n)
			continue;
		if (n == bits && strcmp(found, sum) != 0)
			return -EEXIST;
		/* Of a list with both, the longer one. */
		if (n > bits) {
			bits = n;
			strcpy(sum, found);
		}
	}
	return bits ? bits : -ENOENT;
}
