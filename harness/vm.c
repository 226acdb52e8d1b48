/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* vm.c - one guest: a session of helper and driver, and its control channel */

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/system.h"
#include "harness/vm.h"
#include "helper/log.h"
#include "helper/util.h"

#define VM_CONTROL_FD 5
#define VM_START_MS   10000 /* for the helper; it takes well under a second */
#define VM_ARGS	      12
#define VM_GRACE_MS   2000 /* from SIGTERM to SIGKILL */

/* A guest that is booted again after a stall appends to the same logs. */
static int vm_log_open(const struct vm_config *config, const char *name)
{
	char path[PATH_MAX + VM_LOG];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", config->output, name);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	return fd < 0 ? -errno : fd;
}

/* Our end of the cable, whose drops are counted; vmnet has none with a name. */
static void vm_find_tap(struct vm *vm)
{
	const char *name;
	json_t *info;

	info = json_loads(session_info(vm->session), 0, NULL);
	name = json_string_value(json_object_get(info, "vmnet_interface_name"));
	snprintf(vm->tap, sizeof(vm->tap), "%s", name ? name : "");
	json_decref(info);
}

static int vm_start_helper(struct vm *vm, const struct vm_config *config,
			   struct events *ev)
{
	const char *args[VM_ARGS] = { "--operation-mode", config->mode };
	struct session_config sc = {
		.helper = config->helper,
		.helper_args = (char *const *)args,
		.timeout_ms = VM_START_MS,
		.cancel_fd = ev->stop_fd,
		.stream = config->network->stream,
		.attach_tap = config->network->large,
	};
	size_t n = 2;
	int err;

	if (config->shared_interface) {
		args[n++] = "--shared-interface";
		args[n++] = config->shared_interface;
	}
	if (config->network->large) {
		args[n++] = "--attach";
		args[n++] = "tap";
	} else if (config->variant->offloading) {
		args[n++] = "--enable-tso";
		args[n++] = "--enable-checksum-offload";
	}
	sc.helper_log = vm_log_open(config, vm->helper_log);
	if (sc.helper_log < 0)
		return sc.helper_log;
	vm->started = clock_ms();
	err = session_open(&vm->session, &sc);
	close(sc.helper_log);
	if (err) {
		vm->session = NULL;
		return err;
	}
	vm_find_tap(vm);
	return 0;
}

/* A session that is but the driver, on what the carrier has made. */
static int vm_start_other(struct vm *vm, const struct vm_config *config)
{
	const struct carrier_port *port = config->port;
	char mac[18];
	const struct session_config sc = {
		.stream = config->network->stream,
		.vm_fd = port->fd,
		.attach = config->network->attach,
		.socket = port->socket,
		.mac = mac,
	};

	snprintf(mac, sizeof(mac), "02:76:6d:00:00:%02x", vm->number);
	snprintf(vm->tap, sizeof(vm->tap), "%s", port->tap);
	vm->started = clock_ms();
	return session_open(&vm->session, &sc);
}

static int vm_set(const char *name, const char *value)
{
	return (*value ? setenv(name, value, 1) : unsetenv(name)) ? -errno : 0;
}

int vm_environment_of(const struct network *network,
		      const struct matrix_variant *variant)
{
	int err;

	err = vm_set("VMNET_ATTACH", network->attach);
	if (!err)
		err = vm_set("VM_COMMAND", variant->command);
	if (!err)
		err = vm_set("VM_OFFLOAD", variant->offloading || network->large
						   ? "on"
						   : "off");
	return err;
}

static int vm_environment(const struct vm *vm, const struct vm_config *config)
{
	char name[8], port[12] = "";
	int err;

	if (config->port && config->port->port)
		snprintf(port, sizeof(port), "%u", config->port->port);
	err = vm_environment_of(config->network, config->variant);
	if (!err)
		err = vm_set("VMNET_PORT", port);
	if (err)
		return err;

	snprintf(name, sizeof(name), "vm%u", vm->number);
	if (setenv("VM_NAME", name, 1))
		return -errno;
	if (config->accel[0] && setenv("VM_ACCEL", config->accel, 1))
		return -errno;
	return 0;
}

/* What a guest's console prints is in a log of its own, or in the driver's. */
static int vm_channel(struct vm *vm, const struct vm_config *config)
{
	char console[PATH_MAX + VM_LOG];

	snprintf(console, sizeof(console), "%s/%s-vm%u-console.log",
		 config->output, config->log, vm->number);
	return channel_open(&vm->channel, &vm->agent, VM_CONTROL_FD, console);
}

