/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter.c - the system calls this process may make from now on, seccomp(2)
 *
 * The helper has a list of what it may do.  What is not on it falls into one
 * of two kinds:
 *
 *   - What no version of the helper or of a C library would ever do here, such
 *     as starting a program or tracing another process: whoever asks for that
 *     is an intruder, and the process is killed before it is answered.  The
 *     kernel's log names the call.
 *   - Everything else is answered with ENOSYS, as by an older kernel.  A C
 *     library that has learnt a newer call falls back to the one it used
 *     before (clone3(2) is an example today, and EPERM would not do), and a
 *     VM does not lose its network because the host's libraries were updated.
 *
 * Calls are known by name and looked up at run time, so a name that this
 * architecture or this libseccomp does not have is simply no call.
 *
 * Processes with privilege have only the first kind of list: they start
 * dnsmasq, which inherits it, and what that needs is not ours to know.
 *
 * A filter also switches the slow mitigation of speculative store bypass on in
 * kernels before 5.16, unless told not to (SCMP_FLTATR_CTL_SSB).  That is
 * meant for programs that run code of strangers; ours runs none.
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "helper/linux/filter.h"
#include "helper/util.h"

/* Refused to the helper and to the processes with privilege. */
static const char *const fatal[] = {
	/* other processes */
	"ptrace",
	"process_vm_readv",
	"process_vm_writev",
	"process_madvise",
	"pidfd_getfd",
	"kcmp",
	/* other roots and namespaces */
	"mount",
	"umount",
	"umount2",
	"move_mount",
	"open_tree",
	"fsopen",
	"fsconfig",
	"fsmount",
	"fspick",
	"mount_setattr",
	"pivot_root",
	"chroot",
	"setns",
	"unshare",
	"open_by_handle_at",
	/* the kernel itself */
	"bpf",
	"perf_event_open",
	"kexec_load",
	"kexec_file_load",
	"init_module",
	"finit_module",
	"delete_module",
	"iopl",
	"ioperm",
	"reboot",
	"swapon",
	"swapoff",
	"acct",
	"quotactl",
	"quotactl_fd",
	"syslog",
	"settimeofday",
	"clock_settime",
	"clock_adjtime",
	"adjtimex",
	"sethostname",
	"setdomainname",
	/* what exploits are made of, and nothing of ours */
	"keyctl",
	"add_key",
	"request_key",
	"userfaultfd",
	"io_uring_setup",
	"io_uring_enter",
	"io_uring_register",
	"personality",
	"modify_ldt",
	"vmsplice",
	"lookup_dcookie",
	"nfsservctl",
};

/* Refused to the helper only: the others start dnsmasq, as its user. */
static const char *const fatal_helper[] = {
	"execve",    "execveat", "fork",     "vfork",	  "setuid",
	"setgid",    "setreuid", "setregid", "setgroups", "setresuid",
	"setresgid", "setfsuid", "setfsgid", "capset",
};

/* Whatever the arguments. */
static const char *const allowed[] = {
	/* frames, logs, signals */
	"read",
	"readv",
	"write",
	"writev",
	"recvmsg",
	"recvmmsg",
	"recvfrom",
	"sendmsg",
	"sendmmsg",
	"poll",
	"ppoll",
	"close",
	"fstat",
	"pipe",
	"pipe2",
	/* after SIGSTOP and SIGCONT */
	"restart_syscall",
	"rt_sigaction",
	"rt_sigprocmask",
	"rt_sigreturn",
	/* memory and threads; mmap, mprotect, clone are below */
	"brk",
	"munmap",
	"madvise",
	"futex",
	"set_robust_list",
	"rseq",
	"sched_yield",
	"sched_getaffinity",
	"getpid",
	"getuid",
	"geteuid",
	"getgid",
	"getegid",
	"gettid",
	"exit",
	"exit_group",
	/* clocks, where the vDSO does not answer */
	"clock_gettime",
	"clock_gettime64",
	"clock_getres",
	"clock_nanosleep",
	"nanosleep",
	"gettimeofday",
	"time",
	"getrusage",
	"getrandom",
};

/* To learn the client of --socket, and to remove it. */
static const char *const allowed_socket[] = {
	"accept",      "accept4",     "connect", "shutdown", "getsockopt",
	"getsockname", "getpeername", "unlink",	 "lstat",    "unlinkat",
};

/* With these arguments; any one rule of a call is enough. */
struct rule {
	const char *name;
	unsigned int n;
	struct scmp_arg_cmp args[2];
};

#define NAMESPACES                                                             \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |         \
	 CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

#define IS(number, value)                                                      \
	{                                                                      \
		.arg = (number), .op = SCMP_CMP_EQ, .datum_a = (value)         \
	}
#define BITS(number, mask, value)                                              \
	{                                                                      \
		.arg = (number), .op = SCMP_CMP_MASKED_EQ, .datum_a = (mask),  \
		.datum_b = (value)                                             \
	}

/* Memory of our own, which RLIMIT_DATA counts, and never executable. */
#define NOT_EXEC BITS(2, PROT_EXEC, 0)
#define OWN	 BITS(3, MAP_TYPE | MAP_ANONYMOUS, MAP_PRIVATE | MAP_ANONYMOUS)

