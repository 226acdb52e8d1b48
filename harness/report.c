/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* report.c - intervals of a helper's log, as YAML, JSON or CSV */

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "harness/report.h"
#include "helper/util.h"
#include "perf/fields.h"

#define REPORT_AMOUNT 40 /* bytes of the longest amount with its unit */

/* Rates in a side: the counter, its factor, and the name. */
static const struct {
	enum statlog_counter counter;
	int factor;
	const char *name;
} rates[] = {
	{ STATLOG_BYTES, 8, "bits_per_second" },
	{ STATLOG_PACKETS, 1, "packets_per_second" },
	{ STATLOG_FAST, 1, "fast_calls_per_second" },
	{ STATLOG_SLOW, 1, "slow_calls_per_second" },
};

static const char csv_header[] =
	"time,seconds,cpu_seconds,"
	"host_packets,host_bytes,host_drops,host_fast,host_slow,"
	"host_bits_per_second,host_packets_per_second,"
	"host_fast_calls_per_second,host_slow_calls_per_second,host_reasons,"
	"vm_packets,vm_bytes,vm_drops,vm_fast,vm_slow,"
	"vm_bits_per_second,vm_packets_per_second,"
	"vm_fast_calls_per_second,vm_slow_calls_per_second,vm_reasons\n";

int report_format(const char *name, enum report_format *format)
{
	static const char *const names[] = { "yaml", "json", "csv" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(name, names[i])) {
			*format = (enum report_format)i;
			return 0;
		}
	}
	return -EINVAL;
}

void report_header(FILE *out, enum report_format format)
{
	if (format == REPORT_CSV)
		fputs(csv_header, out);
}

/* --- YAML ----------------------------------------------------------------- */

/* "26.25 GBytes", "21.00 Gbits/sec"; whole numbers below @step. */
static void report_amount(char text[REPORT_AMOUNT], double value, int step,
			  const char *unit)
{
	static const char prefixes[] = "KMG";
	int i = -1;

	while (value >= step && i < (int)strlen(prefixes) - 1) {
		value /= step;
		i++;
	}
	if (i < 0)
		snprintf(text, REPORT_AMOUNT, "%.0f %s", value, unit);
	else
		snprintf(text, REPORT_AMOUNT, "%.2f %c%s", value, prefixes[i],
			 unit);
}

static void report_yaml_reasons(FILE *out, const struct interval_side *side)
{
	size_t i;

	if (!side->n_reasons)
		return;
	fputs("    reasons:\n", out);
	for (i = 0; i < side->n_reasons; i++)
		fprintf(out, "      %s: %" PRIu64 "\n", side->reasons[i].name,
			side->reasons[i].count);
}

static void report_yaml_side(FILE *out, const struct stat_interval *i,
			     enum statlog_end end)
{
	const struct interval_side *side = &i->sides[end];
	char transfer[REPORT_AMOUNT], bitrate[REPORT_AMOUNT];

	report_amount(transfer, (double)side->counters[STATLOG_BYTES], 1024,
		      "Bytes");
	/* The unit starts with a small letter behind a prefix, too. */
	report_amount(bitrate, interval_rate(i, end, STATLOG_BYTES) * 8, 1000,
		      "bits/sec");
	fprintf(out, "  %s:\n", statlog_end_names[end]);
	fprintf(out, "    transfer: %s\n", transfer);
	fprintf(out, "    bitrate: %s\n", bitrate);
	/* Whole ones: what was begun does not count. */
	fprintf(out, "    packets: %.0f pkt/sec\n",
		floor(interval_rate(i, end, STATLOG_PACKETS)));
	fprintf(out, "    drops: %" PRIu64 "\n", side->counters[STATLOG_DROPS]);
	fprintf(out, "    fast: %.0f calls/sec\n",
		floor(interval_rate(i, end, STATLOG_FAST)));
	fprintf(out, "    slow: %.0f calls/sec\n",
		floor(interval_rate(i, end, STATLOG_SLOW)));
	report_yaml_reasons(out, side);
}