static const char *vm_driver_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int vm_start_driver(struct vm *vm, const struct vm_config *config)
{
	char *argv[] = { (char *)config->driver_path, NULL };
	struct session_fd fds[4];
	size_t n = 3;
	int null, log, err;

	log = vm_log_open(config, vm->vm_log);
	if (log < 0)
		return log;
	err = null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null < 0) {
		err = -errno;
		goto out_log;
	}
	fds[0] = (struct session_fd){ null, 0 };
	fds[1] = (struct session_fd){ log, 1 };
	fds[2] = (struct session_fd){ log, 2 };
	err = vm_environment(vm, config);
	if (!err)
		err = vm_channel(vm, config);
	if (vm->channel.fd >= 0)
		fds[n++] = (struct session_fd){ vm->channel.fd, VM_CONTROL_FD };
	if (!err)
		err = session_run(vm->session, argv, fds, n);
	channel_started(&vm->channel);
	close(null);
out_log:
	close(log);
	return err;
}

int vm_start(struct vm *vm, unsigned int number, const struct vm_config *config,
	     struct events *ev)
{
	int err;

	*vm = (struct vm){ .number = number,
			   .agent.fd = -1,
			   .channel.fd = -1,
			   .helper = !config->port,
			   .counts = system_counts_vmm(
				   vm_driver_name(config->driver_path)) };
	snprintf(vm->helper_log, sizeof(vm->helper_log), "%s-vm%u-helper.log",
		 config->log, number);
	snprintf(vm->vm_log, sizeof(vm->vm_log), "%s-vm%u-vm.log", config->log,
		 number);
	if (config->port)
		err = vm_start_other(vm, config);
	else
		err = vm_start_helper(vm, config, ev);
	if (err) {
		snprintf(vm->problem, sizeof(vm->problem),
			 "%sguest %u did not start: %s (%s)",
			 vm->helper ? "helper of " : "", number,
			 err == -ECHILD ? "it ended" : strerror(-err),
			 vm->helper ? vm->helper_log : vm->vm_log);
		return err;
	}
	err = vm_start_driver(vm, config);
	if (err)
		snprintf(vm->problem, sizeof(vm->problem),
			 "guest %u did not start: %s (%s)", number,
			 strerror(-err), vm->vm_log);
	else
		log_debug("guest %u: helper %d on %s, driver %d", number,
			  (int)session_helper_pid(vm->session), vm->tap,
			  (int)session_command_pid(vm->session));
	return err;
}

int vm_greet(struct vm *vm)
{
	int ret = agent_greet(&vm->agent);

	if (vm->agent.address[0] && vm->lease <= 0)
		vm->lease = (double)(clock_ms() - vm->started) / 1000;
	if (ret > 0) {
		vm->startup = (double)(clock_ms() - vm->started) / 1000;
		log_debug("guest %u: %s ready after %.3f s", vm->number,
			  vm->agent.address, vm->startup);
	} else if (ret == -ECONNABORTED) {
		snprintf(vm->problem, sizeof(vm->problem), "guest %u: %s (%s)",
			 vm->number, vm->agent.failure, vm->vm_log);
	} else if (ret < 0) {
		snprintf(vm->problem, sizeof(vm->problem),
			 "guest %u: control channel: %s (%s)", vm->number,
			 ret == -EPIPE ? "closed" : strerror(-ret), vm->vm_log);
	}
	return ret;
}

bool vm_fault(struct vm *vm)
{
	char how[32];
	int status;

	if (!vm->session)
		return false;
	if (session_command_pid(vm->session) == 0) {
		status = session_command_status(vm->session);
		snprintf(how, sizeof(how), "%s %d",
			 WIFSIGNALED(status) ? "by signal" : "with status",
			 WIFSIGNALED(status) ? WTERMSIG(status)
					     : WEXITSTATUS(status));
		snprintf(vm->problem, sizeof(vm->problem),
			 "guest %u ended %s (%s)", vm->number, how, vm->vm_log);
		return true;
	}
	if (vm->helper && session_helper_pid(vm->session) == 0) {
		snprintf(vm->problem, sizeof(vm->problem),
			 "helper of guest %u ended (%s)", vm->number,
			 vm->helper_log);
		return true;
	}
	return false;
}

void vm_stop(struct vm *vm)
{
	if (vm->number)
		agent_close(&vm->agent);
	session_close(vm->session, VM_GRACE_MS);
	if (vm->number)
		channel_close(&vm->channel);
	*vm = (struct vm){ 0 };
}
