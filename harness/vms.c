/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* vms.c - VMs of a distribution: the commands of vmnet-bench for them */

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/boot.h"
#include "harness/complaint.h"
#include "harness/create.h"
#include "harness/vms.h"
#include "helper/util.h"

static const struct vms_command {
	enum vm_command command;
	const char *name;
	const char *arguments;
	const char *what;
} commands[] = {
	{ VM_CREATE, "create", "NAME --image IMAGE [options]",
	  "make a VM of a distribution" },
	{ VM_RUN, "run", "NAME [options] [-- OPTIONS OF VMNET-CLIENT]",
	  "run it until it ends, or a signal comes" },
	{ VM_SSH, "ssh", "[options] NAME [COMMAND...]",
	  "a shell in it, or a command" },
	{ VM_LIST, "list", "[options]", "all VMs" },
	{ VM_DELETE, "delete", "NAME [options]",
	  "remove what create has made" },
};

struct vms {
	struct vm_options options;
	const struct vms_command *command;
	const struct vms_paths *paths;
	char home[PATH_MAX];
	struct place place;
};

enum vm_command vms_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].command != VM_RUN &&
		    !strcmp(commands[i].name, name))
			return commands[i].command;
	}
	return 0;
}

void vms_synopsis(FILE *out)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "       vmnet-bench %s %s\n", commands[i].name,
			commands[i].arguments);
}

void vms_usage(FILE *out)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		fprintf(out, "\n%s%s: %s\n", commands[i].name,
			commands[i].command == VM_LIST ? "" : " NAME",
			commands[i].what);
		vm_options_usage(commands[i].command, out);
	}
}

static int vms_help(const struct vms *v)
{
	printf("usage: vmnet-bench %s %s\n%s\n\n", v->command->name,
	       v->command->arguments, v->command->what);
	vm_options_usage(v->command->command, stdout);
	return EXIT_SUCCESS;
}

