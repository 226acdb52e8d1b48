/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* create.c - make a VM of a distribution: disk, seed, keys, profile */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/create.h"
#include "harness/disk.h"
#include "harness/fetch.h"
#include "harness/images.h"
#include "harness/seed.h"
#include "harness/tool.h"
#include "helper/printable.h"
#include "helper/util.h"

#define CREATE_TOOL_S 60 /* no program but qemu-img and curl takes a second */
#define CREATE_TABLE  32768 /* bytes of a table of images */
#define CREATE_KEY    4096

struct create {
	const struct create_config *config;
	const struct vm_options *options;
	const struct place *place;
	struct events *ev;
	struct profile profile;
	char image[PATH_MAX]; /* absolute path */
	char *why;	      /* CREATE_REASON bytes */
};

/* Writes one of the texts of seed.h. */
typedef void (*create_writer)(const struct seed *s, FILE *out);

__attribute__((format(printf, 3, 4))) static int
create_fail(struct create *c, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(c->why, CREATE_REASON, fmt, ap);
	va_end(ap);
	return err;
}

/* macOS has drivers that want a disk without a format. */
static const char *create_driver(const struct create *c)
{
	if (c->options->driver[0])
		return c->options->driver;
	return access("/System/Library", F_OK) == 0 ? "vfkit" : "qemu";
}

static bool create_raw(const struct create *c)
{
	return strcmp(c->profile.driver, "qemu") != 0;
}

static int create_profile(struct create *c)
{
	char path[2 * PATH_MAX];
	struct stat st;
	int err;

	strcpy(c->profile.driver, create_driver(c));
	snprintf(path, sizeof(path), "%s/%s", c->config->vms,
		 c->profile.driver);
	if (access(path, X_OK) < 0 || stat(path, &st) < 0)
		return create_fail(c, -errno, "--driver %s: %s: %s",
				   c->profile.driver, path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return create_fail(c, -EINVAL, "--driver %s: %s: not a file",
				   c->profile.driver, path);
	c->profile.cpus = c->options->cpus;
	c->profile.memory = c->options->memory;
	strcpy(c->profile.user, c->options->user);
	err = profile_mac(&c->profile);
	return err ? create_fail(c, err, "no random numbers: %s",
				 strerror(-err))
		   : 0;
}

static int create_file(struct create *c, const char *path)
{
	struct stat st;

	if (!realpath(path, c->image) || stat(c->image, &st) < 0)
		return create_fail(c, -errno, "--image %s: %s", path,
				   strerror(errno));
	if (!S_ISREG(st.st_mode))
		return create_fail(c, -EINVAL, "--image %s: not a file", path);
	return 0;
}

static int create_download(struct create *c, const struct image *image,
			   char link[PATH_MAX])
{
	char why[FETCH_REASON];
	int err;

	if (!c->options->download)
		return create_fail(c, -ENOENT,
				   "--image %s: not there yet; --download "
				   "fetches it from %s",
				   c->options->image, image->url);
	for (char *slash = link; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(link, 0777) < 0 && errno != EEXIST)
			return create_fail(c, -errno, "%s: %s", link,
					   strerror(errno));
		*slash = '/';
	}
	fprintf(stderr, "downloading %s\n", image->url);
	err = fetch_image(c->ev, image, link, why);
	return err ? create_fail(c, err, "--image %s: %s", c->options->image,
				 why)
		   : 0;
}

/*
 * What is at an URL may change, what a disk is an overlay of must not: so the
 * link is followed once, to a file that is never another.
 */
static int create_known(struct create *c, const char *table)
{
	char why[IMAGES_REASON], link[PATH_MAX], path[IMAGES_URL];
	struct image image;
	int err, n;

	err = images_find(table, c->options->image, c->config->machine, &image,
			  why);
	if (err)
		return create_fail(c, err, "--image %s: %s", c->options->image,
				   why);
	n = snprintf(link, sizeof(link), "%s/%s", c->config->images,
		     images_path(&image, path));
	if (n < 0 || (size_t)n >= sizeof(link))
		return create_fail(c, -ENAMETOOLONG, "%s: path is too long",
				   c->config->images);
	if (access(link, F_OK) < 0)
		err = create_download(c, &image, link);
	if (!err && !realpath(link, c->image))
		err = create_fail(c, -errno, "%s: %s", link, strerror(errno));
	return err;
}

/* A word with a slash is a file, with a dot if there is one, else a name. */
static int create_image(struct create *c)
{
	static char table[CREATE_TABLE];
	char path[2 * PATH_MAX];
	ssize_t n;

	if (strchr(c->options->image, '/') ||
	    (strchr(c->options->image, '.') &&
	     access(c->options->image, F_OK) == 0))
		return create_file(c, c->options->image);
	if (c->options->images[0])
		snprintf(path, sizeof(path), "%s", c->options->images);
	else
		snprintf(path, sizeof(path), "%s/cloud/images", c->config->vms);
	n = read_text(path, table, sizeof(table));
	if (n < 0)
		return create_fail(c, (int)n, "--images %s: %s", path,
				   strerror((int)-n));
	return create_known(c, table);
}

