/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* start.c - the helper of a command line: found, with privilege, started */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/expand.h"
#include "client/find.h"
#include "client/privilege.h"
#include "client/spawn.h"
#include "client/start.h"
#include "helper/log.h"
#include "helper/util.h"

/* The helper's options, each as one "--name=value". */
static char **make_args(const struct opts *o)
{
	char **args = calloc(o->n_pass + 1, sizeof(*args));
	size_t i;
	int n;

	for (i = 0; args && i < o->n_pass; i++) {
		if (o->pass[i].value)
			n = asprintf(&args[i], "--%s=%s", o->pass[i].name,
				     o->pass[i].value);
		else
			n = asprintf(&args[i], "--%s", o->pass[i].name);
		if (n < 0) {
			args[i] = NULL;
			expand_free(args);
			return NULL;
		}
	}
	return args;
}

/* Whatever keeps sudo from starting the helper keeps it from this, too. */
static bool sudo_works(const char *helper)
{
	const char *const argv[] = { "sudo", "--non-interactive", helper,
				     "--version", NULL };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), status = -1;
	const struct session_fd fds[] = {
		{ null, STDIN_FILENO },
		{ null, STDOUT_FILENO },
		{ null, STDERR_FILENO },
	};
	const struct spawn spawn = {
		.argv = (char *const *)argv,
		.fds = fds,
		.n_fds = ARRAY_SIZE(fds),
		.place = SPAWN_SESSION,
	};
	pid_t pid;

	if (null < 0)
		return true;
	if (spawn_start(&spawn, &pid) == 0)
		waitpid(pid, &status, 0);
	close(null);
	return status == 0;
}

static void explain_sudo(const char *helper)
{
	const struct passwd *pw = getpwuid(getuid());
	char uid[16];

	snprintf(uid, sizeof(uid), "#%u", (unsigned int)getuid());
	log_error("%s needs root, and sudo does not start it without a "
		  "password: let root write \"%s ALL = (root) NOPASSWD: %s\" "
		  "to /etc/sudoers.d/vmnet-helper, %s",
		  helper, pw ? pw->pw_name : uid, helper, privilege_advice());
}

static void explain(int err, const struct session_config *config)
{
	const char *helper = config->helper;

	if (err == -ECANCELED)
		return;
	if (err == -ENOENT && config->sudo)
		log_error("%s needs root, and there is no sudo to start it: "
			  "start vmnet-client as root",
			  helper);
	else if (err == -ECHILD && config->sudo && !sudo_works(helper))
		explain_sudo(helper);
	else if (err == -ETIMEDOUT)
		log_error("%s: not ready in time", helper);
	else if (err == -ENOENT)
		log_error("%s: its interpreter is missing", helper);
	else if (err != -ECHILD) /* then the helper has said why */
		log_error("%s: %s", helper, strerror(-err));
}

int start_helper(struct session **session, const struct opts *opts,
		 const struct user *user, int cancel_fd)
{
	char path[PATH_MAX], error[FIND_ERROR_MAX];
	struct privilege privilege;
	char **args;
	int err;

	err = find_helper(opts->helper, path, sizeof(path), error);
	if (err) {
		log_error("%s", error);
		return err;
	}
	privilege_look(path, &privilege);
	args = make_args(opts);
	{
		const struct session_config config = {
			.helper = path,
			.helper_args = args,
			.helper_log = -1,
			.cancel_fd = cancel_fd,
			.sudo = !opts->unprivileged &&
				privilege_needs_sudo(&privilege),
			.stream = opts->stream,
			.attach_tap = opts->attach_tap,
			.run_as = user,
		};

		err = args ? session_open(session, &config) : -ENOMEM;
		if (err)
			explain(err, &config);
	}
	expand_free(args);
	return err;
}
