/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* disk.c - the disk of a VM, made from an image by qemu-img */

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness/disk.h"
#include "harness/tool.h"
#include "helper/printable.h"

#define DISK_USUAL   10 /* GiB */
#define DISK_GIB     (UINT64_C(1) << 30)
#define DISK_LOOK_S  30
#define DISK_COPY_S  1800 /* of a large image, on a slow disk */
#define DISK_FORMATS 32

struct disk {
	char format[DISK_FORMATS]; /* of the image */
	uint64_t size;		   /* bytes that a guest sees of it */
};

__attribute__((format(printf, 3, 4))) static int
disk_fail(char why[DISK_REASON], int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(why, DISK_REASON, fmt, ap);
	va_end(ap);
	return err;
}

static int disk_tool(struct events *ev, const char *const argv[],
		     unsigned int seconds, struct text *out,
		     char why[DISK_REASON])
{
	char line[TOOL_REASON];
	int err = tool_run(ev, argv, seconds, out, line);

	return err ? disk_fail(why, err, "%s", line) : 0;
}

static int disk_info(struct disk *d, const char *text, size_t length)
{
	json_t *root = json_loadb(text ? text : "", length, 0, NULL);
	const char *format = json_string_value(json_object_get(root, "format"));
	json_int_t size =
		json_integer_value(json_object_get(root, "virtual-size"));
	int err = 0;

	if (!format || strlen(format) >= sizeof(d->format) || size <= 0)
		err = -EPROTO;
	else
		strcpy(d->format, format);
	d->size = (uint64_t)size;
	json_decref(root);
	return err;
}

static int disk_look(struct events *ev, const char *image, struct disk *d,
		     char why[DISK_REASON])
{
	const char *const argv[] = { "qemu-img", "info", "--output=json", image,
				     NULL };
	struct text out = { 0 };
	int err;

	err = disk_tool(ev, argv, DISK_LOOK_S, &out, why);
	if (!err && disk_info(d, out.data, out.length))
		err = disk_fail(why, -EPROTO, "%s: not a disk image", image);
	text_free(&out);
	return err;
}

static int disk_overlay(struct events *ev, const char *image,
			const struct disk *d, const char *path,
			const char *size, char why[DISK_REASON])
{
	const char *const argv[] = { "qemu-img", "create", "-q",      "-f",
				     "qcow2",	 "-F",	   d->format, "-b",
				     image,	 path,	   size,      NULL };

	return disk_tool(ev, argv, DISK_LOOK_S, NULL, why);
}

static int disk_copy(struct events *ev, const char *image, const struct disk *d,
		     const char *path, const char *size, char why[DISK_REASON])
{
	const char *const copy[] = { "qemu-img", "convert", "-q",  "-f",
				     d->format,	 "-O",	    "raw", image,
				     path,	 NULL };
	const char *const grow[] = { "qemu-img", "resize", "-q", "-f",
				     "raw",	 path,	   size, NULL };
	int err = disk_tool(ev, copy, DISK_COPY_S, NULL, why);

	return err ? err : disk_tool(ev, grow, DISK_LOOK_S, NULL, why);
}

int disk_make(struct events *ev, const char *image, unsigned int gib, bool raw,
	      const char *path, char why[DISK_REASON])
{
	uint64_t size = (gib ? gib : DISK_USUAL) * DISK_GIB;
	struct disk d = { .size = 0 };
	char bytes[24];
	int err;

	err = disk_look(ev, image, &d, why);
	if (err)
		return err;
	if (size < d.size && gib)
		return disk_fail(why, -EINVAL,
				 "--disk %u: less than the %llu bytes of %s",
				 gib, (unsigned long long)d.size, image);
	if (size < d.size)
		size = d.size;
	snprintf(bytes, sizeof(bytes), "%llu", (unsigned long long)size);
	if (raw)
		return disk_copy(ev, image, &d, path, bytes, why);
	return disk_overlay(ev, image, &d, path, bytes, why);
}
