/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_session.c - helper and command, started and ended together
 *
 * The helpers here are shell scripts: what matters is how they begin and end.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/session.h"
#include "helper/check.h"
#include "helper/util.h"

static char dir[] = "/tmp/test_session.XXXXXX";
static char script[64], out[64];

#define INFO "{\"vmnet_mac_address\": \"02:00:00:00:00:01\"}"

static void make_helper(const char *body)
{
	FILE *f;

	if (!script[0])
		ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(script, sizeof(script), "%s/helper", dir);
	snprintf(out, sizeof(out), "%s/out", dir);
	f = fopen(script, "w");
	fprintf(f, "#!/bin/sh\n%s\n", body);
	fclose(f);
	ck_assert_int_eq(chmod(script, 0700), 0);
}

static void clean(void)
{
	unlink(script);
	unlink(out);
	ck_assert_int_eq(rmdir(dir), 0);
}

static int open_session(struct session **s, int timeout_ms, int cancel_fd)
{
	char *const args[] = { (char *)"--one", (char *)"--two=2", NULL };
	const struct session_config config = {
		.helper = script,
		.helper_args = args,
		.helper_log = -1,
		.timeout_ms = timeout_ms,
		.cancel_fd = cancel_fd,
	};

	return session_open(s, &config);
}

static int run(struct session *s, const char *command)
{
	char *const argv[] = { (char *)"sh", (char *)"-c", (char *)command,
			       NULL };

	return session_run(s, argv, NULL, 0);
}

/* Wait for the command; its exit status. */
static int finish(struct session *s)
{
	pid_t pid = session_command_pid(s);
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(session_reaped(s, pid, status));
	ck_assert_int_eq(session_command_pid(s), 0);
	return session_command_status(s);
}

static bool alive(pid_t pid)
{
	return kill(pid, 0) == 0;
}

START_TEST(info_mac_and_arguments)
{
	struct session *s;
	char text[256];
	pid_t helper;

	make_helper("echo \"$@\" > ${0%/*}/out; echo '" INFO
		    "'; exec sleep 60");
	ck_assert_int_eq(open_session(&s, 0, -1), 0);
	ck_assert_str_eq(session_info(s), INFO);
	ck_assert_str_eq(session_mac(s), "02:00:00:00:00:01");
	ck_assert_int_gt(read_text(out, text, sizeof(text)), 0);
	ck_assert_str_eq(text, "--fd=3 --one --two=2\n");
	helper = session_helper_pid(s);
	ck_assert(alive(helper));
	session_close(s, 5000);
	ck_assert(!alive(helper));
	clean();
}
END_TEST

/* Each child has its own end of the socket and nothing else of ours. */
START_TEST(descriptors)
{
	/* No pipe: while it is made, the shell has one more. */
	const char *list = "cd /proc/self/fd && ls; :";
	struct session *s;
	char body[512], text[256], command[512];
	int leak = open("/dev/null", O_RDONLY);

	ck_assert_int_ge(leak, 0);
	snprintf(body, sizeof(body),
		 "sh -c \"%s\" > ${0%%/*}/out; echo '" INFO "'; exec sleep 60",
		 list);
	make_helper(body);
	ck_assert_int_eq(open_session(&s, 0, -1), 0);
	ck_assert_int_gt(read_text(out, text, sizeof(text)), 0);
	ck_assert_msg(strcmp(text, "0\n1\n2\n3\n") == 0, "helper has %s", text);
	snprintf(command, sizeof(command), "(%s) > %s", list, out);
	ck_assert_int_eq(run(s, command), 0);
	ck_assert_int_eq(finish(s), 0);
	ck_assert_int_gt(read_text(out, text, sizeof(text)), 0);
	ck_assert_msg(strcmp(text, "0\n1\n2\n4\n") == 0, "command has %s",
		      text);
	session_close(s, 5000);
	close(leak);
	clean();
}
END_TEST

/* A command on a network of another kind has no helper at all. */
START_TEST(without_a_helper)
{
	struct session_config config = { .vm_fd = -1,
					 .attach = "user",
					 .mac = "02:00:00:00:00:05" };
	char command[512], text[256];
	struct session *s;

	make_helper("exit 1");
	snprintf(command, sizeof(command),
		 "echo $VMNET_ATTACH $VMNET_MAC_ADDRESS ${VMNET_FD-none} "
		 "${VMNET_SOCKET:-none} > %s",
		 out);
	unsetenv("VMNET_FD");
	ck_assert_int_eq(session_open(&s, &config), 0);
	ck_assert_int_eq(session_helper_pid(s), 0);
	ck_assert_str_eq(session_info(s), "");
	ck_assert_int_eq(run(s, command), 0);
	ck_assert_int_eq(finish(s), 0);
	session_close(s, 5000);
	ck_assert_int_gt(read_text(out, text, sizeof(text)), 0);
	ck_assert_str_eq(text, "user 02:00:00:00:00:05 none none\n");
	config.attach = "tap";
	config.vm_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(config.vm_fd, 0);
	ck_assert_int_eq(session_open(&s, &config), 0);
	ck_assert_int_eq(run(s, command), 0);
	ck_assert_int_eq(finish(s), 0);
	session_close(s, 5000);
	ck_assert_int_lt(fcntl(config.vm_fd, F_GETFD), 0);
	ck_assert_int_gt(read_text(out, text, sizeof(text)), 0);
	ck_assert_str_eq(text, "tap 02:00:00:00:00:05 4 none\n");
	clean();
}
END_TEST

