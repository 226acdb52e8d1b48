/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* ifid.c - the interface id, and the MAC address that follows from it */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "helper/ifid.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Reads two digits; a NUL in the first place keeps us from the second. */
static int hex_byte(const char *text, uint8_t *byte)
{
	int high, low;

	high = hex_digit(text[0]);
	if (high < 0)
		return -EINVAL;
	low = hex_digit(text[1]);
	if (low < 0)
		return -EINVAL;
	*byte = (uint8_t)(high << 4 | low);
	return 0;
}

/* Bit i of @separated says that the separator is before byte i. */
static int hex_bytes(const char *text, uint8_t *bytes, int n, char separator,
		     unsigned int separated)
{
	int i;

	for (i = 0; i < n; i++) {
		if (separated >> i & 1 && *text++ != separator)
			return -EINVAL;
		if (hex_byte(text, &bytes[i]) < 0)
			return -EINVAL;
		text += 2;
	}
	return *text ? -EINVAL : 0;
}

int ifid_parse(const char *text, uint8_t id[IFID_SIZE])
{
	uint8_t parsed[IFID_SIZE];

	if (hex_bytes(text, parsed, IFID_SIZE, '-',
		      1 << 4 | 1 << 6 | 1 << 8 | 1 << 10))
		return -EINVAL;
	memcpy(id, parsed, IFID_SIZE);
	return 0;
}

int ifid_random(uint8_t id[IFID_SIZE])
{
	if (getentropy(id, IFID_SIZE) < 0)
		return -errno;
	id[6] = (uint8_t)((id[6] & 0x0f) | 0x40);
	id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
	return 0;
}

void ifid_format(const uint8_t id[IFID_SIZE], char text[IFID_TEXT])
{
	int i, pos = 0;

	for (i = 0; i < IFID_SIZE; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			text[pos++] = '-';
		pos += snprintf(text + pos, 3, "%02X", id[i]);
	}
}

/*
 * FNV-1a over all 16 bytes, folded to 48 bits.  Not a secret: what counts is
 * that ids that differ in one bit get different addresses and that the result
 * never changes between releases.
 */
void ifid_mac(const uint8_t id[IFID_SIZE], uint8_t mac[MAC_SIZE])
{
	uint64_t hash = 0xcbf29ce484222325ull;
	int i;

	for (i = 0; i < IFID_SIZE; i++) {
		hash ^= id[i];
		hash *= 0x100000001b3ull;
	}
	hash ^= hash >> 48;
	for (i = 0; i < MAC_SIZE; i++)
		mac[i] = (uint8_t)(hash >> (40 - 8 * i));
	mac[0] = (uint8_t)((mac[0] & 0xfc) | 0x02);
}

int mac_parse(const char *text, uint8_t mac[MAC_SIZE])
{
	uint8_t parsed[MAC_SIZE];

	if (hex_bytes(text, parsed, MAC_SIZE, ':', ~1u))
		return -EINVAL;
	memcpy(mac, parsed, MAC_SIZE);
	return 0;
}

void mac_format(const uint8_t mac[MAC_SIZE], char text[MAC_TEXT])
{
	snprintf(text, MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0],
		 mac[1], mac[2], mac[3], mac[4], mac[5]);
}
