/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* created.c - VMs that create has made, as the guests of a benchmark */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/created.h"
#include "harness/place.h"
#include "harness/profile.h"
#include "helper/util.h"

static void created_add(char list[CREATED_TEXT], const char *text)
{
	size_t length = strlen(list);

	snprintf(list + length, CREATED_TEXT - length, "%s%s",
		 length ? " " : "", text);
}

static int created_home(char home[PATH_MAX])
{
	const char *named = getenv("VM_HOME"), *user = getenv("HOME");

	if (!named || !*named)
		return place_home(getenv("XDG_DATA_HOME"), user ? user : "",
				  home);
	return snprintf(home, PATH_MAX, "%s", named) < PATH_MAX ? 0 : -1;
}

static int created_profile(const char *home, const char *name,
			   struct profile *profile)
{
	char path[PATH_MAX], text[4096], why[PROFILE_REASON];
	struct place place;
	ssize_t n;

	if (place_name_check(name) || place_home_check(home))
		return -1;
	place_set(&place, home, name);
	n = read_text(place_path(&place, PLACE_PROFILE, path), text,
		      sizeof(text));
	return n < 0 ? -1 : profile_parse(profile, text, (size_t)n, why);
}

static void created_one(struct created *c, const char *home, const char *name)
{
	char cpus[12] = "?", memory[12] = "?";
	struct profile profile;

	if (!created_profile(home, name, &profile)) {
		snprintf(cpus, sizeof(cpus), "%u", profile.cpus);
		snprintf(memory, sizeof(memory), "%u", profile.memory);
	}
	created_add(c->names, name);
	created_add(c->cpus, cpus);
	created_add(c->memory, memory);
}

void created_look(struct created *c)
{
	const char *names = getenv("VM_CREATED");
	char list[CREATED_TEXT], home[PATH_MAX], *name, *next;

	*c = (struct created){ .names = "" };
	snprintf(list, sizeof(list), "%s", names ? names : "");
	if (created_home(home))
		home[0] = '\0';
	for (name = strtok_r(list, ",", &next); name;
	     name = strtok_r(NULL, ",", &next))
		created_one(c, home, name);
}
