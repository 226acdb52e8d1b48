/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* opts.c - command lines of vmnet-helper and vmnet-client */

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <string.h>

#include "helper/opts.h"
#include "helper/opts_rules.h"
#include "helper/opts_table.h"
#include "helper/util.h"

static const char *const mode_names[] = {
	[NIC_SHARED] = "shared",
	[NIC_HOST] = "host",
	[NIC_BRIDGED] = "bridged",
};

const char *opts_mode_name(enum nic_mode mode)
{
	return mode_names[mode];
}

static int parse_fd(struct opts_parser *p, const char *text)
{
	uint64_t fd;

	if (parse_uint(text, 0, INT_MAX, &fd) < 0)
		return opts_reject(p, "--fd %s: not a file descriptor number",
				   text);
	p->opts->fd = (int)fd;
	return 0;
}

static int parse_mode(struct opts_parser *p, const char *text)
{
	size_t i;

	p->has_mode = true;
	for (i = 0; i < ARRAY_SIZE(mode_names); i++) {
		if (strcmp(text, mode_names[i]) == 0) {
			p->opts->mode = (enum nic_mode)i;
			return 0;
		}
	}
	return opts_reject(
		p, "--operation-mode %s: not one of shared, host, bridged",
		text);
}

static int parse_address(struct opts_parser *p, const char *option,
			 const char *text, uint32_t *addr, unsigned int which)
{
	if (ipv4_parse(text, addr) < 0)
		return opts_reject(p, "%s %s: not an IPv4 address", option,
				   text);
	p->addresses |= which;
	return 0;
}

static int parse_id(struct opts_parser *p, const char *text)
{
	if (ifid_parse(text, p->opts->id) < 0)
		return opts_reject(p, "--interface-id %s: not a UUID", text);
	p->opts->has_id = true;
	return 0;
}

static int parse_stats(struct opts_parser *p, const char *text)
{
	uint64_t seconds;

	if (parse_uint(text, 1, 86400, &seconds) < 0)
		return opts_reject(
			p,
			"--stats-interval %s: not a number of seconds "
			"from 1 to 86400",
			text);
	p->opts->stats_interval = (unsigned int)seconds;
	return 0;
}

/* IPv6 wants 1280 bytes at least, and a frame has 65550 at most. */
static int parse_mtu(struct opts_parser *p, const char *text)
{
	uint64_t mtu;

	if (parse_uint(text, 1280, 65535, &mtu) < 0)
		return opts_reject(p,
				   "--mtu %s: not a number of bytes from 1280 "
				   "to 65535",
				   text);
	p->opts->mtu = (unsigned int)mtu;
	return 0;
}

static int parse_reserved(struct opts_parser *p, const char *text)
{
	if (ipv4_parse(text, &p->opts->reserved) < 0)
		return opts_reject(
			p, "--reserve-address %s: not an IPv4 address", text);
	p->opts->has_reserved = true;
	return 0;
}

static int parse_attach(struct opts_parser *p, const char *text)
{
	p->opts->attach_tap = strcmp(text, "tap") == 0;
	if (p->opts->attach_tap || strcmp(text, "socket") == 0)
		return 0;
	return opts_reject(p, "--attach %s: not one of socket, tap", text);
}

static int parse_socket_type(struct opts_parser *p, const char *text)
{
	p->has_socket_type = true;
	p->opts->stream = strcmp(text, "stream") == 0;
	if (p->opts->stream || strcmp(text, "dgram") == 0)
		return 0;
	return opts_reject(p, "--socket-type %s: not one of dgram, stream",
			   text);
}

static int parse_grace(struct opts_parser *p, const char *text)
{
	uint64_t seconds;

	if (parse_uint(text, 0, 3600, &seconds) < 0)
		return opts_reject(
			p,
			"--grace %s: not a number of seconds from 0 to "
			"3600",
			text);
	p->opts->grace = (unsigned int)seconds;
	return 0;
}

/* What only the client knows. */
static int apply_client(struct opts_parser *p, int key, const char *arg)
{
	struct opts *o = p->opts;

	switch (key) {
	case KEY_HELPER:
		o->helper = arg;
		return 0;
	case KEY_GRACE:
		return parse_grace(p, arg);
	case KEY_UNPRIVILEGED:
		o->unprivileged = true;
		return 0;
	case KEY_RUN_AS_ROOT:
		o->run_as_root = true;
		return 0;
	default: /* KEY_KEEP_RUNNING */
		o->keep_running = true;
		return 0;
	}
}

