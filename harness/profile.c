/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* profile.c - what a VM is */

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "harness/profile.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define DIGITS	"0123456789"

int profile_driver_check(const char *driver)
{
	size_t length = strlen(driver);

	if (!length || length >= PROFILE_DRIVER || driver[0] == '-' ||
	    strspn(driver, LETTERS DIGITS "-") != length)
		return -EINVAL;
	return 0;
}

int profile_user_check(const char *user)
{
	size_t length = strlen(user);

	if (!length || length >= PROFILE_USER || !strcmp(user, "root") ||
	    !strchr(LETTERS "_", user[0]) ||
	    strspn(user, LETTERS DIGITS "_-") != length)
		return -EINVAL;
	return 0;
}

int profile_mac(struct profile *p)
{
	uint8_t id[IFID_SIZE], mac[MAC_SIZE];
	int err = ifid_random(id);

	if (err)
		return err;
	ifid_format(id, p->id);
	ifid_mac(id, mac);
	mac_format(mac, p->mac);
	return 0;
}

char *profile_text(const struct profile *p)
{
	json_t *root;
	char *text;

	root = json_pack("{s:s, s:i, s:i, s:s, s:s, s:s}", "driver", p->driver,
			 "cpus", (int)p->cpus, "memory", (int)p->memory, "user",
			 p->user, "mac", p->mac, "interface_id", p->id);
	text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
	json_decref(root);
	return text;
}

static int profile_fail(const char *member, char why[PROFILE_REASON])
{
	snprintf(why, PROFILE_REASON, "%s is missing or wrong", member);
	return -EINVAL;
}

static int profile_word(const json_t *root, const char *member, char *value,
			size_t size, char why[PROFILE_REASON])
{
	const char *text = json_string_value(json_object_get(root, member));

	if (!text || strlen(text) >= size)
		return profile_fail(member, why);
	strcpy(value, text);
	return 0;
}

static int profile_number(const json_t *root, const char *member,
			  unsigned int max, unsigned int *value,
			  char why[PROFILE_REASON])
{
	json_int_t number = json_integer_value(json_object_get(root, member));

	if (number < 1 || number > (json_int_t)max)
		return profile_fail(member, why);
	*value = (unsigned int)number;
	return 0;
}

static int profile_read(struct profile *p, const json_t *root,
			char why[PROFILE_REASON])
{
	uint8_t id[IFID_SIZE], mac[MAC_SIZE];
	int err;

	err = profile_word(root, "driver", p->driver, sizeof(p->driver), why);
	if (!err && profile_driver_check(p->driver))
		err = profile_fail("driver", why);
	if (!err)
		err = profile_number(root, "cpus", PROFILE_CPUS, &p->cpus, why);
	if (!err)
		err = profile_number(root, "memory", PROFILE_MEMORY, &p->memory,
				     why);
	if (!err)
		err = profile_word(root, "user", p->user, sizeof(p->user), why);
	if (!err && profile_user_check(p->user))
		err = profile_fail("user", why);
	if (!err)
		err = profile_word(root, "mac", p->mac, sizeof(p->mac), why);
	if (!err && mac_parse(p->mac, mac))
		err = profile_fail("mac", why);
	if (!err)
		err = profile_word(root, "interface_id", p->id, sizeof(p->id),
				   why);
	if (!err && ifid_parse(p->id, id))
		err = profile_fail("interface_id", why);
	return err;
}

int profile_parse(struct profile *p, const char *text, size_t length,
		  char why[PROFILE_REASON])
{
	json_error_t error;
	json_t *root;
	int err;

	*p = (struct profile){ 0 };
	root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	if (!root) {
		snprintf(why, PROFILE_REASON, "line %d: not JSON", error.line);
		return -EINVAL;
	}
	err = profile_read(p, root, why);
	json_decref(root);
	return err;
}
