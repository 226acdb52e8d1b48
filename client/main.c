/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c - vmnet-client: a helper and a VM, started and ended together
 *
 * The VM is started only when its network is ready, and has the socket to it
 * on descriptor 4.  Whatever ends, the other is ended too.
 */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/expand.h"
#include "client/reply.h"
#include "client/session.h"
#include "client/start.h"
#include "client/terminal.h"
#include "client/user.h"
#include "helper/ifid.h"
#include "helper/log.h"
#include "helper/opts.h"
#include "helper/signals.h"
#include "helper/util.h"
#include "helper/version.h"

/* A helper whose VM closes its socket ends; the VM may need longer to end. */
#define FOLLOW_MS 2000

#define HELPER_GRACE_MS 10000 /* from SIGTERM to SIGKILL */

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
	int64_t follow;	  /* clock_ms() until which the command may follow */
	struct terminal terminal;
	bool helper_died; /* and the command was ended for that */
	bool command_ended;
	bool command_killed;
};

/* The command, with what it asks for in braces. */
static char **make_command(const struct client *c)
{
	const char *info = session_info(c->session);
	const char *mac = session_mac(c->session);
	char id[IFID_TEXT];
	bool has_id =
		reply_find(info, "vmnet_interface_id", id, sizeof(id)) == 0;
	const struct expand_var vars[] = {
		{ "mac", mac[0] ? mac : NULL },
		{ "fd", "4" }, /* SESSION_VM_FD */
		{ "interface-id", has_id ? id : NULL },
		{ NULL, NULL },
	};

	return expand_all(c->opts.command, vars);
}

static int start_command(struct client *c)
{
	char **argv;
	int err;

	/* The caller may want the addresses, as it would from the helper. */
	err = wait_writable(STDOUT_FILENO, c->signals);
	if (err)
		return err;
	printf("%s\n", session_info(c->session));
	fflush(stdout);
	argv = make_command(c);
	err = argv ? session_run(c->session, argv, NULL, 0) : -ENOMEM;
	expand_free(argv);
	if (err)
		log_error("%s: %s", c->opts.command[0], strerror(-err));
	return err;
}

static void end_command(struct client *c, int sig)
{
	pid_t pid = session_command_pid(c->session);

	if (!pid)
		return;
	kill(pid, c->opts.grace ? sig : SIGKILL);
	kill(pid, SIGCONT); /* a stopped one hears nothing else */
	if (!c->deadline)
		c->deadline = clock_ms() + c->opts.grace * 1000;
}

static void end_for_helper(struct client *c)
{
	c->follow = 0;
	if (c->opts.keep_running) {
		log_warn("vmnet-helper ended, %s goes on without a network",
			 c->opts.command[0]);
		return;
	}
	log_error("vmnet-helper ended, ending %s", c->opts.command[0]);
	c->helper_died = true;
	end_command(c, SIGTERM);
}

static void reap(struct client *c)
{
	bool helper_ran = session_helper_pid(c->session) != 0;
	int status, helper_status = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == session_helper_pid(c->session))
			helper_status = status;
		session_reaped(c->session, pid, status);
	}
	if (!session_command_pid(c->session))
		c->command_ended = true;
	else if (!helper_ran || session_helper_pid(c->session) || c->deadline)
		return; /* all well, known, or ending anyway */
	else if (helper_status == 0)
		c->follow = clock_ms() + FOLLOW_MS;
	else
		end_for_helper(c);
}

static void forward(struct client *c, int sig, bool by_kernel)
{
	/* ^C reaches the whole foreground group, the command included. */
	if (by_kernel && (sig == SIGINT || sig == SIGQUIT))
		return;
	end_command(c, sig);
}

static void check_time(struct client *c)
{
	pid_t pid = session_command_pid(c->session);
	int64_t now = clock_ms();

	if (!pid)
		return;
	if (c->follow && !c->deadline && now >= c->follow)
		end_for_helper(c);
	if (!c->deadline || now < c->deadline)
		return;
	if (c->opts.grace)
		log_warn("%s did not end in %u s, killing it",
			 c->opts.command[0], c->opts.grace);
	kill(pid, SIGKILL);
	c->deadline = now + 1000; /* nothing can be done but wait */
	c->opts.grace = 0;	  /* said */
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
		poll(fds, 2, c->deadline || c->follow ? 100 : -1);
		while ((sig = signals_next(c->signals, &by_kernel)) > 0)
			forward(c, sig, by_kernel);
		if (signals_next(c->children, NULL) > 0)
			reap(c);
		check_time(c);
	}
}

static int exit_status(struct client *c)
{
	int status = session_command_status(c->session);

	c->command_killed = WIFSIGNALED(status);
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

static int run(struct client *c, const struct user *user)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	static const int child[] = { SIGCHLD };
	int err;

	c->signals = signals_open(signals, ARRAY_SIZE(signals));
	if (c->signals < 0) {
		log_error("cannot receive signals: %s", strerror(-c->signals));
		return EXIT_FAILURE;
	}
	err = start_helper(&c->session, &c->opts, user, c->signals);
	if (err)
		return err == -ECANCELED ? cancelled(c) : EXIT_FAILURE;
	/* By itself: the end of a helper must not cancel its own start. */
	c->children = signals_open(child, ARRAY_SIZE(child));
	err = start_command(c);
	if (err == -ECANCELED)
		return cancelled(c);
	if (err == -ENOENT)
		return EXIT_NOT_FOUND;
	if (err)
		return EXIT_NOT_EXECUTABLE;
	reap(c); /* who ended before the line above was heard by nobody */
	wait_command(c);
	return exit_status(c);
}

static int serve(struct client *c)
{
	int status;
	struct user user;
	bool other;

	if (c->opts.run_as_root && geteuid() != 0) {
		log_error("--run-as-root: vmnet-client is not run by root");
		return EXIT_FAILURE;
	}
	other = !c->opts.run_as_root && user_of_sudo(&user);
	terminal_save(&c->terminal);
	status = run(c, other ? &user : NULL);
	session_close(c->session, HELPER_GRACE_MS);
	/* A command that ends by itself has left what it wants. */
	if (c->command_killed)
		terminal_restore(&c->terminal);
	return status;
}

int main(int argc, char *argv[])
{
	struct client c = { .signals = -1 };
	char error[OPTS_ERROR_MAX];

	/* Ignored by our caller, it would not tell us of a child's end. */
	signal(SIGCHLD, SIG_DFL);
	if (open_standard_fds() < 0)
		return EXIT_FAILURE;
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
	return serve(&c);
}
