/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_text.c - addresses, ids and numbers as text
 *
 * What is read, written and read again is the same; what is canonical text is
 * written as it was read.
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "helper/fuzz.h"
#include "helper/ifid.h"
#include "helper/subnet.h"
#include "helper/util.h"

static void check_ipv4(const char *text)
{
	uint32_t addr = 0x5a5a5a5a;
	char again[IPV4_TEXT];
	int err = ipv4_parse(text, &addr);

	fuzz_check(err == 0 || (err == -EINVAL && addr == 0x5a5a5a5a));
	if (!err)
		fuzz_check(strcmp(ipv4_format(addr, again), text) == 0);
}

static void check_id(const char *text)
{
	uint8_t id[IFID_SIZE], other[IFID_SIZE], mac[MAC_SIZE];
	char again[IFID_TEXT];
	int err = ifid_parse(text, id);

	fuzz_check(err == 0 || err == -EINVAL);
	if (err)
		return;
	ifid_format(id, again);
	fuzz_check(strcasecmp(again, text) == 0);
	fuzz_check(ifid_parse(again, other) == 0);
	fuzz_check(memcmp(id, other, sizeof(id)) == 0);
	ifid_mac(id, mac);
	fuzz_check((mac[0] & 3) == 2);
}

static void check_mac(const char *text)
{
	uint8_t mac[MAC_SIZE];
	char again[MAC_TEXT];
	int err = mac_parse(text, mac);

	fuzz_check(err == 0 || err == -EINVAL);
	if (err)
		return;
	mac_format(mac, again);
	fuzz_check(strcasecmp(again, text) == 0);
}

static void check_number(const char *text)
{
	uint64_t value, least;
	char again[24];
	int err = parse_uint(text, 0, UINT64_MAX, &value);

	fuzz_check(err == 0 || err == -EINVAL || err == -ERANGE);
	if (err)
		return;
	snprintf(again, sizeof(again), "%llu", (unsigned long long)value);
	text += strspn(text, "0");
	fuzz_check(strcmp(*text ? text : "0", again) == 0);
	least = value < UINT64_MAX ? value + 1 : value;
	if (least > value)
		fuzz_check(parse_uint(again, least, UINT64_MAX, &value) ==
			   -ERANGE);
}

static void check_subnet(const struct subnet *s)
{
	char error[256] = "";
	uint8_t prefix[16];
	int err = subnet_check(s, error, sizeof(error));

	fuzz_error(err, error, sizeof(error));
	if (err)
		return;
	fuzz_check(s->start < s->end);
	fuzz_check((s->start & s->mask) == (s->end & s->mask));
	fuzz_check(subnet_prefix_len(s) <= 30 && subnet_prefix_len(s) >= 8);
	fuzz_check(subnet_overlaps(subnet_base(s), s->mask, s->end, s->mask));
	subnet_ula(s, prefix);
	fuzz_check(prefix[0] == 0xfd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct fuzz_input in = { data, size };
	struct subnet s;

	check_ipv4(text);
	check_id(text);
	check_mac(text);
	check_number(text);
	fuzz_copy(&in, &s, sizeof(s));
	check_subnet(&s);
	free(text);
	return 0;
}
