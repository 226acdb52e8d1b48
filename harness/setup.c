/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* setup.c - everything a run needs to know before it starts */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/command.h"
#include "harness/needs.h"
#include "harness/roster.h"
#include "harness/setup.h"
#include "harness/system.h"
#include "helper/log.h"

#define SETUP_LIMIT_MS 10000 /* no program asked here takes a second */
#define SETUP_LINE     (PATH_MAX + 128)

int setup_missing(const char *fmt, ...)
{
	char line[2 * SETUP_LINE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	fprintf(stderr, "vmnet-bench: %s\n", line);
	return -ENOENT;
}

int setup_ask(struct events *ev, const char *program, const char *arg,
	      struct text *out)
{
	const char *argv[] = { program, arg, NULL };
	int err, status;

	err = command_run(ev, (char *const *)argv, SETUP_LIMIT_MS, out,
			  &status);
	if (err)
		return err;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -EIO;
}

/* Which VMs the driver for them takes, and where they are. */
static int setup_created(const struct options *o)
{
	char names[MATRIX_ITEMS * MATRIX_NAME] = "";
	size_t i, length = 0;

	for (i = 0; i < o->created.n; i++)
		length += (size_t)snprintf(names + length,
					   sizeof(names) - length, "%s%s",
					   i ? "," : "", o->created.name[i]);
	if (o->created.n && setenv("VM_CREATED", names, 1))
		return -errno;
	return o->home[0] && setenv("VM_HOME", o->home, 1) ? -errno : 0;
}

static int setup_environment(const struct setup *s)
{
	const char *path = getenv("PATH");
	char *full;
	int err;

	if (asprintf(&full, "%s:/usr/local/sbin:/usr/sbin:/sbin",
		     path ? path : "/usr/local/bin:/usr/bin:/bin") < 0)
		return -ENOMEM;
	err = setup_created(&s->options) || setenv("PATH", full, 1) ||
	      setenv("VM_BUILD", s->options.build, 1) ||
	      setenv("VM_GUEST", s->options.guest, 1) ||
	      setenv("VM_MTU", SETUP_MTU, 1) || setenv("VM_CPUS", "1", 0) ||
	      setenv("VM_MEM", system_memory(), 0);
	free(full);
	return err ? -ENOMEM : 0;
}

/* The value of a line "key: value". */
static bool setup_value(const char *text, const char *key, char *value)
{
	char line[SETUP_TEXT + 16];
	size_t length = strlen(key);
	unsigned int i;

	for (i = 0; i < 2; i++) {
		text_line(text, i, line, sizeof(line));
		if (!strncmp(line, key, length)) {
			snprintf(value, SETUP_TEXT, "%.*s", SETUP_TEXT - 1,
				 line + length);
			return true;
		}
	}
	return false;
}

static int setup_helper(struct setup *s, struct events *ev)
{
	struct text out = { 0 };
	char line[128];
	int ret;

	ret = setup_ask(ev, s->options.helper, "--version", &out);
	if (ret == -ECANCELED)
		goto out;
	if (ret < 0)
		ret = setup_missing("--helper %s: %s", s->options.helper,
				    strerror(-ret));
	else if (ret > 0 || !setup_value(out.data, "version: ", s->version) ||
		 !setup_value(out.data, "commit: ", s->commit))
		ret = setup_missing("--helper %s: not a vmnet-helper, its "
				    "--version says: %s",
				    s->options.helper,
				    text_line(out.data, 0, line, sizeof(line)));
out:
	text_free(&out);
	return ret;
}

int setup_tool(struct events *ev, const char *tool, char version[SETUP_TEXT])
{
	struct text out = { 0 };
	int ret;

	ret = setup_ask(ev, tool, "--version", &out);
	if (ret != -ECANCELED && ret != 0)
		ret = setup_missing("%s: %s; \"make deps\" installs it", tool,
				    ret < 0 ? strerror(-ret) : "does not work");
	if (!ret)
		text_line(out.data, 0, version, SETUP_TEXT);
	text_free(&out);
	return ret;
}

/* What only drivers with QEMU need: its version, and whether to use KVM. */
static int setup_qemu(struct setup *s, struct events *ev)
{
	char path[SETUP_LINE], line[SETUP_TEXT];
	struct text out = { 0 };
	int ret;

	if (!setup_uses(s, "qemu") && !setup_uses(s, OPTIONS_CREATED))
		return 0;
	text_line(machine_value(&s->machine, "arch"), 0, line, sizeof(line));
	snprintf(path, sizeof(path), "qemu-system-%s", line);
	ret = setup_tool(ev, path, s->qemu);
	if (ret)
		return ret;
	snprintf(path, sizeof(path), "%s/kvm-probe", s->options.build);
	ret = setup_ask(ev, path, NULL, &out);
	if (ret != -ECANCELED) {
		log_debug("%s: %s", path,
			  ret < 0 ? strerror(-ret)
				  : text_line(out.data, 0, line, sizeof(line)));
		snprintf(s->accel, sizeof(s->accel), "%s", ret ? "tcg" : "kvm");
		ret = 0;
	}
	text_free(&out);
	return ret;
}

static int setup_tools(struct setup *s, struct events *ev)
{
	int err, ret;

	ret = setup_tool(ev, "iperf3", s->iperf3);
	err = needs_check(ev);
	return err ? err : ret;
}

int setup_check(struct setup *s, struct events *ev)
{
	int err, ret;

	ret = setup_environment(s);
	if (ret)
		return ret;
	created_look(&s->created);
	ret = setup_helper(s, ev);
	err = roster_find(s, ev);
	ret = err ? err : ret;
	if (!ret)
		ret = setup_tools(s, ev);
	if (!ret)
		ret = roster_check(s, ev);
	if (!ret)
		ret = setup_qemu(s, ev);
	s->congestion = machine_congestion();
	return ev->signal ? -ECANCELED : ret;
}

__attribute__((format(printf, 2, 3))) static int
setup_path(char path[PATH_MAX], const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(path, PATH_MAX, fmt, ap);
	va_end(ap);
	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* Make a folder and the ones above it. */
static int setup_folder(const char *path)
{
	char part[PATH_MAX];
	char *slash;

	snprintf(part, sizeof(part), "%s", path);
	for (slash = part; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(part, 0777) < 0 && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	if (mkdir(part, 0777) < 0 && errno != EEXIST)
		return -errno;
	return 0;
}

/* A new link is renamed over the old one, so that there always is one. */
static int setup_last(const struct setup *s)
{
	char link[PATH_MAX], new[PATH_MAX];
	int err;

	err = setup_path(new, "%s/.%s", s->options.results, s->run_id);
	if (!err)
		err = setup_path(link, "%s/last", s->options.results);
	if (err)
		return err;
	if (symlink(s->run_id, new) < 0)
		return -errno;
	if (rename(new, link) < 0) {
		unlink(new);
		return -errno;
	}
	return 0;
}

int setup_name(struct setup *s)
{
	struct timespec now;
	struct tm tm;
	char day[20];
	uint32_t random[2];

	if (getentropy(random, sizeof(random)) < 0)
		return -errno;
	if (!s->options.has_seed)
		s->options.matrix.seed = random[0];
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(day, sizeof(day), "%Y%m%dT%H%M%SZ", &tm);
	snprintf(s->run_id, sizeof(s->run_id), "%s-%04x", day,
		 (unsigned int)(random[1] & 0xffff));
	return 0;
}

/* From the root on: the daemons that log there change their folder. */
static int setup_absolute(char folder[PATH_MAX])
{
	char path[PATH_MAX];

	if (!realpath(folder, path))
		return -errno;
	strcpy(folder, path);
	return strncmp(path, "/run/", 5) ? 0 : -EXDEV;
}

int setup_output(struct setup *s)
{
	bool given = s->options.output[0] != '\0';
	char path[PATH_MAX];
	int err;

	if (s->resumed)
		return setup_absolute(s->output);
	err = setup_name(s);
	if (!err && given)
		err = setup_path(s->output, "%s", s->options.output);
	else if (!err)
		err = setup_path(s->output, "%s/%s", s->options.results,
				 s->run_id);
	if (!err)
		err = setup_path(path, "%s/samples.csv", s->output);
	if (err)
		return err;
	if (access(path, F_OK) == 0)
		return -EEXIST;
	err = setup_path(path, "%s/logs", s->output);
	if (!err)
		err = setup_folder(path);
	if (!err)
		err = setup_absolute(s->output);
	if (!err && !given)
		err = setup_last(s);
	return err;
}
