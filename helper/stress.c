/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stress.c - vmnet-stress: start and kill helpers in random order, and see
 * that none of the living ones ever loses its network
 *
 * In a round some slots change: an empty one gets a helper, a living helper
 * gets a signal, at times before it is ready.  While the starting ones get
 * ready, the links of the living ones are looked at without a pause; after
 * that each guest asks for its gateway by ARP, and now and then for an address
 * by DHCP, in frames built by hand.
 *
 * With --chaos the processes behind the network are killed as well.
 *
 * Run it in namespaces only, see test_stress.sh: it takes every vmnet-keeper
 * and dnsmasq it sees for one of its own.
 */

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <net/if.h>
#include <nftables/libnftables.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "helper/frame.h"
#include "helper/linux/netlink.h"
#include "helper/util.h"

#define SLOTS	  32
#define HELPER_FD 3
#define BRIDGE	  "vmnetc0a84000" /* 192.168.64.0, the default subnet */
#define GATEWAY	  0xc0a84001u

#define SETTLE_LIMIT_MS 60000
#define ANSWER_LIMIT_MS 5000
#define REPAIR_LIMIT_MS 15000 /* dnsmasq is started anew once a second */
#define RESEND_MS	200
#define DHCP_EVERY	4 /* rounds */

enum state { EMPTY, STARTING, READY, DYING };

struct slot {
	enum state state;
	pid_t pid;
	int guest; /* our end of the socket pair */
	int out;   /* the helper's standard output */
	uint8_t mac[MAC_SIZE];
	char tap[NIC_NAME_MAX];
	bool arp;	/* the gateway has answered */
	uint32_t offer; /* address offered */
	int64_t kill_at;
	bool repairs; /* started when there was nobody else to do it */
};

struct stress {
	const char *helper; /* program */
	const char *dir;    /* of log files */
	bool chaos;
	uint64_t rounds;
	uint64_t seed;
	uint64_t random;
	uint32_t xid;
	struct netlink *nl;
	struct nft_ctx *nft;
	struct slot slots[SLOTS];
	uint64_t starts, kills, checks, failed_starts;
	char victim[16]; /* pid that kill_one() has killed last */
	bool orphaned; /* keeper and spare are killed: no DHCP until a start */
	bool keeper_hit; /* a helper that starts now may fail */
};

/* xorshift64*: the same everywhere for one seed. */
static uint32_t pick(struct stress *s, uint32_t below)
{
	s->random ^= s->random >> 12;
	s->random ^= s->random << 25;
	s->random ^= s->random >> 27;
	return (uint32_t)(s->random * 0x2545f4914f6cdd1du >> 33) % below;
}

__attribute__((format(printf, 1, 2))) static int broken(const char *fmt, ...)
{
	va_list ap;

	fputs("vmnet-stress: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return -EIO;
}

static int slot_number(const struct stress *s, const struct slot *slot)
{
	return (int)(slot - s->slots);
}

/* --- helpers -------------------------------------------------------------- */

static void run_helper(const struct stress *s, const struct slot *slot,
		       int guest, int out)
{
	char path[256], fd[8];
	int log;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(path, sizeof(path), "%s/%d.log", s->dir, slot_number(s, slot));
	log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	/* Out of the way of the numbers it is to have. */
	guest = fcntl(guest, F_DUPFD, 100);
	if (dup2(out, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0 ||
	    dup2(guest, HELPER_FD) < 0)
		_exit(126);
	close_range(HELPER_FD + 1, ~0u, 0);
	snprintf(fd, sizeof(fd), "%d", HELPER_FD);
	execl(s->helper, s->helper, "--fd", fd, (char *)NULL);
	_exit(127);
}

static int start_helper(struct stress *s, struct slot *slot)
{
	int pair[2], out[2];
	uint8_t id[IFID_SIZE];
	size_t i;

	for (i = 0; i < sizeof(id); i++)
		id[i] = (uint8_t)pick(s, 256);
	ifid_mac(id, slot->mac);
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		       pair) < 0 ||
	    pipe2(out, O_CLOEXEC) < 0)
		return broken("cannot make a socket pair: %s", strerror(errno));
	slot->pid = fork();
	if (slot->pid == 0)
		run_helper(s, slot, pair[1], out[1]);
	close(pair[1]);
	close(out[1]);
	if (slot->pid < 0)
		return broken("cannot fork: %s", strerror(errno));
	slot->guest = pair[0];
	slot->out = out[0];
	slot->state = STARTING;
	slot->repairs = s->orphaned;
	slot->kill_at = pick(s, 5) ? 0 : clock_ms() + pick(s, 40);
	s->starts++;
	return 0;
}

