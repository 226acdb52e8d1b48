/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* system.c - the control of the doubles, and XNU's own calls, see doubles.h */

#include <dirent.h>
#include <errno.h>
#include <libproc.h>
#include <mach-o/dyld.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <unistd.h>
#include <vmnet/vmnet.h>

#include "helper/darwin/msgx.h"
#include "helper/util.h"
#include "helper/macos/doubles/doubles.h"
#include "helper/macos/doubles/peer.h"

struct double_control double_control;
struct double_record double_record;
static _Atomic int alive;

/* For a program under test; the names are those of the members. */
static void read_environment(void)
{
	static struct {
		const char *name;
		int *value;
	} numbers[] = {
		{ "start", &double_control.start_status },
		{ "late", &double_control.start_late_ms },
		{ "stop", &double_control.stop_status },
		{ "broker", &double_control.broker_error },
		{ "create", &double_control.create_status },
	};
	const char *env = getenv("DOUBLE");
	char *text, *word, *save = NULL, *value;
	size_t i;

	if (!env)
		return;
	double_control.echo = true;
	text = strdup(env);
	for (word = strtok_r(text, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		value = strchr(word, '=');
		if (strcmp(word, "hangs") == 0)
			double_control.start_hangs = true;
		else if (strcmp(word, "absent") == 0)
			double_control.broker_absent = true;
		else if (strncmp(word, "version=", 8) == 0)
			double_control.version = strdup(value + 1);
		for (i = 0; i < ARRAY_SIZE(numbers); i++) {
			if (value && strncmp(word, numbers[i].name,
					     (size_t)(value - word)) == 0)
				*numbers[i].value = atoi(value + 1);
		}
	}
	free(text);
}

void double_reset(void)
{
	memset(&double_control, 0, sizeof(double_control));
	memset(&double_record, 0, sizeof(double_record));
	double_control.version = "26.1";
	double_control.max_packet = 1514;
	double_control.start_status = VMNET_SUCCESS;
	double_control.stop_status = VMNET_SUCCESS;
	double_control.callback_status = VMNET_SUCCESS;
	double_control.create_status = VMNET_SUCCESS;
	double_control.config_status = VMNET_SUCCESS;
	double_control.subnet_status = VMNET_SUCCESS;
	double_control.mtu_status = VMNET_SUCCESS;
	double_control.reserve_status = VMNET_SUCCESS;
	double_control.network_status = VMNET_SUCCESS;
	atomic_store(&double_control.read_status, VMNET_SUCCESS);
	atomic_store(&double_control.write_status, VMNET_SUCCESS);
}

__attribute__((constructor)) static void begin(void)
{
	double_reset();
	read_environment();
}

/* A program under test has given everything back, or vmnet hangs. */
__attribute__((destructor)) static void end(void)
{
	if (getenv("DOUBLE") && !double_control.start_hangs && double_alive())
		double_abort("%d objects are left", atomic_load(&alive));
}

void double_count(int n)
{
	atomic_fetch_add(&alive, n);
}

int double_alive(void)
{
	const char *patience = getenv("DOUBLE_PATIENCE");
	int64_t limit = clock_ms() + (patience ? atoi(patience) : 2000);

	while (atomic_load(&alive) && clock_ms() < limit)
		poll(NULL, 0, 1);
	return atomic_load(&alive);
}

static int sysctl_text(const char *text, void *old, size_t *old_size)
{
	if (!text) {
		errno = ENOENT;
		return -1;
	}
	*old_size = (size_t)snprintf(old, *old_size, "%s", text) + 1;
	return 0;
}

int sysctlbyname(const char *name, void *old, size_t *old_size, void *new,
		 size_t new_size)
{
	static const struct {
		const char *name;
		const char *text; /* NULL: a number */
		uint64_t number;
		size_t size; /* of the number */
	} values[] = {
		{ "machdep.cpu.brand_string", "Apple M2", 0, 0 },
		{ "hw.logicalcpu", NULL, 8, 4 },
		{ "hw.memsize", NULL, 17179869184, 8 },
		{ "kern.hv_vmm_present", NULL, 0, 4 },
		{ "net.inet.tcp.recvspace", NULL, 131072, 4 },
		{ "net.inet.tcp.sendspace", NULL, 131072, 4 },
		{ "net.local.dgram.recvspace", NULL, 16384, 8 },
	};
	size_t i;

	if (new || new_size)
		double_abort("sysctlbyname(\"%s\") to change it", name);
	if (strcmp(name, "kern.osproductversion") == 0)
		return sysctl_text(double_control.version, old, old_size);
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		if (strcmp(values[i].name, name) != 0)
			continue;
		if (values[i].text)
			return sysctl_text(values[i].text, old, old_size);
		if (*old_size < values[i].size)
			double_abort("sysctlbyname(\"%s\"): no room", name);
		*old_size = values[i].size;
		memcpy(old, &values[i].number, values[i].size);
		return 0;
	}
	double_abort("sysctlbyname(\"%s\")", name);
}

