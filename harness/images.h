/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * images.h - the table of known cloud images, and lists of checksums
 *
 * Pure: texts in, texts out.
 */
#ifndef HARNESS_IMAGES_H
#define HARNESS_IMAGES_H

#include <stddef.h>

#define IMAGES_URL    512
#define IMAGES_FILE   216 /* bytes of the last part of an URL, with its NUL */
#define IMAGES_REASON 512
#define IMAGES_SUM    129 /* hexadecimal digits of SHA-512, and NUL */

struct image {
	char url[IMAGES_URL];
	char sums[IMAGES_URL];	/* of the list with its checksum */
	char file[IMAGES_FILE]; /* last part of @url */
};

/**
 * images_find() - Look an image up
 * @table:	NUL-terminated text; a line has name, machine, URL and URL of
 *		the list of checksums, separated by blanks; "#" starts a comment
 * @name:	Such as "debian"
 * @machine:	As of uname(2)
 * @image:	Set on success
 * @why:	Receives one line on failure, without the name
 *
 * No part of an URL is "..".
 *
 * Return: 0; -EINVAL when a line of the table is wrong; -ENOENT when there is
 * no such name, or not for this machine.
 */
int images_find(const char *table, const char *name, const char *machine,
		struct image *image, char why[IMAGES_REASON]);

/**
 * images_path() - Where an image is kept
 * @image:	From images_find()
 * @path:	Set to its URL as a path without a "/" at its start: those of
 *		two URLs differ
 *
 * Return: @path.
 */
char *images_path(const struct image *image, char path[IMAGES_URL]);

/**
 * images_sum() - Find the checksum of a file
 * @list:	As of sha256sum(1), with "*" before names or not; as of BSD,
 *		"SHA256 (NAME) = SUM"; or nothing but one checksum
 * @file:	Name of the file, without a folder
 * @sum:	Set to 64 or 128 digits in small letters
 *
 * Return: bits of the checksum, 256 or 512; -ENOENT when it is not there; or
 * -EEXIST when there are two that differ.
 */
int images_sum(const char *list, const char *file, char sum[IMAGES_SUM]);

#endif
