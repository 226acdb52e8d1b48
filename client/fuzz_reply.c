/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_reply.c - what the client reads in a line of any bytes
 *
 * A value is a text of the line, behind its key, that fits; or there is none.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/reply.h"
#include "helper/fuzz.h"

static void check_find(const char *line, size_t size)
{
	static const char quoted[] = "\"vmnet_mac_address\"";
	char value[64];
	int err;

	memset(value, 'x', sizeof(value));
	err = reply_find(line, "vmnet_mac_address", value, size);
	fuzz_check(err == 0 || err == -ENOENT || err == -EMSGSIZE);
	fuzz_check(memchr(value, '\0', size));
	fuzz_check(value[size] == 'x');
	if (err)
		fuzz_check(!value[0]);
	else
		fuzz_check(strstr(line, quoted) && strstr(line, value));
	fuzz_check(!strchr(value, '"'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = fuzz_text(data, size);

	check_find(line, 18); /* a MAC address */
	check_find(line, 37); /* a UUID */
	free(line);
	return 0;
}
