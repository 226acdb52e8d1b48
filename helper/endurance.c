/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * endurance.c - vmnet-endurance: any number of frames from guest to guest
 *
 * usage: vmnet-endurance HELPER FRAMES LOG LOG
 *
 * Starts two helpers on one network and is the guest of both: what it sends
 * into the first must come out of the second.  Most are segments of TCP, to be
 * merged and cut again, some datagrams, and some are to be dropped.  So few are
 * on their way at a time that every queue has room: none may be lost.  Prints
 * NAME=NUMBER lines for the caller to judge, after it has asked the helpers for
 * their counters, which go to their logs.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/batch.h"
#include "helper/frame.h"
#include "helper/fuzz_frame.h"
#include "helper/ifid.h"
#include "helper/inet.h"
#include "helper/util.h"

#define BATCH	 64
#define KINDS	 4
#define WINDOW	 256 /* frames on their way: fewer than any queue holds */
#define START_MS 15000
#define STUCK_MS 10000
#define QUIET_MS 300
#define SOCKET	 (1 << 20) /* bytes */

static const char *const ids[2] = {
	"0b9c8f52-6a6d-4a7c-8f5e-0d4c6c1f5b01",
	"0b9c8f52-6a6d-4a7c-8f5e-0d4c6c1f5b02",
};

struct guest_end {
	int fd;
	pid_t helper;
	uint8_t mac[MAC_SIZE];
	struct batch *batch;
};

static struct guest_end ends[2];
static struct datagram batches[KINDS][BATCH];
static unsigned int good[KINDS]; /* frames that are not to be dropped */
static uint64_t sent, expected, received, ours;

static _Noreturn void die(const char *what, int err)
{
	fprintf(stderr, "vmnet-endurance: %s: %s\n", what, strerror(err));
	exit(EXIT_FAILURE);
}

static void exec_helper(const char *helper, const char *id, const char *log,
			int fd, int out)
{
	int err = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (err < 0 || dup2(err, 2) < 0 || dup2(out, 1) < 0 || dup2(fd, 3) < 0)
		_exit(126);
	execl(helper, helper, "--fd", "3", "--interface-id", id, NULL);
	_exit(127);
}

/* With its line of JSON, a helper is ready. */
static void wait_line(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char byte = 0;

	while (byte != '\n') {
		if (poll(&ready, 1, START_MS) <= 0)
			die("a helper", ETIMEDOUT);
		if (read(fd, &byte, 1) != 1)
			die("a helper did not start", ECHILD);
	}
}

static void start_helper(struct guest_end *end, const char *helper,
			 const char *id, const char *log)
{
	int fds[2], line[2], size = SOCKET;
	uint8_t bytes[IFID_SIZE];

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fds) < 0 ||
	    pipe2(line, O_CLOEXEC) < 0)
		die("cannot make a socket", errno);
	setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	end->helper = fork();
	if (end->helper < 0)
		die("fork", errno);
	if (end->helper == 0)
		exec_helper(helper, id, log, fds[1], line[1]);
	close(fds[1]);
	close(line[1]);
	wait_line(line[0]);
	close(line[0]);
	end->fd = fds[0];
	end->batch = batch_new(BATCH);
	if (!end->batch || ifid_parse(id, bytes) < 0)
		die(id, ENOMEM);
	ifid_mac(bytes, end->mac);
}

/* Frame number @i of a batch of this kind; false if it is to be dropped. */
static bool make(struct datagram *d, struct fuzz_flows *flows, int kind, int i)
{
	/* TCP over IPv4, over IPv6 with options, UDP, and many flows. */
	static const unsigned int flow[KINDS - 1] = { 0, 3, 14 };
	static const size_t payload[KINDS] = { 1460, 700, 200, 60 };
	unsigned int f = kind < KINDS - 1 ? flow[kind] : (unsigned int)i % 16;
	const uint8_t script[] = { (uint8_t)(f << 4 | 8),
				   (uint8_t)(payload[kind] >> 8),
				   (uint8_t)payload[kind] };
	struct fuzz_input in = { script, sizeof(script) };
	bool bad = kind == KINDS - 1 && i % 16 == 8;
	struct fuzz_frame frame;

	fuzz_frame_make(&frame, flows, &in, 0);
	memcpy(frame.bytes, ends[1].mac, MAC_SIZE);
	memcpy(frame.bytes + MAC_SIZE, ends[0].mac, MAC_SIZE);
	if (bad)
		frame.bytes[ETHER_LEN] = 0x15; /* no version of IP */
	d->iov[0] = (struct iovec){ frame.bytes, frame.len };
	return !bad;
}

static void make_batches(void)
{
	struct fuzz_flows flows;
	int kind, i;

	for (kind = 0; kind < KINDS; kind++) {
		memset(&flows, 0, sizeof(flows));
		for (i = 0; i < BATCH; i++)
			good[kind] += make(&batches[kind][i], &flows, kind, i);
	}
}

