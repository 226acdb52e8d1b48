/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_config.c - any bytes as a matrix file
 *
 * A file that is taken is written again, and read with the same plan.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/config.h"
#include "helper/fuzz.h"

static char *written(const struct options *o, size_t *size)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	fuzz_check(out != NULL);
	config_write(o, out);
	fuzz_check(fclose(out) == 0);
	return text;
}

static void check_again(struct options *o)
{
	static struct options again;
	struct matrix_step *a, *b;
	char error[OPTIONS_ERROR] = "", *text;
	size_t size, n, m;
	int err;

	text = written(o, &size);
	options_start(&again);
	fuzz_check(config_parse(&again, "again", text, size, error) == 0);
	free(text);
	fuzz_check(!memcmp(again.lan, o->lan, sizeof(again.lan)));
	fuzz_check(again.seconds == o->seconds && again.length == o->length);
	fuzz_check(!memcmp(again.matrix.variants, o->matrix.variants,
			   sizeof(again.matrix.variants[0]) *
				   o->matrix.drivers.n) ||
		   !o->matrix.variants[0].script[0]);
	err = matrix_plan(&o->matrix, &a, &n);
	fuzz_check(err == matrix_plan(&again.matrix, &b, &m));
	if (err)
		return;
	fuzz_check(n == m && !memcmp(a, b, n * sizeof(*a)));
	free(a);
	free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct options o;
	char error[OPTIONS_ERROR] = "";
	int err;

	options_start(&o);
	err = config_parse(&o, "fuzz", (const char *)data, size, error);
	fuzz_check(err == 0 || err == -EINVAL);
	fuzz_error(err, error, sizeof(error));
	if (!err)
		check_again(&o);
	return 0;
}
