/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_images.c - any bytes as a list of checksums and as a table of images,
 * which come from the network, and as what a guest writes on its console and a
 * user into a profile
 */

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/images.h"
#include "harness/profile.h"
#include "harness/seed.h"
#include "helper/fuzz.h"

static void check_sum(const char *text)
{
	char sum[IMAGES_SUM] = "";
	int bits = images_sum(text, "a.img", sum);

	fuzz_check(bits == 256 || bits == 512 || bits == -ENOENT ||
		   bits == -EEXIST);
	if (bits > 0)
		fuzz_check(strlen(sum) == (size_t)bits / 4 &&
			   strspn(sum, "0123456789abcdef") == strlen(sum));
}

static void check_table(const char *text)
{
	char why[IMAGES_REASON] = "", path[IMAGES_URL];
	struct image image;
	int err = images_find(text, "one", "x86_64", &image, why);

	fuzz_check(err == 0 || ((err == -EINVAL || err == -ENOENT) && *why));
	if (err)
		return;
	fuzz_check(!strncmp(image.url, "https://", 8) ||
		   !strncmp(image.url, "file:///", 8));
	fuzz_check(!strncmp(image.sums, "https://", 8) ||
		   !strncmp(image.sums, "file:///", 8));
	fuzz_check(image.file[0] && !strchr(image.file, '/'));
	images_path(&image, path);
	fuzz_check(path[0] != '/' && !strstr(path, "/../") &&
		   !strcmp(strrchr(path, '/') + 1, image.file) &&
		   strcmp(image.file, "..") != 0);
}

static void check_console(const char *text)
{
	char address[INET_ADDRSTRLEN] = "";
	struct in_addr parsed;
	int err = seed_address(text, address);

	fuzz_check(err == (*address ? 0 : -ENOENT));
	fuzz_check(err || inet_pton(AF_INET, address, &parsed) == 1);
}

static void check_profile(const uint8_t *data, size_t size)
{
	char why[PROFILE_REASON], *text;
	struct profile p, again;

	if (profile_parse(&p, (const char *)data, size, why))
		return;
	fuzz_check(profile_driver_check(p.driver) == 0);
	fuzz_check(profile_user_check(p.user) == 0);
	text = profile_text(&p);
	fuzz_check(text);
	fuzz_check(profile_parse(&again, text, strlen(text), why) == 0);
	fuzz_check(!strcmp(p.mac, again.mac) && !strcmp(p.id, again.id) &&
		   p.memory == again.memory);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);

	check_sum(text);
	check_table(text);
	check_console(text);
	free(text);
	check_profile(data, size);
	return 0;
}
