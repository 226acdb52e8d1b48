/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_terminal.c - programs that use the terminal keep it
 *
 * An interactive shell on a terminal of its own runs vmnet-client, and we are
 * who types.  The helper is a script: only the terminal matters here.
 */

#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/signals.h"
#include "helper/util.h"

#define PROMPT "ready> "

static char dir[] = "/tmp/test_terminal.XXXXXX";
static int tty;	    /* the keyboard and the screen */
static pid_t shell; /* session leader there */
static char screen[65536];
static size_t seen; /* bytes of @screen that were waited for already */
static size_t filled;

static void read_screen(void)
{
	ssize_t n = read(tty, screen + filled, sizeof(screen) - 1 - filled);

	if (n > 0)
		filled += (size_t)n;
	screen[filled] = '\0';
}

/* Wait for a text that was not waited for before. */
static void expect(const char *text)
{
	int64_t deadline = clock_ms() + 25000;
	struct pollfd fd = { .fd = tty, .events = POLLIN };
	char *found;

	while ((found = strstr(screen + seen, text)) == NULL) {
		ck_assert_msg(clock_ms() < deadline, "no \"%s\" in: %s", text,
			      screen);
		if (poll(&fd, 1, 100) > 0)
			read_screen();
	}
	seen = (size_t)(found - screen) + strlen(text);
}

/*
 * ^C and ^Z throw away what was typed, which the kernel does after it has sent
 * the signal: what is typed too soon is thrown away with it.
 */
static void type(const char *keys)
{
	ck_assert_int_eq(write_full(tty, keys, strlen(keys)), 0);
	if (keys[0] == '\003' || keys[0] == '\032')
		usleep(200000);
}

/* What is typed while a shell changes the terminal's modes may be lost. */
static void type_until(const char *keys, const char *text)
{
	int64_t deadline = clock_ms() + 25000;
	struct pollfd fd = { .fd = tty, .events = POLLIN };

	while (strstr(screen + seen, text) == NULL) {
		ck_assert_msg(clock_ms() < deadline, "no \"%s\" in: %s", text,
			      screen);
		type(keys);
		while (poll(&fd, 1, 300) > 0)
			read_screen();
	}
	expect(text);
}

static void write_helper(void)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/helper", dir);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fprintf(f,
		"#!/bin/sh\n"
		"trap 'echo done > %s/ended; exit 0' TERM\n"
		"echo helper says >&2\n"
		"echo '{\"vmnet_mac_address\": \"02:00:00:00:00:01\"}'\n"
		"while :; do sleep 0.05; done\n",
		dir);
	fclose(f);
	ck_assert_int_eq(chmod(path, 0700), 0);
}

/* "$C" in the shell is a client with our helper. */
static void start_shell(void)
{
	const char *build = getenv("BUILD");
	char client[512], cwd[256] = "";

	ck_assert_ptr_nonnull(mkdtemp(dir));
	write_helper();
	if (!build || build[0] != '/')
		ck_assert_ptr_nonnull(getcwd(cwd, sizeof(cwd)));
	snprintf(client, sizeof(client),
		 "%s/%s/vmnet-client --unprivileged --helper %s/helper", cwd,
		 build ? build : "build", dir);
	shell = forkpty(&tty, NULL, NULL, NULL);
	ck_assert_int_ge(shell, 0);
	if (shell == 0) {
		setenv("PS1", PROMPT, 1);
		setenv("C", client, 1);
		setenv("D", dir, 1);
		unsetenv("ENV");
		execlp("dash", "dash", "-i", NULL);
		_exit(127);
	}
	expect(PROMPT);
}

