/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_priv.c - root that was given up cannot be had again
 *
 * Without the confinement that follows in the helper: each must hold alone.
 */

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/check.h"
#include "helper/linux/caps.h"
#include "helper/priv.h"

#define SECURED                                                                \
	(SECBIT_NOROOT | SECBIT_NO_SETUID_FIXUP |                              \
	 SECBIT_NO_CAP_AMBIENT_RAISE | SECURE_ALL_LOCKS)

/* What is wrong after the drop, or NULL. */

static bool can_raise_caps(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {
		{ .permitted = 1u << CAP_NET_ADMIN,
		  .effective = 1u << CAP_NET_ADMIN },
	};

	return syscall(SYS_capset, &header, data) == 0;
}

static const char *check_power(void)
{
	const gid_t root = 0;
	int cap;

	if (can_raise_caps())
		return "a capability was raised";
	for (cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++) {
		if (prctl(PR_CAPBSET_READ, cap) == 1)
			return "the bounding set is not empty";
	}
	if (getgroups(0, NULL) != 0)
		return "groups are left";
	/*
	 * Not by the C library, which aborts when threads differ: that of
	 * ThreadSanitizer has kept the capabilities it was born with.
	 */
	if (syscall(SYS_setgroups, 1, &root) == 0)
		return "a group was added";
	if (prctl(PR_GET_SECUREBITS) != SECURED)
		return "securebits are not locked";
	if (prctl(PR_SET_SECUREBITS, 0) == 0 || prctl(PR_SET_KEEPCAPS, 1) == 0)
		return "securebits were changed";
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return "execve() may gain privilege";
	return NULL;
}

static const char *check_ids(uid_t uid, gid_t gid)
{
	uid_t r, e, s;

	if (getresuid(&r, &e, &s) < 0 || r != uid || e != uid || s != uid)
		return "a uid is left";
	if (getresgid(&r, &e, &s) < 0 || r != gid || e != gid || s != gid)
		return "a gid is left";
	if (uid == 0)
		return NULL;
	if (setuid(0) == 0 || seteuid(0) == 0 || setreuid(0, 0) == 0 ||
	    setresuid(0, (uid_t)-1, (uid_t)-1) == 0)
		return "uid 0 was regained";
	if (setgid(0) == 0 || setegid(0) == 0)
		return "gid 0 was regained";
	if (open("/etc/shadow", O_RDONLY | O_CLOEXEC) >= 0)
		return "root's files can be read";
	return NULL;
}

/*
 * What a program finds that was started after the drop: bit 0 is uid 0 by the
 * set-uid bit, bit 1 any capability.
 */
static int inspect(void)
{
	uint64_t caps = 0;

	return (geteuid() == 0 && getuid() != 0) | (caps_get(&caps) < 0 || caps)
							   << 1;
}

/* Returns what inspect() does, in the set-uid program. */
static int run_program(int program)
{
	char *const argv[] = { "test_priv", "inspect", NULL };
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		fexecve(program, argv, environ);
		_exit(126);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* A copy of this program that is set-uid root, with no name any more. */
static int make_program(void)
{
	char path[PATH_MAX + 8], *command;
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	int fd;

	ck_assert_int_gt(n, 0);
	memcpy(path + n, ".suid", sizeof(".suid"));
	ck_assert_int_gt(
		asprintf(&command, "cp /proc/%d/exe '%s'", (int)getpid(), path),
		0);
	ck_assert_int_eq(system(command), 0);
	free(command);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fchmod(fd, 04755), 0);
	unlink(path);
	return fd;
}

static void expect(bool keep_root_files, uid_t uid, gid_t gid)
{
	int program = make_program(), status;
	char error[PRIV_ERROR_MAX] = "";
	const char *wrong;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		wrong = priv_drop(keep_root_files, error) < 0 ? error : NULL;
		wrong = wrong ? wrong : check_power();
		wrong = wrong ? wrong : check_ids(uid, gid);
		if (!wrong && run_program(program) != 0)
			wrong = "a program gained privilege";
		if (wrong)
			fprintf(stderr, "uid %u: %s\n", (unsigned int)uid,
				wrong);
		_exit(wrong != NULL);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	close(program);
}

/* Else the tests below would show nothing. */
START_TEST(set_uid_works_before)
{
	int program = make_program(), status;
	pid_t pid;

	pid = fork();
	if (pid == 0)
		_exit(setuid(12345) < 0 ? 125 : run_program(program));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 3);
	close(program);
}
END_TEST

START_TEST(as_root)
{
	const gid_t groups[] = { 0, 4 };
	gid_t gid = getgid();

	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
	ck_assert_int_eq(setgroups(2, groups), 0);
	expect(false, 65534, 65534);
	expect(true, 0, gid);
}
END_TEST

START_TEST(as_sudo)
{
	setenv("SUDO_UID", "12345", 1);
	setenv("SUDO_GID", "23456", 1);
	expect(false, 12345, 23456);
	expect(true, 12345, 23456);
}
END_TEST

int main(int argc, char *argv[])
{
	const TTest *const tests[] = { set_uid_works_before, as_root, as_sudo,
				       NULL };

	if (argc == 2 && strcmp(argv[1], "inspect") == 0)
		return inspect();
	if (geteuid() != 0) {
		puts("needs root, to give it up");
		return 77;
	}
	return check_main("priv", tests);
}
