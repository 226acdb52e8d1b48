/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.c - what has to hold for a network of helpers */

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <nftables/libnftables.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper/util.h"
#include "helper/frame.h"
#include "helper/stress/inspect.h"
#include "helper/stress/slot.h"

#define BRIDGE	"vmnetc0a84000" /* 192.168.64.0, the default subnet */
#define GATEWAY 0xc0a84001u

#define ANSWER_LIMIT_MS 5000
#define REPAIR_LIMIT_MS 15000 /* dnsmasq is started anew once a second */
#define RESEND_MS	200

static int check_tap(struct stress *s, const struct slot *slot, int bridge)
{
	struct netlink_link link;
	int index = (int)if_nametoindex(slot->tap);
	int err;

	err = index ? netlink_get_link(s->nl, index, &link) : -ENODEV;
	if (err)
		return stress_broken("%s of helper %d: %s", slot->tap,
				     slot_number(s, slot), strerror(-err));
	if (!link.up)
		return stress_broken("%s of helper %d is down", slot->tap,
				     slot_number(s, slot));
	if (link.master != bridge)
		return stress_broken(
			"%s of helper %d is a port of %d, not of %d", slot->tap,
			slot_number(s, slot), link.master, bridge);
	return 0;
}

static int check_bridge(struct stress *s, int *index)
{
	struct ifreq ifr = { .ifr_name = BRIDGE };
	struct sockaddr_in addr;
	struct netlink_link link;
	int fd, err;

	*index = (int)if_nametoindex(BRIDGE);
	if (!*index || netlink_get_link(s->nl, *index, &link) < 0)
		return stress_broken("%s is gone", BRIDGE);
	if (!link.up)
		return stress_broken("%s is down", BRIDGE);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	err = ioctl(fd, SIOCGIFADDR, &ifr) < 0 ? -errno : 0;
	close(fd);
	memcpy(&addr, &ifr.ifr_addr, sizeof(addr));
	if (err || addr.sin_addr.s_addr != htonl(GATEWAY))
		return stress_broken("%s has not its address", BRIDGE);
	return 0;
}

static int count_ready(const struct stress *s)
{
	const struct slot *slot;
	int n = 0;

	for (slot = s->slots; slot < s->slots + SLOTS; slot++)
		n += slot->state == READY;
	return n;
}

int inspect_links(struct stress *s)
{
	const struct slot *slot;
	int err, bridge;

	if (count_ready(s) == 0)
		return 0;
	err = check_bridge(s, &bridge);
	for (slot = s->slots; !err && slot < s->slots + SLOTS; slot++) {
		if (slot->state == READY)
			err = check_tap(s, slot, bridge);
	}
	s->checks++;
	return err;
}

int inspect_rules(struct stress *s)
{
	if (count_ready(s) == 0)
		return 0;
	if (nft_run_cmd_from_buffer(s->nft, "list table inet " BRIDGE "\n") ==
	    0)
		return 0;
	return stress_broken("table inet %s is gone", BRIDGE);
}

static void read_frames(struct stress *s, struct slot *slot)
{
	uint8_t frame[FRAME_MAX];
	uint32_t offer;
	ssize_t n;

	while ((n = recv(slot->guest, frame, sizeof(frame), 0)) > 0) {
		slot->arp |= frame_is_arp_reply(frame, (size_t)n, slot->mac,
						GATEWAY);
		offer = frame_dhcp_offer(frame, (size_t)n, slot->mac, s->xid);
		slot->offer = offer ? offer : slot->offer;
	}
}

/* Send what is not answered.  Returns how many are waiting. */
static int ask(struct stress *s, bool dhcp, bool send_now)
{
	uint8_t frame[FRAME_MAX];
	struct slot *slot;
	size_t len;
	int n = 0;

	for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
		if (slot->state != READY)
			continue;
		read_frames(s, slot);
		if (dhcp ? slot->offer != 0 : slot->arp)
			continue;
		n++;
		if (!send_now)
			continue;
		len = dhcp ? frame_dhcp_discover(frame, slot->mac, s->xid)
			   : frame_arp_request(frame, slot->mac, GATEWAY);
		send(slot->guest, frame, len, MSG_NOSIGNAL);
	}
	return n;
}

static void wait_frames(struct stress *s)
{
	struct pollfd fds[SLOTS];
	struct slot *slot;
	nfds_t n = 0;

	for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
		if (slot->state == READY)
			fds[n++] = (struct pollfd){ .fd = slot->guest,
						    .events = POLLIN };
	}
	poll(fds, n, 10);
}

int inspect_answers(struct stress *s, bool dhcp)
{
	int64_t now = clock_ms(), resend = now;
	int64_t deadline = now + (s->chaos ? REPAIR_LIMIT_MS : ANSWER_LIMIT_MS);
	struct slot *slot;
	int left;

	s->xid++;
	for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
		slot->arp = false;
		slot->offer = 0;
	}
	while ((left = ask(s, dhcp, now >= resend)) > 0) {
		if (now >= resend)
			resend = now + RESEND_MS;
		if (now >= deadline)
			return stress_broken("%d guests get no answer by %s",
					     left, dhcp ? "DHCP" : "ARP");
		wait_frames(s);
		now = clock_ms();
	}
	return 0;
}
