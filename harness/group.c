/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* group.c - two guests on one network, and what is measured between them */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/cpu.h"
#include "harness/group.h"
#include "harness/lan.h"
#include "harness/netdev.h"
#include "helper/util.h"

/*
 * A guest boots in seconds even under emulation; the limit is that plus the
 * share of each guest that boots with it, three times over for a busy machine.
 */
#define GROUP_BOOT_MS (3 * (10000 + GROUP_VMS * 5000))
#define GROUP_KVM_MS  10000 /* KVM that needs longer is no KVM */

#define GROUP_TRIES    6 /* to reach the server, see iperf_parse() */
#define GROUP_RETRY_MS 300

#define GROUP_CLOSED_MS 500

/* The first one to end is the cause; others may follow because of it. */
static bool group_ended(void *ctx, pid_t pid, int status)
{
	struct group *g = ctx;
	size_t i;

	for (i = 0; i < GROUP_VMS; i++) {
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
	for (i = 0; i < GROUP_VMS; i++) {
		if (g->vm[i].number)
			agent_close(&g->vm[i].agent);
	}
	for (i = 0; i < GROUP_VMS; i++)
		vm_stop(&g->vm[i]);
	g->up = false;
	g->ev->lost = false;
}

void group_close(struct group *g)
{
	group_stop(g);
	events_unwatch(g->ev, &g->child);
}

/*
 * A closed control channel is seen before the end of the process that held
 * it, which tells more.
 */
static int group_closed(struct group *g)
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
	struct pollfd fds[GROUP_VMS];
	size_t i, ready = 0;
	int ret;

	for (i = 0; i < GROUP_VMS; i++)
		fds[i] = (struct pollfd){ g->vm[i].agent.fd, POLLIN, 0 };
	while (ready < GROUP_VMS) {
		ret = events_wait(g->ev, fds, GROUP_VMS, deadline);
		if (ret <= 0)
			return ret ? ret : -ETIMEDOUT;
		for (i = 0; i < GROUP_VMS; i++) {
			ret = fds[i].revents ? group_greet(g, &g->vm[i]) : 0;
			if (ret < 0)
				return ret;
			if (ret > 0) {
				fds[i].fd = -1;
				ready++;
			}
		}
	}
	return 0;
}

static int group_start(struct group *g, const struct matrix_step *step,
		       int64_t limit)
{
	const struct options *o = &g->setup->options;
	const char *driver = o->matrix.drivers.name[step->driver];
	const char *mode = o->matrix.modes.name[step->mode];
	char path[PATH_MAX + MATRIX_NAME], log[VM_LOG / 2 + MATRIX_NAME];
	struct vm_config config = {
		.helper = o->helper,
		.driver_path = path,
		.mode = mode,
		.shared_interface = strcmp(mode, "bridged") ? NULL : LAN_NAME,
		.accel = g->accel,
		.output = g->setup->output,
		.log = log,
	};
	int64_t deadline = clock_ms() + limit;
	unsigned int i;
	int err;

	snprintf(path, sizeof(path), "%s/%s", o->vms, driver);
	snprintf(log, sizeof(log), "logs/r%u-%s-%s", step->round, mode, driver);
	for (i = 0; i < GROUP_VMS; i++) {
		err = vm_start(&g->vm[i], i + 1, &config, g->ev);
		if (err) {
			snprintf(g->problem, sizeof(g->problem), "%s",
				 g->vm[i].problem);
			return err;
		}
	}
	err = group_wait(g, deadline);
	for (i = 0; err == -ETIMEDOUT && i < GROUP_VMS; i++) {
		if (g->vm[i].startup == 0)
			snprintf(g->problem, sizeof(g->problem),
				 "guest %u not ready after %lld s (%s)", i + 1,
				 (long long)limit / 1000, g->vm[i].vm_log);
	}
	return err;
}

