/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_config.c - matrix files: what they say, and what is refused */

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "harness/config.h"
#include "helper/check.h"
#include "helper/util.h"

static struct options o;
static char error[OPTIONS_ERROR];

static int parse(const char *text)
{
	options_start(&o);
	error[0] = '\0';
	return config_parse(&o, "x.yaml", text, strlen(text), error);
}

/* The keys and values of the files that people have. */
START_TEST(files_of_others)
{
	ck_assert_int_eq(parse("# A comment.\n"
			       "---\n"
			       "drivers:\n"
			       "  - name: krunkit\n"
			       "    tag: offload\n"
			       "    offloading: true\n"
			       "  - name: qemu\n"
			       "    tag: null\n"
			       "    command: /opt/qemu system\n"
			       "operation-modes: [shared, bridged]\n"
			       "tests: [vm-to-host, host-to-vm]\n"
			       "shared-interface: en0\n"
			       "time: 30\n"
			       "length: \"128k\"\n"
			       "output: out\n"),
			 0);
	ck_assert_uint_eq(o.matrix.drivers.n, 2);
	ck_assert_str_eq(o.matrix.drivers.name[0], "krunkit:offload");
	ck_assert_str_eq(matrix_script(&o.matrix, 0), "krunkit");
	ck_assert(o.matrix.variants[0].offloading);
	ck_assert_str_eq(o.matrix.drivers.name[1], "qemu");
	ck_assert_str_eq(o.matrix.variants[1].command, "/opt/qemu system");
	ck_assert(!o.matrix.variants[1].offloading);
	ck_assert_uint_eq(o.matrix.modes.n, 2);
	ck_assert_str_eq(o.matrix.modes.name[1], "bridged");
	ck_assert_uint_eq(o.matrix.n_directions, 2);
	ck_assert_int_eq(o.matrix.directions[0], VM_TO_HOST);
	ck_assert_str_eq(o.lan, "en0");
	ck_assert_uint_eq(o.seconds, 30);
	ck_assert_uint_eq(o.length, 131072);
	ck_assert_str_eq(o.results, "out");
	ck_assert_str_eq(o.output, "");
	ck_assert(o.lenient);
}
END_TEST

/* A file may leave everything to what is usual. */
START_TEST(nothing_said)
{
	static const char *const texts[] = { "", "---\n", "# only words\n",
					     "drivers: null\ntime: ~\n" };

	ck_assert_int_eq(parse(texts[_i]), 0);
	ck_assert_uint_eq(o.matrix.modes.n, 3);
	ck_assert_uint_eq(o.matrix.drivers.n, 3);
	ck_assert_str_eq(o.matrix.drivers.name[0], "vfkit");
	ck_assert_uint_eq(o.matrix.n_directions, DIRECTIONS_USUAL);
	ck_assert_uint_eq(o.seconds, 3);
	ck_assert_str_eq(o.lan, "lan0");
}
END_TEST

START_TEST(our_keys)
{
	ck_assert_int_eq(parse("networks: [tap, \"vmnet-helper:stream\"]\n"
			       "vms: [1, 2, 32]\n"
			       "protocol: udp\n"
			       "streams: 4\n"
			       "sizes: [64, 1400]\n"
			       "bidir: true\n"
			       "omit: 0\n"
			       "rounds: 7\n"
			       "seed: 42\n"),
			 0);
	ck_assert_uint_eq(o.matrix.networks.n, 2);
	ck_assert_str_eq(o.matrix.networks.name[1], "vmnet-helper:stream");
	ck_assert_uint_eq(o.matrix.guests.n, 3);
	ck_assert_uint_eq(o.matrix.guests.value[2], 32);
	ck_assert_uint_eq(o.matrix.n_protocols, 1);
	ck_assert_int_eq(o.matrix.protocols[0], UDP);
	ck_assert_uint_eq(o.matrix.streams.value[0], 4);
	ck_assert_uint_eq(o.matrix.sizes.n, 2);
	ck_assert_uint_eq(o.matrix.n_directions, 5);
	ck_assert_int_eq(o.matrix.directions[3], HOST_AND_VM);
	ck_assert_int_eq(o.matrix.directions[4], VM_AND_VM);
	ck_assert_uint_eq(o.omit, 0);
	ck_assert_uint_eq(o.matrix.rounds, 7);
	ck_assert(o.has_seed);
	ck_assert_uint_eq(o.matrix.seed, 42);
}
END_TEST

