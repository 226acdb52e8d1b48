/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_opts.c - command lines of vmnet-helper and vmnet-client
 *
 * The first byte chooses the program, the rest are arguments with a NUL behind
 * each.  What the client passes on must mean to the helper what it meant to
 * the client.
 */

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "helper/fuzz.h"
#include "helper/opts.h"

static int parse(struct opts *o, enum opts_program program, int argc,
		 char *argv[])
{
	char error[OPTS_ERROR_MAX];
	int err;

	optind = 0; /* glibc: begin anew */
	memset(error, 'x', sizeof(error));
	err = opts_parse(o, program, argc, argv, error);
	fuzz_check(err == 0 || err == -EINVAL);
	fuzz_error(err, error, sizeof(error));
	return err;
}

static void check_result(const struct opts *o, enum opts_program program)
{
	char error[OPTS_ERROR_MAX];

	if (o->action != OPTS_RUN)
		return;
	if (program == OPTS_HELPER)
		fuzz_check((o->fd >= 0) != (o->socket != NULL));
	else
		fuzz_check(o->command && o->command[0]);
	fuzz_check((o->mode == NIC_BRIDGED) == (o->shared_interface != NULL));
	if (o->has_subnet)
		fuzz_check(subnet_check(&o->subnet, error, sizeof(error)) == 0);
	fuzz_check(o->stats_interval <= 86400);
}

static void check_passed(const struct opts *client)
{
	static char words[OPTS_PASS_MAX][64];
	char *argv[2 * OPTS_PASS_MAX + 4];
	struct opts helper;
	int argc = 0;
	size_t i;

	argv[argc++] = words[0];
	for (i = 0; i < client->n_pass; i++) {
		snprintf(words[i], sizeof(words[i]), "--%s",
			 client->pass[i].name);
		argv[argc++] = words[i];
		if (client->pass[i].value)
			argv[argc++] = (char *)client->pass[i].value;
	}
	argv[argc++] = (char *)"--fd=3";
	argv[argc] = NULL;
	fuzz_check(parse(&helper, OPTS_HELPER, argc, argv) == 0 ||
		   client->n_pass == OPTS_PASS_MAX);
	if (client->n_pass == OPTS_PASS_MAX)
		return;
	fuzz_check(helper.mode == client->mode);
	fuzz_check(helper.isolate == client->isolate);
	fuzz_check(helper.tso == client->tso);
	fuzz_check(helper.checksum == client->checksum);
	fuzz_check(helper.network == client->network);
	fuzz_check(strcmp(helper.own, client->own) == 0);
	fuzz_check(helper.mtu == client->mtu);
	fuzz_check(helper.stats_interval == client->stats_interval);
	fuzz_check(memcmp(helper.id, client->id, sizeof(helper.id)) == 0);
	fuzz_check(memcmp(&helper.subnet, &client->subnet,
			  sizeof(helper.subnet)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum opts_program program;
	char *argv[FUZZ_ARGS + 1], *text;
	struct opts o;
	int argc;

	if (!size)
		return 0;
	program = data[0] & 1 ? OPTS_CLIENT : OPTS_HELPER;
	text = fuzz_text(data + 1, size - 1);
	argc = fuzz_argv(text, size - 1, argv);
	if (parse(&o, program, argc, argv) == 0) {
		check_result(&o, program);
		if (program == OPTS_CLIENT && o.action == OPTS_RUN)
			check_passed(&o);
	}
	free(text);
	return 0;
}
