/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place.h - the folder that holds all there is of one VM
 *
 * Who runs the VM holds the lock in it, so that nothing changes a VM while it
 * runs.
 */
#ifndef HARNESS_PLACE_H
#define HARNESS_PLACE_H

#include <limits.h>

#define PLACE_NAME   64				  /* a name with its NUL */
#define PLACE_HOME   (PATH_MAX - PLACE_NAME - 34) /* leaves room for files */
#define PLACE_REASON (PATH_MAX + 256)

/* The files of a VM. */
#define PLACE_PROFILE	  "vm.json"
#define PLACE_LOCK	  "lock"
#define PLACE_DISK_QCOW2  "disk.qcow2"
#define PLACE_DISK_RAW	  "disk.img"
#define PLACE_EFI	  "efi.vars"
#define PLACE_KEY	  "id_ed25519"
#define PLACE_HOST_KEY	  "host_ed25519"
#define PLACE_KNOWN_HOSTS "known_hosts"
#define PLACE_SSH	  "ssh.config" /* there while the VM can be reached */
#define PLACE_ADDRESS	  "address"    /* likewise */
#define PLACE_USER_DATA	  "user-data"
#define PLACE_META_DATA	  "meta-data"
#define PLACE_NETWORK	  "network-config"
#define PLACE_SEED	  "seed.iso"
#define PLACE_SEED_NEW	  "seed.new" /* folder, while seed.sh runs */
#define PLACE_CONSOLE	  "console.log"
#define PLACE_LOG	  "vm.log"

struct place {
	char name[PLACE_NAME];
	char dir[PLACE_HOME + PLACE_NAME];
};

/**
 * place_name_check() - Tell whether a VM may have this name
 * @name:	It is a part of paths and the host name of the guest
 *
 * Return: 0, or -EINVAL if it is not a label of a host name in small letters:
 * a-z, 0-9 and "-", at most 63 of them, "-" neither first nor last.
 */
int place_name_check(const char *name);

/**
 * place_home_check() - Tell whether VMs may be kept in a folder
 * @dir:	Its path
 *
 * Return: 0; -ENAMETOOLONG; or -EINVAL if it has a character that ssh_config(5)
 * or a hypervisor would take for its own: a control character or one of
 * , " % $ and backslash.
 */
int place_home_check(const char *dir);

/**
 * place_home() - The folder where VMs are kept if none is named
 * @data:	The user's folder of data, XDG_DATA_HOME; NULL or "": the one
 *		in @home
 * @home:	The user's home folder
 * @dir:	Set to the path
 *
 * Return: 0 or -ENAMETOOLONG.
 */
int place_home(const char *data, const char *home, char dir[PATH_MAX]);

/**
 * place_set() - Choose a VM; looks at nothing
 * @p:		Set up
 * @home:	Folder of all VMs, that place_home_check() has accepted
 * @name:	That place_name_check() has accepted
 */
void place_set(struct place *p, const char *home, const char *name);

/**
 * place_path() - Path of one of its files
 * @p:		From place_set()
 * @file:	Such as PLACE_LOCK
 * @path:	Set to the path
 *
 * Return: @path.
 */
char *place_path(const struct place *p, const char *file, char path[PATH_MAX]);

/**
 * place_make() - Make the folder, for its owner only, and lock it
 * @p:		From place_set()
 *
 * Folders above it are made, too.  No other function makes a lock, so that a
 * folder of somebody else's is never taken for a VM's.
 *
 * Return: descriptor of the lock, as of place_lock(); -EEXIST when there is
 * such a folder already; or another -errno.
 */
int place_make(const struct place *p);

/**
 * place_lock() - Keep others from using the VM
 * @p:		From place_set()
 *
 * Return: descriptor to close() at the end, which no program inherits;
 * -EWOULDBLOCK while another uses it, -ENOENT when there is no such VM, or
 * another -errno.
 */
int place_lock(const struct place *p);

/**
 * place_held() - Tell whether somebody uses the VM
 * @p:		From place_set()
 *
 * Does not wait.
 *
 * Return: 1 or 0; -ENOENT when there is no such VM; or another -errno.
 */
int place_held(const struct place *p);

/**
 * place_write() - Replace a file of text at once
 * @p:		From place_set()
 * @file:	Such as PLACE_SSH; its mode becomes 0600
 * @text:	All of it
 *
 * Return: 0 or -errno.
 */
int place_write(const struct place *p, const char *file, const char *text);

/**
 * place_remove() - Remove the VM
 * @p:		From place_set(), locked
 * @why:	Receives one line on failure
 *
 * A file that is none of ours is a reason to remove nothing.
 *
 * Return: 0 or -errno.
 */
int place_remove(const struct place *p, char why[PLACE_REASON]);

#endif
