/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile.h - what a VM is: kept in its folder when it is made, read to run it
 *
 * One object of JSON with the members driver, cpus, memory, user, mac and
 * interface_id.
 */
#ifndef HARNESS_PROFILE_H
#define HARNESS_PROFILE_H

#include <stddef.h>

#include "helper/ifid.h"

#define PROFILE_DRIVER 32
#define PROFILE_USER   33
#define PROFILE_REASON 128

/* Bounds of numbers. */
#define PROFILE_CPUS   64
#define PROFILE_MEMORY (1u << 20)

struct profile {
	char driver[PROFILE_DRIVER]; /* name of its script */
	unsigned int cpus;
	unsigned int memory;	 /* MiB */
	char user[PROFILE_USER]; /* of the guest */
	char mac[MAC_TEXT];
	char id[IFID_TEXT]; /* of its interface */
};

/**
 * profile_driver_check() - Tell whether this can be the name of a driver
 * @driver:	Name of a script in a folder
 *
 * Return: 0, or -EINVAL if it is not made of a-z, 0-9 and "-".
 */
int profile_driver_check(const char *driver);

/**
 * profile_user_check() - Tell whether a user of a guest may have this name
 * @user:	The name
 *
 * Return: 0, or -EINVAL if it is not a-z or "_", then a-z, 0-9, "_" or "-", at
 * most 32, or if it is root, who may not log in.
 */
int profile_user_check(const char *user);

/**
 * profile_mac() - Set the id and the MAC address that follows from it
 * @p:		@id and @mac are set
 *
 * Return: 0 or -errno of the system's random source.
 */
int profile_mac(struct profile *p);

/**
 * profile_text() - Write a profile
 * @p:		The profile
 *
 * Return: text to free(), or NULL when there is no memory.
 */
char *profile_text(const struct profile *p);

/**
 * profile_parse() - Read a profile
 * @p:		Set on success
 * @text:	@length bytes
 * @length:	How many
 * @why:	Receives one line on failure
 *
 * Return: 0 or -EINVAL.
 */
int profile_parse(struct profile *p, const char *text, size_t length,
		  char why[PROFILE_REASON]);

#endif