static const struct rule rules[] = {
	{ "mmap", 2, { NOT_EXEC, OWN } },
	{ "mmap2", 2, { NOT_EXEC, OWN } },
	{ "mprotect", 1, { NOT_EXEC } },
	/* A thread, not a process. */
	{ "clone", 1, { BITS(0, CLONE_THREAD | NAMESPACES, CLONE_THREAD) } },
	/* Of a descriptor, as fstat(3) asks in some C libraries. */
	{ "newfstatat", 1, { IS(3, AT_EMPTY_PATH) } },
	/* send(2): to the peer and to nobody else. */
	{ "sendto", 1, { IS(4, 0) } },
	/* Is the interface still there? */
	{ "ioctl", 1, { IS(1, TUNGETIFF) } },
	{ "fcntl", 1, { IS(1, F_GETFD) } },
	{ "fcntl", 1, { IS(1, F_SETFD) } },
	{ "fcntl", 1, { IS(1, F_GETFL) } },
	{ "fcntl", 1, { IS(1, F_SETFL) } },
};

/* A filter of a socket, for instance, is a program for the kernel to run. */
static const int socket_options[] = { SO_SNDBUF, SO_RCVBUF, SO_SNDTIMEO,
				      SO_RCVTIMEO, SO_PASSCRED };

bool filter_available(void)
{
	uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/* Names that this architecture does not have are negative numbers: ignored. */
static int add(scmp_filter_ctx filter, uint32_t action, const char *name,
	       unsigned int n, const struct scmp_arg_cmp *args)
{
	int number = seccomp_syscall_resolve_name(name);

	if (number == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add_array(filter, action, number, n, args);
}

static int add_all(scmp_filter_ctx filter, uint32_t action,
		   const char *const *names, size_t n)
{
	int err = 0;
	size_t i;

	for (i = 0; !err && i < n; i++)
		err = add(filter, action, names[i], 0, NULL);
	return err;
}

static int add_rules(scmp_filter_ctx filter)
{
	/* abort(3): itself, and nobody else. */
	const struct scmp_arg_cmp self = IS(0, (scmp_datum_t)getpid());
	int err;
	size_t i;

	err = add(filter, SCMP_ACT_ALLOW, "tgkill", 1, &self);
	for (i = 0; !err && i < ARRAY_SIZE(rules); i++)
		err = add(filter, SCMP_ACT_ALLOW, rules[i].name, rules[i].n,
			  rules[i].args);
	return err;
}

static int add_socket(scmp_filter_ctx filter)
{
	/* lstat(3): is it still ours that is to be removed? */
	const struct scmp_arg_cmp lstat_flags = IS(3, AT_SYMLINK_NOFOLLOW);
	int err;
	size_t i;

	err = add_all(filter, SCMP_ACT_ALLOW, allowed_socket,
		      ARRAY_SIZE(allowed_socket));
	if (!err)
		err = add(filter, SCMP_ACT_ALLOW, "newfstatat", 1,
			  &lstat_flags);
	for (i = 0; !err && i < ARRAY_SIZE(socket_options); i++) {
		const struct scmp_arg_cmp args[] = {
			IS(1, SOL_SOCKET),
			IS(2, (scmp_datum_t)socket_options[i]),
		};

		err = add(filter, SCMP_ACT_ALLOW, "setsockopt", 2, args);
	}
	return err;
}

static scmp_filter_ctx start(uint32_t standard, bool log)
{
	scmp_filter_ctx filter = seccomp_init(standard);

	if (!filter)
		return NULL;
	/* Calls of another ABI would pass by all the numbers above. */
	seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
			 SCMP_ACT_KILL_PROCESS);
	/* Best effort: kernels before 4.17 have neither. */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_LOG, log);
	/* A tree: a call that is not in the kernel's cache costs less. */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	return filter;
}

static int finish(scmp_filter_ctx filter, int err)
{
	if (!err)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return err;
}

int filter_helper(bool has_socket, bool log)
{
	scmp_filter_ctx filter = start(SCMP_ACT_ERRNO(ENOSYS), log);
	int err;

	if (!filter)
		return -ENOMEM;
	err = add_all(filter, SCMP_ACT_KILL_PROCESS, fatal, ARRAY_SIZE(fatal));
	if (!err)
		err = add_all(filter, SCMP_ACT_KILL_PROCESS, fatal_helper,
			      ARRAY_SIZE(fatal_helper));
	if (!err)
		err = add_all(filter, SCMP_ACT_ALLOW, allowed,
			      ARRAY_SIZE(allowed));
	if (!err)
		err = add_rules(filter);
	if (!err && has_socket)
		err = add_socket(filter);
	return finish(filter, err);
}

int filter_servant(void)
{
	scmp_filter_ctx filter = start(SCMP_ACT_ALLOW, false);

	if (!filter)
		return -ENOMEM;
	return finish(filter, add_all(filter, SCMP_ACT_KILL_PROCESS, fatal,
				      ARRAY_SIZE(fatal)));
}
