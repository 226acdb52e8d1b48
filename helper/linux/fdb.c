/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* fdb.c - what a bridge has learned of where guests are */

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "helper/linux/fdb.h"
#include "helper/linux/request.h"

/* An address has one entry for each VLAN; who has more must hear it speak. */
#define ENTRIES_MAX 64

struct entry {
	const uint8_t *mac;
	int bridge;
	int port; /* 0: not found */
	uint16_t vlan;
};

static bool is_learned(const struct ndmsg *msg)
{
	return msg->ndm_state & (NUD_REACHABLE | NUD_STALE) &&
	       !(msg->ndm_flags & NTF_EXT_LEARNED);
}

static int compare(const struct nlmsghdr *answer, void *ctx)
{
	const struct ndmsg *msg = mnl_nlmsg_get_payload(answer);
	const struct nlattr *attr;
	struct entry *entry = ctx;
	bool same_mac = false, same_bridge = false;
	uint16_t vlan = 0;

	mnl_attr_for_each (attr, answer, sizeof(*msg)) {
		switch (mnl_attr_get_type(attr)) {
		case NDA_LLADDR:
			same_mac = mnl_attr_get_payload_len(attr) == MAC_SIZE &&
				   memcmp(mnl_attr_get_payload(attr),
					  entry->mac, MAC_SIZE) == 0;
			break;
		case NDA_MASTER:
			same_bridge = mnl_attr_get_u32(attr) ==
				      (uint32_t)entry->bridge;
			break;
		case NDA_VLAN:
			vlan = mnl_attr_get_u16(attr);
			break;
		}
	}
	if (same_mac && same_bridge && is_learned(msg)) {
		entry->port = msg->ndm_ifindex;
		entry->vlan = vlan;
	}
	return MNL_CB_OK;
}

/* Kernels before 5.0 cannot look for one address, so read all of them. */
static int find(struct netlink *nl, struct entry *entry)
{
	struct nlmsghdr *request;
	struct ifinfomsg *msg;
	int err;

	/* EINTR: the bridge learned something during the dump. */
	do {
		entry->port = 0;
		request = netlink_request(nl, RTM_GETNEIGH, NLM_F_DUMP);
		msg = mnl_nlmsg_put_extra_header(request, sizeof(*msg));
		msg->ifi_family = AF_BRIDGE;
		mnl_attr_put_u32(request, IFLA_MASTER, (uint32_t)entry->bridge);
		err = netlink_run(nl, request, compare, entry);
	} while (err == -EINTR);
	return err;
}

static int delete (struct netlink *nl, const struct entry *entry)
{
	struct nlmsghdr *request;
	struct ndmsg *msg;

	request = netlink_request(nl, RTM_DELNEIGH, NLM_F_ACK);
	msg = mnl_nlmsg_put_extra_header(request, sizeof(*msg));
	msg->ndm_family = AF_BRIDGE;
	msg->ndm_ifindex = entry->port;
	msg->ndm_flags = NTF_MASTER;
	mnl_attr_put(request, NDA_LLADDR, MAC_SIZE, entry->mac);
	if (entry->vlan)
		mnl_attr_put_u16(request, NDA_VLAN, entry->vlan);
	return netlink_run(nl, request, NULL, NULL);
}

int fdb_forget(struct netlink *nl, int bridge, const uint8_t mac[MAC_SIZE])
{
	struct entry entry = { .mac = mac, .bridge = bridge };
	int i, err;

	for (i = 0; i < ENTRIES_MAX; i++) {
		err = find(nl, &entry);
		if (err || !entry.port)
			return err;
		err = delete (nl, &entry);
		/* Heard elsewhere since, or its port has gone. */
		if (err && err != -ENOENT && err != -ENODEV)
			return err;
	}
	return 0;
}
