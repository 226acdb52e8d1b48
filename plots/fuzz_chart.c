/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_chart.c - any bytes as the configuration of a chart
 *
 * What is taken is complete, and has nothing that a shell or the title of a
 * chart could stumble over.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/fuzz.h"
#include "plots/chart.h"

static void check_list(const char *list)
{
	fuzz_check(*list && strlen(list) < CHART_LIST);
	for (; *list; list++)
		fuzz_check(*list == ' ' ||
			   strchr("abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:",
				  *list));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[40], error[CHART_ERROR] = "";
	struct chart c;
	FILE *file;
	int fd = fuzz_file(data, size, path), err;

	file = fopen(path, "re");
	fuzz_check(file);
	err = chart_read(file, "f", &c, error);
	fuzz_check(err == 0 || err == -EINVAL);
	fuzz_error(err, error, sizeof(error));
	if (!err) {
		check_list(c.name);
		check_list(c.networks);
		check_list(c.drivers);
		check_list(c.vms);
		check_list(c.modes);
		check_list(c.tests);
		fuzz_check(*c.title && strlen(c.title) < CHART_TEXT);
		fuzz_check(!strchr(c.title, '\n'));
	}
	fclose(file);
	close(fd);
	return 0;
}
