/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* fetch.c - download an image, by curl, and see that it is the right one */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/fetch.h"
#include "harness/tool.h"
#include "helper/printable.h"

#define FETCH_LIST_S  60
#define FETCH_IMAGE_S 3600
#define FETCH_SUM_S   600
#define FETCH_DIGITS  16 /* of the checksum in the name */

/* Nothing in the clear, also not after a redirection. */
#define FETCH_PROTO "=https,file"

__attribute__((format(printf, 3, 4))) static int
fetch_fail(char why[FETCH_REASON], int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(why, FETCH_REASON, fmt, ap);
	va_end(ap);
	return err;
}

static int fetch_tool(struct events *ev, const char *const argv[],
		      unsigned int seconds, struct text *out, const char *what,
		      char why[FETCH_REASON])
{
	char line[TOOL_REASON];
	int err = tool_run(ev, argv, seconds, out, line);

	return err ? fetch_fail(why, err, "%s: %s", what, line) : 0;
}

/* Return: bits of the checksum, or -errno */
static int fetch_list(struct events *ev, const struct image *image,
		      char sum[IMAGES_SUM], char why[FETCH_REASON])
{
	const char *const argv[] = { "curl",	  "-fsSL",     "--proto",
				     FETCH_PROTO, image->sums, NULL };
	struct text list = { 0 };
	int ret;

	ret = fetch_tool(ev, argv, FETCH_LIST_S, &list, image->sums, why);
	if (!ret)
		ret = images_sum(list.data ? list.data : "", image->file, sum);
	else
		goto out;
	if (ret < 0)
		fetch_fail(why, ret, "%s: has %s for %s", image->sums,
			   ret == -ENOENT ? "no checksum" : "two checksums",
			   image->file);
out:
	text_free(&list);
	return ret;
}

/* Linux has the first of them, macOS the second. */
static int fetch_sum(struct events *ev, int bits, const char *path,
		     struct text *out, char why[FETCH_REASON])
{
	const char *program = bits == 256 ? "sha256sum" : "sha512sum";
	const char *algorithm = bits == 256 ? "256" : "512";
	const char *const linux_argv[] = { program, path, NULL };
	const char *const macos_argv[] = { "shasum", "-a", algorithm, path,
					   NULL };
	int err;

	err = fetch_tool(ev, linux_argv, FETCH_SUM_S, out, path, why);
	if (err == -ENOENT)
		err = fetch_tool(ev, macos_argv, FETCH_SUM_S, out, path, why);
	return err;
}

static int fetch_verify(struct events *ev, const struct image *image, int bits,
			const char *sum, const char *path,
			char why[FETCH_REASON])
{
	struct text out = { 0 };
	size_t length = strlen(sum);
	int err;

	err = fetch_sum(ev, bits, path, &out, why);
	if (!err && (!out.data || strncmp(out.data, sum, length) != 0 ||
		     out.data[length] != ' '))
		err = fetch_fail(why, -EBADMSG,
				 "%s: is not what %s says; it was thrown away",
				 image->url, image->sums);
	text_free(&out);
	return err;
}

/* The file that is complete gets its name, and then @path leads to it. */
static int fetch_keep(const struct image *image, const char *sum,
		      const char *path, const char *part,
		      char why[FETCH_REASON])
{
	char name[FETCH_DIGITS + IMAGES_FILE + 1],
		file[PATH_MAX + sizeof(name)];

	snprintf(name, sizeof(name), "%.*s-%s", FETCH_DIGITS, sum, image->file);
	snprintf(file, sizeof(file), "%.*s/%s",
		 (int)(strrchr(path, '/') - path), path, name);
	if (rename(part, file) < 0)
		return fetch_fail(why, -errno, "%s: %s", file, strerror(errno));
	if (symlink(name, part) < 0 || rename(part, path) < 0)
		return fetch_fail(why, -errno, "%s: %s", path, strerror(errno));
	return 0;
}

int fetch_image(struct events *ev, const struct image *image, const char *path,
		char why[FETCH_REASON])
{
	char part[PATH_MAX + 24], sum[IMAGES_SUM] = "";
	const char *const argv[] = { "curl",	  "-fsSL",    "--proto",
				     FETCH_PROTO, "--output", part,
				     image->url,  NULL };
	int bits, err;

	/* Of this process alone, should two fetch the same. */
	snprintf(part, sizeof(part), "%s.%ld.part", path, (long)getpid());
	bits = fetch_list(ev, image, sum, why);
	if (bits < 0)
		return bits;
	err = fetch_tool(ev, argv, FETCH_IMAGE_S, NULL, image->url, why);
	if (!err)
		err = fetch_verify(ev, image, bits, sum, part, why);
	if (!err)
		err = fetch_keep(image, sum, path, part, why);
	if (err)
		unlink(part);
	return err;
}
