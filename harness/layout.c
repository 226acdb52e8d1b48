/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* layout.c - names in a tree of results as vmnet-helper for macOS keeps them */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/layout.h"
#include "harness/matrix.h"
#include "helper/util.h"

#define LAYOUT_VMS 1000 /* more than anybody has measured */

static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

/* Copy @n bytes of a name, if that is one: "." and ".." are none. */
static bool layout_copy(char field[CSV_TEXT], const char *text, size_t n)
{
	if (n == 0 || n >= CSV_TEXT || text[0] == '.' || text[0] == '-')
		return false;
	memcpy(field, text, n);
	field[n] = '\0';
	return field[strspn(field, letters)] == '\0';
}

/* A name, and perhaps a tag behind a ':'. */
static bool layout_tagged(char field[CSV_TEXT], const char *text, size_t n)
{
	const char *colon = memchr(text, ':', n);
	char part[CSV_TEXT];

	if (!colon)
		return layout_copy(field, text, n);
	if (n >= CSV_TEXT || !layout_copy(part, text, (size_t)(colon - text)) ||
	    !layout_copy(part, colon + 1, n - (size_t)(colon - text) - 1))
		return false;
	memcpy(field, text, n);
	field[n] = '\0';
	return true;
}

static bool layout_test(char field[CSV_TEXT], const char *file)
{
	const char *dot = strrchr(file, '.');
	enum direction direction;

	return dot && !strcmp(dot, ".json") &&
	       layout_copy(field, file, (size_t)(dot - file)) &&
	       matrix_direction(field, &direction) == 0;
}

int layout_parse(const char *network, const char *folder, const char *file,
		 struct cell *c)
{
	const char *driver = strchr(folder, '-');
	const char *vms = strrchr(folder, '-');
	uint64_t number;

	if (!driver || vms == driver ||
	    parse_uint(vms + 1, 1, LAYOUT_VMS, &number) ||
	    !layout_tagged(c->network, network, strlen(network)) ||
	    !layout_copy(c->mode, folder, (size_t)(driver - folder)) ||
	    !layout_tagged(c->driver, driver + 1, (size_t)(vms - driver) - 1) ||
	    !layout_test(c->direction, file))
		return -EINVAL;
	strcpy(c->arm, "head");
	c->vms = (unsigned int)number;
	return 0;
}

const char *layout_tag(const char *driver)
{
	const char *colon = strchr(driver, ':');

	return colon ? colon + 1 : "";
}

const char *layout_network(const struct cell *c)
{
	if (strcmp(c->arm, "head"))
		return c->arm;
	return c->network[0] ? c->network : CSV_NETWORK;
}

int layout_folder(const struct cell *c, char name[LAYOUT_NAME])
{
	bool tagged = *layout_tag(c->driver) || strcmp(c->offload, "on");
	struct cell again;

	snprintf(name, LAYOUT_NAME, "%.*s-%.*s%s-%u", CSV_TEXT, c->mode,
		 CSV_TEXT, c->driver, tagged ? "" : ":offload", c->vms);
	return layout_parse(layout_network(c), name, "host-to-vm.json",
			    &again) ||
			       strcmp(again.mode, c->mode)
		       ? -EINVAL
		       : 0;
}