static int create_tool(struct create *c, const char *const argv[])
{
	char why[TOOL_REASON];
	int err = tool_run(c->ev, argv, CREATE_TOOL_S, NULL, why);

	return err ? create_fail(c, err, "%s", why) : 0;
}

static int create_key(struct create *c, const char *file)
{
	char path[PATH_MAX];
	const char *const argv[] = {
		"ssh-keygen", "-q",
		"-t",	      "ed25519",
		"-N",	      "",
		"-C",	      c->place->name,
		"-f",	      place_path(c->place, file, path),
		NULL
	};

	return create_tool(c, argv);
}

static int create_read(struct create *c, const char *file, char *text)
{
	char path[PATH_MAX];
	ssize_t n =
		read_text(place_path(c->place, file, path), text, CREATE_KEY);

	return n < 0 ? create_fail(c, (int)n, "%s: %s", path, strerror((int)-n))
		     : 0;
}

static int create_write(struct create *c, const char *file, const char *text)
{
	int err = text ? place_write(c->place, file, text) : -ENOMEM;

	return err ? create_fail(c, err, "%s/%s: %s", c->place->dir, file,
				 strerror(-err))
		   : 0;
}

static int create_text(struct create *c, const struct seed *seed,
		       const char *file, create_writer writer)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int err;

	if (!out)
		return create_fail(c, -errno, "%s: %s", file, strerror(errno));
	writer(seed, out);
	if (fclose(out) == EOF) {
		free(text);
		return create_fail(c, -ENOMEM, "%s: %s", file,
				   strerror(ENOMEM));
	}
	err = create_write(c, file, text);
	free(text);
	return err;
}

static int create_texts(struct create *c, const struct seed *seed)
{
	static const struct {
		const char *file;
		create_writer writer;
	} texts[] = {
		{ PLACE_USER_DATA, seed_user_data },
		{ PLACE_META_DATA, seed_meta_data },
		{ PLACE_NETWORK, seed_network },
		{ PLACE_KNOWN_HOSTS, seed_known_hosts },
	};
	size_t i;
	int err = 0;

	for (i = 0; !err && i < ARRAY_SIZE(texts); i++)
		err = create_text(c, seed, texts[i].file, texts[i].writer);
	return err;
}

static int create_seed(struct create *c)
{
	char key[CREATE_KEY], host[CREATE_KEY], secret[CREATE_KEY];
	const struct seed seed = { .name = c->place->name,
				   .profile = &c->profile,
				   .key = key,
				   .host_key = host,
				   .host_secret = secret,
				   .packages = c->options->packages };
	char script[2 * PATH_MAX];
	const char *const argv[] = { "sh", script, c->place->dir, NULL };
	int err;

	err = create_read(c, PLACE_KEY ".pub", key);
	if (!err)
		err = create_read(c, PLACE_HOST_KEY ".pub", host);
	if (!err)
		err = create_read(c, PLACE_HOST_KEY, secret);
	if (!err)
		err = create_texts(c, &seed);
	snprintf(script, sizeof(script), "%s/cloud/seed.sh", c->config->vms);
	return err ? err : create_tool(c, argv);
}

static int create_disk(struct create *c)
{
	char path[PATH_MAX], why[DISK_REASON];
	bool raw = create_raw(c);
	int err;

	place_path(c->place, raw ? PLACE_DISK_RAW : PLACE_DISK_QCOW2, path);
	err = disk_make(c->ev, c->image, c->options->disk, raw, path, why);
	return err ? create_fail(c, err, "%s", why) : 0;
}

/* The profile comes last: with it the VM is complete. */
static int create_files(struct create *c)
{
	char *text;
	int err;

	err = create_disk(c);
	if (!err)
		err = create_key(c, PLACE_KEY);
	if (!err)
		err = create_key(c, PLACE_HOST_KEY);
	if (!err)
		err = create_seed(c);
	if (err)
		return err;
	text = profile_text(&c->profile);
	err = create_write(c, PLACE_PROFILE, text);
	free(text);
	return err;
}

/* Return: descriptor of its lock, or -errno */
static int create_folder(struct create *c)
{
	int lock = place_make(c->place);

	if (lock == -EEXIST)
		return create_fail(c, lock,
				   "%s: there is such a VM or folder already",
				   c->place->dir);
	return lock < 0 ? create_fail(c, lock, "%s: %s", c->place->dir,
				      strerror(-lock))
			: lock;
}

int create_vm(const struct create_config *config, struct events *ev,
	      char why[CREATE_REASON])
{
	struct create c = { .config = config,
			    .options = config->options,
			    .place = config->place,
			    .ev = ev,
			    .why = why };
	char left[PLACE_REASON];
	int err, lock;

	err = create_profile(&c);
	if (!err)
		err = create_image(&c);
	if (err)
		return err;
	lock = create_folder(&c);
	if (lock < 0)
		return lock;
	err = create_files(&c);
	if (err && place_remove(c.place, left) < 0)
		fprintf(stderr, "vmnet-bench: create: %s\n", left);
	close(lock);
	return err;
}
