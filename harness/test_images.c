/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_images.c - the table of known cloud images, and lists of checksums */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/images.h"
#include "helper/util.h"

#define S16  "0123456789abcdef"
#define S64  S16 S16 S16 S16
#define S128 S64 S64
#define Z64  "1123456789abcdef" S16 S16 S16

static const char table[] =
	"# a comment\n"
	"\n"
	"one x86_64 https://example.com/a/one-amd64.img https://example.com/a/S\n"
	"one  aarch64\thttps://example.com/a/one-arm64.img "
	"https://example.com/a/S # newest\n"
	"oneish x86_64 https://example.com/x https://example.com/y\n";

static struct image image;
static char why[IMAGES_REASON];
static char sum[IMAGES_SUM];

static int find(const char *text, const char *name, const char *machine)
{
	why[0] = '\0';
	memset(&image, 0, sizeof(image));
	return images_find(text, name, machine, &image, why);
}

START_TEST(finds)
{
	ck_assert_int_eq(find(table, "one", "x86_64"), 0);
	ck_assert_str_eq(image.url, "https://example.com/a/one-amd64.img");
	ck_assert_str_eq(image.sums, "https://example.com/a/S");
	ck_assert_str_eq(image.file, "one-amd64.img");
	ck_assert_int_eq(find(table, "one", "aarch64"), 0);
	ck_assert_str_eq(image.file, "one-arm64.img");
}
END_TEST

START_TEST(does_not_find)
{
	ck_assert_int_eq(find(table, "two", "x86_64"), -ENOENT);
	ck_assert_str_eq(why, "neither a file nor one of one, oneish");
	ck_assert_int_eq(find(table, "one", "riscv64"), -ENOENT);
	ck_assert_str_eq(why, "no image of it for riscv64");
	ck_assert_int_eq(find("", "one", "x86_64"), -ENOENT);
}
END_TEST

START_TEST(refuses_tables)
{
	static const char *const lines[] = {
		"one x86_64 https://a/b",
		"one x86_64 https://a/b https://a/c more",
		"one x86_64 http://a/b https://a/c",
		"one x86_64 https://a/b http://a/c",
		"one x86_64 https://a/ https://a/c",
		"one x86_64 file://b/c https://a/c",
		"one x86_64 https://a/../c https://a/c",
		"one x86_64 https://a/b/.. https://a/c",
		"one x86_64 https://a/b/. https://a/c",
	};
	char text[2048];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		snprintf(text, sizeof(text), "#\n%s\n", lines[i]);
		ck_assert_msg(find(text, "one", "x86_64") == -EINVAL, "%s",
			      lines[i]);
		ck_assert_ptr_nonnull(strstr(why, "line 2 of the table"));
	}
	/* A line that is too long is no shorter one. */
	memset(text, ' ', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(text, "one x86_64 https://a/b https://a/c", 34);
	ck_assert_int_eq(find(text, "one", "x86_64"), -EINVAL);
}
END_TEST

START_TEST(paths)
{
	char path[IMAGES_URL];

	ck_assert_int_eq(find(table, "one", "x86_64"), 0);
	ck_assert_str_eq(images_path(&image, path),
			 "https/example.com/a/one-amd64.img");
	ck_assert_int_eq(find("a m file:///b/a..b https://a/c", "a", "m"), 0);
	ck_assert_str_eq(images_path(&image, path), "file//b/a..b");
}
END_TEST

START_TEST(published_table)
{
	static const char *const names[] = { "alpine", "debian", "fedora",
					     "ubuntu" };
	static char text[32768];
	size_t i;

	ck_assert_int_gt(read_text("vms/cloud/images", text, sizeof(text)), 0);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		ck_assert_int_eq(find(text, names[i], "x86_64"), 0);
		ck_assert_int_eq(strncmp(image.url, "https://", 8), 0);
		ck_assert_int_eq(find(text, names[i], "aarch64"), 0);
		ck_assert_int_eq(strncmp(image.sums, "https://", 8), 0);
	}
}
END_TEST

START_TEST(sums)
{
	ck_assert_int_eq(
		images_sum(S64 "  a.img\n" Z64 "  b.img\n", "b.img", sum), 256);
	ck_assert_str_eq(sum, Z64);
	ck_assert_int_eq(images_sum(S128 " *a.img\r\n", "a.img", sum), 512);
	ck_assert_str_eq(sum, S128);
	ck_assert_int_eq(images_sum("# a.img: 5 bytes\nSHA256 (a.img) = " S64,
				    "a.img", sum),
			 256);
	ck_assert_int_eq(images_sum(S64 "  ./dir/a.img\n", "a.img", sum), 256);
	ck_assert_int_eq(images_sum(S128, "a.img", sum), 512);
	/* The same twice is no doubt; of two kinds the longer one counts. */
	ck_assert_int_eq(images_sum(S64 " a\n" S64 " a\n", "a", sum), 256);
	ck_assert_int_eq(images_sum(S64 " a\n" S128 " a\n", "a", sum), 512);
	ck_assert_str_eq(sum, S128);
	ck_assert_int_eq(images_sum(S128 " a\n" S64 " a\n", "a", sum), 512);
	ck_assert_str_eq(sum, S128);
}
END_TEST

START_TEST(small_letters)
{
	static const char list[] = "SHA256 (a) = 0123456789ABCDEF" S16 S16 S16;

	ck_assert_int_eq(images_sum(list, "a", sum), 256);
	ck_assert_str_eq(sum, S64);
}
END_TEST

START_TEST(no_sums)
{
	static const char *const lists[] = {
		"",
		"\n\n",
		S64 "  a.img.sig\n",
		S64 "  xa.img\n",
		S64 "0  a.img\n",
		S16 "  a.img\n",
		"g" S64 "  a.img\n",
		"SHA256 (b.img) = " S64,
		"SHA256 a.img = " S64,
		"SHA256 (a.img = " S64,
		"SHA256 () = " S64,
		"a.img\n",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		ck_assert_msg(images_sum(lists[i], "a.img", sum) == -ENOENT,
			      "%s", lists[i]);
	ck_assert_int_eq(images_sum(S64 " a\n" Z64 " a\n", "a", sum), -EEXIST);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("images");
	TCase *tc = tcase_create("images");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, finds);
	tcase_add_test(tc, does_not_find);
	tcase_add_test(tc, refuses_tables);
	tcase_add_test(tc, paths);
	tcase_add_test(tc, published_table);
	tcase_add_test(tc, sums);
	tcase_add_test(tc, small_letters);
	tcase_add_test(tc, no_sums);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
