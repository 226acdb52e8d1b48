/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* machine.c - the fingerprint of a Linux machine, from /proc and /sys */

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/machine.h"
#include "helper/util.h"

#define CPUINFO_SIZE 8192 /* the first processor is all we need */

/*
 * Find the line that starts with @key in text such as "key  : value" or
 * "KEY=value", and copy its value without quotes.
 */
static bool machine_field(const char *text, const char *key, char *value,
			  size_t size)
{
	size_t length = strlen(key);
	const char *line = text;

	while (line && strncmp(line, key, length) != 0) {
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	if (!line)
		return false;
	line += length;
	line += strspn(line, " \t:=\"");
	snprintf(value, size, "%.*s", (int)strcspn(line, "\"\n"), line);
	return true;
}

static void machine_add_file(struct machine *m, const char *key, bool strict,
			     const char *path)
{
	char text[MACHINE_VALUE];

	if (read_text(path, text, sizeof(text)) < 0)
		text[0] = '\0';
	machine_add(m, key, strict, text);
}

/* Arm kernels have no "model name", only numbers of maker and part. */
static void machine_add_cpu(struct machine *m, const char *cpuinfo)
{
	char value[MACHINE_VALUE], part[32], maker[32];

	if (!machine_field(cpuinfo, "model name", value, sizeof(value))) {
		value[0] = '\0';
		if (machine_field(cpuinfo, "CPU implementer", maker,
				  sizeof(maker)) &&
		    machine_field(cpuinfo, "CPU part", part, sizeof(part)))
			snprintf(value, sizeof(value), "maker %s part %s",
				 maker, part);
	}
	machine_add(m, "cpu", true, value);
	snprintf(value, sizeof(value), "%ld", sysconf(_SC_NPROCESSORS_ONLN));
	machine_add(m, "cores", true, value);
}

/* In GiB: the exact number changes a little with every boot. */
static void machine_add_memory(struct machine *m)
{
	char text[512], value[MACHINE_VALUE] = "";
	unsigned long long kib;

	if (read_text("/proc/meminfo", text, sizeof(text)) > 0 &&
	    machine_field(text, "MemTotal", value, sizeof(value))) {
		kib = strtoull(value, NULL, 10);
		snprintf(value, sizeof(value), "%llu GiB",
			 (kib + (1 << 19)) >> 20);
	}
	machine_add(m, "memory", true, value);
}

static void machine_add_system(struct machine *m)
{
	char text[2048], value[MACHINE_VALUE] = "";
	struct utsname u;

	if (uname(&u) < 0)
		memset(&u, 0, sizeof(u));
	machine_add(m, "arch", true, u.machine);
	if (read_text("/etc/os-release", text, sizeof(text)) > 0)
		machine_field(text, "PRETTY_NAME", value, sizeof(value));
	machine_add(m, "os", true, value);
	snprintf(value, sizeof(value), "%.60s %.90s", u.release, u.version);
	machine_add(m, "kernel", true, value);
}

static void machine_add_hypervisor(struct machine *m, const char *cpuinfo)
{
	char flags[4096] = "", vendor[64] = "", value[MACHINE_VALUE];
	bool yes;

	machine_field(cpuinfo, "flags", flags, sizeof(flags));
	yes = strstr(flags, " hypervisor") ||
	      access("/proc/device-tree/hypervisor", F_OK) == 0 ||
	      access("/sys/hypervisor/type", F_OK) == 0;
	if (read_text("/sys/class/dmi/id/sys_vendor", vendor, sizeof(vendor)) <
	    0)
		vendor[0] = '\0';
	vendor[strcspn(vendor, "\n")] = '\0';
	if (strstr(vendor, "QEMU"))
		yes = true;
	snprintf(value, sizeof(value), "%s%s%s", yes ? "yes" : "no",
		 yes && vendor[0] ? " " : "", yes ? vendor : "");
	machine_add(m, "hypervisor", true, value);
}

/* The adapter is called AC, ACAD, AC0, ADP1, ... */
static void machine_add_mains(struct machine *m)
{
	glob_t found;

	if (glob("/sys/class/power_supply/A[CD]*/online", 0, NULL, &found) == 0)
		machine_add_file(m, "on_mains", false, found.gl_pathv[0]);
	else
		machine_add(m, "on_mains", false, "");
	globfree(&found);
}

static void machine_add_state(struct machine *m)
{
	static const struct {
		const char *key;
		const char *path;
	} files[] = {
		{ "governor",
		  "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor" },
		{ "smt", "/sys/devices/system/cpu/smt/active" },
		{ "tcp_congestion",
		  "/proc/sys/net/ipv4/tcp_congestion_control" },
		{ "tcp_rmem", "/proc/sys/net/ipv4/tcp_rmem" },
		{ "tcp_wmem", "/proc/sys/net/ipv4/tcp_wmem" },
		{ "unix_max_dgram_qlen", "/proc/sys/net/unix/max_dgram_qlen" },
		{ "sched_autogroup",
		  "/proc/sys/kernel/sched_autogroup_enabled" },
	};
	char value[MACHINE_VALUE];
	double load[3];
	size_t i;

	value[0] = '\0';
	if (getloadavg(load, 3) == 3)
		snprintf(value, sizeof(value), "%.2f %.2f %.2f", load[0],
			 load[1], load[2]);
	machine_add(m, "load", false, value);
	for (i = 0; i < ARRAY_SIZE(files); i++)
		machine_add_file(m, files[i].key, false, files[i].path);
	machine_add_mains(m);
}

void machine_probe(struct machine *m)
{
	char cpuinfo[CPUINFO_SIZE];

	m->n = 0;
	if (read_text("/proc/cpuinfo", cpuinfo, sizeof(cpuinfo)) < 0)
		cpuinfo[0] = '\0';
	machine_add_cpu(m, cpuinfo);
	machine_add_memory(m);
	machine_add_system(m);
	machine_add_hypervisor(m, cpuinfo);
	machine_add_state(m);
}

const char *machine_congestion(void)
{
	char text[256], *word, *save;

	if (read_text("/proc/sys/net/ipv4/tcp_available_congestion_control",
		      text, sizeof(text)) < 0)
		return "";
	for (word = strtok_r(text, " \n", &save); word;
	     word = strtok_r(NULL, " \n", &save)) {
		if (strcmp(word, "cubic") == 0)
			return "cubic";
	}
	return "";
}

int machine_program(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);

	if (n < 0)
		return -errno;
	path[n] = '\0';
	return 0;
}
