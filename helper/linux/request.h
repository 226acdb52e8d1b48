/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request.h - one request to rtnetlink(7) and its answer
 *
 * What netlink.c and the files that ask for special things share.
 */
#ifndef HELPER_LINUX_REQUEST_H
#define HELPER_LINUX_REQUEST_H

#include <libmnl/libmnl.h>

#include "helper/linux/netlink.h"

/**
 * netlink_request() - Begin a request
 * @nl:		Requests; one at a time
 * @type:	RTM_*
 * @flags:	NLM_F_*, besides NLM_F_REQUEST
 *
 * Return: a header to be extended by libmnl, in the buffer of @nl.
 */
struct nlmsghdr *netlink_request(struct netlink *nl, int type, int flags);

/**
 * netlink_run() - Send a request and read the answer to its end
 * @nl:		Requests
 * @request:	From netlink_request(); gone afterwards
 * @each:	Called with every message of the answer, or NULL; it must not
 *		make a request
 * @ctx:	For @each
 *
 * Return: 0; -EINTR when a dump is worth nothing because the table changed
 * meanwhile; or -errno, the kernel's included.
 */
int netlink_run(struct netlink *nl, struct nlmsghdr *request, mnl_cb_t each,
		void *ctx);

#endif
