/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* machine.c - the fingerprint of a Mac, by sysctl(3) */

#include <errno.h>
#include <limits.h>
#include <mach-o/dyld.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/sysctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/machine.h"

static void machine_add_text(struct machine *m, const char *key, bool strict,
			     const char *before, const char *name)
{
	char text[MACHINE_VALUE] = "", value[2 * MACHINE_VALUE] = "";
	size_t size = sizeof(text) - 1;

	if (sysctlbyname(name, text, &size, NULL, 0) == 0)
		snprintf(value, sizeof(value), "%s%s", before, text);
	machine_add(m, key, strict, value);
}

/* Of 4 or 8 bytes, as the kernel likes; little-endian. */
static bool machine_number(const char *name, uint64_t *number)
{
	size_t size = sizeof(*number);

	*number = 0;
	return sysctlbyname(name, number, &size, NULL, 0) == 0;
}

static void machine_add_number(struct machine *m, const char *key, bool strict,
			       const char *name)
{
	char value[24] = "";
	uint64_t number;

	if (machine_number(name, &number))
		snprintf(value, sizeof(value), "%llu",
			 (unsigned long long)number);
	machine_add(m, key, strict, value);
}

static void machine_add_hardware(struct machine *m)
{
	char value[32] = "";
	uint64_t bytes;

	machine_add_text(m, "cpu", true, "", "machdep.cpu.brand_string");
	machine_add_number(m, "cores", true, "hw.logicalcpu");
	if (machine_number("hw.memsize", &bytes))
		snprintf(value, sizeof(value), "%llu GiB",
			 (unsigned long long)(bytes >> 30));
	machine_add(m, "memory", true, value);
}

static void machine_add_system(struct machine *m)
{
	char value[MACHINE_VALUE];
	struct utsname u;
	uint64_t yes;

	if (uname(&u) < 0)
		memset(&u, 0, sizeof(u));
	machine_add(m, "arch", true, u.machine);
	machine_add_text(m, "os", true, "macOS ", "kern.osproductversion");
	snprintf(value, sizeof(value), "%.60s %.60s", u.sysname, u.release);
	machine_add(m, "kernel", true, value);
	value[0] = '\0';
	if (machine_number("kern.hv_vmm_present", &yes))
		strcpy(value, yes ? "yes" : "no");
	machine_add(m, "hypervisor", true, value);
}

static void machine_add_state(struct machine *m)
{
	char value[MACHINE_VALUE] = "";
	double load[3];

	if (getloadavg(load, 3) == 3)
		snprintf(value, sizeof(value), "%.2f %.2f %.2f", load[0],
			 load[1], load[2]);
	machine_add(m, "load", false, value);
	machine_add_number(m, "tcp_rmem", false, "net.inet.tcp.recvspace");
	machine_add_number(m, "tcp_wmem", false, "net.inet.tcp.sendspace");
	machine_add_number(m, "unix_dgram_recvspace", false,
			   "net.local.dgram.recvspace");
}

void machine_probe(struct machine *m)
{
	m->n = 0;
	machine_add_hardware(m);
	machine_add_system(m);
	machine_add_state(m);
}

/* iperf3 cannot choose it here. */
const char *machine_congestion(void)
{
	return "";
}

int machine_program(char *path, size_t size)
{
	char self[PATH_MAX], real[PATH_MAX];
	uint32_t length = sizeof(self);

	if (_NSGetExecutablePath(self, &length) < 0)
		return -ENAMETOOLONG;
	if (!realpath(self, real))
		return -errno;
	if ((size_t)snprintf(path, size, "%s", real) >= size)
		return -ENAMETOOLONG;
	return 0;
}