static void kill_helper(struct stress *s, struct slot *slot)
{
	slot->state = DYING;
	slot->kill_at = 0;
	kill(slot->pid, pick(s, 2) ? SIGKILL : SIGTERM);
	s->kills++;
}

static void empty_slot(struct slot *slot)
{
	close(slot->guest);
	close(slot->out);
	*slot = (struct slot){ .state = EMPTY };
}

static void print_log(const struct stress *s, const struct slot *slot)
{
	char path[256], text[4096];

	snprintf(path, sizeof(path), "%s/%d.log", s->dir, slot_number(s, slot));
	if (read_text(path, text, sizeof(text)) > 0)
		fputs(text, stderr);
}

/* Returns 1 when it has ended. */
static int reap(struct stress *s, struct slot *slot)
{
	int status;

	if (waitpid(slot->pid, &status, WNOHANG) <= 0)
		return 0;
	if (slot->state == STARTING && s->keeper_hit) {
		s->failed_starts++;
	} else if (slot->state != DYING) {
		print_log(s, slot);
		return broken("helper %d ended by itself, status 0x%x",
			      slot_number(s, slot), status);
	} else if (WIFEXITED(status) && WEXITSTATUS(status) != 0 &&
		   !s->keeper_hit) {
		print_log(s, slot);
		return broken("helper %d failed, status 0x%x",
			      slot_number(s, slot), status);
	}
	empty_slot(slot);
	return 1;
}

/* The line of JSON is one write(2). */
static int read_line(struct stress *s, struct slot *slot)
{
	static const char key[] = "\"vmnet_interface_name\": \"";
	struct pollfd pfd = { .fd = slot->out, .events = POLLIN };
	char line[2048], *name;
	ssize_t n;

	if (poll(&pfd, 1, 0) <= 0 || !(pfd.revents & POLLIN))
		return 0;
	n = read(slot->out, line, sizeof(line) - 1);
	if (n <= 0)
		return 0;
	line[n] = '\0';
	name = strstr(line, key);
	if (!name)
		return broken("no interface name in %s", line);
	name += sizeof(key) - 1;
	snprintf(slot->tap, sizeof(slot->tap), "%.*s", (int)strcspn(name, "\""),
		 name);
	slot->state = READY;
	if (slot->repairs)
		s->orphaned = false;
	return 0;
}

/* Look at what has become of each helper.  Returns how many are unsettled. */
static int follow(struct stress *s)
{
	struct slot *slot;
	int err, n = 0;

	for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
		if (slot->state == EMPTY)
			continue;
		if (slot->state == STARTING) {
			err = read_line(s, slot);
			if (err)
				return err;
		}
		if (slot->kill_at && clock_ms() >= slot->kill_at)
			kill_helper(s, slot);
		err = reap(s, slot);
		if (err < 0)
			return err;
		n += slot->state == STARTING || slot->state == DYING;
	}
	return n;
}

/* --- what has to hold ----------------------------------------------------- */

static int check_tap(struct stress *s, const struct slot *slot, int bridge)
{
	struct netlink_link link;
	int index = (int)if_nametoindex(slot->tap);
	int err;

	err = index ? netlink_get_link(s->nl, index, &link) : -ENODEV;
	if (err)
		return broken("%s of helper %d: %s", slot->tap,
			      slot_number(s, slot), strerror(-err));
	if (!link.up)
		return broken("%s of helper %d is down", slot->tap,
			      slot_number(s, slot));
	if (link.master != bridge)
		return broken("%s of helper %d is a port of %d, not of %d",
			      slot->tap, slot_number(s, slot), link.master,
			      bridge);
	return 0;
}

