/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* gate.c - has a change made the helper slower? */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perf/gate.h"
#include "perf/gate_pairs.h"

#define GATE_SHOWN 0.95 /* confidence of the interval that is printed */

static const char *const verdicts[] = {
	[GATE_PASS] = "PASS",
	[GATE_IMPROVED] = "IMPROVED",
	[GATE_INCONCLUSIVE] = "INCONCLUSIVE",
	[GATE_FAILED] = "FAILED",
	[GATE_REGRESSED] = "REGRESSED",
};

const char *gate_verdict_name(enum gate_verdict verdict)
{
	return verdicts[verdict];
}

/* What one look may spend of each kind of error. */
static double gate_share(const struct gate_design *d, double error)
{
	return error / (double)d->n_looks;
}

/* An interval that this few values cannot give is NaN. */
static int gate_interval(const struct gate_pairs *p, double confidence,
			 struct stats_range *range)
{
	int err = stats_signed_rank_interval(p->d, p->row.n, confidence, range);

	if (err == -ERANGE) {
		*range = (struct stats_range){ NAN, NAN };
		err = 0;
	}
	return err;
}

static int gate_measure(const struct gate_pairs *p, const struct gate_design *d,
			struct gate_row *row)
{
	struct stats_range range = { NAN, NAN };
	struct stats_test test;
	int err;

	*row = p->row;
	row->median[0] = row->median[1] = row->effect = row->bound = NAN;
	row->range = range;
	row->p = row->p_better = 1;
	if (!row->n)
		return 0;
	err = stats_median(p->value[0], row->n, &row->median[0]);
	if (!err)
		err = stats_median(p->value[1], row->n, &row->median[1]);
	if (!err)
		err = stats_hodges_lehmann(p->d, row->n, &row->effect);
	if (!err)
		err = gate_interval(p, GATE_SHOWN, &row->range);
	if (!err)
		err = gate_interval(p, 1 - 2 * gate_share(d, d->beta), &range);
	if (!err)
		err = stats_signed_rank_test(p->d, row->n, &test);
	if (err)
		return err;
	row->bound = range.lo;
	row->p = test.less;
	row->p_better = test.greater;
	return 0;
}

static int gate_correct(struct gate *g)
{
	double *p = calloc(4 * g->n, sizeof(*p));
	size_t i;
	int err;

	if (!p)
		return -ENOMEM;
	for (i = 0; i < g->n; i++) {
		p[i] = g->rows[i].p;
		p[g->n + i] = g->rows[i].p_better;
	}
	err = stats_holm(p, g->n, p + 2 * g->n);
	if (!err)
		err = stats_holm(p + g->n, g->n, p + 3 * g->n);
	for (i = 0; i < g->n && !err; i++) {
		g->rows[i].p_holm = p[2 * g->n + i];
		g->rows[i].holm_better = p[3 * g->n + i];
	}
	free(p);
	return err;
}

static enum gate_verdict gate_decide(const struct gate_row *row,
				     const struct gate_design *d)
{
	double loss = log1p(-d->floor[row->metric]);
	double alpha = gate_share(d, d->alpha);

	if (!row->n)
		return GATE_FAILED;
	if (row->p_holm <= alpha && row->effect < loss)
		return GATE_REGRESSED;
	/* NaN is above nothing */
	if (!(row->bound >= loss) || row->failed[1] > row->failed[0])
		return GATE_INCONCLUSIVE;
	if (row->holm_better <= alpha && row->effect > -loss)
		return GATE_IMPROVED;
	return GATE_PASS;
}

/* The worst of the rows; gains in some do not show. */
static enum gate_verdict gate_overall(const struct gate *g)
{
	enum gate_verdict worst = GATE_PASS;
	size_t i;

	for (i = 0; i < g->n; i++) {
		if (g->rows[i].verdict > worst)
			worst = g->rows[i].verdict;
	}
	return worst == GATE_IMPROVED ? GATE_PASS : worst;
}

static int gate_refuse_machine(const struct sample *a, const struct sample *b,
			       char error[GATE_ERROR])
{
	snprintf(error, GATE_ERROR,
		 "measured on two machines, %s and %s: not comparable",
		 a->machine, b->machine);
	return -EINVAL;
}

/* Facts that all samples share, and what has to be there. */
static int gate_survey(struct gate *g, const struct sample *s, size_t n,
		       char error[GATE_ERROR])
{
	enum gate_metric metric;
	size_t i, arm, seen[2] = { 0, 0 };

	for (i = 0; i < n; i++) {
		if (strcmp(s[i].machine, s[0].machine))
			return gate_refuse_machine(&s[0], &s[i], error);
		if (!gate_is_gated(&s[i], &metric))
			continue;
		arm = !strcmp(s[i].cell.arm, GATE_HEAD);
		if (!arm && strcmp(s[i].cell.arm, GATE_BASE)) {
			snprintf(error, GATE_ERROR,
				 "arm %s is neither base nor head",
				 s[i].cell.arm);
			return -EINVAL;
		}
		seen[arm]++;
		memcpy(g->commit[arm], s[i].cell.commit, CSV_TEXT);
		memcpy(g->run_id, s[i].run_id, CSV_TEXT);
		if (s[i].round > g->rounds)
			g->rounds = s[i].round;
	}
	if (!seen[0] || !seen[1]) {
		snprintf(error, GATE_ERROR,
			 "nothing to compare: no measurement of arm %s",
			 seen[0] ? GATE_HEAD : GATE_BASE);
		return -EINVAL;
	}
	memcpy(g->machine, s[0].machine, CSV_TEXT);
	return 0;
}

/* The look that is due; a design without any gets one for what is there. */
static void gate_choose_look(struct gate *g, struct gate_design *d)
{
	if (!d->n_looks) {
		d->n_looks = 1;
		d->looks[0] = g->rounds;
	}
	while (g->look + 1 < d->n_looks && d->looks[g->look] < g->rounds)
		g->look++;
}

static int gate_rows(struct gate *g, const struct gate_pairs *pairs,
		     const struct gate_design *d)
{
	size_t i;
	int err = 0;

	g->rows = calloc(g->n, sizeof(*g->rows));
	if (!g->rows)
		return -ENOMEM;
	for (i = 0; i < g->n && !err; i++)
		err = gate_measure(&pairs[i], d, &g->rows[i]);
	if (!err)
		err = gate_correct(g);
	for (i = 0; i < g->n && !err; i++)
		g->rows[i].verdict = gate_decide(&g->rows[i], d);
	g->verdict = gate_overall(g);
	return err;
}

int gate_judge(struct sample *samples, size_t n,
	       const struct gate_design *design, struct gate *gate,
	       char error[GATE_ERROR])
{
	struct gate_pairs *pairs = NULL;
	struct gate_design d = *design;
	int err;

	memset(gate, 0, sizeof(*gate));
	err = gate_survey(gate, samples, n, error);
	if (err)
		return err;
	gate_choose_look(gate, &d);
	err = gate_pairs_make(samples, n, &pairs, &gate->n, error);
	if (!err)
		err = gate_design_check(&d, gate->n, error);
	if (!err)
		err = gate_rows(gate, pairs, &d);
	if (err && err != -EINVAL && err != -EDOM)
		snprintf(error, GATE_ERROR, "%s", strerror(-err));
	gate_pairs_free(pairs, gate->n);
	if (err)
		gate_free(gate);
	return err;
}

void gate_free(struct gate *gate)
{
	free(gate->rows);
	gate->rows = NULL;
	gate->n = 0;
}
