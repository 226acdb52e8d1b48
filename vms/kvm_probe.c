/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kvm_probe.c - kvm-probe: does a KVM guest run at hardware speed here?
 *
 * /dev/kvm proves little: nested inside some hypervisors the kernel carries
 * out a guest's instructions one by one, about a thousand times slower than
 * the processor.  A guest of one instruction works there, a guest that boots
 * an operating system does not.  So a loop is timed, in 64-bit mode and with
 * memory access, the best of a few runs.  It runs in a child that is killed
 * when it takes too long.
 *
 * Prints one line "kvm: yes|no (reason)".
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PROBE_LOOPS	 20000
#define PROBE_RUNS	 3
#define PROBE_LIMIT_MS	 300  /* for all runs together */
#define PROBE_REAP_MS	 1000 /* for the child to die after SIGKILL */
#define PROBE_THRESHOLD	 5.0  /* ms; hardware takes well under 1 */
#define GUEST_LOOP_INSNS 3
#define GUEST_MEM_SIZE	 0x10000

enum verdict {
	PROBE_USABLE = 0,
	PROBE_ABSENT = 1,
	PROBE_WRONG = 2,
	PROBE_SLOW = 3,
};

/* What the child writes to the pipe. */
struct report {
	enum verdict verdict;
	double loop_ms;	     /* best run, when usable or slow */
	int error;	     /* errno, when absent */
	unsigned int reason; /* KVM_EXIT_*, when wrong */
	const char *what;    /* same address in both processes */
};

struct guest {
	int kvm;
	int vm;
	int vcpu;
	uint8_t *mem; /* GUEST_MEM_SIZE bytes at guest address 0 */
	struct kvm_run *run;
};

/*
 * The machine: guest_setup() puts the program into the guest and its processor
 * into the right mode; guest_rewind() makes it ready for one more run of
 * @loops; guest_result() tells whether the program computed what it should.
 * The first two return 0 or -errno.
 */
static int guest_setup(struct guest *g);
static int guest_rewind(struct guest *g, uint32_t loops);
static bool guest_result(const struct guest *g, uint32_t loops);

#if defined(__x86_64__)

#define GUEST_PML4 0x1000
#define GUEST_PDPT 0x2000
#define GUEST_PD   0x3000
#define GUEST_CODE 0x4000
#define GUEST_SUM  0x5000

#define PTE_PRESENT  0x01
#define PTE_WRITABLE 0x02
#define PTE_LARGE    0x80

#define CR0_PE	 0x00000001
#define CR0_MP	 0x00000002
#define CR0_ET	 0x00000010
#define CR0_PG	 0x80000000
#define CR4_PAE	 0x00000020
#define EFER_LME 0x00000100
#define EFER_LMA 0x00000400

static const uint8_t guest_code[] = {
	0x01, 0x0c, 0x25, 0x00, 0x50, 0x00, 0x00, /* add %ecx, GUEST_SUM */
	0xff, 0xc9,				  /* dec %ecx */
	0x75, 0xf5,				  /* jnz to the start */
	0xf4,					  /* hlt */
};

static void guest_put64(struct guest *g, size_t at, uint64_t value)
{
	memcpy(g->mem + at, &value, sizeof(value));
}

static int guest_setup(struct guest *g)
{
	struct kvm_sregs sregs;
	struct kvm_segment code = {
		.limit = 0xffffffff,
		.selector = 8,
		.type = 11,
		.present = 1,
		.s = 1,
		.l = 1,
		.g = 1,
	};
	struct kvm_segment data = code;

	/* One 2 MiB page at address 0; only its start has memory. */
	guest_put64(g, GUEST_PML4, GUEST_PDPT | PTE_PRESENT | PTE_WRITABLE);
	guest_put64(g, GUEST_PDPT, GUEST_PD | PTE_PRESENT | PTE_WRITABLE);
	guest_put64(g, GUEST_PD, PTE_PRESENT | PTE_WRITABLE | PTE_LARGE);
	memcpy(g->mem + GUEST_CODE, guest_code, sizeof(guest_code));

	if (ioctl(g->vcpu, KVM_GET_SREGS, &sregs) < 0)
		return -errno;
	data.selector = 16;
	data.type = 3;
	data.l = 0;
	data.db = 1;
	sregs.cs = code;
	sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = data;
	sregs.cr3 = GUEST_PML4;
	sregs.cr4 = CR4_PAE;
	sregs.cr0 = CR0_PE | CR0_MP | CR0_ET | CR0_PG;
	sregs.efer = EFER_LME | EFER_LMA;
	if (ioctl(g->vcpu, KVM_SET_SREGS, &sregs) < 0)
		return -errno;
	return 0;
}

static int guest_rewind(struct guest *g, uint32_t loops)
{
	struct kvm_regs regs = {
		.rip = GUEST_CODE,
		.rcx = loops,
		.rflags = 2, /* a bit that is always set */
	};

	memset(g->mem + GUEST_SUM, 0, sizeof(uint32_t));
	if (ioctl(g->vcpu, KVM_SET_REGS, &regs) < 0)
		return -errno;
	return 0;
}

static bool guest_result(const struct guest *g, uint32_t loops)
{
	uint64_t expected = (uint64_t)loops * (loops + 1) / 2;
	uint32_t sum;

	memcpy(&sum, g->mem + GUEST_SUM, sizeof(sum));
	return g->run->exit_reason == KVM_EXIT_HLT && sum == (uint32_t)expected;
}

#else

static int guest_setup(struct guest *g)
{
	(void)g;
	return -ENOSYS;
}

