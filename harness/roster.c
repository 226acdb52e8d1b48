/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* roster.c - which drivers can run on which networks */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/carrier.h"
#include "harness/roster.h"
#include "harness/vm.h"

#define ROSTER_LINE (PATH_MAX + 128)

static size_t roster_networks(const struct setup *s)
{
	return s->options.matrix.networks.n ? s->options.matrix.networks.n : 1;
}

/* Is there a network that this driver can be on? */
static bool roster_runs(const struct setup *s, size_t driver)
{
	size_t i;

	for (i = 0; i < roster_networks(s); i++) {
		if (!s->skipped[driver][i][0])
			return true;
	}
	return false;
}

bool setup_uses(const struct setup *s, const char *driver)
{
	const struct matrix_list *list = &s->options.matrix.drivers;
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (!strcmp(matrix_script(&s->options.matrix, i), driver) &&
		    roster_runs(s, i))
			return true;
	}
	return false;
}

const char *setup_skips(const struct setup *s, const struct matrix_step *step,
			const char **status)
{
	const struct matrix *m = &s->options.matrix;
	const char *why = s->skipped[step->driver][step->network];

	*status = "skipped";
	if (why[0])
		return why;
	*status = "unsupported";
	return network_lacks(network_find(matrix_network(m, step->network)),
			     m->variants[step->driver].offloading, step);
}

/* Names of the executable files in a folder, in one line. */
static char *roster_list(const char *folder, char *list, size_t size)
{
	char path[ROSTER_LINE + NAME_MAX];
	struct dirent **entries;
	size_t length = 0;
	struct stat st;
	int i, n;

	snprintf(list, size, "none");
	n = scandir(folder, &entries, NULL, alphasort);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder,
			 entries[i]->d_name);
		if (!strchr(entries[i]->d_name, '.') && stat(path, &st) == 0 &&
		    S_ISREG(st.st_mode) && access(path, X_OK) == 0 &&
		    length < size)
			length += (size_t)snprintf(list + length, size - length,
						   "%s%s", length ? " " : "",
						   entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return list;
}

/* A name that the user may have mistyped. */
static int roster_exists(const struct setup *s, const char *driver,
			 const char *path)
{
	char list[ROSTER_LINE];
	struct stat st;

	if ((stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	     access(path, X_OK) == 0) ||
	    s->options.lenient)
		return 0;
	return setup_missing("--driver %s: no such driver in %s; there are: %s",
			     driver, s->options.vms,
			     roster_list(s->options.vms, list, sizeof(list)));
}

/* What the driver itself needs on a network; it says so in one line. */
static int roster_works(const struct setup *s, struct events *ev, size_t driver,
			const struct network *network, const char *path,
			char *why)
{
	struct text out = { 0 };
	int ret;

	ret = vm_environment_of(network, &s->options.matrix.variants[driver]);
	if (!ret)
		ret = setup_ask(ev, path, "--check", &out);
	if (ret == -ENOENT)
		snprintf(why, SETUP_REASON, "there is no such driver here");
	else if (ret < 0)
		snprintf(why, SETUP_REASON, "%s", strerror(-ret));
	else if (ret > 0)
		text_line(out.data, 0, why, SETUP_REASON);
	if (ret > 0 && !why[0])
		snprintf(why, SETUP_REASON, "its --check fails");
	text_free(&out);
	return ret == -ECANCELED ? ret : 0;
}

/* One driver on one network: leave the reason why not, if there is one. */
static int roster_pair(struct setup *s, struct events *ev, size_t driver,
		       size_t index, const char *path)
{
	const char *name = matrix_network(&s->options.matrix, index);
	const struct network *network = network_find(name);
	char *why = s->skipped[driver][index];
	int err;

	if (network->kind != NETWORK_HELPER &&
	    !carrier_check(network, s->options.build)) {
		snprintf(why, SETUP_REASON,
			 "%s is not installed; \"make deps\" "
			 "installs it",
			 network->program ? network->program : "vmnet-flood");
		if (!s->options.lenient)
			return setup_missing("--network %s: %s", name, why);
		return 0;
	}
	err = roster_works(s, ev, driver, network, path, why);
	if (!err && why[0] && !s->options.lenient)
		return setup_missing("--driver %s: cannot run here: %s",
				     s->options.matrix.drivers.name[driver],
				     why);
	return err;
}

/* Look whether all drivers exist, or with @ask whether they work. */
static int roster_drivers(struct setup *s, struct events *ev, bool ask)
{
	const struct matrix_list *list = &s->options.matrix.drivers;
	char path[ROSTER_LINE];
	int err, ret = 0;
	size_t i, j;

	for (i = 0; i < list->n && ret != -ECANCELED; i++) {
		snprintf(path, sizeof(path), "%s/%s", s->options.vms,
			 matrix_script(&s->options.matrix, i));
		err = ask ? 0 : roster_exists(s, list->name[i], path);
		for (j = 0; ask && !err && j < roster_networks(s); j++)
			err = roster_pair(s, ev, i, j, path);
		if (err)
			ret = err;
	}
	return ret;
}

/* Skipped is what is missing, but not all there is. */
static int roster_any(const struct setup *s)
{
	const struct matrix_list *list = &s->options.matrix.drivers;
	size_t i, j;

	for (i = 0; i < list->n; i++) {
		if (roster_runs(s, i))
			return 0;
	}
	for (i = 0; i < list->n; i++) {
		for (j = 0; j < roster_networks(s); j++)
			setup_missing("driver %s on %s: %s", list->name[i],
				      matrix_network(&s->options.matrix, j),
				      s->skipped[i][j]);
	}
	return -ENOENT;
}

/* Versions of the programs that networks need. */
static int roster_programs(struct setup *s, struct events *ev)
{
	const struct matrix_list *list = &s->options.matrix.networks;
	const struct network *network;
	struct text out;
	int ret = 0;
	size_t i;

	for (i = 0; i < list->n && ret != -ECANCELED; i++) {
		network = network_find(list->name[i]);
		if (!network->program ||
		    !carrier_check(network, s->options.build))
			continue;
		out = (struct text){ 0 };
		ret = setup_ask(ev, network->program, "--version", &out);
		text_line(out.data, 0, s->programs[i], SETUP_TEXT);
		text_free(&out);
	}
	return ret == -ECANCELED ? ret : 0;
}

int roster_find(struct setup *s, struct events *ev)
{
	return roster_drivers(s, ev, false);
}

int roster_check(struct setup *s, struct events *ev)
{
	int err = roster_drivers(s, ev, true);

	if (!err)
		err = roster_any(s);
	return err ? err : roster_programs(s, ev);
}