START_TEST(bidir_goes_with_the_tests)
{
	ck_assert_int_eq(parse("tests: vm-to-vm\nbidir: true\n"), 0);
	ck_assert_uint_eq(o.matrix.n_directions, 2);
	ck_assert_int_eq(o.matrix.directions[1], VM_AND_VM);
	ck_assert_int_eq(parse("tests: host-and-vm\nbidir: true\n"), 0);
	ck_assert_uint_eq(o.matrix.n_directions, 1);
	ck_assert_int_eq(parse("bidir: false\n"), 0);
	ck_assert_uint_eq(o.matrix.n_directions, DIRECTIONS_USUAL);
}
END_TEST

static const struct {
	const char *text;
	const char *error;
} bad[] = {
	{ "time: 3\ntimes: 4\n", "x.yaml:2: unknown key times" },
	{ "time: 3\ntime: 4\n", "x.yaml:2: time is there twice" },
	{ "\n\ntime: x\n", "x.yaml:3: time x: not a number from 1 to 3600" },
	{ "time: [1, 2]\n", "x.yaml:1: time: not a single value" },
	{ "time: {a: 1}\n", "x.yaml:1: time: not a single value" },
	{ "length: 2m\n",
	  "x.yaml:1: length 2m: not a number from 1 to 1048576" },
	{ "length: 128g\n",
	  "x.yaml:1: length 128g: not a number from 1 to 1048576" },
	{ "operation-modes: nat\n", "x.yaml:1: operation-modes nat: not one "
				    "of shared, host, bridged, all" },
	{ "operation-modes:\n - shared\n - shared\n",
	  "x.yaml:2: operation-modes shared,shared: a name is there twice" },
	{ "tests: [up]\n", "x.yaml:1: tests up: not one of host-to-vm, "
			   "vm-to-host, vm-to-vm, host-and-vm, vm-and-vm, "
			   "host-to-vms, vms-to-host" },
	{ "tests: []\n",
	  "x.yaml:1: tests : not a list of names separated by commas" },
	{ "tests: [[a]]\n", "x.yaml:1: tests: not a list of words" },
	{ "tests: [\"a,b\"]\n", "x.yaml:1: tests: not a list of words" },
	{ "tests: \"a,b\"\n", "x.yaml:1: tests: not a list" },
	{ "networks: [x]\n",
	  "x.yaml:1: networks x: not one of vmnet-helper, "
	  "vmnet-helper:stream, vmnet-helper:tap, tap, user, passt, vde, flood" },
	{ "protocol: sctp\n",
	  "x.yaml:1: protocol sctp: not one of tcp, udp, rr" },
	{ "vms: 33\n", "x.yaml:1: vms 33: not a number from 1 to 32" },
	{ "vms: [2, 2]\n", "x.yaml:1: vms 2,2: a name is there twice" },
	{ "vms: [2, 02]\n", "x.yaml:1: vms 2,02: a number is there twice" },
	{ "sizes: 1k\n", "x.yaml:1: sizes 1k: not a number from 16 to 65507" },
	{ "bidir: maybe\n", "x.yaml:1: bidir maybe: not true or false" },
	{ "shared-interface: \"a/b\"\n", "x.yaml:1: shared-interface a/b: "
					 "not a name of a network interface" },
	{ "drivers: qemu\n", "x.yaml:1: drivers: not a list of name: ..." },
	{ "drivers: []\n", "x.yaml:1: drivers: not a list of name: ..." },
	{ "drivers: [qemu]\n", "x.yaml:1: drivers: not a list of name: ..." },
	{ "drivers:\n  - tag: x\n", "x.yaml:2: a driver has no name" },
	{ "drivers:\n  - name: ../x\n", "x.yaml:2: name ../x: not a name" },
	{ "drivers:\n  - name: a\n    tag: b,c\n",
	  "x.yaml:3: tag b,c: not a name" },
	{ "drivers:\n  - name: a\n    cpu: 1\n",
	  "x.yaml:3: unknown key cpu of a driver" },
	{ "drivers:\n  - name: a\n    name: b\n",
	  "x.yaml:3: name is there twice" },
	{ "drivers:\n  - name: a\n    offloading: 1\n",
	  "x.yaml:3: offloading 1: not true or false" },
	{ "drivers:\n  - name: a\n    command: \"a\\nb\"\n",
	  "x.yaml:3: command a\\x0ab: not a program" },
	{ "drivers:\n  - name: a\n  - name: a\n",
	  "x.yaml:3: driver a is there twice; give one of them a tag" },
	{ "- a\n", "x.yaml:1: not a list of key: value" },
	{ "word\n", "x.yaml:1: not a list of key: value" },
	{ "time: 1\n---\ntime: 2\n", "x.yaml:3: more than one document" },
	{ "time: \"1\n", "x.yaml:2: not YAML: found unexpected end of stream" },
	{ "a:\n\tb: c\n", "x.yaml:2: not YAML: found character that cannot "
			  "start any token" },
};