/* ssh, drivers and overlays want a path that is good from any folder. */
static int vms_absolute(char path[PATH_MAX])
{
	char folder[PATH_MAX];
	size_t length;

	if (path[0] == '/')
		return 0;
	if (!getcwd(folder, sizeof(folder)))
		return -errno;
	length = strlen(folder);
	if (length + 1 + strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	memmove(path + length + 1, path, strlen(path) + 1);
	memcpy(path, folder, length);
	path[length] = '/';
	return 0;
}

static int vms_home(struct vms *v)
{
	int err = 0;

	strcpy(v->home, v->options.home);
	if (!v->home[0])
		err = place_home(v->paths->data, v->paths->home, v->home);
	if (!err)
		err = vms_absolute(v->home);
	if (!err)
		err = place_home_check(v->home);
	if (err == -EINVAL)
		return complain(v->command->name,
				"--home %s: a path here cannot have any of "
				", \" %% $ \\",
				v->home);
	if (err)
		return complain(v->command->name, "--home %s: %s", v->home,
				strerror(-err));
	place_set(&v->place, v->home, v->options.name);
	return 0;
}

/* Says that there is no such VM, or that it runs. */
static int vms_locked(const struct vms *v, int lock)
{
	if (lock == -ENOENT)
		return complain(v->command->name, "%s: no such VM in %s",
				v->place.name, v->home);
	if (lock == -EWOULDBLOCK)
		return complain(v->command->name, "%s: runs", v->place.name);
	return complain(v->command->name, "%s: %s", v->place.dir,
			strerror(-lock));
}

/* Return: exit status of an -errno of which @why tells */
static int vms_result(const struct vms *v, const struct events *ev, int err,
		      const char *why)
{
	if (ev->signal && err == -ECANCELED)
		return 128 + ev->signal;
	return err ? complain(v->command->name, "%s", why) : EXIT_SUCCESS;
}

static int vms_create(struct vms *v, struct events *ev)
{
	char images[PATH_MAX], why[CREATE_REASON];
	const struct create_config config = { .options = &v->options,
					      .place = &v->place,
					      .vms = v->paths->vms,
					      .images = images,
					      .machine = v->paths->machine };
	const char *cache = v->paths->cache;
	int n, err;

	if (cache && *cache)
		n = snprintf(images, sizeof(images), "%s/images", cache);
	else
		n = snprintf(images, sizeof(images),
			     "%s/.cache/vmnet-helper/images", v->paths->home);
	err = n < 0 || (size_t)n >= sizeof(images) ? -ENAMETOOLONG
						   : vms_absolute(images);
	if (err)
		return complain(v->command->name, "VMNET_CACHE: %s",
				strerror(-err));
	err = create_vm(&config, ev, why);
	return vms_result(v, ev, err, why);
}

static int vms_boot(struct vms *v, struct events *ev)
{
	const struct boot_config config = { .options = &v->options,
					    .place = &v->place,
					    .lock = place_lock(&v->place),
					    .vms = v->paths->vms,
					    .build = v->paths->build };
	char why[BOOT_REASON];
	int err;

	if (config.lock < 0)
		return vms_locked(v, config.lock);
	err = boot_vm(&config, ev, why);
	close(config.lock);
	return vms_result(v, ev, err, why);
}

static int vms_delete(const struct vms *v)
{
	char why[PLACE_REASON];
	int lock = place_lock(&v->place), err;

	if (lock < 0)
		return vms_locked(v, lock);
	err = place_remove(&v->place, why);
	close(lock);
	return err ? complain(v->command->name, "%s", why) : EXIT_SUCCESS;
}

/* As place_held(); @address is "" when nobody holds it, or not yet known. */
static int vms_address(const struct place *p, char address[32])
{
	char path[PATH_MAX];
	int held = place_held(p);

	address[0] = '\0';
	if (held > 0)
		read_text(place_path(p, PLACE_ADDRESS, path), address, 32);
	return held;
}

static int vms_ssh(const struct vms *v)
{
	char address[32], config[PATH_MAX];
	const char **argv;
	size_t n = 0;
	int held, i;

	held = vms_address(&v->place, address);
	if (!held)
		return complain(v->command->name, "%s: does not run",
				v->place.name);
	if (held < 0)
		return vms_locked(v, held);
	if (!address[0])
		return complain(v->command->name, "%s: cannot be reached yet",
				v->place.name);
	argv = calloc((size_t)v->options.n_rest + 8, sizeof(*argv));
	if (!argv)
		return complain(v->command->name, "%s", strerror(ENOMEM));
	argv[n++] = "ssh";
	argv[n++] = "-F";
	argv[n++] = place_path(&v->place, PLACE_SSH, config);
	argv[n++] = v->place.name;
	for (i = 0; i < v->options.n_rest; i++)
		argv[n++] = v->options.rest[i];
	execvp(argv[0], (char *const *)argv);
	free(argv);
	return complain(v->command->name, "ssh: %s", strerror(errno));
}

static int vms_is_vm(const struct dirent *entry)
{
	return place_name_check(entry->d_name) == 0;
}

static void vms_show(const struct vms *v, const char *name)
{
	char address[32], path[PATH_MAX];
	struct place p;
	int held;

	place_set(&p, v->home, name);
	if (access(place_path(&p, PLACE_PROFILE, path), F_OK) < 0)
		return;
	held = vms_address(&p, address);
	if (!held)
		printf("%-20s stopped\n", name);
	else if (held > 0)
		printf("%-20s %s\n", name, address[0] ? address : "starting");
	else
		printf("%-20s %s\n", name, strerror(-held));
}

static int vms_list(const struct vms *v)
{
	struct dirent **entries;
	int n = scandir(v->home, &entries, vms_is_vm, alphasort), i;

	if (n < 0 && errno == ENOENT)
		return EXIT_SUCCESS;
	if (n < 0)
		return complain(v->command->name, "%s: %s", v->home,
				strerror(errno));
	for (i = 0; i < n; i++) {
		vms_show(v, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return fflush(stdout) || ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int vms_wait(struct vms *v)
{
	struct events ev;
	int err = events_open(&ev);

	if (err)
		return complain(v->command->name, "%s", strerror(-err));
	err = v->command->command == VM_CREATE ? vms_create(v, &ev)
					       : vms_boot(v, &ev);
	events_close(&ev);
	return err;
}

int vms_run(enum vm_command command, int argc, char *const argv[],
	    const struct vms_paths *paths)
{
	struct vms v = { .command = commands, .paths = paths };
	char error[OPTIONS_ERROR];

	while (v.command->command != command)
		v.command++;
	if (vm_options_parse(&v.options, command, argc, argv, error))
		return complain(v.command->name, "%s", error);
	if (v.options.help)
		return vms_help(&v);
	if (vms_home(&v))
		return EXIT_FAILURE;
	switch (command) {
	case VM_SSH:
		return vms_ssh(&v);
	case VM_LIST:
		return vms_list(&v);
	case VM_DELETE:
		return vms_delete(&v);
	case VM_CREATE:
	case VM_RUN:
		break;
	}
	return vms_wait(&v);
}
