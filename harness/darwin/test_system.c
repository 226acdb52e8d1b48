/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_system.c - what the benchmark has of macOS, on the doubles */

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/carrier.h"
#include "harness/channel.h"
#include "harness/cpu.h"
#include "harness/lan.h"
#include "harness/machine.h"
#include "harness/needs.h"
#include "harness/netdev.h"
#include "harness/sandbox.h"
#include "harness/system.h"
#include "helper/check.h"
#include "helper/macos/doubles/doubles.h"
#include "helper/util.h"

/* Of setup.c, which runs programs. */
int setup_missing(const char *fmt, ...);
int setup_missing(const char *fmt, ...)
{
	(void)fmt;
	return -ENOENT;
}

static int64_t clock_cpu(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

START_TEST(cpu_time_is_in_nanoseconds)
{
	int64_t before, ns, after;
	volatile unsigned int i = 0;

	while (clock_cpu() < 50000000)
		i++;
	before = clock_cpu();
	ck_assert_int_eq(cpu_time(getpid(), &ns), 0);
	after = clock_cpu();
	ck_assert_int_ge(ns, before - 100); /* a tick is 41.7 ns */
	ck_assert_int_le(ns, after);
}
END_TEST

START_TEST(memory_and_processes_that_ended)
{
	uint64_t bytes = 0;
	int64_t ns;
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_int_eq(cpu_time(pid, &ns), -ESRCH);
	ck_assert_int_eq(cpu_memory(pid, &bytes), -ESRCH);
	ck_assert_int_eq(cpu_memory(getpid(), &bytes), 0);
	ck_assert_uint_gt(bytes, 100000);
}
END_TEST

START_TEST(fingerprint)
{
	struct machine m;
	char path[4096], self[4096] = "";

	machine_probe(&m);
	ck_assert_str_eq(machine_value(&m, "cpu"), "Apple M2");
	ck_assert_str_eq(machine_value(&m, "cores"), "8");
	ck_assert_str_eq(machine_value(&m, "memory"), "16 GiB");
	ck_assert_str_eq(machine_value(&m, "os"), "macOS 26.1");
	ck_assert_str_eq(machine_value(&m, "hypervisor"), "no");
	ck_assert_str_eq(machine_value(&m, "tcp_rmem"), "131072");
	ck_assert_str_eq(machine_value(&m, "unix_dgram_recvspace"), "16384");
	ck_assert_str_ne(machine_value(&m, "arch"), "unknown");
	double_control.version = NULL;
	machine_probe(&m);
	ck_assert_str_eq(machine_value(&m, "os"), "unknown");
	ck_assert_str_eq(machine_congestion(), "");
	ck_assert_int_gt(readlink("/proc/self/exe", self, sizeof(self) - 1), 0);
	ck_assert_int_eq(machine_program(path, sizeof(path)), 0);
	ck_assert_str_eq(path, self);
	ck_assert_int_eq(machine_program(path, 4), -ENAMETOOLONG);
}
END_TEST

START_TEST(networks)
{
	struct carrier carrier;
	struct carrier_port port;
	const struct network other = { .name = "tap", .kind = NETWORK_TAP };
	const struct carrier_config config = { .network = &other };
	char names[NETWORK_NAMES];

	ck_assert_str_eq(network_names(names), "vmnet-helper");
	ck_assert_ptr_nonnull(network_find("vmnet-helper"));
	ck_assert_ptr_null(network_find("tap"));
	ck_assert(!carrier_check(&other, "build"));
	ck_assert_int_eq(carrier_open(&carrier, &config, NULL), -EOPNOTSUPP);
	ck_assert_str_eq(carrier.problem, "tap: no network of macOS");
	ck_assert_int_eq(carrier_attach(&carrier, 1, &port), -EOPNOTSUPP);
	ck_assert_int_eq(port.fd, -1);
	ck_assert(!carrier_reaped(&carrier, 1));
	carrier_close(&carrier);
	ck_assert_uint_eq(carrier.n, 0);
}
END_TEST

/* What nobody can know is not zero. */
START_TEST(drops)
{
	uint32_t frames;

	ck_assert_int_lt(netdev_tx_dropped("", &frames), 0);
	ck_assert_int_lt(netdev_tx_dropped("bridge100", &frames), 0);
}
END_TEST

START_TEST(interface_of_bridged_mode)
{
	struct lan lan;

	ck_assert_int_eq(lan_open(&lan, "lo", "."), 0);
	ck_assert_str_eq(lan.name, "lo");
	ck_assert_int_eq(lan.dnsmasq, 0);
	lan_close(&lan);
	ck_assert_int_eq(lan_open(&lan, "en77", "."), -ENXIO);
	ck_assert_int_eq(lan_open(&lan, "a-name-that-is-too-long", "."),
			 -ENXIO);
}
END_TEST

static int inside(void *ctx)
{
	return *(int *)ctx;
}

START_TEST(no_sandbox)
{
	char why[SANDBOX_REASON];
	int status = 7;

	ck_assert_int_eq(sandbox_run(inside, &status, why), 7);
}
END_TEST

/* Root may always; others from macOS 26 on. */
START_TEST(root_is_needed_before_macos_26)
{
	int status;
	pid_t pid;

	double_control.version = "15.7";
	if (geteuid() == 0)
		ck_assert_int_eq(needs_check(NULL), 0);
	pid = fork();
	if (pid == 0) {
		if (geteuid() == 0 && setuid(65534) < 0)
			_exit(1);
		if (needs_check(NULL) != -ENOENT)
			_exit(2);
		double_control.version = "26.0";
		_exit(needs_check(NULL) == 0 ? 0 : 3);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

/* As a VMM does when its guest connects. */
static int connect_guest(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_uint_lt(strlen(path), 104);
	strcpy(addr.sun_path, path);
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0)
		return fd;
	close(fd);
	return -errno;
}

static void await_readable(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };

	ck_assert_int_eq(poll(&p, 1, 5000), 1);
}

START_TEST(control_channel)
{
	static const char greeting[] = "ADDRESS 192.168.64.2\nREADY\n";
	struct channel channel;
	struct agent agent;
	char line[16], path[64];
	struct stat st;
	FILE *file;
	int guest;

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(channel_open(&channel, &agent, 5, "/log/console"), 0);
	ck_assert_int_eq(channel.fd, -1);
	snprintf(path, sizeof(path), "%s", channel.dir);
	ck_assert_str_eq(getenv("VM_DIR"), path);
	ck_assert_str_eq(getenv("VM_CONSOLE"), "/log/console");
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0700);
	ck_assert_int_eq(stat(getenv("VM_CONTROL_SOCKET"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	channel_started(&channel);

	ck_assert_int_eq(agent_greet(&agent), 0);
	guest = connect_guest(getenv("VM_CONTROL_SOCKET"));
	ck_assert_int_ge(guest, 0);
	await_readable(agent.fd);
	/* Nothing was said yet, whatever was in this memory before. */
	mallopt(M_PERTURB, 0xff ^ '\n');
	ck_assert_int_eq(agent_greet(&agent), 0);
	mallopt(M_PERTURB, 0);
	ck_assert_uint_eq(agent.in.length, 0);
	ck_assert_int_eq(connect_guest(getenv("VM_CONTROL_SOCKET")),
			 -ECONNREFUSED); /* one is all there is */
	ck_assert_int_eq(write(guest, greeting, sizeof(greeting) - 1),
			 (ssize_t)sizeof(greeting) - 1);
	await_readable(agent.fd);
	ck_assert_int_eq(agent_greet(&agent), 1);
	ck_assert_str_eq(agent.address, "192.168.64.2");

	/* What a driver leaves in the folder goes with it. */
	strcat(path, "/disk.img");
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fclose(file);
	agent_close(&agent);
	ck_assert_int_eq(read(guest, line, sizeof(line)), 0);
	close(guest);
	snprintf(path, sizeof(path), "%s", channel.dir);
	channel_close(&channel);
	ck_assert_int_lt(stat(path, &st), 0);
	channel_close(&channel);
}
END_TEST

START_TEST(a_guest_that_never_comes)
{
	struct channel channel;
	struct agent agent;
	struct stat st;
	char path[64];

	ck_assert_int_eq(channel_open(&channel, &agent, 5, "c"), 0);
	snprintf(path, sizeof(path), "%s", channel.dir);
	ck_assert_int_eq(agent_greet(&agent), 0);
	agent_close(&agent);
	channel_close(&channel);
	ck_assert_int_lt(stat(path, &st), 0);
}
END_TEST

START_TEST(a_guest_that_goes_at_once)
{
	struct channel channel;
	struct agent agent;
	int guest;

	ck_assert_int_eq(channel_open(&channel, &agent, 5, "c"), 0);
	guest = connect_guest(getenv("VM_CONTROL_SOCKET"));
	close(guest);
	await_readable(agent.fd);
	ck_assert_int_eq(agent_greet(&agent), -EPIPE);
	agent_close(&agent);
	channel_close(&channel);
}
END_TEST

START_TEST(a_path_that_no_socket_can_have)
{
	char path[200];
	struct agent agent;

	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	ck_assert_int_eq(agent_listen(&agent, path), -ENAMETOOLONG);
	ck_assert_int_eq(agent.fd, -1);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		cpu_time_is_in_nanoseconds,
		memory_and_processes_that_ended,
		fingerprint,
		networks,
		drops,
		interface_of_bridged_mode,
		no_sandbox,
		root_is_needed_before_macos_26,
		control_channel,
		a_guest_that_never_comes,
		a_guest_that_goes_at_once,
		a_path_that_no_socket_can_have,
		NULL,
	};

	return check_main("system", tests);
}