int _NSGetExecutablePath(char *path, uint32_t *size)
{
	ssize_t n = readlink("/proc/self/exe", path, *size - 1);

	if (n < 0)
		return -1;
	path[n] = '\0';
	return 0;
}

int proc_pidinfo(int pid, int flavor, uint64_t arg, void *buffer, int size)
{
	struct proc_fdinfo *fds = buffer;
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;
	int n = 0;

	if (pid != getpid() || flavor != PROC_PIDLISTFDS || arg)
		double_abort("proc_pidinfo(): not known");
	if (!dir)
		return -1;
	while ((entry = readdir(dir)) && (n + 1) * (int)sizeof(*fds) <= size) {
		if (entry->d_name[0] == '.' ||
		    atoi(entry->d_name) == dirfd(dir))
			continue;
		fds[n++].proc_fd = atoi(entry->d_name);
	}
	closedir(dir);
	return n * (int)sizeof(*fds);
}

#undef getpeername
#undef connect
#undef sendmsg

/* XNU disconnects a datagram socket whose peer is closed; Linux does not. */
int double_getpeername(int fd, struct sockaddr *addr, socklen_t *len)
{
	if (double_peer_gone(fd)) {
		errno = ENOTCONN;
		return -1;
	}
	return getpeername(fd, addr, len);
}

/* XNU disconnects, and then finds that AF_UNSPEC is no address. */
int double_connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	if (addr->sa_family != AF_UNSPEC)
		return connect(fd, addr, len);
	connect(fd, addr, len);
	errno = EINVAL;
	return -1;
}

int getpeereid(int fd, uid_t *uid, gid_t *gid)
{
	struct ucred cred;
	socklen_t len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0)
		return -1;
	*uid = cred.uid;
	*gid = cred.gid;
	return 0;
}

static bool is_full(void)
{
	if (atomic_load(&double_control.enobufs) <= 0)
		return false;
	atomic_fetch_sub(&double_control.enobufs, 1);
	atomic_fetch_add(&double_record.refused, 1);
	errno = ENOBUFS;
	return true;
}

/* Never blocks, and a full queue is ENOBUFS. */
ssize_t double_sendmsg(int fd, const struct msghdr *msg, int flags)
{
	ssize_t n;

	if (is_full())
		return -1;
	n = sendmsg(fd, msg, flags | MSG_NOSIGNAL);
	if (n < 0 && errno == EAGAIN)
		errno = ENOBUFS;
	if (n < 0)
		return -1;
	atomic_fetch_add(&double_record.sends, 1);
	return n;
}

static bool is_missing(void)
{
	errno = ENOSYS;
	return double_control.no_bulk;
}

ssize_t sendmsg_x(int fd, const struct msghdr_x *msgs, unsigned int n,
		  int flags)
{
	unsigned int i;

	if (flags != MSG_DONTWAIT)
		double_abort("sendmsg_x(): flags");
	if (is_missing())
		return -1;
	for (i = 0; i < n; i++) {
		const struct msghdr msg = {
			.msg_iov = msgs[i].msg_iov,
			.msg_iovlen = (size_t)msgs[i].msg_iovlen
		};

		if (msgs[i].msg_flags)
			double_abort("sendmsg_x(): flags are not zero");
		if (double_sendmsg(fd, &msg, flags) < 0)
			break;
	}
	return i ? (ssize_t)i : -1;
}

ssize_t recvmsg_x(int fd, const struct msghdr_x *msgs, unsigned int n,
		  int flags)
{
	struct msghdr_x *to = (struct msghdr_x *)msgs;
	unsigned int i;
	ssize_t len;

	if (flags != MSG_DONTWAIT)
		double_abort("recvmsg_x(): flags");
	if (is_missing())
		return -1;
	for (i = 0; i < n; i++) {
		struct msghdr msg = { .msg_iov = to[i].msg_iov,
				      .msg_iovlen = (size_t)to[i].msg_iovlen };

		len = recvmsg(fd, &msg, MSG_DONTWAIT);
		if (len < 0)
			break;
		to[i].msg_datalen = (size_t)len;
	}
	return i ? (ssize_t)i : -1;
}
