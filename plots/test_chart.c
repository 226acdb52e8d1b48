/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_chart.c - what a chart is to show, and what is refused */

#include <errno.h>
#include <string.h>

#include "helper/check.h"
#include "helper/util.h"
#include "plots/chart.h"

#define REST                                                                   \
	"networks: [a]\ndrivers: [b]\nvms: [2]\noperation-modes: [shared]\n"   \
	"tests: [vm-to-vm]\n"

static struct chart config;
static char error[CHART_ERROR];

static int parse(const char *text)
{
	FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	int err;

	ck_assert_ptr_nonnull(file);
	error[0] = '\0';
	err = chart_read(file, "my.yaml", &config, error);
	fclose(file);
	return err;
}

/* As the files of vmnet-helper for macOS are. */
START_TEST(keys_of_upstream)
{
	ck_assert_int_eq(
		parse("# comment\n---\nname: vmnet-helper-vs-socket_vmnet\n"
		      "title: vmnet-helper vs socket_vmnet\n"
		      "networks: [vmnet-helper, socket_vmnet]\n"
		      "drivers: [vfkit, vz, krunkit:offload]\nvms: [1, 2]\n"
		      "operation-modes: [shared, bridged]\n"
		      "tests:\n- host-to-vm\n- vm-to-host\n"),
		0);
	ck_assert_str_eq(error, "");
	ck_assert_str_eq(config.name, "vmnet-helper-vs-socket_vmnet");
	ck_assert_str_eq(config.title, "vmnet-helper vs socket_vmnet");
	ck_assert_str_eq(config.networks, "vmnet-helper socket_vmnet");
	ck_assert_str_eq(config.drivers, "vfkit vz krunkit:offload");
	ck_assert_str_eq(config.vms, "1 2");
	ck_assert_str_eq(config.modes, "shared bridged");
	ck_assert_str_eq(config.tests, "host-to-vm vm-to-host");
}
END_TEST

START_TEST(title_may_be_missing)
{
	ck_assert_int_eq(parse("name: n\n" REST), 0);
	ck_assert_str_eq(config.title, "n");
}
END_TEST

START_TEST(files_of_this_folder)
{
	static const char *const names[] = { "drivers", "offloading", "peers" };
	char path[64];
	FILE *file;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "plots/%s.yaml", names[i]);
		file = fopen(path, "re");
		ck_assert_msg(file, "%s is missing", path);
		ck_assert_msg(chart_read(file, path, &config, error) == 0, "%s",
			      error);
		ck_assert_str_eq(config.name, names[i]);
		fclose(file);
	}
}
END_TEST

static const struct {
	const char *text;
	const char *error;
} bad[] = {
	{ "", "my.yaml:1: not a table" },
	{ "- a\n", "my.yaml:1: not a table" },
	{ "name: [\n", "my.yaml:2: did not find" },
	{ "name: n\ncolour: red\n" REST, "my.yaml:2: unknown key colour, not" },
	{ "[a]: n\n", "my.yaml:1: unknown key , not" },
	{ "name: a/b\n", "my.yaml:1: name: not a plain name" },
	{ "name: ..\n", "my.yaml:1: name: not a plain name" },
	{ "name: [a]\n", "my.yaml:1: name: not a plain name" },
	{ "name: n\ntitle: \"a\\nb\"\n", "my.yaml:2: title: not one line" },
	{ "name: n\ntitle: \"a\\0b\"\n", "my.yaml:2: title: not one line" },
	{ "name: n\nname: m\n", "my.yaml:2: name: is there twice" },
	{ "name: n\nvms: 2\n", "my.yaml:2: vms: not a list" },
	{ "name: n\nvms: []\n", "my.yaml:2: vms: not a list" },
	{ "name: n\nvms:\n- 1\n- x\n", "my.yaml:4: vms: x is not a number" },
	{ "name: n\nvms: [0]\n", "my.yaml:2: vms: 0 is not a number" },
	{ "name: n\ndrivers: [a, b, a]\n", "drivers: a is there twice" },
	{ "name: n\ndrivers: ['a b']\n", "drivers: not a list of plain" },
	{ "name: n\ndrivers: [[a]]\n", "drivers: not a list of plain" },
	{ "name: n\ntests: [rr]\n",
	  "tests: rr is not one of host-to-vm vm-to-host vm-to-vm" },
	{ "name: n\noperation-modes: [nat]\n",
	  "nat is not one of shared host" },
	{ "name: n\ntitle: t\n", "my.yaml:1: networks is missing" },
	{ "name: n\n" REST "---\nname: m\n", "a second document" },
};

START_TEST(bad_files)
{
	ck_assert_int_eq(parse(bad[_i].text), -EINVAL);
	ck_assert_msg(strstr(error, bad[_i].error), "%s: not '%s' but '%s'",
		      bad[_i].text, bad[_i].error, error);
	ck_assert(!strchr(error, '\n'));
}
END_TEST

START_TEST(printed)
{
	char text[512] = "";
	FILE *out = fmemopen(text, sizeof(text) - 1, "w");

	ck_assert_int_eq(parse("name: n\ntitle: a = b\n" REST), 0);
	chart_print(&config, out);
	fclose(out);
	ck_assert_str_eq(text, "name=n\ntitle=a = b\nnetworks=a\ndrivers=b\n"
			       "vms=2\noperation-modes=shared\n"
			       "tests=vm-to-vm\n");
}
END_TEST

int main(void)
{
	const struct check_rounds tests[] = {
		{ keys_of_upstream, 1 },
		{ title_may_be_missing, 1 },
		{ files_of_this_folder, 1 },
		{ bad_files, ARRAY_SIZE(bad) },
		{ printed, 1 },
		{ NULL, 0 },
	};

	return check_main_rounds("chart", tests);
}