START_TEST(environment)
{
	struct session *s;
	char text[256], command[128];

	make_helper("echo '" INFO "'; exec sleep 60");
	ck_assert_int_eq(open_session(&s, 0, -1), 0);
	snprintf(command, sizeof(command),
		 "echo $VMNET_FD $VMNET_MAC_ADDRESS \"$VMNET_INFO\" > %s", out);
	ck_assert_int_eq(run(s, command), 0);
	ck_assert_int_eq(finish(s), 0);
	ck_assert_int_gt(read_text(out, text, sizeof(text)), 0);
	ck_assert_str_eq(text, "4 02:00:00:00:00:01 " INFO "\n");
	session_close(s, 5000);
	clean();
}
END_TEST

START_TEST(extra_descriptors_may_swap)
{
	struct session *s;
	char *const argv[] = { (char *)"sh", (char *)"-c",
			       (char *)"read x <&6; echo $x >&5", NULL };
	int a[2], b[2];
	char buf[8];

	make_helper("echo '" INFO "'; exec sleep 60");
	ck_assert_int_eq(pipe(a), 0);
	ck_assert_int_eq(pipe(b), 0);
	ck_assert_int_eq(open_session(&s, 0, -1), 0);
	{
		const struct session_fd fds[] = { { a[0], 6 }, { b[1], 5 } };

		ck_assert_int_eq(session_run(s, argv, fds, 2), 0);
	}
	ck_assert_int_eq(write(a[1], "hi\n", 3), 3);
	ck_assert_int_eq(read(b[0], buf, sizeof(buf)), 3);
	ck_assert_mem_eq(buf, "hi\n", 3);
	ck_assert_int_eq(finish(s), 0);
	session_close(s, 5000);
	clean();
}
END_TEST

START_TEST(exit_status_and_signal)
{
	struct session *s;
	int status;

	make_helper("echo '" INFO "'; exec sleep 60");
	ck_assert_int_eq(open_session(&s, 0, -1), 0);
	ck_assert_int_eq(run(s, "exit 7"), 0);
	status = finish(s);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	session_close(s, 5000);
	ck_assert_int_eq(open_session(&s, 0, -1), 0);
	ck_assert_int_eq(run(s, "kill -9 $$"), 0);
	status = finish(s);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	session_close(s, 5000);
	clean();
}
END_TEST

START_TEST(missing_programs)
{
	char *const argv[] = { (char *)"/nowhere/x", NULL };
	struct session *s;

	make_helper("echo '" INFO "'; exec sleep 60");
	ck_assert_int_eq(open_session(&s, 0, -1), 0);
	ck_assert_int_eq(session_run(s, argv, NULL, 0), -ENOENT);
	session_close(s, 5000);
	chmod(script, 0600);
	if (access(script, X_OK) < 0) /* root needs one x bit as well */
		ck_assert_int_eq(open_session(&s, 0, -1), -EACCES);
	unlink(script);
	ck_assert_int_eq(open_session(&s, 0, -1), -ENOENT);
	rmdir(dir);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

START_TEST(helper_that_fails)
{
	struct session *s;

	make_helper("exit 1");
	ck_assert_int_eq(open_session(&s, 0, -1), -ECHILD);
	make_helper("printf '{'; exit 0");
	ck_assert_int_eq(open_session(&s, 0, -1), -ECHILD);
	make_helper("head -c 5000 /dev/zero | tr '\\0' x; exec sleep 60");
	ck_assert_int_eq(open_session(&s, 0, -1), -EMSGSIZE);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	clean();
}
END_TEST

START_TEST(slow_helper_and_cancel)
{
	int64_t begin = clock_ms();
	struct session *s;
	int fds[2];

	make_helper("exec sleep 60");
	ck_assert_int_eq(open_session(&s, 100, -1), -ETIMEDOUT);
	ck_assert_int_eq(pipe(fds), 0);
	close(fds[1]); /* readable: end of file */
	ck_assert_int_eq(open_session(&s, 0, fds[0]), -ECANCELED);
	ck_assert_int_lt(clock_ms() - begin, 5000);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	clean();
}
END_TEST

START_TEST(stubborn_children_are_killed)
{
	int64_t begin;
	struct session *s;
	pid_t helper, command;

	make_helper("trap '' TERM; echo '" INFO "'; while :; do sleep 1; done");
	ck_assert_int_eq(open_session(&s, 0, -1), 0);
	ck_assert_int_eq(run(s, "trap '' TERM; while :; do sleep 1; done"), 0);
	poll(NULL, 0, 200); /* let the traps be set */
	helper = session_helper_pid(s);
	command = session_command_pid(s);
	begin = clock_ms();
	session_close(s, 200);
	ck_assert_int_lt(clock_ms() - begin, 5000);
	ck_assert(!alive(helper) && !alive(command));
	clean();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		info_mac_and_arguments,
		descriptors,
		environment,
		without_a_helper,
		extra_descriptors_may_swap,
		exit_status_and_signal,
		missing_programs,
		helper_that_fails,
		slow_helper_and_cancel,
		stubborn_children_are_killed,
		NULL,
	};

	return check_main("session", tests);
}
