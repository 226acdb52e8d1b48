/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seed.h - what a guest with cloud-init is told at its first boot, and what ssh
 * is told about the guest
 *
 * The guest gets its host key from us, so ssh knows it from the first
 * connection on and nobody is asked to trust a fingerprint.  The guest tells
 * its address on its console at every boot: the leases are for root to read,
 * and on a network that is not ours there are none.
 *
 * Pure: texts in, text out.  Names and users were checked by place.h and
 * profile.h, so nothing of theirs needs to be quoted.
 */
#ifndef HARNESS_SEED_H
#define HARNESS_SEED_H

#include <netinet/in.h>
#include <stdio.h>

#include "harness/profile.h"

struct seed {
	const char *name; /* of the VM */
	const struct profile *profile;
	const char *key;	 /* public key that may log in, one line */
	const char *host_key;	 /* public key of the guest, one line */
	const char *host_secret; /* its private key, lines */
	const char *packages;	 /* names separated by commas; "" for none */
};

/**
 * seed_packages_check() - Tell whether this is a list of packages
 * @packages:	Names separated by commas
 *
 * Return: 0, or -EINVAL when a name is empty or has a character that names of
 * packages do not have.
 */
int seed_packages_check(const char *packages);

/**
 * seed_user_data() - Write user-data
 * @s:		What is in it
 * @out:	Where to
 */
void seed_user_data(const struct seed *s, FILE *out);

/**
 * seed_meta_data() - Write meta-data: an id that is new for each VM, its name
 * @s:		What is in it
 * @out:	Where to
 */
void seed_meta_data(const struct seed *s, FILE *out);

/**
 * seed_network() - Write network-config: DHCP on the interface of our MAC
 * @s:		What is in it
 * @out:	Where to
 *
 * The client id is the MAC address, so that the address is the same for all
 * that ask: firmware, initramfs, and another distribution on the same VM.
 */
void seed_network(const struct seed *s, FILE *out);

/**
 * seed_known_hosts() - Write the guest's key as of known_hosts
 * @s:		What is in it
 * @out:	Where to
 */
void seed_known_hosts(const struct seed *s, FILE *out);

/**
 * seed_ssh() - Write an ssh_config(5) for the guest
 * @name:	Of the VM
 * @user:	Of the guest
 * @dir:	Folder of the VM, as place_home_check() wants it
 * @address:	Of the guest
 * @out:	Where to
 */
void seed_ssh(const char *name, const char *user, const char *dir,
	      const char *address, FILE *out);

/**
 * seed_address() - Find what the guest has said about its address
 * @console:	What came from its console, NUL-terminated
 * @address:	Set to the last one that it has said
 *
 * Return: 0, or -ENOENT when there is none.
 */
int seed_address(const char *console, char address[INET_ADDRSTRLEN]);

#endif