static int apply(struct opts_parser *p, int key, const char *arg)
{
	struct opts *o = p->opts;

	if (opts_find(key)->programs == OPTS_CLIENT)
		return apply_client(p, key, arg);
	switch (key) {
	case KEY_FD:
		return parse_fd(p, arg);
	case KEY_SOCKET:
		o->socket = arg;
		return 0;
	case KEY_ID:
		return parse_id(p, arg);
	case KEY_MODE:
		return parse_mode(p, arg);
	case KEY_SHARED_INTERFACE:
		o->shared_interface = arg;
		return 0;
	case KEY_START:
		return parse_address(p, "--start-address", arg,
				     &o->subnet.start, OPTS_HAS_START);
	case KEY_END:
		return parse_address(p, "--end-address", arg, &o->subnet.end,
				     OPTS_HAS_END);
	case KEY_MASK:
		return parse_address(p, "--subnet-mask", arg, &o->subnet.mask,
				     OPTS_HAS_MASK);
	case KEY_NETWORK:
		o->network = arg;
		return 0;
	case KEY_MTU:
		return parse_mtu(p, arg);
	case KEY_RESERVE:
		return parse_reserved(p, arg);
	case KEY_NO_DHCP:
		o->no_dhcp = true;
		return 0;
	case KEY_STATS:
		return parse_stats(p, arg);
	case KEY_SOCKET_TYPE:
		return parse_socket_type(p, arg);
	case KEY_RECONNECT:
		o->reconnect = true;
		return 0;
	case KEY_ISOLATION:
		o->isolate = true;
		return 0;
	case KEY_TSO:
		o->tso = true;
		return 0;
	case KEY_ATTACH:
		return parse_attach(p, arg);
	case KEY_VNET_HEADER:
		o->vnet_header = true;
		return 0;
	case KEY_SOFTWARE_OFFLOAD:
		o->software_offload = true;
		return 0;
	case KEY_CHECKSUM:
		o->checksum = true;
		return 0;
	case KEY_VERBOSE:
		o->verbose = true;
		return 0;
	case KEY_LIST:
		o->action = OPTS_LIST;
		return 0;
	case KEY_DOCTOR:
		o->action = OPTS_DOCTOR;
		return 0;
	case KEY_VERSION:
		o->action = OPTS_VERSION;
		return 0;
	default: /* KEY_HELP */
		o->action = OPTS_HELP;
		return 0;
	}
}

static int remember(struct opts_parser *p, int key, const char *arg)
{
	const struct opts_entry *e = opts_find(key);
	struct opts *o = p->opts;

	/* The helper sees of what kind the socket is that it gets. */
	if (!(e->programs & OPTS_HELPER) || key == KEY_SOCKET_TYPE)
		return 0;
	if (o->n_pass == OPTS_PASS_MAX)
		return opts_reject(p, "--%s: too many options", e->name);
	o->pass[o->n_pass].name = e->name;
	o->pass[o->n_pass].value = arg;
	o->n_pass++;
	return 0;
}

static int check_all(struct opts_parser *p, int argc, char *argv[])
{
	if (p->program == OPTS_HELPER && optind < argc)
		return opts_reject(p, "unexpected argument: %s", argv[optind]);
	if (p->program == OPTS_CLIENT && optind >= argc)
		return opts_reject(p, "command is missing");
	return opts_check(p);
}

static int reject_unknown(struct opts_parser *p, const char *word)
{
	const struct opts_entry *e = optopt ? opts_find(optopt) : NULL;

	if (e && (e->programs & p->program) && strncmp(word, "--", 2) == 0)
		return opts_reject(p, "--%s: takes no value: %s", e->name,
				   word);
	if (optopt && optopt < KEY_MODE)
		return opts_reject(p, "unknown option: -%c", optopt);
	return opts_reject(p, "unknown option: %s", word);
}

/*
 * getopt_long() takes "--sub" for "--subnet-mask" until another option starts
 * like that: what a script says must not depend on what we add.
 */
static int check_whole(struct opts_parser *p, const struct opts_entry *e,
		       const char *word)
{
	size_t len = strlen(e->name);

	if (strncmp(word, "--", 2) != 0)
		return 0; /* a letter, which may stand among others */
	if (strncmp(word + 2, e->name, len) == 0 &&
	    (word[2 + len] == '\0' || word[2 + len] == '='))
		return 0;
	return opts_reject(
		p, "unknown option: %s (options cannot be abbreviated)", word);
}

/* The word of the option that getopt_long() just returned. */
static const char *option_word(char *argv[], int key)
{
	if (key != ':' && optarg && optarg == argv[optind - 1])
		return argv[optind - 2];
	return argv[optind - 1];
}

/* An option that is known, with the value it has or lacks. */
static int take(struct opts_parser *p, int key, const char *word)
{
	const struct opts_entry *e = opts_find(key == ':' ? optopt : key);
	int err;

	err = check_whole(p, e, word);
	if (err)
		return err;
	if (key == ':')
		return opts_reject(p, "--%s: value is missing", e->name);
	if (e->arg && !*optarg)
		return opts_reject(p, "--%s: value is empty", e->name);
	err = apply(p, key, optarg);
	return err ? err : remember(p, key, optarg);
}

static int parse_argv(struct opts_parser *p, int argc, char *argv[])
{
	struct option longs[OPTS_MAX + 1];
	char shorts[2 * OPTS_MAX + 3];
	int key, err;

	opts_getopt(p->program, longs, shorts);
	opterr = 0;
	while ((key = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (key == '?')
			return reject_unknown(p, argv[optind - 1]);
		err = take(p, key, option_word(argv, key));
		if (err)
			return err;
		if (p->opts->action != OPTS_RUN)
			return 0;
	}
	return check_all(p, argc, argv);
}

int opts_parse(struct opts *opts, enum opts_program program, int argc,
	       char *argv[], char error[OPTS_ERROR_MAX])
{
	struct opts_parser p = {
		.opts = opts,
		.program = program,
		.error = error,
	};
	int err;

	*opts = (struct opts){ .fd = -1, .grace = OPTS_GRACE };
	error[0] = '\0';
	err = parse_argv(&p, argc, argv);
	if (!err && program == OPTS_CLIENT)
		opts->command = argv + optind;
	return err;
}
