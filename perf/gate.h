/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate.h - has a change made the helper slower?
 *
 * Theory of operation
 *
 * Two builds of the helper, the arms "base" and "head", are measured side by
 * side on one machine.  A pair is one measurement of each, back to back, of the
 * same cell in the same round; which comes first is random.  So what the
 * machine does meanwhile hits both, and if the change does nothing, each pair
 * is as likely to favour the one as the other.  That is all the statistics
 * assume.
 *
 * For each gated cell and metric, with s = +1 if higher is better and -1 if
 * not, the pairs give d = s * ln(head / base), negative when head is worse:
 *
 *   effect     the Hodges-Lehmann centre of d
 *   interval   95 %, from the exact distribution of Wilcoxon's signed-rank test
 *   p          of that test, one-sided, exact; then corrected by Holm for the
 *              number of cells and metrics that are gated together
 *   bound      the effect is above this one, with the confidence for a pass
 *
 * and a verdict, where the floor is the loss that is still tolerated:
 *
 *   REGRESSED     p is at most alpha, and the effect is below the floor
 *   PASS          the bound is above the floor: a greater loss is ruled out
 *   IMPROVED      a PASS whose effect is as surely a gain above the floor
 *   INCONCLUSIVE  neither; more rounds may tell
 *   FAILED        nothing could be compared
 *
 * Looking again after more rounds gives chance another go.  So the rounds after
 * which one looks are fixed beforehand, and each of L looks may spend alpha / L
 * and beta / L only.  By Bonferroni's inequality (over looks) and Holm's (over
 * cells) a change that does nothing is then REGRESSED with a chance of alpha at
 * most, whatever the noise, and a cell that lost as much as its floor passes
 * with a chance of beta at most.  perf/test_gate_odds.c plays this through.
 *
 * A head that fails more often than base never passes.  Pure: no input, no
 * output, no clock.
 */
#ifndef PERF_GATE_H
#define PERF_GATE_H

#include <stddef.h>

#include "perf/csv.h"
#include "perf/stats.h"

#define GATE_LOOKS  8	/* most looks of a design */
#define GATE_ROUNDS 200 /* most rounds */
#define GATE_ERROR  512 /* bytes of the longest error line */

#define GATE_BASE "base"
#define GATE_HEAD "head"

enum gate_metric { GATE_THROUGHPUT, GATE_CPU, GATE_METRICS };

enum gate_verdict {
	GATE_PASS,
	GATE_IMPROVED,
	GATE_INCONCLUSIVE,
	GATE_FAILED,
	GATE_REGRESSED,
};

/* What is decided before anything is measured. */
struct gate_design {
	size_t n_looks;			/* see gate_judge() for 0 */
	unsigned int looks[GATE_LOOKS]; /* rounds, ascending */
	double alpha;			/* chance of a false REGRESSED */
	double beta;			/* chance of a false PASS, per cell */
	double floor[GATE_METRICS];	/* tolerated loss, as 0.05 */
};

/* One cell and metric. */
struct gate_row {
	struct cell cell; /* the arm is "", the commit that of head */
	enum gate_metric metric;
	char unit[CSV_TEXT];
	bool higher;		      /* is better */
	size_t n;		      /* pairs of which both are good */
	size_t failed[2];	      /* measurements of base, of head */
	double median[2];	      /* of the pairs, base and head; or NaN */
	double effect;		      /* of d, see above; NaN without pairs */
	struct stats_range range;     /* 95 % of d; NaN with n below 6 */
	double bound;		      /* of d; NaN when n is too small */
	double p, p_holm;	      /* that head is not worse */
	double p_better, holm_better; /* that head is not better */
	enum gate_verdict verdict;
};

struct gate {
	struct gate_row *rows;
	size_t n;
	size_t look;	     /* from 0 */
	unsigned int rounds; /* that were measured */
	enum gate_verdict verdict;
	char machine[CSV_TEXT];
	char run_id[CSV_TEXT];
	char commit[2][CSV_TEXT]; /* of base and head */
};

/**
 * gate_design_default() - What is used unless told otherwise
 * @d:		Filled in: looks after 12, 20 and 30 rounds, alpha 0.01, beta
 *		0.10, floors of 0.05
 */
void gate_design_default(struct gate_design *d);

/**
 * gate_design_check() - Refuse a design that could never tell
 * @d:		Design with at least one look
 * @rows:	Cells and metrics that are gated together
 * @error:	Set to one line that says why, on failure
 *
 * The smallest p of n pairs is 2^-n; Holm multiplies it by @rows.
 *
 * Return: 0, or -EDOM.
 */
int gate_design_check(const struct gate_design *d, size_t rows,
		      char error[GATE_ERROR]);

/**
 * gate_judge() - Compare the arms
 * @samples:	@n of them, in any order; reordered by the call
 * @n:		How many
 * @design:	With no looks, one look after the rounds that are there is taken
 *		for the design
 * @gate:	Filled in; release it with gate_free()
 * @error:	Set to one line that says why, on failure
 *
 * The look is the first whose rounds are not yet exceeded.  Rows of metrics
 * that are not gated are ignored.
 *
 * Return: 0; -EINVAL when the samples cannot be compared: an arm is missing,
 * the machines differ, or a round has an arm twice; -EDOM as
 * gate_design_check(); or as of perf/stats.h.
 */
int gate_judge(struct sample *samples, size_t n,
	       const struct gate_design *design, struct gate *gate,
	       char error[GATE_ERROR]);

/**
 * gate_free() - Release what gate_judge() has filled in
 * @gate:	Gate
 */
void gate_free(struct gate *gate);

/**
 * gate_is_gated() - Tell which metric a sample is of
 * @s:		Sample
 * @metric:	Set when it is gated
 *
 * Return: true for throughput and CPU time for each bit, of a direction.
 */
bool gate_is_gated(const struct sample *s, enum gate_metric *metric);

/**
 * gate_verdict_name() - Name of a verdict
 * @verdict:	Verdict
 *
 * Return: literal such as "PASS".
 */
const char *gate_verdict_name(enum gate_verdict verdict);

#endif