/* Take what has come.  Returns how many frames. */
static int take(struct guest_end *end)
{
	static uint8_t bytes[BATCH][FRAME_MAX];
	struct iovec bufs[BATCH];
	unsigned int lens[BATCH];
	int i, n;

	for (i = 0; i < BATCH; i++)
		bufs[i] = (struct iovec){ bytes[i], FRAME_MAX };
	n = batch_recv(end->batch, end->fd, bufs, lens, BATCH);
	if (n < 0 && n != -EAGAIN)
		die("a helper is gone", -n);
	for (i = 0; i < n && end == &ends[1]; i++) {
		received++;
		ours += memcmp(bytes[i] + MAC_SIZE, ends[0].mac, MAC_SIZE) == 0;
	}
	return n > 0 ? n : 0;
}

/* The network says something to all from time to time. */
static void take_all(void)
{
	while (take(&ends[1]) > 0)
		;
	while (take(&ends[0]) > 0)
		;
}

static void wait_window(uint64_t window)
{
	struct pollfd ready = { .fd = ends[1].fd, .events = POLLIN };
	int64_t limit = clock_ms() + STUCK_MS;

	while (expected - ours > window) {
		if (take(&ends[1]) > 0)
			continue;
		poll(&ready, 1, 100);
		if (clock_ms() > limit)
			return; /* lost: the caller sees it in the numbers */
	}
}

static void send_batch(int kind)
{
	struct pollfd room = { .fd = ends[0].fd, .events = POLLOUT };
	int done = 0, n;

	while (done < BATCH) {
		n = batch_send(ends[0].batch, ends[0].fd, batches[kind] + done,
			       BATCH - done);
		if (n > 0)
			done += n;
		else if (n == -EAGAIN)
			poll(&room, 1, 100);
		else
			die("a helper is gone", -n);
	}
	sent += BATCH;
	expected += good[kind];
}

static long rss(pid_t pid)
{
	char path[64], text[4096];
	const char *line;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	n = read_text(path, text, sizeof(text));
	line = n > 0 ? strstr(text, "VmRSS:") : NULL;
	return line ? strtol(line + 6, NULL, 10) : -1;
}

static void tell_rss(const char *when)
{
	printf("rss_%s_a=%ld\nrss_%s_b=%ld\n", when, rss(ends[0].helper), when,
	       rss(ends[1].helper));
}

static void run(uint64_t frames)
{
	int64_t start = clock_ms();
	bool early = true;
	uint64_t i;

	for (i = 0; sent < frames; i++) {
		send_batch((int)(i % KINDS));
		wait_window(WINDOW - BATCH);
		if (i % 1024 == 0)
			take_all();
		if (early && sent > frames / 10) {
			tell_rss("early");
			early = false;
		}
	}
	wait_window(0);
	printf("ms=%lld\n", (long long)(clock_ms() - start));
	tell_rss("late");
}

/* The counters of the second are between two counts of ours. */
static void ask_counters(void)
{
	poll(NULL, 0, QUIET_MS);
	take_all();
	printf("received_least=%llu\n", (unsigned long long)received);
	kill(ends[0].helper, SIGUSR1);
	kill(ends[1].helper, SIGUSR1);
	poll(NULL, 0, QUIET_MS);
	take_all();
	printf("received_most=%llu\nsent=%llu\nexpected=%llu\nours=%llu\n",
	       (unsigned long long)received, (unsigned long long)sent,
	       (unsigned long long)expected, (unsigned long long)ours);
}

static void end_helpers(void)
{
	int i, status;

	for (i = 0; i < 2; i++)
		close(ends[i].fd);
	for (i = 0; i < 2; i++) {
		if (waitpid(ends[i].helper, &status, 0) < 0 || status != 0)
			die("a helper did not end well", ECHILD);
	}
}

int main(int argc, char *argv[])
{
	uint8_t hello[FRAME_MAX];
	uint64_t frames;

	if (argc != 5 || parse_uint(argv[2], 1, UINT64_MAX / 2, &frames) < 0) {
		fputs("usage: vmnet-endurance HELPER FRAMES LOG LOG\n", stderr);
		return EXIT_FAILURE;
	}
	start_helper(&ends[0], argv[1], ids[0], argv[3]);
	start_helper(&ends[1], argv[1], ids[1], argv[4]);
	make_batches();
	/* So that the bridge knows where the second guest is. */
	if (send(ends[1].fd, hello,
		 frame_arp_request(hello, ends[1].mac, 0xc0a840fe), 0) < 0)
		die("a helper is gone", errno);
	poll(NULL, 0, QUIET_MS);
	run(frames);
	ask_counters();
	end_helpers();
	return EXIT_SUCCESS;
}
