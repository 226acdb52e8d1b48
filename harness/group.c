/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* group.c - guests on one network */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/group.h"
#include "helper/util.h"

/*
 * A guest boots in seconds even under emulation; the limit is that plus the
 * share of each guest that boots with it, three times over for a busy machine.
 */
#define GROUP_BOOT_MS(n) (3 * (10000 + (int64_t)(n)*5000))
#define GROUP_KVM_MS(n)	 (8000 + (int64_t)(n)*1000) /* longer is no KVM */

/* cloud-init takes its time, most of all at a first boot. */
#define GROUP_CREATED_MS 600000

#define GROUP_CLOSED_MS 500

/* The first one to end is the cause; others may follow because of it. */
static bool group_ended(void *ctx, pid_t pid, int status)
{
	struct group *g = ctx;
	size_t i;

	if (carrier_reaped(&g->carrier, pid)) {
		if (!g->ev->lost)
			snprintf(g->problem, sizeof(g->problem), "%s",
				 g->carrier.problem);
		g->ev->lost = true;
		return true;
	}
	for (i = 0; i < g->n; i++) {
		if (!g->vm[i].session ||
		    !session_reaped(g->vm[i].session, pid, status))
			continue;
		if (!g->ev->lost && vm_fault(&g->vm[i]))
			snprintf(g->problem, sizeof(g->problem), "%s",
				 g->vm[i].problem);
		g->ev->lost = true;
		return true;
	}
	return false;
}

void group_open(struct group *g, const struct setup *setup, struct events *ev)
{
	*g = (struct group){ .setup = setup, .ev = ev };
	snprintf(g->accel, sizeof(g->accel), "%s", setup->accel);
	g->child = (struct events_child){ group_ended, g, NULL };
	events_watch(ev, &g->child);
}

void group_stop(struct group *g)
{
	size_t i;

	/* All guests hear that it is over before the first is waited for. */
	for (i = 0; i < g->n; i++) {
		if (g->vm[i].number)
			agent_close(&g->vm[i].agent);
	}
	for (i = 0; i < g->n; i++)
		vm_stop(&g->vm[i]);
	carrier_close(&g->carrier);
	g->n = 0;
	g->up = false;
	g->ev->lost = false;
}

void group_close(struct group *g)
{
	group_stop(g);
	events_unwatch(g->ev, &g->child);
}

int group_closed(struct group *g)
{
	int err = events_sleep(g->ev, GROUP_CLOSED_MS);

	return err ? err : -EPIPE;
}

static int group_greet(struct group *g, struct vm *vm)
{
	int ret = vm_greet(vm);

	if (ret == -EPIPE)
		ret = group_closed(g);
	if (ret < 0 && !g->ev->lost)
		snprintf(g->problem, sizeof(g->problem), "%s", vm->problem);
	return ret;
}

/* Wait until all guests are ready. */
static int group_wait(struct group *g, int64_t deadline)
{
	struct pollfd fds[MATRIX_GUESTS];
	size_t i, ready = 0;
	int ret;

	for (i = 0; i < g->n; i++)
		fds[i] = (struct pollfd){ g->vm[i].agent.fd, POLLIN, 0 };
	while (ready < g->n) {
		ret = events_wait(g->ev, fds, g->n, deadline);
		if (ret <= 0)
			return ret ? ret : -ETIMEDOUT;
		for (i = 0; i < g->n; i++) {
			if (!fds[i].revents)
				continue;
			ret = group_greet(g, &g->vm[i]);
			if (ret < 0)
				return ret;
			fds[i].fd = ret > 0 ? -1 : g->vm[i].agent.fd;
			ready += ret > 0;
		}
	}
	return 0;
}

/* Names of logs tell what is not as usual. */
static void group_name(struct group *g, const struct matrix_step *step)
{
	const struct matrix *m = &g->setup->options.matrix;
	const char *network = matrix_network(m, step->network);
	char guests[16] = "", *c;

	if (m->guests.n)
		snprintf(guests, sizeof(guests), "-%uvms", step->guests);
	snprintf(g->log, sizeof(g->log), "logs/r%u-%s-%s%s%s%s", step->round,
		 m->modes.name[step->mode], m->drivers.name[step->driver],
		 strcmp(network, MATRIX_NETWORK) ? "-" : "",
		 strcmp(network, MATRIX_NETWORK) ? network : "", guests);
	for (c = g->log; (c = strchr(c, ':'));)
		*c = '-';
}