static int check_bridge(struct stress *s, int *index)
{
	struct ifreq ifr = { .ifr_name = BRIDGE };
	struct sockaddr_in addr;
	struct netlink_link link;
	int fd, err;

	*index = (int)if_nametoindex(BRIDGE);
	if (!*index || netlink_get_link(s->nl, *index, &link) < 0)
		return broken("%s is gone", BRIDGE);
	if (!link.up)
		return broken("%s is down", BRIDGE);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	err = ioctl(fd, SIOCGIFADDR, &ifr) < 0 ? -errno : 0;
	close(fd);
	memcpy(&addr, &ifr.ifr_addr, sizeof(addr));
	if (err || addr.sin_addr.s_addr != htonl(GATEWAY))
		return broken("%s has not its address", BRIDGE);
	return 0;
}

static int count_ready(const struct stress *s)
{
	const struct slot *slot;
	int n = 0;

	for (slot = s->slots; slot < s->slots + SLOTS; slot++)
		n += slot->state == READY;
	return n;
}

static int check_links(struct stress *s)
{
	const struct slot *slot;
	int err, bridge;

	if (count_ready(s) == 0)
		return 0;
	err = check_bridge(s, &bridge);
	for (slot = s->slots; !err && slot < s->slots + SLOTS; slot++) {
		if (slot->state == READY)
			err = check_tap(s, slot, bridge);
	}
	s->checks++;
	return err;
}

static int check_rules(struct stress *s)
{
	if (count_ready(s) == 0)
		return 0;
	if (nft_run_cmd_from_buffer(s->nft, "list table inet " BRIDGE "\n") ==
	    0)
		return 0;
	return broken("table inet %s is gone", BRIDGE);
}

static void read_frames(struct stress *s, struct slot *slot)
{
	uint8_t frame[FRAME_MAX];
	uint32_t offer;
	ssize_t n;

	while ((n = recv(slot->guest, frame, sizeof(frame), 0)) > 0) {
		slot->arp |= frame_is_arp_reply(frame, (size_t)n, slot->mac,
						GATEWAY);
		offer = frame_dhcp_offer(frame, (size_t)n, slot->mac, s->xid);
		slot->offer = offer ? offer : slot->offer;
	}
}

/* Send what is not answered.  Returns how many are waiting. */
static int ask(struct stress *s, bool dhcp, bool send_now)
{
	uint8_t frame[FRAME_MAX];
	struct slot *slot;
	size_t len;
	int n = 0;

	for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
		if (slot->state != READY)
			continue;
		read_frames(s, slot);
		if (dhcp ? slot->offer != 0 : slot->arp)
			continue;
		n++;
		if (!send_now)
			continue;
		len = dhcp ? frame_dhcp_discover(frame, slot->mac, s->xid)
			   : frame_arp_request(frame, slot->mac, GATEWAY);
		send(slot->guest, frame, len, MSG_NOSIGNAL);
	}
	return n;
}

static void wait_frames(struct stress *s)
{
	struct pollfd fds[SLOTS];
	struct slot *slot;
	nfds_t n = 0;

	for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
		if (slot->state == READY)
			fds[n++] = (struct pollfd){ .fd = slot->guest,
						    .events = POLLIN };
	}
	poll(fds, n, 10);
}

static int check_answers(struct stress *s, bool dhcp)
{
	int64_t now = clock_ms(), resend = now;
	int64_t deadline = now + (s->chaos ? REPAIR_LIMIT_MS : ANSWER_LIMIT_MS);
	struct slot *slot;
	int left;

	s->xid++;
	for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
		slot->arp = false;
		slot->offer = 0;
	}
	while ((left = ask(s, dhcp, now >= resend)) > 0) {
		if (now >= resend)
			resend = now + RESEND_MS;
		if (now >= deadline)
			return broken("%d guests get no answer by %s", left,
				      dhcp ? "DHCP" : "ARP");
		wait_frames(s);
		now = clock_ms();
	}
	return 0;
}

