/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fetch.h - download an image, by curl, and see that it is the right one
 */
#ifndef HARNESS_FETCH_H
#define HARNESS_FETCH_H

#include <limits.h>

#include "harness/events.h"
#include "harness/images.h"

#define FETCH_REASON (PATH_MAX + 512)

/**
 * fetch_image() - Download an image
 * @ev:		Where to wait
 * @image:	What to fetch
 * @path:	Becomes a link to it; its folder is there
 * @why:	Receives one line on failure
 *
 * The file is beside the link and gets its name when its checksum was verified,
 * so one that is there is right.  Digits of the checksum are in the name: what
 * was made of an image goes on having that image below, whatever comes to be
 * at the URL later.
 *
 * Return: 0; -ECANCELED when the user wants to stop; -EBADMSG when it is not
 * what the list of checksums says; or another -errno.
 */
int fetch_image(struct events *ev, const struct image *image, const char *path,
		char why[FETCH_REASON]);

#endif
