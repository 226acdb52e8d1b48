/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate_again.c - command lines that lead to the same verdict again */

#include <stdarg.h>
#include <string.h>

#include "perf/gate_again.h"

/* What does not fit is left off; the whole line is then of no use anyway. */
__attribute__((format(printf, 2, 3))) static void add(char line[GATE_ERROR],
						      const char *fmt, ...)
{
	size_t length = strlen(line);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line + length, GATE_ERROR - length, fmt, ap);
	va_end(ap);
}

static void add_list(char line[GATE_ERROR], const char *option,
		     const struct gate_list *list)
{
	size_t i;

	add(line, " --%s ", option);
	for (i = 0; i < list->n; i++)
		add(line, "%s%s", i ? "," : "", list->name[i]);
}

static void add_design(char line[GATE_ERROR], const struct gate_design *d)
{
	struct gate_design usual;
	size_t i;

	gate_design_default(&usual);
	for (i = 0; i < d->n_looks; i++)
		add(line, "%s%u", i ? "," : " --rounds ", d->looks[i]);
	if (d->floor[GATE_THROUGHPUT] != usual.floor[GATE_THROUGHPUT])
		add(line, " --throughput %g", d->floor[GATE_THROUGHPUT] * 100);
	if (d->floor[GATE_CPU] != usual.floor[GATE_CPU])
		add(line, " --cpu %g", d->floor[GATE_CPU] * 100);
	if (d->alpha != usual.alpha)
		add(line, " --alpha %g", d->alpha * 100);
	if (d->beta != usual.beta)
		add(line, " --beta %g", d->beta * 100);
}

static void add_flags(char line[GATE_ERROR], const struct gate_options *o)
{
	add(line, "--seed %llu --time %llu --omit %llu",
	    (unsigned long long)o->seed, (unsigned long long)o->time,
	    (unsigned long long)o->omit);
	if (o->processor != GATE_ANY)
		add(line, " --processor %llu",
		    (unsigned long long)o->processor);
	add_list(line, "mode", &o->modes);
	add_list(line, "driver", &o->drivers);
	add_list(line, "direction", &o->directions);
	add_design(line, &o->design);
}

/* A tree with changes has no name but where it is. */
static const char *revision(const char *commit)
{
	return strchr(commit, '+') ? "worktree" : commit;
}

void gate_again_make(struct gate_again *again, const struct gate_options *o,
		     const struct gate *gate, const char *program)
{
	size_t i;

	memset(again, 0, sizeof(*again));
	add(again->judge, "%s judge", program);
	add_design(again->judge, &o->design);
	if (o->command == GATE_JUDGE) {
		for (i = 0; i < o->n_files; i++)
			add(again->judge, " %s", o->files[i]);
		return;
	}
	add(again->judge, " %s/samples.csv", o->output);
	add(again->reproduce, "make gate BASE=%s HEAD=%s GATEFLAGS=\"",
	    revision(gate->commit[0]), revision(gate->commit[1]));
	add_flags(again->reproduce, o);
	add(again->reproduce, "\"");
	add(again->bisect,
	    "git bisect start %s %s && git bisect run sh perf/gate.sh --bisect "
	    "%s worktree ",
	    strchr(gate->commit[1], '+') ? "HEAD" : gate->commit[1],
	    gate->commit[0], gate->commit[0]);
	add_flags(again->bisect, o);
}