/* --- chaos ---------------------------------------------------------------- */

/* "12 (name) S ..."; a zombie is none. */
static bool is_living(const char *pid, const char *name)
{
	char path[300], text[64], want[32];
	char *found;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	snprintf(want, sizeof(want), "(%s) ", name);
	if (*pid < '1' || *pid > '9' ||
	    read_text(path, text, sizeof(text)) <= 0)
		return false;
	found = strstr(text, want);
	return found && found[strlen(want)] != 'Z';
}

/*
 * Signal all of a name; the process namespace is ours alone.  With
 * signal 0 they are counted only.  @last is set to the last one, if any.
 */
static int signal_all(const char *name, int sig, char last[16])
{
	struct dirent *entry;
	int n = 0;
	DIR *dir;

	dir = opendir("/proc");
	while (dir && (entry = readdir(dir)) != NULL) {
		if (!is_living(entry->d_name, name) ||
		    kill(atoi(entry->d_name), sig) < 0)
			continue;
		snprintf(last, 16, "%.15s", entry->d_name);
		n++;
	}
	if (dir)
		closedir(dir);
	return n;
}

static int count(const char *name)
{
	char last[16];

	return signal_all(name, 0, last);
}

static int kill_all_of(struct stress *s, const char *name)
{
	return signal_all(name, SIGKILL, s->victim);
}

/*
 * Until they are dead, as the one may be replacing the other, and as a helper
 * that starts while a keeper is dying has joined it and repairs nothing.
 */
static void kill_pair(struct stress *s)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	struct slot *slot;
	int i;

	for (i = 0; i < 5000; i++) {
		if (kill_all_of(s, "vmnet-keeper") +
			    kill_all_of(s, "vmnet-spare") ==
		    0)
			break;
		nanosleep(&pause, NULL);
	}
	s->orphaned = s->keeper_hit = true;
	for (slot = s->slots; slot < s->slots + SLOTS; slot++)
		slot->repairs = false;
}

/* While both are there, and not still dying: two deaths are not survived. */
static void kill_one(struct stress *s, const char *name)
{
	if (is_living(s->victim, "vmnet-keeper") ||
	    is_living(s->victim, "vmnet-spare"))
		return;
	if (count("vmnet-keeper") != 1 || count("vmnet-spare") != 1)
		return;
	kill_all_of(s, name);
	s->keeper_hit = true;
}

static void do_chaos(struct stress *s)
{
	uint32_t what = pick(s, 8);
	char last[16];

	if (what == 0)
		kill_pair(s);
	else if (what <= 2)
		kill_one(s, "vmnet-keeper");
	else if (what == 3)
		kill_one(s, "vmnet-spare");
	else if (what == 4)
		/* Perhaps a first one, without which no helper starts. */
		s->keeper_hit |= signal_all("dnsmasq", SIGKILL, last) > 0;
}

/* --- rounds --------------------------------------------------------------- */

static int change(struct stress *s, struct slot *slot)
{
	if (slot->state == EMPTY)
		return start_helper(s, slot);
	if (slot->state == READY)
		kill_helper(s, slot);
	return 0;
}

static int change_some(struct stress *s)
{
	uint32_t n = 1 + pick(s, SLOTS / 2);
	struct slot *slot;
	int err = 0;

	if (pick(s, 4) == 0) {
		for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
			if (slot->state == READY)
				kill_helper(s, slot);
		}
	}
	while (n-- > 0 && !err)
		err = change(s, &s->slots[pick(s, SLOTS)]);
	return err;
}