static int guest_rewind(struct guest *g, uint32_t loops)
{
	(void)g;
	(void)loops;
	return -ENOSYS;
}

static bool guest_result(const struct guest *g, uint32_t loops)
{
	(void)g;
	(void)loops;
	return false;
}

#endif

/*
 * Opens /dev/kvm and makes a guest with one processor.  Everything is
 * released when the child ends.  Returns 0 or -errno, and says in @what which
 * step failed.
 */
static int guest_open(struct guest *g, const char **what)
{
	struct kvm_userspace_memory_region region = {
		.memory_size = GUEST_MEM_SIZE,
	};
	int size;

	*what = "/dev/kvm";
	g->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (g->kvm < 0)
		return -errno;
	*what = "version of /dev/kvm";
	if (ioctl(g->kvm, KVM_GET_API_VERSION, 0) != KVM_API_VERSION)
		return -EPROTO;
	*what = "create a guest";
	g->vm = ioctl(g->kvm, KVM_CREATE_VM, 0);
	if (g->vm < 0)
		return -errno;

	*what = "guest memory";
	g->mem = mmap(NULL, GUEST_MEM_SIZE, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (g->mem == MAP_FAILED)
		return -errno;
	region.userspace_addr = (uintptr_t)g->mem;
	if (ioctl(g->vm, KVM_SET_USER_MEMORY_REGION, &region) < 0)
		return -errno;

	*what = "guest processor";
	g->vcpu = ioctl(g->vm, KVM_CREATE_VCPU, 0);
	size = ioctl(g->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (g->vcpu < 0 || size < 0)
		return -errno;
	g->run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED,
		      g->vcpu, 0);
	if (g->run == MAP_FAILED)
		return -errno;
	return guest_setup(g);
}

static double probe_clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* Runs the loop once.  Returns milliseconds, or -1 for a wrong answer. */
static double probe_time(struct guest *g)
{
	double start;

	if (guest_rewind(g, PROBE_LOOPS) < 0)
		return -1;
	start = probe_clock_ms();
	while (ioctl(g->vcpu, KVM_RUN, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	if (!guest_result(g, PROBE_LOOPS))
		return -1;
	return probe_clock_ms() - start;
}

static void probe_guest(struct report *r)
{
	struct guest g = { 0 };
	double ms;
	int err;
	int i;

	err = guest_open(&g, &r->what);
	if (err < 0) {
		r->verdict = PROBE_ABSENT;
		r->error = -err;
		return;
	}
	for (i = 0; i < PROBE_RUNS; i++) {
		ms = probe_time(&g);
		if (ms < 0) {
			r->verdict = PROBE_WRONG;
			r->reason = g.run->exit_reason;
			return;
		}
		if (i == 0 || ms < r->loop_ms)
			r->loop_ms = ms;
	}
	r->verdict = r->loop_ms < PROBE_THRESHOLD ? PROBE_USABLE : PROBE_SLOW;
}

/* Returns true when @fd became readable, or its other end closed, in time. */
static bool probe_wait(int fd, int timeout_ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	int n;

	do
		n = poll(&pfd, 1, timeout_ms);
	while (n < 0 && errno == EINTR);
	return n > 0;
}

/*
 * Returns 0 with the child's report, -ETIMEDOUT when it had none in time, or
 * another -errno.
 */
static int probe_run(struct report *r)
{
	ssize_t n = 0;
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0) {
		close(fds[0]);
		probe_guest(r);
		n = write(fds[1], r, sizeof(*r));
		_exit(n == (ssize_t)sizeof(*r) ? 0 : 1);
	}
	close(fds[1]);
	if (!probe_wait(fds[0], PROBE_LIMIT_MS)) {
		kill(pid, SIGKILL);
		/* Gone, or stuck in the kernel: init reaps it then. */
		probe_wait(fds[0], PROBE_REAP_MS);
		return -ETIMEDOUT;
	}
	n = read(fds[0], r, sizeof(*r));
	return n == (ssize_t)sizeof(*r) ? 0 : -EPIPE;
}

static int probe_print(const struct report *r)
{
	double mips = PROBE_LOOPS * GUEST_LOOP_INSNS / r->loop_ms / 1e3;

	switch (r->verdict) {
	case PROBE_USABLE:
		printf("kvm: yes (guest loop %.2f ms, %.0f MIPS)\n", r->loop_ms,
		       mips);
		break;
	case PROBE_ABSENT:
		if (r->error == ENOSYS)
			printf("kvm: no (no probe for this machine)\n");
		else
			printf("kvm: no (%s: %s)\n", r->what,
			       strerror(r->error));
		break;
	case PROBE_WRONG:
		printf("kvm: no (wrong answer of a guest, exit reason %u)\n",
		       r->reason);
		break;
	case PROBE_SLOW:
		printf("kvm: no (too slow for a guest: loop %.2f ms, "
		       "%.1f MIPS)\n",
		       r->loop_ms, mips);
		break;
	}
	return (int)r->verdict;
}

int main(int argc, char *argv[])
{
	struct report r = { 0 };
	int err;

	if (argc > 1) {
		fprintf(stderr, "kvm-probe: unexpected argument: %s\n",
			argv[1]);
		return PROBE_ABSENT;
	}
	err = probe_run(&r);
	if (err == -ETIMEDOUT) {
		printf("kvm: no (no answer of a guest within %d ms)\n",
		       PROBE_LIMIT_MS);
		return PROBE_SLOW;
	}
	if (err < 0) {
		printf("kvm: no (probe failed: %s)\n", strerror(-err));
		return PROBE_ABSENT;
	}
	return probe_print(&r);
}
