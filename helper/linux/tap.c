/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* tap.c - a TAP interface and the nic over it */

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "helper/linux/tap.h"

struct nic {
	int fd;
	int stop; /* wakes nic_run() from its wait */
	_Atomic bool stopping;
	unsigned int max_frame;
	uint8_t *bytes; /* NIC_BATCH buffers of max_frame */
	struct virtio_net_hdr_v1 rx_header;
	struct virtio_net_hdr_v1 tx_header; /* stays zero */
};

static int configure(int fd, const char *pattern, char name[NIC_NAME_MAX])
{
	int header = sizeof(struct virtio_net_hdr_v1);
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	ifr.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
	strncpy(ifr.ifr_name, pattern, sizeof(ifr.ifr_name) - 1);
	if (ioctl(fd, TUNSETIFF, &ifr) < 0)
		return -errno;
	if (ioctl(fd, TUNSETVNETHDRSZ, &header) < 0)
		return -errno;
	/* None: a TAP starts without offloads, but a macvtap with all. */
	if (ioctl(fd, TUNSETOFFLOAD, 0) < 0)
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

int tap_nic(struct nic **out, int fd, unsigned int max_frame)
{
	struct nic *nic = calloc(1, sizeof(*nic));
	int err;

	if (!nic)
		return -ENOMEM;
	nic->max_frame = max_frame;
	nic->bytes = calloc(NIC_BATCH, max_frame);
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
	*out = nic;
	return 0;
}

/*
 * Read one frame.  Returns its length, 0 when there is none now, or -errno
 * when the interface is gone.
 */
static ssize_t read_frame(struct nic *nic, void *buf)
{
	struct iovec iov[2] = {
		{ &nic->rx_header, sizeof(nic->rx_header) },
		{ buf, nic->max_frame },
	};
	ssize_t n;

	do {
		n = readv(nic->fd, iov, 2);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? 0 : -errno;
	return n - (ssize_t)sizeof(nic->rx_header);
}

/* Read what is queued.  Returns a count or -errno. */
static int read_batch(struct nic *nic, struct iovec *frames)
{
	ssize_t len;
	int n;

	for (n = 0; n < NIC_BATCH; n++) {
		frames[n].iov_base = nic->bytes + (size_t)n * nic->max_frame;
		len = read_frame(nic, frames[n].iov_base);
		if (len < 0 && n == 0)
			return (int)len;
		if (len <= 0)
			break;
		frames[n].iov_len = (size_t)len;
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
	struct iovec frames[NIC_BATCH];
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

int nic_send(struct nic *nic, const struct iovec *frames, int n)
{
	struct iovec iov[2] = {
		{ &nic->tx_header, sizeof(nic->tx_header) },
	};
	int i, taken = 0;

	for (i = 0; i < n; i++) {
		iov[1] = frames[i];
		if (writev(nic->fd, iov, 2) >= 0)
			taken++;
		else if (errno == EINTR)
			i--;
		else if (!is_frame_error(errno))
			return errno == EBADFD ? -ENODEV : -errno;
	}
	return taken;
}

void nic_stop(struct nic *nic)
{
	atomic_store_explicit(&nic->stopping, true, memory_order_relaxed);
	eventfd_write(nic->stop, 1);
}

void nic_close(struct nic *nic)
{
	if (!nic)
		return;
	close(nic->fd);
	close(nic->stop);
	free(nic->bytes);
	free(nic);
}
