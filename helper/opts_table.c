/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* opts_table.c - the one table of options, for who parses or shows them */

#include <string.h>

#include "helper/opts_table.h"
#include "helper/util.h"

#define BOTH (OPTS_HELPER | OPTS_CLIENT)

static const struct opts_entry entries[] = {
	{ KEY_FD, OPTS_HELPER, "fd", "FD",
	  "connected datagram or stream socket to the VM" },
	{ KEY_SOCKET, OPTS_HELPER, "socket", "PATH",
	  "unix socket to create for the VM" },
	{ KEY_SOCKET_TYPE, BOTH, "socket-type", "TYPE",
	  "its kind: dgram or stream (default: dgram)" },
	{ KEY_RECONNECT, OPTS_HELPER, "reconnect", NULL,
	  "wait for the next VM when one has gone" },
	{ KEY_ID, BOTH, "interface-id", "UUID",
	  "same id, same MAC address (default: random)" },
	{ KEY_MODE, BOTH, "operation-mode", "MODE",
	  "shared, host or bridged (default: shared)" },
	{ KEY_SHARED_INTERFACE, BOTH, "shared-interface", "IFACE",
	  "interface to join in bridged mode" },
	{ KEY_START, BOTH, "start-address", "IPV4",
	  "gateway; DHCP starts at the next address" },
	{ KEY_END, BOTH, "end-address", "IPV4", "last address of DHCP" },
	{ KEY_MASK, BOTH, "subnet-mask", "IPV4", "mask of the subnet" },
	{ KEY_ISOLATION, BOTH, "enable-isolation", NULL,
	  "no traffic between guests" },
	{ KEY_TSO, BOTH, "enable-tso", NULL,
	  "pass frames larger than the MTU" },
	{ KEY_CHECKSUM, BOTH, "enable-checksum-offload", NULL,
	  "leave checksums to the other side" },
	{ KEY_VNET_HEADER, BOTH, "vnet-header", NULL,
	  "a virtio-net header before every frame" },
	{ KEY_SOFTWARE_OFFLOAD, BOTH, "software-offload", NULL,
	  "cut and merge for the guest (macOS)" },
	{ KEY_ATTACH, BOTH, "attach", "WAY",
	  "what the VM gets: socket (default) or tap" },
	{ KEY_NETWORK, BOTH, "network", "NAME",
	  "join a network of vmnet-broker (macOS 26)" },
	{ KEY_MTU, BOTH, "mtu", "BYTES", "a network with this MTU (macOS 26)" },
	{ KEY_RESERVE, BOTH, "reserve-address", "IPV4",
	  "what DHCP gives this guest (macOS 26)" },
	{ KEY_NO_DHCP, BOTH, "disable-dhcp", NULL,
	  "a network without DHCP (macOS 26)" },
	{ KEY_STATS, BOTH, "stats-interval", "SECONDS",
	  "log counters every so many seconds" },
	{ KEY_LIST, OPTS_HELPER, "list-shared-interfaces", NULL,
	  "print the interfaces bridged mode can join" },
	{ KEY_DOCTOR, OPTS_HELPER, "doctor", NULL,
	  "check this machine and name what to do" },
	{ KEY_HELPER, OPTS_CLIENT, "helper", "PATH",
	  "vmnet-helper to start (default: beside us)" },
	{ KEY_UNPRIVILEGED, OPTS_CLIENT, "unprivileged", NULL,
	  "never start the helper with sudo" },
	{ KEY_RUN_AS_ROOT, OPTS_CLIENT, "run-as-root", NULL,
	  "with sudo: command as root, not as you" },
	{ KEY_KEEP_RUNNING, OPTS_CLIENT, "keep-running", NULL,
	  "leave the command running without a helper" },
	{ KEY_GRACE, OPTS_CLIENT, "grace", "SECONDS",
	  "from a signal to SIGKILL (default: 10)" },
	{ KEY_VERBOSE, BOTH, "verbose", NULL, "log more" },
	{ KEY_VERSION, BOTH, "version", NULL, "print the version" },
	{ KEY_HELP, BOTH, "help", NULL, "print this help" },
};

_Static_assert(ARRAY_SIZE(entries) <= OPTS_MAX, "OPTS_MAX is too small");

const struct opts_entry *opts_find(int key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		if (entries[i].key == key)
			return &entries[i];
	}
	return NULL;
}

void opts_getopt(enum opts_program program, struct option longs[OPTS_MAX + 1],
		 char shorts[2 * OPTS_MAX + 3])
{
	size_t i;

	*shorts++ = '+'; /* stop at the first argument */
	*shorts++ = ':'; /* report a missing value as ':' */
	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		const struct opts_entry *e = &entries[i];

		if (!(e->programs & program))
			continue;
		*longs++ = (struct option){
			.name = e->name,
			.has_arg = e->arg ? required_argument : no_argument,
			.val = e->key,
		};
		if (e->key >= KEY_MODE)
			continue;
		*shorts++ = (char)e->key;
		if (e->arg)
			*shorts++ = ':';
	}
	*longs = (struct option){ 0 };
	*shorts = '\0';
}

void opts_usage(enum opts_program program, FILE *out)
{
	size_t i;

	if (program == OPTS_HELPER)
		fputs("usage: vmnet-helper (--fd FD | --socket PATH) "
		      "[options]\n\n",
		      out);
	else
		fputs("usage: vmnet-client [options] -- command "
		      "[argument ...]\n\n",
		      out);
	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		const struct opts_entry *e = &entries[i];
		char left[48];

		if (!(e->programs & program))
			continue;
		snprintf(left, sizeof(left), "--%s%s%s", e->name,
			 e->arg ? " " : "", e->arg ? e->arg : "");
		if (e->key < KEY_MODE)
			fprintf(out, "  -%c, %-26s %s\n", e->key, left,
				e->help);
		else
			fprintf(out, "      %-26s %s\n", left, e->help);
	}
}

bool opts_row(enum opts_program program, size_t index, struct opts_row *row)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		const struct opts_entry *e = &entries[i];

		if (!(e->programs & program) || index-- > 0)
			continue;
		*row = (struct opts_row){
			.letter = e->key < KEY_MODE ? (char)e->key : '\0',
			.name = e->name,
			.value = e->arg,
			.help = e->help,
		};
		return true;
	}
	return false;
}