static int report_yaml(FILE *out, const struct stat_interval *i)
{
	int end;

	fprintf(out, "- time: %s\n", i->time);
	for (end = 0; end < STATLOG_ENDS; end++)
		report_yaml_side(out, i, (enum statlog_end)end);
	if (!isnan(i->cpu))
		fprintf(out, "  cpu: %.1f %%\n", 100 * i->cpu / i->seconds);
	return 0;
}

/* --- JSON ----------------------------------------------------------------- */

static json_t *report_json_side(const struct stat_interval *i,
				enum statlog_end end)
{
	const struct interval_side *side = &i->sides[end];
	json_t *object = json_object(), *reasons = json_object();
	int err = 0;
	size_t n;

	for (n = 0; n < STATLOG_COUNTERS; n++)
		err |= json_object_set_new(
			object, statlog_counter_names[n],
			json_integer((json_int_t)side->counters[n]));
	for (n = 0; n < ARRAY_SIZE(rates); n++)
		err |= json_object_set_new(
			object, rates[n].name,
			json_real(interval_rate(i, end, rates[n].counter) *
				  rates[n].factor));
	for (n = 0; n < side->n_reasons; n++)
		err |= json_object_set_new(
			reasons, side->reasons[n].name,
			json_integer((json_int_t)side->reasons[n].count));
	err |= json_object_set_new(object, "reasons", reasons);
	if (err) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static int report_json(FILE *out, const struct stat_interval *i)
{
	json_t *object = json_object();
	int end, err;

	err = json_object_set_new(object, "time", json_string(i->time));
	err |= json_object_set_new(object, "seconds", json_real(i->seconds));
	if (!isnan(i->cpu))
		err |= json_object_set_new(object, "cpu_seconds",
					   json_real(i->cpu));
	for (end = 0; end < STATLOG_ENDS; end++)
		err |= json_object_set_new(
			object, statlog_end_names[end],
			report_json_side(i, (enum statlog_end)end));
	if (!err)
		err = json_dumpf(object, out, JSON_REAL_PRECISION(15));
	json_decref(object);
	fputc('\n', out);
	return err ? -ENOMEM : 0;
}

/* --- CSV ------------------------------------------------------------------ */

/* "full=3 runt=1"; any reason can be there, so they are no columns. */
static void report_csv_reasons(struct line *l, const struct interval_side *side)
{
	char text[STATLOG_REASONS * (STATLOG_REASON + 24)];
	size_t n, length = 0;

	text[0] = '\0';
	for (n = 0; n < side->n_reasons; n++)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "%s%s=%" PRIu64, n ? " " : "",
					   side->reasons[n].name,
					   side->reasons[n].count);
	line_text(l, text, sizeof(text));
}

static int report_csv(FILE *out, const struct stat_interval *i)
{
	struct line line = { 0 };
	size_t n;
	int end, err;

	line_text(&line, i->time, STATLOG_TIME);
	line_double(&line, i->seconds);
	line_optional(&line, i->cpu);
	for (end = 0; end < STATLOG_ENDS; end++) {
		for (n = 0; n < STATLOG_COUNTERS; n++)
			line_uint(&line, i->sides[end].counters[n]);
		for (n = 0; n < ARRAY_SIZE(rates); n++)
			line_double(&line,
				    interval_rate(i, (enum statlog_end)end,
						  rates[n].counter) *
					    rates[n].factor);
		report_csv_reasons(&line, &i->sides[end]);
	}
	err = line_end(&line);
	if (!err)
		fwrite(line.text, 1, line.len, out);
	return err;
}

int report_interval(FILE *out, enum report_format format,
		    const struct stat_interval *i)
{
	switch (format) {
	case REPORT_JSON:
		return report_json(out, i);
	case REPORT_CSV:
		return report_csv(out, i);
	default:
		return report_yaml(out, i);
	}
}
