/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* bridged.c - a guest on the network of one of the host's interfaces */

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "helper/linux/bridged.h"
#include "helper/linux/caps.h"
#include "helper/linux/elevate.h"
#include "helper/linux/guard.h"
#include "helper/linux/netlink.h"
#include "helper/linux/port.h"
#include "helper/linux/process.h"
#include "helper/linux/tap.h"
#include "helper/util.h"

#define ETHER_HEADER 14

static int fail(char *error, int err, const char *parent, const char *reason)
{
	snprintf(error, NIC_ERROR_MAX, "--shared-interface %s: %s", parent,
		 reason);
	return err;
}

/* Read "major:minor" of the device that belongs to a macvtap. */
static int read_device(const char *name, int index, dev_t *device)
{
	unsigned int major_number, minor_number;
	char path[128], text[32];
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/class/net/%s/tap%d/dev", name,
		 index);
	n = read_text(path, text, sizeof(text));
	if (n < 0)
		return (int)n;
	if (sscanf(text, "%u:%u", &major_number, &minor_number) != 2)
		return -EBADMSG;
	*device = makedev(major_number, minor_number);
	return 0;
}

/* The number in the name may be that of another namespace's link. */
static int open_checked(const char *path, dev_t device)
{
	struct stat st;
	int fd;

	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0 || !S_ISCHR(st.st_mode) ||
	    st.st_rdev != device) {
		close(fd);
		return -ENODEV;
	}
	return fd;
}

/* Where /dev is not the kernel's own, as in containers. */
static int open_own_node(dev_t device)
{
	char dir[] = "/tmp/vmnet-helper.XXXXXX", path[64];
	int fd;

	if (!mkdtemp(dir))
		return -errno;
	snprintf(path, sizeof(path), "%s/tap", dir);
	fd = mknod(path, S_IFCHR | 0600, device) < 0
		     ? -errno
		     : open_checked(path, device);
	unlink(path);
	rmdir(dir);
	return fd;
}

static int open_device(const char *name, int index)
{
	char path[32];
	dev_t device = 0;
	int fd, err;

	err = read_device(name, index, &device);
	if (err)
		return err;
	snprintf(path, sizeof(path), "/dev/tap%d", index);
	fd = open_checked(path, device);
	return fd == -ENODEV || fd == -ENOENT ? open_own_node(device) : fd;
}

/* What the janitor tells its parent once, through a pipe. */
struct report {
	int err;
	int index;
};

struct macvtap {
	char name[NIC_NAME_MAX];
	int parent;
	const uint8_t *mac;
};

static void create(struct netlink *nl, const struct macvtap *link,
		   struct report *report)
{
	report->err =
		netlink_add_macvtap(nl, link->name, link->parent, link->mac);
	if (!report->err)
		report->index = (int)if_nametoindex(link->name);
}

static int confine(struct netlink *nl, int index)
{
	int err = guard_janitor();

	if (err)
		netlink_delete(nl, index);
	return err;
}

/*
 * The janitor: it makes the link itself, so that there is no moment in which
 * a killed helper would leave one behind.  When the pipe closes, the helper is
 * gone, however it ended.  Deleted by index: somebody else may have deleted
 * ours already, and the name may be that of another guest's by then.
 */
static void janitor(const struct macvtap *link, int leash, int status)
{
	const int keep[] = { leash, status };
	struct report report = { 0 };
	struct netlink *nl;
	char byte;

	prctl(PR_SET_NAME, "vmnet-janitor");
	elevate_child();
	process_keep_fds(keep, 2);
	report.err = caps_keep(CAP_BIT(CAP_NET_ADMIN));
	if (!report.err)
		report.err = netlink_open(&nl);
	if (!report.err)
		create(nl, link, &report);
	process_detach();
	/* With the link made: whoever waits for it learns of a failure. */
	if (!report.err)
		report.err = confine(nl, report.index);
	write_full(status, &report, sizeof(report));
	close(status);
	if (report.err)
		_exit(1);
	while (read(leash, &byte, 1) < 0 && errno == EINTR)
		;
	netlink_delete(nl, report.index);
	_exit(0);
}

