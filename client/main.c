/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c - vmnet-client: a helper and a VM, started and ended together
 *
 * The VM is started only when its network is ready, and has the socket to it
 * on descriptor 4.  Whatever ends, the other is ended too.
 */

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/process.h"
#include "client/session.h"
#include "helper/log.h"
#include "helper/opts.h"
#include "helper/signals.h"
#include "helper/util.h"
#include "helper/version.h"

#define GRACE_MS 10000 /* from SIGTERM to SIGKILL */

/* As of a shell: cannot be executed, not found, ended by signal N. */
#define EXIT_NOT_EXECUTABLE 126
#define EXIT_NOT_FOUND	    127
#define EXIT_SIGNAL	    128

struct client {
	struct opts opts;
	struct session *session;
	int signals;	  /* what ends us */
	int children;	  /* SIGCHLD */
	int64_t deadline; /* clock_ms() of SIGKILL; 0: not yet ending */
	bool helper_died;
	bool command_ended;
};

static void free_args(char **args)
{
	size_t i;

	for (i = 0; args && args[i]; i++)
		free(args[i]);
	free(args);
}

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
			free_args(args);
			return NULL;
		}
	}
	return args;
}

static void explain_start(int err, const char *helper)
{
	if (err == -ECANCELED || err == -ECHILD)
		return; /* by us, or the helper has said why */
	if (err == -ETIMEDOUT)
		log_error("%s: not ready in time", helper);
	else if (err == -ENOENT)
		log_error("%s: not found beside vmnet-client nor in PATH, "
			  "use --helper",
			  helper);
	else
		log_error("%s: %s", helper, strerror(-err));
}

static int start_helper(struct client *c)
{
	char path[PATH_MAX] = "vmnet-helper"; /* found in PATH */
	char **args = make_args(&c->opts);
	struct session_config config = {
		.helper = c->opts.helper,
		.helper_args = args,
		.helper_log = -1,
		.cancel_fd = c->signals,
	};
	int err;

	if (!config.helper) {
		process_sibling("vmnet-helper", path, sizeof(path));
		config.helper = path;
	}
	err = args ? session_open(&c->session, &config) : -ENOMEM;
	free_args(args);
	if (err)
		explain_start(err, config.helper);
	return err;
}

static int start_command(struct client *c)
{
	int err;

	/* The caller may want the addresses, as it would from the helper. */
	printf("%s\n", session_info(c->session));
	fflush(stdout);
	err = session_run(c->session, c->opts.command, NULL, 0);
	if (err)
		log_error("%s: %s", c->opts.command[0], strerror(-err));
	return err;
}

static void end_command(struct client *c, int sig)
{
	pid_t pid = session_command_pid(c->session);

	if (pid)
		kill(pid, sig);
	if (!c->deadline)
		c->deadline = clock_ms() + GRACE_MS;
}

static void reap(struct client *c)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		session_reaped(c->session, pid, status);
	if (!session_command_pid(c->session)) {
		c->command_ended = true;
		return;
	}
	if (!session_helper_pid(c->session) && !c->helper_died) {
		log_error("vmnet-helper ended, ending %s", c->opts.command[0]);
		c->helper_died = true;
		end_command(c, SIGTERM);
	}
}

static void forward(struct client *c, int sig, bool by_kernel)
{
	/* ^C reaches the whole foreground group, the command included. */
	if (by_kernel && (sig == SIGINT || sig == SIGQUIT))
		return;
	end_command(c, sig);
}

static void check_deadline(struct client *c)
{
	pid_t pid = session_command_pid(c->session);

	if (!c->deadline || clock_ms() < c->deadline || !pid)
		return;
	log_warn("%s did not end in %d s, killing it", c->opts.command[0],
		 GRACE_MS / 1000);
	kill(pid, SIGKILL);
	c->deadline = clock_ms() + GRACE_MS;
}

static void wait_command(struct client *c)
{
	struct pollfd fds[2] = {
		{ .fd = c->signals, .events = POLLIN },
		{ .fd = c->children, .events = POLLIN },
	};
	bool by_kernel;
	int sig;

	while (!c->command_ended) {
		poll(fds, 2, c->deadline ? 100 : -1);
		while ((sig = signals_next(c->signals, &by_kernel)) > 0)
			forward(c, sig, by_kernel);
		if (signals_next(c->children, NULL) > 0)
			reap(c);
		check_deadline(c);
	}
}

static int exit_status(const struct client *c)
{
	int status = session_command_status(c->session);

	if (c->helper_died)
		return EXIT_FAILURE;
	if (WIFSIGNALED(status))
		return EXIT_SIGNAL + WTERMSIG(status);
	return WEXITSTATUS(status);
}

/* A signal that came before the command was started. */
static int cancelled(struct client *c)
{
	int sig = signals_next(c->signals, NULL);

	return sig > 0 ? EXIT_SIGNAL + sig : EXIT_FAILURE;
}

static int run(struct client *c)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	static const int child[] = { SIGCHLD };
	int err;

	c->signals = signals_open(signals, ARRAY_SIZE(signals));
	if (c->signals < 0) {
		log_error("cannot receive signals: %s", strerror(-c->signals));
		return EXIT_FAILURE;
	}
	err = start_helper(c);
	if (err)
		return err == -ECANCELED ? cancelled(c) : EXIT_FAILURE;
	/* By itself: the end of a helper must not cancel its own start. */
	c->children = signals_open(child, ARRAY_SIZE(child));
	err = start_command(c);
	if (err == -ENOENT)
		return EXIT_NOT_FOUND;
	if (err)
		return EXIT_NOT_EXECUTABLE;
	reap(c); /* who ended before the line above was heard by nobody */
	wait_command(c);
	return exit_status(c);
}

int main(int argc, char *argv[])
{
	struct client c = { .signals = -1 };
	char error[OPTS_ERROR_MAX];
	int status;

	log_set_thread("client");
	if (opts_parse(&c.opts, OPTS_CLIENT, argc, argv, error) < 0) {
		log_error("%s", error);
		return EXIT_FAILURE;
	}
	if (c.opts.action == OPTS_HELP) {
		opts_usage(OPTS_CLIENT, stdout);
		return EXIT_SUCCESS;
	}
	if (c.opts.action == OPTS_VERSION) {
		version_print();
		return EXIT_SUCCESS;
	}
	status = run(&c);
	session_close(c.session, GRACE_MS);
	return status;
}
