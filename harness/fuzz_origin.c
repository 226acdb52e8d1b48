/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_origin.c - any bytes as a report of iperf3 and as its names
 *
 * What is understood fits a table, and is understood again when it is written.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/layout.h"
#include "harness/origin.h"
#include "helper/fuzz.h"

static void check_text(const char *text, size_t size)
{
	fuzz_check(memchr(text, '\0', size));
	for (; *text; text++)
		fuzz_check(*text >= ' ' && *text <= '~' && *text != ',' &&
			   *text != '"');
}

static void check_origin(const uint8_t *data, size_t size)
{
	struct origin o;
	int err = origin_parse((const char *)data, size, &o);

	fuzz_check(err == 0 || err == -EBADMSG);
	check_text(o.version, sizeof(o.version));
	check_text(o.system, sizeof(o.system));
	check_text(o.arch, sizeof(o.arch));
	check_text(o.kernel, sizeof(o.kernel));
	fuzz_check(err || !strcmp(o.proto, "tcp") || !strcmp(o.proto, "udp"));
}

/* Three lines: network, folder, file. */
static void check_names(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), name[LAYOUT_NAME];
	char *folder = strchr(text, '\n'), *file;
	struct cell c = { .offload = "off" }, again;

	file = folder ? strchr(folder + 1, '\n') : NULL;
	if (file) {
		*folder++ = '\0';
		*file++ = '\0';
		if (layout_parse(text, folder, file, &c) == 0) {
			fuzz_check(!strchr(c.driver, '/') &&
				   !strchr(c.mode, '/'));
			fuzz_check(layout_folder(&c, name) == 0);
			fuzz_check(layout_parse(c.arm, name, file, &again) ==
				   0);
			fuzz_check(!strcmp(again.driver, c.driver) &&
				   !strcmp(again.mode, c.mode) &&
				   again.vms == c.vms);
		}
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_origin(data, size);
	check_names(data, size);
	return 0;
}