static pid_t fork_janitor(const struct macvtap *link, const int leash[2],
			  const int status[2])
{
	pid_t pid = fork();

	if (pid == 0)
		janitor(link, leash[0], status[1]);
	close(leash[0]);
	close(status[1]);
	return pid < 0 ? -errno : pid;
}

/*
 * The write end of the leash stays open in the helper, and only there, until
 * its end.  Returns the index of the link or -errno.
 */
static int make_macvtap(const struct macvtap *link)
{
	struct report report;
	int leash[2], status[2], err;
	ssize_t n;

	if (pipe2(leash, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(status, O_CLOEXEC) < 0) {
		err = -errno;
		close(leash[0]);
		close(leash[1]);
		return err;
	}
	err = fork_janitor(link, leash, status);
	n = err < 0 ? err : read_full(status[0], &report, sizeof(report));
	close(status[0]);
	if (n == sizeof(report) && !report.err)
		return report.index;
	close(leash[1]);
	return n < 0 ? (int)n : n == sizeof(report) ? report.err : -ECHILD;
}

static int open_macvtap(struct netlink *nl, const struct nic_config *config,
			int parent, struct nic_info *info, char *error)
{
	uint8_t mac[MAC_SIZE];
	struct macvtap link = { .parent = parent, .mac = mac };
	int fd, index, err;

	ifid_mac(config->id, mac);
	snprintf(link.name, sizeof(link.name), "vmmac%02x%02x%02x", mac[3],
		 mac[4], mac[5]);
	memcpy(info->name, link.name, sizeof(info->name));
	index = make_macvtap(&link);
	if (index == -EBUSY)
		return fail(error, index, config->parent,
			    "is a port of a bridge, name the bridge instead");
	if (index == -EEXIST)
		return fail(error, index, config->parent,
			    "a guest with this --interface-id is on it");
	if (index < 0)
		return fail(error, index, config->parent, strerror(-index));
	err = netlink_set_up(nl, index);
	fd = err ? err : open_device(info->name, index);
	if (fd >= 0)
		err = tap_adopt(fd, info->name);
	if (fd >= 0 && err) {
		close(fd);
		fd = err;
	}
	if (fd < 0) {
		netlink_delete(nl, index);
		/* EPERM: root of a user namespace makes no nodes. */
		snprintf(error, NIC_ERROR_MAX,
			 "--shared-interface %s: cannot open a macvtap: %s%s",
			 config->parent, strerror(-fd),
			 fd == -EACCES || fd == -EPERM
				 ? " (needs root; or name a bridge)"
				 : "");
	}
	return fd;
}

static int check_parent(const struct netlink_link *link, const char *parent,
			char *error)
{
	if (strncmp(link->name, "vmnet", 5) == 0)
		return fail(error, -EINVAL, parent,
			    "is a network of vmnet-helper, use shared or host "
			    "mode");
	if (link->type != ARPHRD_ETHER)
		return fail(error, -EINVAL, parent,
			    "is not an Ethernet interface");
	return 0;
}

static int open_link(struct netlink *nl, const struct nic_config *config,
		     struct nic_info *info, char *error)
{
	struct netlink_link link;
	int index, err;

	index = (int)if_nametoindex(config->parent);
	if (!index)
		return fail(error, -ENODEV, config->parent,
			    "no such interface");
	err = netlink_get_link(nl, index, &link);
	if (err)
		return fail(error, err, config->parent, strerror(-err));
	err = check_parent(&link, config->parent, error);
	if (err)
		return err;
	info->mtu = link.mtu;
	info->max_frame = link.mtu + ETHER_HEADER;
	if (strcmp(link.kind, "bridge") == 0)
		return port_add(nl, index, link.mtu, false, info->mac,
				info->name, error);
	return open_macvtap(nl, config, index, info, error);
}

int bridged_open(const struct nic_config *config, struct nic_info *info,
		 char error[NIC_ERROR_MAX])
{
	struct netlink *nl;
	int fd;

	fd = netlink_open(&nl);
	if (fd < 0)
		return fail(error, fd, config->parent, strerror(-fd));
	fd = open_link(nl, config, info, error);
	netlink_close(nl);
	return fd;
}