static void stop_shell(void)
{
	char command[128];
	int status;

	type("exit\n");
	close(tty);
	ck_assert_int_eq(waitpid(shell, &status, 0), shell);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(reads_what_is_typed)
{
	start_shell();
	type("$C -- sh -c 'read x; echo got $x'\n");
	expect("vmnet_mac_address");
	type("hel"
	     "lo\n");
	expect("got hello");
	expect(PROMPT);
	type("$C -- cat; echo status $?\n");
	expect("vmnet_mac_address");
	type("abc\n");
	expect("abc\r\nabc\r\n"); /* the echo, and what cat says */
	type("\004");
	expect("status 0");
	expect(PROMPT);
	stop_shell();
}
END_TEST

/* A background process that writes would be stopped; a helper is not. */
START_TEST(helper_may_write_with_tostop)
{
	start_shell();
	type("stty tostop; $C -- sh -c 'read x; echo got $x'\n");
	expect("vmnet_mac_address");
	type("yes\n");
	expect("got yes");
	expect(PROMPT);
	stop_shell();
}
END_TEST

/*
 * What the next test runs as its command: a shell would miss the second.  No
 * handlers: a signal between two calls is now and then lost in TSan's.
 */
static int count_interrupts(void)
{
	/* Two SIGINT may become one, but the client sends SIGCONT, too. */
	static const int signals[] = { SIGINT, SIGCONT };
	struct pollfd fd = { .events = POLLIN };
	int n = 0, timeout = 25000;

	fd.fd = signals_open(signals, ARRAY_SIZE(signals));
	puts("counting");
	fflush(stdout);
	while (poll(&fd, 1, timeout) > 0) {
		while (signals_next(fd.fd, NULL) > 0)
			n++;
		timeout = 500;
	}
	printf("interrupts: %d\n", n);
	return EXIT_SUCCESS;
}

START_TEST(interrupt_comes_once)
{
	char self[512];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	ck_assert_int_gt(n, 0);
	self[n] = '\0';
	setenv("SELF", self, 1);
	start_shell();
	type("$C -- $SELF count; echo status $?\n");
	expect("counting");
	type("\003");
	expect("interrupts: 1\r\n");
	expect("status 0");
	expect(PROMPT);
	stop_shell();
}
END_TEST

START_TEST(interrupt_ends_both)
{
	start_shell();
	type("$C -- sh -c 'echo up; exec sleep 100'\n");
	expect("up\r\n");
	type("\003");
	expect(PROMPT);
	type("echo status $? $(cat $D/ended)\n");
	expect("status 130 done\r\n");
	expect(PROMPT);
	stop_shell();
}
END_TEST

START_TEST(suspend_and_resume)
{
	start_shell();
	type("$C -- sh -c 'echo up; read x; echo got $x'\n");
	expect("up\r\n");
	type("\032");
	expect("Stopped");
	expect(PROMPT);
	type("echo shell $((6 * 7))\n");
	expect("shell 42");
	expect(PROMPT);
	type("fg\n");
	expect("${C} -- sh");
	type("again\n");
	expect("got again");
	expect(PROMPT);
	stop_shell();
}
END_TEST

/* In the background it is stopped when it reads, as any other program. */
START_TEST(background_and_foreground)
{
	start_shell();
	type("$C -- sh -c 'echo up; sleep 0.3; read x; echo got $x' &\n");
	expect("up\r\n");
	/* The shell tells when it is asked; the command may not read yet. */
	type_until("\n", "Stopped");
	type("fg\n");
	expect("${C} -- sh");
	type("there\n");
	expect("got there");
	expect(PROMPT);
	stop_shell();
}
END_TEST

START_TEST(modes_after_a_killed_command)
{
	start_shell();
	type("$C -- sh -c 'stty raw -echo; echo up; kill -9 $$'\n");
	expect("up");
	expect(PROMPT);
	type("echo status $?; stty -a\n");
	expect("status 137\r\n");
	expect(" icanon");
	expect(" echo ");
	expect(PROMPT);
	/* What it left on purpose is left. */
	type("$C -- stty -echo; stty -a; stty echo\n");
	expect(" -echo ");
	expect(PROMPT);
	stop_shell();
}
END_TEST

/* A shell as the command has its own jobs, and gives the terminal back. */
START_TEST(shell_in_a_shell)
{
	start_shell();
	type("PS1='inner> ' $C -- dash -i\n");
	expect("inner> ");
	type("sh -c 'echo on; exec sleep 100'\n");
	expect("on\r\n");
	type("\003");
	expect("inner> ");
	type("cat\n");
	type_until("one\n", "one\r\none\r\n");
	type("\032");
	expect("Stopped");
	expect("inner> ");
	type("fg\n");
	/* The shell says fg before it is so; what cat repeats shows it. */
	type_until("two\n", "two\r\ntwo\r\n");
	type("\003");
	expect("inner> ");
	type("exit 5\n");
	expect(PROMPT);
	type("echo status $?\n");
	expect("status 5");
	expect(PROMPT);
	stop_shell();
}
END_TEST

/* The window is closed: all end, and nobody is left. */
START_TEST(hangup)
{
	char path[64], text[16];
	int64_t deadline;
	int status;

	start_shell();
	type("$C -- sh -c 'echo up; exec sleep 100'\n");
	expect("up\r\n");
	close(tty);
	waitpid(shell, &status, 0);
	snprintf(path, sizeof(path), "%s/ended", dir);
	deadline = clock_ms() + 25000;
	while (read_text(path, text, sizeof(text)) <= 0) {
		ck_assert(clock_ms() < deadline);
		usleep(20000);
	}
	snprintf(path, sizeof(path), "rm -r %s", dir);
	ck_assert_int_eq(system(path), 0);
}
END_TEST

int main(int argc, char *argv[])
{
	const TTest *const tests[] = {
		reads_what_is_typed,
		helper_may_write_with_tostop,
		interrupt_comes_once,
		interrupt_ends_both,
		suspend_and_resume,
		background_and_foreground,
		modes_after_a_killed_command,
		shell_in_a_shell,
		hangup,
		NULL,
	};

	if (argc == 2 && strcmp(argv[1], "count") == 0)
		return count_interrupts();
	return check_main("terminal", tests);
}
