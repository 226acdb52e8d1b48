/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_layout.c - names in a tree of results */

#include <errno.h>
#include <string.h>

#include "harness/layout.h"
#include "helper/check.h"
#include "helper/util.h"

static struct cell cell;
static char name[LAYOUT_NAME];

START_TEST(names_of_a_report)
{
	ck_assert_int_eq(layout_parse("socket_vmnet", "shared-vz-3",
				      "vm-to-host.json", &cell),
			 0);
	ck_assert_str_eq(cell.arm, "head");
	ck_assert_str_eq(cell.network, "socket_vmnet");
	ck_assert_str_eq(cell.mode, "shared");
	ck_assert_str_eq(cell.driver, "vz");
	ck_assert_uint_eq(cell.vms, 3);
	ck_assert_str_eq(cell.direction, "vm-to-host");
	ck_assert_str_eq(layout_tag(cell.driver), "");
}
END_TEST

START_TEST(tags_and_dashes)
{
	ck_assert_int_eq(layout_parse("vmnet-helper",
				      "bridged-krunkit:no-offload-2",
				      "vm-to-vm.json", &cell),
			 0);
	ck_assert_str_eq(cell.driver, "krunkit:no-offload");
	ck_assert_str_eq(layout_tag(cell.driver), "no-offload");
	ck_assert_int_eq(
		layout_parse("n", "host-my-vmm-12", "vm-to-vm.json", &cell), 0);
	ck_assert_str_eq(cell.driver, "my-vmm");
	ck_assert_uint_eq(cell.vms, 12);
	ck_assert_int_eq(layout_parse("vmnet-helper:stream", "host-vz-2",
				      "vm-to-vm.json", &cell),
			 0);
	ck_assert_str_eq(cell.network, "vmnet-helper:stream");
}
END_TEST

START_TEST(other_names_are_refused)
{
	static const char *const folders[] = {
		"",
		"shared",
		"shared-2",
		"shared-vz",
		"shared-vz-",
		"shared-vz-0",
		"shared-vz-x",
		"shared--2",
		"-vz-2",
		"shared-:t-2",
		"shared-vz:-2",
		"shared-v/z-2",
		"shared-a,b-2",
		"shared-vz-2 ",
		"shared-a:b:c-2",
		"shared-vz-99999999999",
		"shared-0123456789012345678901234567890123456789012345678-2",
	};
	static const char *const files[] = {
		"",
		"host-to-vm",
		".json",
		"rr.json",
		"host-to-vm.txt",
		"host-to-vm.json.bak",
		".vm-to-vm.json",
		"host-to-vm..json",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders); i++)
		ck_assert_msg(layout_parse("n", folders[i], "vm-to-vm.json",
					   &cell) == -EINVAL,
			      "took %s", folders[i]);
	for (i = 0; i < ARRAY_SIZE(files); i++)
		ck_assert_msg(layout_parse("n", "shared-vz-2", files[i],
					   &cell) == -EINVAL,
			      "took %s", files[i]);
	ck_assert_int_eq(
		layout_parse("", "shared-vz-2", "vm-to-vm.json", &cell),
		-EINVAL);
	ck_assert_int_eq(
		layout_parse("..", "shared-vz-2", "vm-to-vm.json", &cell),
		-EINVAL);
}
END_TEST

static void make_cell(const char *driver, const char *offload)
{
	cell = (struct cell){ .arm = "head", .mode = "shared", .vms = 2 };
	strcpy(cell.driver, driver);
	strcpy(cell.offload, offload);
}

START_TEST(folder_of_a_cell)
{
	make_cell("netns", "off");
	ck_assert_int_eq(layout_folder(&cell, name), 0);
	ck_assert_str_eq(name, "shared-netns-2");
	ck_assert_str_eq(layout_network(&cell), "vmnet-helper");
	strcpy(cell.network, "slirp");
	ck_assert_str_eq(layout_network(&cell), "slirp");
	strcpy(cell.network, "vmnet-helper:stream");
	ck_assert_int_eq(layout_folder(&cell, name), 0);
	strcpy(cell.network, "../etc");
	ck_assert_int_eq(layout_folder(&cell, name), -EINVAL);
	make_cell("qemu", "on");
	strcpy(cell.arm, "passt");
	ck_assert_int_eq(layout_folder(&cell, name), 0);
	ck_assert_str_eq(name, "shared-qemu:offload-2");
	ck_assert_str_eq(layout_network(&cell), "passt");
	/* A tag says already what there is to say. */
	make_cell("krunkit:offload", "on");
	ck_assert_int_eq(layout_folder(&cell, name), 0);
	ck_assert_str_eq(name, "shared-krunkit:offload-2");
}
END_TEST

START_TEST(cell_that_does_not_fit)
{
	make_cell("../../etc", "off");
	ck_assert_int_eq(layout_folder(&cell, name), -EINVAL);
	make_cell("netns", "off");
	strcpy(cell.mode, "a-b");
	ck_assert_int_eq(layout_folder(&cell, name), -EINVAL);
	make_cell("netns", "off");
	cell.vms = 0;
	ck_assert_int_eq(layout_folder(&cell, name), -EINVAL);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		names_of_a_report,	 tags_and_dashes,
		other_names_are_refused, folder_of_a_cell,
		cell_that_does_not_fit,	 NULL,
	};

	return check_main("layout", tests);
}