static int group_carry(struct group *g)
{
	const struct options *o = &g->setup->options;
	char log[PATH_MAX + VM_LOG + 16];
	const struct carrier_config config = { .network = g->network,
					       .build = o->build,
					       .lan = o->lan,
					       .log = log };
	int err;

	if (g->network->kind == NETWORK_HELPER)
		return 0;
	snprintf(log, sizeof(log), "%s/%s-network.log", g->setup->output,
		 g->log);
	err = carrier_open(&g->carrier, &config, g->ev);
	if (err)
		snprintf(g->problem, sizeof(g->problem), "%s",
			 g->carrier.problem);
	return err;
}

static int group_start_vm(struct group *g, struct vm_config *config)
{
	struct carrier_port port;
	unsigned int number = (unsigned int)g->n + 1;
	int err;

	config->port = NULL;
	if (g->network->kind != NETWORK_HELPER) {
		config->port = &port;
		err = carrier_attach(&g->carrier, number, &port);
		if (err) {
			snprintf(g->problem, sizeof(g->problem), "%s",
				 g->carrier.problem);
			return err;
		}
	}
	err = vm_start(&g->vm[g->n++], number, config, g->ev);
	if (err)
		snprintf(g->problem, sizeof(g->problem), "%s",
			 g->vm[number - 1].problem);
	return err;
}

static int group_ready(struct group *g, int64_t deadline, int64_t limit)
{
	int err = group_wait(g, deadline);
	size_t i;

	for (i = 0; err == -ETIMEDOUT && i < g->n; i++) {
		if (g->vm[i].startup <= 0)
			snprintf(g->problem, sizeof(g->problem),
				 "guest %zu not ready after %lld s (%s)", i + 1,
				 (long long)limit / 1000, g->vm[i].vm_log);
	}
	return err;
}

static int group_start(struct group *g, const struct matrix_step *step,
		       int64_t limit)
{
	const struct options *o = &g->setup->options;
	const char *mode = o->matrix.modes.name[step->mode];
	char path[PATH_MAX + MATRIX_NAME];
	struct vm_config config = {
		.helper = o->helper,
		.network = g->network,
		.variant = &o->matrix.variants[step->driver],
		.driver_path = path,
		.mode = mode,
		.shared_interface = strcmp(mode, "bridged") ? NULL : o->lan,
		.accel = g->accel,
		.output = g->setup->output,
		.log = g->log,
	};
	int64_t deadline = clock_ms() + limit;
	unsigned int i;
	int err;

	snprintf(path, sizeof(path), "%s/%s", o->vms,
		 matrix_script(&o->matrix, step->driver));
	err = group_carry(g);
	for (i = 0; !err && i < step->guests; i++)
		err = group_start_vm(g, &config);
	return err ? err : group_ready(g, deadline, limit);
}

int group_boot(struct group *g, const struct matrix_step *step)
{
	const struct matrix *m = &g->setup->options.matrix;
	bool kvm = !strcmp(g->accel, "kvm") &&
		   !strcmp(matrix_script(m, step->driver), "qemu");
	bool created = !strcmp(matrix_script(m, step->driver), OPTIONS_CREATED);
	int64_t boot = created ? GROUP_CREATED_MS : GROUP_BOOT_MS(step->guests);
	int err;

	group_stop(g);
	group_name(g, step);
	g->network = network_find(matrix_network(m, step->network));
	err = group_start(g, step, kvm ? GROUP_KVM_MS(step->guests) : boot);
	if (err == -ETIMEDOUT && kvm) {
		snprintf(g->accel, sizeof(g->accel), "tcg");
		group_stop(g);
		err = group_start(g, step, boot);
	}
	if (g->ev->signal)
		err = -ECANCELED;
	if (err)
		group_stop(g);
	else
		g->up = true;
	return err;
}

double group_startup(const struct group *g)
{
	double slowest = 0;
	size_t i;

	for (i = 0; i < g->n; i++) {
		if (g->vm[i].startup > slowest)
			slowest = g->vm[i].startup;
	}
	return slowest;
}

double group_lease(const struct group *g)
{
	double slowest = 0;
	size_t i;

	for (i = 0; i < g->n; i++) {
		if (g->vm[i].lease > slowest)
			slowest = g->vm[i].lease;
	}
	return slowest;
}
