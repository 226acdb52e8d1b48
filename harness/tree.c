/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* tree.c - all reports of iperf3 in a tree of results */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/layout.h"
#include "harness/text.h"
#include "harness/tree.h"
#include "helper/printable.h"

/* A walk through the tree; at each depth one name is added. */
struct walk {
	struct tree *tree;
	char *why;
	const char *names[3]; /* network, folder, file */
	char path[PATH_MAX];
};

__attribute__((format(printf, 3, 4))) static int
tree_fail(struct walk *w, int err, const char *fmt, ...)
{
	char text[TREE_REASON];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	snprintf(w->why, TREE_REASON, "%.300s: %.200s", w->path, text);
	printable_copy(text, sizeof(text), w->why, strlen(w->why));
	memcpy(w->why, text, sizeof(text));
	return err;
}

/* Was another folder of this driver tagged as being without offload? */
static bool tree_default_on(const struct walk *w, const struct cell *c)
{
	char path[PATH_MAX];
	const char *file = strrchr(w->path, '/');
	int folder = (int)(file - w->path);

	while (folder > 0 && w->path[folder - 1] != '/')
		folder--;
	snprintf(path, sizeof(path), "%.*s%s-%s:nooffload-%u", folder, w->path,
		 c->mode, c->driver, c->vms);
	return access(path, F_OK) == 0;
}

static void tree_offload(const struct walk *w, struct cell *c)
{
	const char *tag = layout_tag(c->driver);
	bool on;

	if (*tag)
		on = !strcmp(tag, "offload");
	else
		on = tree_default_on(w, c);
	strcpy(c->offload, on ? "on" : "off");
}