/* Until all that start are ready and all that die are dead. */
static int settle(struct stress *s)
{
	int64_t deadline = clock_ms() + SETTLE_LIMIT_MS;
	const struct timespec pause = { .tv_nsec = 500000 };
	int n, err;

	while ((n = follow(s)) > 0) {
		err = check_links(s);
		if (err)
			return err;
		if (clock_ms() >= deadline)
			return broken("%d helpers do not settle", n);
		if (s->chaos && pick(s, 50) == 0)
			do_chaos(s);
		nanosleep(&pause, NULL);
	}
	return n;
}

static int do_round(struct stress *s, uint64_t round)
{
	int err;

	err = change_some(s);
	if (!err)
		err = settle(s);
	s->keeper_hit = false;
	if (!err)
		err = check_links(s);
	if (!err && !s->chaos)
		err = check_rules(s);
	if (!err)
		err = check_answers(s, false);
	if (!err && !s->orphaned && round % DHCP_EVERY == 0)
		err = check_answers(s, true);
	return err;
}

/*
 * One more helper comes and goes: nobody else repairs a double kill, or takes
 * the lock's file away that a helper leaves which is killed holding it.
 */
static int kill_all(struct stress *s)
{
	struct slot *slot;

	for (slot = s->slots; slot < s->slots + SLOTS; slot++) {
		if (slot->state == READY)
			kill_helper(s, slot);
	}
	return settle(s);
}

static int end_all(struct stress *s)
{
	int err;

	s->chaos = false;
	err = kill_all(s);
	if (!err)
		err = start_helper(s, s->slots);
	s->slots[0].kill_at = 0;
	if (!err)
		err = settle(s);
	if (!err)
		err = check_answers(s, true);
	return err ? err : kill_all(s);
}

static int run(struct stress *s)
{
	uint64_t round;
	int err = 0;

	for (round = 1; !err && round <= s->rounds; round++) {
		err = do_round(s, round);
		if (err)
			broken("round %lu of seed %lu", (unsigned long)round,
			       (unsigned long)s->seed);
	}
	return err ? err : end_all(s);
}

static int parse_number(const char *text, uint64_t *value)
{
	return text && *text ? parse_uint(text, 1, INT64_MAX, value) : -EINVAL;
}

static int parse(struct stress *s, int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "chaos", no_argument, NULL, 'c' },
		{ "rounds", required_argument, NULL, 'r' },
		{ "seed", required_argument, NULL, 's' },
		{ 0 },
	};
	int key, err = 0;

	while (!err && (key = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (key == 'c')
			s->chaos = true;
		else if (key == 'r')
			err = parse_number(optarg, &s->rounds);
		else if (key == 's')
			err = parse_number(optarg, &s->seed);
		else
			err = -EINVAL;
	}
	if (err || argc - optind != 2)
		return -EINVAL;
	s->helper = argv[optind];
	s->dir = argv[optind + 1];
	return 0;
}

static int open_sources(struct stress *s)
{
	if (netlink_open(&s->nl) < 0)
		return broken("cannot open rtnetlink");
	s->nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!s->nft)
		return broken("cannot use nftables");
	nft_ctx_buffer_output(s->nft);
	return 0;
}

int main(int argc, char *argv[])
{
	struct stress s = { .rounds = 200 };
	int err;

	/* Until --seed says otherwise; short, as a human will type it. */
	if (getrandom(&s.seed, 3, 0) < 0 || parse(&s, argc, argv) < 0) {
		fputs("usage: vmnet-stress [--chaos] [--rounds N] [--seed N] "
		      "vmnet-helper log-folder\n",
		      stderr);
		return EXIT_FAILURE;
	}
	s.random = s.seed * 0x9e3779b97f4a7c15u | 1;
	printf("seed %lu\n", (unsigned long)s.seed);
	fflush(stdout);
	err = open_sources(&s);
	if (!err)
		err = run(&s);
	nft_ctx_free(s.nft);
	netlink_close(s.nl);
	printf("%lu starts, %lu kills, links looked at %lu times, %lu starts "
	       "failed with their keeper\n",
	       (unsigned long)s.starts, (unsigned long)s.kills,
	       (unsigned long)s.checks, (unsigned long)s.failed_starts);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
