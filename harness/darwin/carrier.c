/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carrier.c - nothing but vmnet-helper carries frames on macOS
 *
 * No network of system_networks() wants a carrier, so none is ever opened.
 */

#include <errno.h>
#include <stdio.h>

#include "harness/carrier.h"

static int carrier_refuse(struct carrier *c)
{
	snprintf(c->problem, sizeof(c->problem), "%s: no network of macOS",
		 c->config.network->name);
	return -EOPNOTSUPP;
}

bool carrier_check(const struct network *network, const char *build)
{
	(void)network;
	(void)build;
	return false;
}

int carrier_open(struct carrier *c, const struct carrier_config *config,
		 struct events *ev)
{
	*c = (struct carrier){ .config = *config, .ev = ev, .input = -1 };
	return carrier_refuse(c);
}

int carrier_attach(struct carrier *c, unsigned int number,
		   struct carrier_port *port)
{
	(void)number;
	*port = (struct carrier_port){ .fd = -1 };
	return carrier_refuse(c);
}

bool carrier_reaped(struct carrier *c, pid_t pid)
{
	(void)c;
	(void)pid;
	return false;
}

void carrier_close(struct carrier *c)
{
	*c = (struct carrier){ 0 };
}
