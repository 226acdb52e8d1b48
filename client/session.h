/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.h - a helper and the command it serves, with one lifetime
 *
 * A session makes the socket pair, starts vmnet-helper on one end and waits
 * until it is ready, and only then starts the command (usually a VM) on the
 * other end.  Used by vmnet-client and by vmnet-bench.
 *
 * Not thread safe; a process may hold any number of sessions.  The functions
 * never install signal handlers and never wait for children they did not
 * start.
 */
#ifndef CLIENT_SESSION_H
#define CLIENT_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Descriptor numbers that the two children find their ends on. */
#define SESSION_HELPER_FD 3
#define SESSION_VM_FD	  4

/* Longest JSON line of a helper, newline included. */
#define SESSION_INFO_MAX 4096

struct session;
struct user;

struct session_config {
	const char *helper;	   /* path of vmnet-helper; NULL: none */
	char *const *helper_args;  /* its options, NULL-terminated, no --fd */
	int helper_log;		   /* its stderr; -1 inherits ours */
	int timeout_ms;		   /* limit for its start; 0 means 30 s */
	int cancel_fd;		   /* readable ends the wait; -1 for none */
	bool sudo;		   /* start it by sudo(8) */
	bool stream;		   /* a stream socket, not a datagram one */
	bool attach_tap;	   /* the command gets the TAP itself */
	const struct user *run_as; /* the command; copied; NULL: as us */
	/* Only without a helper, for a command on a network of another kind: */
	int vm_fd;	    /* the session's from now on; -1 for none */
	const char *attach; /* VMNET_ATTACH */
	const char *socket; /* VMNET_SOCKET; NULL for none */
	const char *mac;
};

/* A descriptor handed to the command: @from here becomes @to there. */
struct session_fd {
	int from;
	int to;
};

/**
 * session_open() - Start a helper and wait for its JSON line
 * @session:	Set on success; release it with session_close()
 * @config:	What to start; not kept
 *
 * Without a helper nothing is started; the session is then but a command.
 *
 * The helper has its socket on SESSION_HELPER_FD.  With sudo that is standard
 * input, the only spare descriptor that sudo(8) passes on without a rule that
 * allows it (closefrom_override in sudoers(5)).
 *
 * Return: 0; -ECANCELED when cancel_fd became readable, -ETIMEDOUT when the
 * helper was not ready in time, -ECHILD when it ended first (it has said why
 * on its stderr), or another -errno.  Nothing is left running on failure.
 */
int session_open(struct session **session, const struct session_config *config);

/**
 * session_info() - The helper's JSON line, without its newline
 * @session:	Open session
 *
 * Return: text owned by the session, at most SESSION_INFO_MAX - 1 bytes; ""
 * without a helper.
 */
const char *session_info(const struct session *session);

/**
 * session_mac() - The MAC address the helper suggests for the guest
 * @session:	Open session
 *
 * Return: text such as "02:1b:..." owned by the session, "" if it gave none.
 */
const char *session_mac(const struct session *session);

/**
 * session_run() - Start the command on the other end of the socket
 * @session:	Open session that has no command yet
 * @argv:	Command and arguments, NULL-terminated; looked up in PATH
 * @fds:	Descriptors to hand over besides SESSION_VM_FD and 0-2; the
 *		command's 0, 1 and 2 may be among them.  All others are closed
 * @n_fds:	Entries of @fds
 *
 * The command's environment gets VMNET_FD, VMNET_SOCKET_TYPE ("dgram" or
 * "stream"), VMNET_MAC_ADDRESS and VMNET_INFO (the JSON line).  Our own copy of
 * the VM's end of the socket is closed, so that the command is its only holder.
 *
 * Return: 0, or -errno of the failed exec (-ENOENT: no such command).
 */
int session_run(struct session *session, char *const argv[],
		const struct session_fd *fds, size_t n_fds);

/**
 * session_helper_pid() - Process id of the helper
 * @session:	Open session
 *
 * Return: the pid, or 0 once it has been reaped or if there is none.
 */
pid_t session_helper_pid(const struct session *session);

/**
 * session_command_pid() - Process id of the command
 * @session:	Open session
 *
 * Return: the pid, or 0 when none runs (not started, or already reaped).
 */
pid_t session_command_pid(const struct session *session);

/**
 * session_reaped() - Tell the session that one of its children has ended
 * @session:	Open session
 * @pid:	As returned by waitpid()
 * @status:	Wait status
 *
 * Return: true if @pid was one of @session's two.
 */
bool session_reaped(struct session *session, pid_t pid, int status);

/**
 * session_command_status() - Wait status of the ended command
 * @session:	Open session whose command has been reaped
 *
 * Return: wait status as of waitpid(2); use the W* macros.
 */
int session_command_status(const struct session *session);

/**
 * session_close() - End both children, wait for them, free the session
 * @session:	From session_open(); NULL is allowed
 * @grace_ms:	How long SIGTERM may take before SIGKILL follows
 *
 * The command is ended first, then the helper.  One that we have no right to
 * signal ends because its socket has no other end any more.
 */
void session_close(struct session *session, int grace_ms);

#endif