int group_boot(struct group *g, const struct matrix_step *step)
{
	const struct matrix_list *drivers = &g->setup->options.matrix.drivers;
	bool kvm = !strcmp(g->accel, "kvm") &&
		   !strcmp(drivers->name[step->driver], "qemu");
	int err;

	group_stop(g);
	err = group_start(g, step, kvm ? GROUP_KVM_MS : GROUP_BOOT_MS);
	if (err == -ETIMEDOUT && kvm) {
		snprintf(g->accel, sizeof(g->accel), "tcg");
		group_stop(g);
		err = group_start(g, step, GROUP_BOOT_MS);
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

	for (i = 0; i < GROUP_VMS; i++) {
		if (g->vm[i].startup > slowest)
			slowest = g->vm[i].startup;
	}
	return slowest;
}

/* What the helpers have used and lost so far. */
static int group_count(const struct group *g, int64_t *cpu_ns,
		       uint32_t drops[GROUP_VMS], bool *drops_known)
{
	int64_t ns;
	size_t i;
	int err;

	*cpu_ns = 0;
	*drops_known = true;
	for (i = 0; i < GROUP_VMS; i++) {
		err = cpu_time(session_helper_pid(g->vm[i].session), &ns);
		if (err)
			return err;
		*cpu_ns += ns;
		if (netdev_tx_dropped(g->vm[i].tap, &drops[i]))
			*drops_known = false;
	}
	return 0;
}

static int group_run(struct group *g, enum direction direction,
		     struct measurement *m)
{
	const struct options *o = &g->setup->options;
	struct iperf_config config = {
		.address = g->vm[0].agent.address,
		.reverse = direction == VM_TO_HOST,
		.seconds = o->seconds,
		.omit = o->omit,
		.length = o->length,
		.congestion = g->setup->congestion,
	};
	uint32_t before[GROUP_VMS], after[GROUP_VMS];
	int64_t start, end;
	bool known[2];
	size_t i;
	int err;

	err = group_count(g, &start, before, &known[0]);
	if (err)
		return err;
	err = iperf_run(g->ev, direction == VM_TO_VM ? &g->vm[1].agent : NULL,
			&config, &m->iperf);
	if (err)
		return err;
	err = group_count(g, &end, after, &known[1]);
	if (err)
		return err;
	m->cpu_seconds = (double)(end - start) / 1e9;
	m->drops = known[0] && known[1] ? 0 : -1;
	for (i = 0; m->drops >= 0 && i < GROUP_VMS; i++)
		m->drops += after[i] - before[i];
	return 0;
}

static uint64_t group_memory(const struct group *g)
{
	uint64_t bytes, most = 0;
	size_t i;

	for (i = 0; i < GROUP_VMS; i++) {
		if (!cpu_memory(session_helper_pid(g->vm[i].session), &bytes) &&
		    bytes > most)
			most = bytes;
	}
	return most;
}

/* Put a failed run into words, and into the errors of group_measure(). */
static int group_explain(struct group *g, int err, const struct measurement *m)
{
	const struct options *o = &g->setup->options;

	if (err == -ECANCELED)
		return err;
	if (err == -ETIMEDOUT) {
		snprintf(g->problem, sizeof(g->problem),
			 "stalled: no end after %u s",
			 o->seconds + o->omit + IPERF_LIMIT_MS / 1000);
		return err;
	}
	if (err == -EPIPE || err == -ESRCH) {
		snprintf(g->problem, sizeof(g->problem),
			 "a guest closed its control channel");
		err = group_closed(g);
		return err == -ECANCELED ? err : -ECHILD;
	}
	if (g->ev->lost)
		return -ECHILD;
	snprintf(g->problem, sizeof(g->problem), "%s",
		 m->iperf.error[0] ? m->iperf.error : strerror(-err));
	return err;
}

int group_measure(struct group *g, enum direction direction,
		  struct measurement *m)
{
	int err, wait, tries = 0;

	*m = (struct measurement){ .drops = -1 };
	for (;;) {
		err = group_run(g, direction, m);
		if (err != -ECONNREFUSED || ++tries > GROUP_TRIES)
			break;
		iperf_free(&m->iperf);
		wait = events_sleep(g->ev, GROUP_RETRY_MS);
		if (wait) {
			err = wait;
			break;
		}
	}
	if (err)
		return group_explain(g, err, m);
	m->memory = group_memory(g);
	return 0;
}