static int tree_text(struct walk *w, struct text *text)
{
	int fd = open(w->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return tree_fail(w, -errno, "%s", strerror(errno));
	do
		n = text_read(text, fd);
	while (n > 0 || n == -EINTR);
	close(fd);
	return n < 0 ? tree_fail(w, (int)n, "%s", strerror((int)-n)) : 0;
}

/* A test that failed early has said nothing of itself: tree_complete(). */
static int tree_understand(struct walk *w, struct tree_report *r,
			   const struct text *text)
{
	int err, bad;

	err = iperf_parse(text->data, text->length, &r->result);
	if (err == -EBADMSG || err == -ENOMEM)
		return tree_fail(w, err, "%s", r->result.error);
	bad = origin_parse(text->data, text->length, &r->origin);
	if (bad && !err)
		return tree_fail(w, bad,
				 "not a report of iperf3: its start lacks "
				 "time, protocol, streams or size");
	if (bad)
		r->origin.proto[0] = '\0';
	tree_offload(w, &r->cell);
	return 0;
}

static int tree_report(struct walk *w)
{
	struct tree *t = w->tree;
	struct text text = { 0 };
	struct tree_report *r;
	int err;

	r = realloc(t->reports, (t->n + 1) * sizeof(*r));
	if (!r)
		return tree_fail(w, -ENOMEM, "%s", strerror(ENOMEM));
	t->reports = r;
	r += t->n++;
	memset(r, 0, sizeof(*r));
	if (layout_parse(w->names[0], w->names[1], w->names[2], &r->cell))
		return tree_fail(
			w, -EINVAL,
			"not <mode>-<driver>-<vms>/<test>.json, with a "
			"test of host-to-vm, vm-to-host, vm-to-vm");
	err = tree_text(w, &text);
	if (!err)
		err = tree_understand(w, r, &text);
	text_free(&text);
	return err;
}

static int tree_folder(struct walk *w, int depth);

static int tree_entry(struct walk *w, int depth, const char *name)
{
	size_t length = strlen(w->path);
	int err;

	if (length + strlen(name) + 2 > sizeof(w->path))
		return tree_fail(w, -ENAMETOOLONG, "%s",
				 strerror(ENAMETOOLONG));
	snprintf(w->path + length, sizeof(w->path) - length, "/%s", name);
	w->names[depth] = name;
	err = depth == 2 ? tree_report(w) : tree_folder(w, depth + 1);
	if (!err)
		w->path[length] = '\0';
	return err;
}

static int tree_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* @depth: 0 for the folder of the networks, 2 for one of reports */
static int tree_folder(struct walk *w, int depth)
{
	struct dirent **entries;
	int err = 0, i, n;

	n = scandir(w->path, &entries, tree_visible, alphasort);
	if (n < 0)
		return tree_fail(w, -errno, "%s", strerror(errno));
	for (i = 0; i < n; i++) {
		if (!err)
			err = tree_entry(w, depth, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return err;
}

/* Fill the cells; what a failed test lacks is as in one that worked. */
static int tree_complete(struct walk *w)
{
	const struct tree_report *good = NULL;
	struct tree *t = w->tree;
	struct tree_report *r;
	size_t i;

	for (i = 0; i < t->n && !good; i++) {
		if (t->reports[i].origin.proto[0])
			good = &t->reports[i];
	}
	if (!good)
		return tree_fail(w, -EBADMSG, "all tests in it have failed");
	for (r = t->reports; r < t->reports + t->n; r++) {
		if (!r->origin.proto[0])
			r->origin = good->origin;
		r->cell.streams = r->origin.streams;
		r->cell.size = r->origin.size;
		r->cell.mtu = r->origin.mtu;
		strcpy(r->cell.proto, r->origin.proto);
	}
	return 0;
}

static int tree_compare(const void *a, const void *b)
{
	const struct tree_report *x = a, *y = b;
	int d = (x->origin.time > y->origin.time) -
		(x->origin.time < y->origin.time);

	d = d ? d : strcmp(x->cell.network, y->cell.network);
	d = d ? d : strcmp(x->cell.mode, y->cell.mode);
	d = d ? d : strcmp(x->cell.driver, y->cell.driver);
	d = d ? d : (x->cell.vms > y->cell.vms) - (x->cell.vms < y->cell.vms);
	return d ? d : strcmp(x->cell.direction, y->cell.direction);
}

/*
 * Between guests, the report is one of a guest.  Others must have been made
 * on one host: numbers of two cannot be in one table.
 */
static int tree_machine(struct walk *w)
{
	const struct origin *first = NULL, *o;
	struct tree *t = w->tree;
	size_t i;

	for (i = 0; i < t->n; i++) {
		o = &t->reports[i].origin;
		if (!strcmp(t->reports[i].cell.direction, "vm-to-vm"))
			continue;
		first = first ? first : o;
		if (strcmp(first->system, o->system) ||
		    strcmp(first->kernel, o->kernel) ||
		    strcmp(first->arch, o->arch))
			return tree_fail(w, -EBADMSG,
					 "reports of several machines: %.40s "
					 "%.60s, and %.40s %.60s",
					 first->system, first->kernel,
					 o->system, o->kernel);
	}
	machine_add(&t->machine, "arch", true, first ? first->arch : "");
	machine_add(&t->machine, "os", true, first ? first->system : "");
	machine_add(&t->machine, "kernel", true, first ? first->kernel : "");
	return 0;
}

int tree_read(const char *dir, struct tree *t, char why[TREE_REASON])
{
	struct walk w = { .tree = t, .why = why };
	int err;

	*t = (struct tree){ 0 };
	if (snprintf(w.path, sizeof(w.path), "%s/bench", dir) >=
	    (int)sizeof(w.path))
		return tree_fail(&w, -ENAMETOOLONG, "%s",
				 strerror(ENAMETOOLONG));
	err = tree_folder(&w, 0);
	if (!err && t->n == 0)
		err = tree_fail(&w, -ENODATA, "no report of iperf3 in it");
	if (!err)
		err = tree_complete(&w);
	if (err)
		return err;
	qsort(t->reports, t->n, sizeof(*t->reports), tree_compare);
	return tree_machine(&w);
}

void tree_free(struct tree *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		iperf_free(&t->reports[i].result);
	free(t->reports);
	*t = (struct tree){ 0 };
}
