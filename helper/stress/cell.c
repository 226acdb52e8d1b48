/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* cell.c - namespaces in which everything that is left behind is seen */

#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <nftables/libnftables.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/util.h"
#include "helper/stress/cell.h"

/* What a description is made of. */
struct left {
	char *text;
	size_t length;
};

__attribute__((format(printf, 2, 3))) static void left_add(struct left *l,
							   const char *fmt, ...)
{
	size_t room = CELL_LEFT - l->length;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(l->text + l->length, room, fmt, ap);
	va_end(ap);
	l->length += (size_t)n < room ? (size_t)n : room - 1;
}

static int cell_mount(void)
{
	static const char *const empty[] = { "/run", "/var/lib" };
	size_t i;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("proc", "/proc", "proc", 0, NULL) < 0)
		return -errno;
	for (i = 0; i < ARRAY_SIZE(empty); i++) {
		if (mount("tmpfs", empty[i], "tmpfs", 0, NULL) < 0)
			return -errno;
	}
	/* Without it names of links are looked up in the wrong place. */
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	return 0;
}

pid_t cell_fork(int *ready)
{
	const struct rlimit none = { 0 };
	pid_t pid;

	/* By itself: unshare(2) would need a second fork for the pids. */
	pid = (pid_t)syscall(
		SYS_clone, CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | SIGCHLD,
		NULL, NULL, NULL, NULL);
	if (pid < 0)
		return -errno;
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &none); /* SIGQUIT would leave files */
	*ready = cell_mount();
	return 0;
}

static void left_processes(struct left *l)
{
	char path[300], name[64];
	struct dirent *entry;
	DIR *dir;

	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	dir = opendir("/proc");
	while (dir && (entry = readdir(dir)) != NULL) {
		if (atoi(entry->d_name) <= 1)
			continue;
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		if (read_text(path, name, sizeof(name)) <= 0)
			continue;
		name[strcspn(name, "\n")] = '\0';
		left_add(l, "process %s (%s), ", entry->d_name, name);
	}
	if (dir)
		closedir(dir);
}

static void left_links(struct left *l)
{
	struct if_nameindex *links = if_nameindex(), *link;

	for (link = links; link && link->if_index; link++) {
		if (strcmp(link->if_name, "lo") != 0)
			left_add(l, "link %s, ", link->if_name);
	}
	if (links)
		if_freenameindex(links);
}

static void left_tables(struct left *l)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	const char *text;

	if (!nft || nft_ctx_buffer_output(nft) ||
	    nft_run_cmd_from_buffer(nft, "list tables\n")) {
		left_add(l, "nftables that cannot be read, ");
	} else {
		text = nft_ctx_get_output_buffer(nft);
		if (text && *text)
			left_add(l, "%.*s, ", (int)strcspn(text, "\n"), text);
	}
	if (nft)
		nft_ctx_free(nft);
}

static void left_files(struct left *l, const char *folder)
{
	char path[300];
	struct dirent *entry;
	DIR *dir = opendir(folder);

	while (dir && (entry = readdir(dir)) != NULL) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		left_add(l, "%s, ", path);
		if (entry->d_type == DT_DIR)
			left_files(l, path);
	}
	if (dir)
		closedir(dir);
}

bool cell_left(char left[CELL_LEFT])
{
	struct left l = { .text = left };

	left[0] = '\0';
	left_processes(&l);
	left_links(&l);
	left_tables(&l);
	left_files(&l, "/run");
	/* Without the last ", ". */
	if (l.length >= 2)
		left[l.length - 2] = '\0';
	return l.length > 0;
}