START_TEST(bad_files_are_refused)
{
	ck_assert_int_eq(parse(bad[_i].text), -EINVAL);
	ck_assert_str_eq(error, bad[_i].error);
}
END_TEST

static void parse_again(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	config_write(&o, out);
	fclose(out);
	ck_assert_msg(parse(text) == 0, "%s in %s", error, text);
	free(text);
}

/* What was written is read as the same plan. */
START_TEST(written_and_read)
{
	struct matrix_step *before, *after;
	size_t n, m;

	ck_assert_int_eq(parse("drivers:\n"
			       " - {name: qemu, tag: a, command: \"it's\"}\n"
			       " - {name: netns, offloading: true}\n"
			       "networks: [flood, vmnet-helper]\n"
			       "operation-modes: [host, shared]\n"
			       "vms: [2, 8]\nsizes: [64, 1400]\n"
			       "protocol: [udp, rr, tcp]\nbidir: true\n"
			       "shared-interface: en0\nseed: 5\nrounds: 2\n"),
			 0);
	ck_assert_int_eq(matrix_plan(&o.matrix, &before, &n), 0);
	parse_again();
	ck_assert_int_eq(matrix_plan(&o.matrix, &after, &m), 0);
	ck_assert_uint_eq(n, m);
	ck_assert(!memcmp(before, after, n * sizeof(*before)));
	ck_assert_str_eq(o.matrix.variants[0].command, "it's");
	ck_assert(o.matrix.variants[1].offloading);
	ck_assert_str_eq(o.lan, "en0");
	free(before);
	free(after);
}
END_TEST

START_TEST(defaults_written_and_read)
{
	options_start(&o);
	parse_again();
	ck_assert_uint_eq(o.matrix.modes.n, 1);
	ck_assert_str_eq(o.matrix.drivers.name[1], "netns");
	ck_assert_uint_eq(o.matrix.networks.n, 0);
}
END_TEST

/* Those that come with the programs. */
START_TEST(our_files)
{
	struct matrix_step *steps;
	glob_t found;
	size_t i, n;

	ck_assert_int_eq(glob("harness/matrices/*.yaml", 0, NULL, &found), 0);
	ck_assert_uint_ge(found.gl_pathc, 5);
	for (i = 0; i < found.gl_pathc; i++) {
		options_start(&o);
		ck_assert_msg(config_load(&o, found.gl_pathv[i], error) == 0,
			      "%s", error);
		ck_assert_int_eq(matrix_plan(&o.matrix, &steps, &n), 0);
		free(steps);
	}
	globfree(&found);
}
END_TEST

START_TEST(files_that_are_not_there)
{
	options_start(&o);
	ck_assert_int_eq(config_load(&o, "/nonexistent", error), -EINVAL);
	ck_assert_str_eq(error,
			 "--matrix /nonexistent: No such file or directory");
	ck_assert_int_eq(config_load(&o, "/", error), -EINVAL);
	ck_assert_str_eq(error, "--matrix /: Is a directory");
	ck_assert_int_eq(config_load(&o, "/dev/zero", error), -EINVAL);
	ck_assert_str_eq(error, "/dev/zero: longer than 65536 bytes");
}
END_TEST

int main(void)
{
	const struct check_rounds tests[] = {
		{ files_of_others, 1 },
		{ nothing_said, 4 },
		{ our_keys, 1 },
		{ bidir_goes_with_the_tests, 1 },
		{ bad_files_are_refused, ARRAY_SIZE(bad) },
		{ written_and_read, 1 },
		{ defaults_written_and_read, 1 },
		{ our_files, 1 },
		{ files_that_are_not_there, 1 },
		{ NULL, 0 },
	};

	return check_main_rounds("config", tests);
}
