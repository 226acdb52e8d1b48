/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* opts_rules.c - which options go together */

#include <errno.h>
#include <stdarg.h>

#include "helper/opts_rules.h"
#include "helper/printable.h"

int opts_reject(struct opts_parser *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printable_format(p->error, OPTS_ERROR_MAX, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int check_network(struct opts_parser *p)
{
	struct opts *o = p->opts;

	if (!o->network)
		return 0;
	if (p->has_mode)
		return opts_reject(p,
				   "--network %s: cannot be used with "
				   "--operation-mode",
				   o->network);
	if (o->shared_interface)
		return opts_reject(p,
				   "--network %s: cannot be used with "
				   "--shared-interface",
				   o->network);
	if (p->addresses)
		return opts_reject(p,
				   "--network %s: cannot be used with "
				   "--start-address, --end-address or "
				   "--subnet-mask",
				   o->network);
	return 0;
}

static int check_addresses(struct opts_parser *p)
{
	struct opts *o = p->opts;
	char text[IPV4_TEXT];

	if (!p->addresses)
		return 0;
	if (p->addresses != OPTS_HAS_ALL) {
		const char *given = "--subnet-mask";
		uint32_t addr = o->subnet.mask;

		if (p->addresses & OPTS_HAS_START) {
			given = "--start-address";
			addr = o->subnet.start;
		} else if (p->addresses & OPTS_HAS_END) {
			given = "--end-address";
			addr = o->subnet.end;
		}
		return opts_reject(p,
				   "%s %s: --start-address, --end-address and "
				   "--subnet-mask go together",
				   given, ipv4_format(addr, text));
	}
	if (o->mode == NIC_BRIDGED)
		return opts_reject(p,
				   "--start-address %s: cannot be used with "
				   "--operation-mode bridged",
				   ipv4_format(o->subnet.start, text));
	o->has_subnet = true;
	return subnet_check(&o->subnet, p->error, OPTS_ERROR_MAX);
}

/* The option that no network has which others are on, too. */
static void name_own(struct opts *o)
{
	char text[IPV4_TEXT];

	if (o->mtu)
		snprintf(o->own, sizeof(o->own), "--mtu %u", o->mtu);
	else if (o->has_reserved)
		snprintf(o->own, sizeof(o->own), "--reserve-address %s",
			 ipv4_format(o->reserved, text));
	else if (o->no_dhcp)
		snprintf(o->own, sizeof(o->own), "--disable-dhcp");
}

/* vmnet keeps the first two addresses of a subnet and the last one. */
static bool is_free(const struct subnet *s, uint32_t addr)
{
	uint32_t base = subnet_base(s);

	return addr > base + 1 && addr < (base | ~s->mask);
}

static int check_reserved(struct opts_parser *p)
{
	struct opts *o = p->opts;
	char text[IPV4_TEXT];

	if (!o->has_reserved)
		return 0;
	ipv4_format(o->reserved, text);
	if (o->no_dhcp)
		return opts_reject(p,
				   "--reserve-address %s: cannot be used with "
				   "--disable-dhcp",
				   text);
	if (!o->has_subnet)
		return opts_reject(p,
				   "--reserve-address %s: needs "
				   "--start-address, --end-address and "
				   "--subnet-mask",
				   text);
	if (!is_free(&o->subnet, o->reserved))
		return opts_reject(p,
				   "--reserve-address %s: not the address of "
				   "a guest of this subnet",
				   text);
	return 0;
}

/*
 * A network of its own can be told its subnet, but not which part of it DHCP
 * is to leave alone.
 */
static int check_own(struct opts_parser *p)
{
	struct opts *o = p->opts;
	char start[IPV4_TEXT], end[IPV4_TEXT];
	uint32_t base;

	name_own(o);
	if (!o->own[0])
		return 0;
	if (o->network)
		return opts_reject(p, "%s: cannot be used with --network",
				   o->own);
	if (o->mode == NIC_BRIDGED)
		return opts_reject(p,
				   "%s: cannot be used with --operation-mode "
				   "bridged",
				   o->own);
	base = subnet_base(&o->subnet);
	if (o->has_subnet && (o->subnet.start != base + 1 ||
			      o->subnet.end != (base | ~o->subnet.mask) - 1))
		return opts_reject(
			p,
			"%s: needs all of the subnet: "
			"--start-address %s and --end-address %s",
			o->own, ipv4_format(base + 1, start),
			ipv4_format((base | ~o->subnet.mask) - 1, end));
	return check_reserved(p);
}

static int check_mode(struct opts_parser *p)
{
	struct opts *o = p->opts;

	if (o->mode == NIC_BRIDGED && !o->shared_interface)
		return opts_reject(p, "--operation-mode bridged: needs "
				      "--shared-interface");
	if (o->mode != NIC_BRIDGED && o->shared_interface)
		return opts_reject(p,
				   "--shared-interface %s: needs "
				   "--operation-mode bridged",
				   o->shared_interface);
	if (o->mode == NIC_BRIDGED && o->isolate)
		return opts_reject(p, "--enable-isolation: cannot be used with "
				      "--operation-mode bridged");
	return 0;
}

/* It is for a guest that has no offload of its own. */
static int check_offload(struct opts_parser *p)
{
	struct opts *o = p->opts;
	const char *other = NULL;

	if (!o->software_offload)
		return 0;
	if (o->tso)
		other = "--enable-tso";
	else if (o->checksum)
		other = "--enable-checksum-offload";
	else if (o->vnet_header)
		other = "--vnet-header";
	return other ? opts_reject(p,
				   "--software-offload: cannot be used with %s",
				   other)
		     : 0;
}

/* No frame goes through us, so nothing can be done with any. */
static int check_attach(struct opts_parser *p)
{
	struct opts *o = p->opts;
	const char *other = NULL;

	if (!o->attach_tap)
		return 0;
	if (o->socket)
		other = "--socket";
	else if (p->has_socket_type)
		other = "--socket-type";
	else if (o->tso)
		other = "--enable-tso";
	else if (o->checksum)
		other = "--enable-checksum-offload";
	else if (o->vnet_header)
		other = "--vnet-header";
	else if (o->software_offload)
		other = "--software-offload";
	else if (o->stats_interval)
		other = "--stats-interval";
	return other ? opts_reject(p, "--attach tap: cannot be used with %s",
				   other)
		     : 0;
}

static int check_guest(struct opts_parser *p)
{
	struct opts *o = p->opts;

	if (o->fd >= 0 && o->socket)
		return opts_reject(p,
				   "--fd %d, --socket %s: only one can be used",
				   o->fd, o->socket);
	if (o->fd < 0 && !o->socket)
		return opts_reject(p, "--fd or --socket is missing");
	if (!o->socket && p->has_socket_type)
		return opts_reject(p, "--socket-type %s: needs --socket",
				   o->stream ? "stream" : "dgram");
	if (!o->socket && o->reconnect)
		return opts_reject(p, "--reconnect: needs --socket");
	return 0;
}

int opts_check(struct opts_parser *p)
{
	int err;

	err = check_network(p);
	if (!err)
		err = check_mode(p);
	if (!err)
		err = check_addresses(p);
	if (!err)
		err = check_own(p);
	if (!err)
		err = check_offload(p);
	if (!err)
		err = check_attach(p);
	if (!err && p->program == OPTS_HELPER)
		err = check_guest(p);
	return err;
}
