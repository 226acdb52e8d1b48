/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* tap.c - a TAP interface and the nic over it */

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "helper/linux/tap.h"
#include "helper/offload.h"
#include "helper/util.h"

#define DRAIN_MS 20 /* longest time to throw away what nobody waited for */

#define OFFLOADS (TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN)
/* TUN_F_USO4 and TUN_F_USO6, of Linux 6.2; not in the headers of Debian 12. */
#define OFFLOADS_UDP (0x20 | 0x40)

/* Header, Ethernet header, and the longest IP datagram. */
#define FRAME_SIZE (sizeof(struct vnet_header) + 14 + 65535)

/*
 * What is read before any of it is passed on: enough small frames for one
 * batch of datagrams, but no more than one large one, which is a batch itself.
 */
#define READ_FRAMES 32
#define READ_BYTES  32768

struct nic {
	int fd;
	int stop; /* wakes nic_run() from its wait */
	_Atomic bool stopping;
	bool silent;	/* its end has to be asked for */
	uint8_t *bytes; /* READ_FRAMES buffers of FRAME_SIZE */
};

/* Only of /dev/net/tun poll(2) tells. */
static bool is_macvtap(int fd)
{
	const dev_t tun = makedev(10, 200);
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_rdev != tun;
}

static int configure(int fd, const char *pattern, char name[NIC_NAME_MAX])
{
	int header = sizeof(struct vnet_header);
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	ifr.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
	strncpy(ifr.ifr_name, pattern, sizeof(ifr.ifr_name) - 1);
	if (ioctl(fd, TUNSETIFF, &ifr) < 0)
		return -errno;
	if (ioctl(fd, TUNSETVNETHDRSZ, &header) < 0)
		return -errno;
	/* The kernel may hand us 64 KiB at once, and leave the checksum out. */
	if (ioctl(fd, TUNSETOFFLOAD, OFFLOADS | OFFLOADS_UDP) < 0 &&
	    ioctl(fd, TUNSETOFFLOAD, OFFLOADS) < 0)
		return -errno;
	memcpy(name, ifr.ifr_name, NIC_NAME_MAX - 1);
	name[NIC_NAME_MAX - 1] = '\0';
	return 0;
}

int tap_open(const char *pattern, char name[NIC_NAME_MAX])
{
	int fd, err;

	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = configure(fd, pattern, name);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

int tap_adopt(int fd, const char *name)
{
	char given[NIC_NAME_MAX];

	return configure(fd, name, given);
}

int tap_nic(struct nic **out, int fd)
{
	struct nic *nic = calloc(1, sizeof(*nic));
	int err;

	if (!nic)
		return -ENOMEM;
	nic->bytes = malloc(READ_FRAMES * FRAME_SIZE);
	nic->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!nic->bytes || nic->stop < 0) {
		err = nic->bytes ? -errno : -ENOMEM;
		if (nic->stop >= 0)
			close(nic->stop);
		free(nic->bytes);
		free(nic);
		return err;
	}
	nic->fd = fd;
	nic->silent = is_macvtap(fd);
	*out = nic;
	return 0;
}

/*
 * Read one frame with its header.  Returns its length, 0 when there is none
 * now, or -errno when the interface is gone.
 */
static ssize_t read_frame(struct nic *nic, void *buf)
{
	ssize_t n;

	do {
		n = read(nic->fd, buf, FRAME_SIZE);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? 0 : -errno;
	return n;
}

/* Read what is queued.  Returns a count or -errno. */
static int read_batch(struct nic *nic, struct iovec *frames)
{
	size_t bytes = 0;
	ssize_t len;
	int n;

	for (n = 0; n < READ_FRAMES && bytes < READ_BYTES; n++) {
		frames[n].iov_base = nic->bytes + (size_t)n * FRAME_SIZE;
		len = read_frame(nic, frames[n].iov_base);
		if (len < 0 && n == 0)
			return (int)len;
		if (len <= 0)
			break;
		frames[n].iov_len = (size_t)len;
		bytes += (size_t)len;
	}
	return n;
}

/* Returns 0 when there is something to look at, or -errno. */
static int wait_frames(struct nic *nic)
{
	struct pollfd fds[2] = {
		{ .fd = nic->fd, .events = POLLIN },
		{ .fd = nic->stop, .events = POLLIN },
	};

	while (poll(fds, 2, -1) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	/* The interface was deleted: reading would say EBADFD at once. */
	if (fds[0].revents & (POLLERR | POLLNVAL) && !(fds[0].revents & POLLIN))
		return -ENODEV;
	return 0;
}

int nic_run(struct nic *nic, nic_rx_fn *rx, void *ctx)
{
	struct iovec frames[READ_FRAMES];
	int n, ret;

	/* In a flood there is never a wait that could tell of a stop. */
	while (!atomic_load_explicit(&nic->stopping, memory_order_relaxed)) {
		n = read_batch(nic, frames);
		if (n < 0)
			return n == -EBADFD ? -ENODEV : n;
		ret = n ? rx(ctx, frames, n) : wait_frames(nic);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/* What only this frame is to blame for, or what the kernel lacks now. */
static bool is_frame_error(int err)
{
	return err == EINVAL || err == EAGAIN || err == ENOMEM ||
	       err == ENOBUFS || err == EMSGSIZE || err == EIO;
}

int nic_send(struct nic *nic, const struct iovec *iov, int n)
{
	while (writev(nic->fd, iov, n) < 0) {
		if (errno == EINTR)
			continue;
		if (is_frame_error(errno))
			return 0;
		return errno == EBADFD ? -ENODEV : -errno;
	}
	return 1;
}

int nic_flush(struct nic *nic)
{
	(void)nic; /* a TAP takes each frame at once */
	return 0;
}

bool nic_is_large(const struct nic *nic)
{
	(void)nic;
	return true;
}

unsigned int nic_cut_mtu(const struct nic *nic)
{
	(void)nic;
	return 0;
}

void nic_stop(struct nic *nic)
{
	atomic_store_explicit(&nic->stopping, true, memory_order_relaxed);
	eventfd_write(nic->stop, 1);
}

/*
 * A TAP that was deleted ends every wait and every call.  A macvtap that went
 * with its parent takes frames for ever, and never has one.
 */
bool nic_gone(const struct nic *nic)
{
	struct ifreq ifr;

	return nic->silent && ioctl(nic->fd, TUNGETIFF, &ifr) < 0 &&
	       errno == ENOLINK;
}

void nic_reset(struct nic *nic)
{
	int64_t deadline = clock_ms() + DRAIN_MS;
	eventfd_t value;

	atomic_store_explicit(&nic->stopping, false, memory_order_relaxed);
	eventfd_read(nic->stop, &value);
	/* In a flood the queue is never empty. */
	while (read_frame(nic, nic->bytes) > 0 && clock_ms() < deadline)
		;
}

int nic_detach(struct nic *nic)
{
	int fd = nic->fd;

	nic->fd = -1;
	return fd;
}

void nic_close(struct nic *nic)
{
	if (!nic)
		return;
	if (nic->fd >= 0)
		close(nic->fd);
	close(nic->stop);
	free(nic->bytes);
	free(nic);
}
