/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* leases.c - the addresses that guests had, kept from one network to the next
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper/linux/leases.h"
#include "helper/util.h"

#define FOLDER	  "/var/lib/vmnet-helper"
#define LIST_MAX  (256 * 1024) /* bytes; more is not kept */
#define LINES_MAX 4096

struct lease {
	uint64_t expires; /* seconds since 1970 */
	const char *line; /* NUL-terminated, without its newline */
};

static void kept_path(const struct network *net, char path[128])
{
	snprintf(path, 128, FOLDER "/%s.leases", net->bridge);
}

/*
 * Read a whole list.  A link to a file of somebody else's would make us show
 * that to dnsmasq, or keep it: of a file with two names, or none, we read
 * nothing.  Returns text to free(), or NULL.
 */
static char *read_list(const char *path)
{
	struct stat st;
	char *text = NULL;
	ssize_t n;
	int fd;

	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1 &&
	    st.st_size < LIST_MAX)
		text = malloc(LIST_MAX);
	n = text ? read_full(fd, text, LIST_MAX - 1) : -1;
	close(fd);
	if (n < 0) {
		free(text);
		return NULL;
	}
	text[n] = '\0';
	return text;
}

static bool is_printable(const char *line)
{
	for (; *line; line++) {
		if (*line < ' ' || *line > '~')
			return false;
	}
	return true;
}

/* "1700000000 02:00:00:00:00:01 192.168.64.7 name client-id" */
static bool parse_line(const struct network *net, const char *line,
		       struct lease *lease)
{
	char time[21], mac[MAC_TEXT], ip[IPV4_TEXT];
	uint8_t bytes[MAC_SIZE];
	uint32_t addr;

	if (!is_printable(line) ||
	    sscanf(line, "%20s %17s %15s ", time, mac, ip) != 3)
		return false;
	lease->line = line;
	return parse_uint(time, 1, INT64_MAX, &lease->expires) == 0 &&
	       mac_parse(mac, bytes) == 0 && ipv4_parse(ip, &addr) == 0 &&
	       addr > net->subnet.start && addr <= net->subnet.end;
}

static int newest_first(const void *a, const void *b)
{
	uint64_t left = ((const struct lease *)a)->expires;
	uint64_t right = ((const struct lease *)b)->expires;

	return (left < right) - (left > right);
}

/* Cuts @text into lines.  Returns how many leases are worth keeping. */
static size_t choose(const struct network *net, char *text,
		     struct lease leases[LINES_MAX])
{
	size_t half = (net->subnet.end - net->subnet.start) / 2;
	char *line, *rest = NULL;
	size_t n = 0;

	for (line = strtok_r(text, "\n", &rest); line && n < LINES_MAX;
	     line = strtok_r(NULL, "\n", &rest))
		n += parse_line(net, line, &leases[n]);
	qsort(leases, n, sizeof(*leases), newest_first);
	return n < half ? n : half;
}

static int write_list(int fd, const struct lease *leases, size_t n)
{
	int err = 0;
	size_t i;

	for (i = 0; !err && i < n; i++) {
		err = write_full(fd, leases[i].line, strlen(leases[i].line));
		if (!err)
			err = write_full(fd, "\n", 1);
	}
	return err;
}

/*
 * What is good of the list @from, into a new file @to.  A keeper without
 * CAP_DAC_OVERRIDE has to read dnsmasq's, whose folder keeps others out.
 */
static int copy(const struct network *net, const char *from, const char *to,
		mode_t mode, const struct passwd *user)
{
	struct lease *leases;
	char *text;
	int fd, err;

	text = read_list(from);
	if (!text)
		return -ENOENT;
	leases = calloc(LINES_MAX, sizeof(*leases));
	fd = leases ? open(to,
			   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			   mode)
		    : -1;
	err = leases ? -errno : -ENOMEM;
	if (fd >= 0) {
		err = write_list(fd, leases, choose(net, text, leases));
		/* EINVAL: this user namespace does not map the user. */
		if (!err && user &&
		    fchown(fd, user->pw_uid, user->pw_gid) < 0 &&
		    errno != EINVAL)
			err = -errno;
		close(fd);
		if (err)
			unlink(to);
	}
	free(leases);
	free(text);
	return err;
}

const char *leases_folder(void)
{
	mode_t mask = umask(022);

	(void)mkdir(FOLDER, 0755);
	umask(mask);
	return FOLDER;
}

void leases_keep(const struct network *net, const char *path)
{
	char kept[128], draft[160];

	leases_folder();
	kept_path(net, kept);
	/* Networks of one name may end at once, in two network namespaces. */
	snprintf(draft, sizeof(draft), "%s.%d", kept, (int)getpid());
	if (copy(net, path, draft, 0600, NULL) == 0 && rename(draft, kept) < 0)
		unlink(draft);
}

void leases_restore(const struct network *net, const char *path,
		    const struct passwd *user)
{
	char kept[128];

	kept_path(net, kept);
	copy(net, kept, path, 0644, user);
}
