/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_opts.c - the command lines of helper and client */

#include <getopt.h>
#include <string.h>

#include "helper/check.h"
#include "helper/opts.h"
#include "helper/util.h"

#define ARGS_MAX 16

static struct opts opts;
static char error[OPTS_ERROR_MAX];

/* Split @line at spaces and parse it. */
static int parse(enum opts_program program, const char *line)
{
	static char text[512];
	static char *argv[ARGS_MAX + 1];
	int argc = 1;
	char *word;

	memset(argv, 0, sizeof(argv));
	argv[0] = text;
	snprintf(text, sizeof(text), "program %s", line);
	strtok(text, " ");
	while ((word = strtok(NULL, " ")) != NULL) {
		ck_assert_int_lt(argc, ARGS_MAX);
		argv[argc++] = word;
	}
	optind = 0; /* start over */
	return opts_parse(&opts, program, argc, argv, error);
}

#define ID "9c98753a-6db0-4dd9-bcfc-5e9a1e1d7f23"

START_TEST(defaults)
{
	ck_assert_int_eq(parse(OPTS_HELPER, "--fd 3"), 0);
	ck_assert_int_eq(opts.action, OPTS_RUN);
	ck_assert_int_eq(opts.fd, 3);
	ck_assert_ptr_null(opts.socket);
	ck_assert_int_eq(opts.mode, NIC_SHARED);
	ck_assert(!opts.has_id && !opts.has_subnet && !opts.isolate);
	ck_assert(!opts.tso && !opts.checksum && !opts.verbose);
	ck_assert_uint_eq(opts.stats_interval, 0);
}
END_TEST

START_TEST(everything)
{
	ck_assert_int_eq(
		parse(OPTS_HELPER,
		      "-s /tmp/x -i " ID " --operation-mode=host "
		      "--start-address 10.1.2.1 --end-address 10.1.2.9 "
		      "--subnet-mask=255.255.255.0 --enable-isolation -v"),
		0);
	ck_assert_str_eq(opts.socket, "/tmp/x");
	ck_assert_int_eq(opts.fd, -1);
	ck_assert(opts.has_id && opts.id[0] == 0x9c);
	ck_assert_int_eq(opts.mode, NIC_HOST);
	ck_assert(opts.has_subnet && opts.isolate && opts.verbose);
	ck_assert_uint_eq(opts.subnet.end, 0x0a010209);
	ck_assert_int_eq(parse(OPTS_HELPER,
			       "--fd 0 --enable-tso --enable-checksum-offload "
			       "--stats-interval 5 --network lab"),
			 0);
	ck_assert(opts.tso && opts.checksum);
	ck_assert_uint_eq(opts.stats_interval, 5);
	ck_assert_str_eq(opts.network, "lab");
	ck_assert_int_eq(parse(OPTS_HELPER, "--fd 0 --operation-mode bridged "
					    "--shared-interface eth0"),
			 0);
	ck_assert_str_eq(opts.shared_interface, "eth0");
}
END_TEST

START_TEST(actions_need_nothing_else)
{
	ck_assert_int_eq(parse(OPTS_HELPER, "--version"), 0);
	ck_assert_int_eq(opts.action, OPTS_VERSION);
	ck_assert_int_eq(parse(OPTS_HELPER, "-h"), 0);
	ck_assert_int_eq(opts.action, OPTS_HELP);
	ck_assert_int_eq(parse(OPTS_HELPER, "--list-shared-interfaces"), 0);
	ck_assert_int_eq(opts.action, OPTS_LIST);
	ck_assert_int_eq(parse(OPTS_HELPER, "--doctor"), 0);
	ck_assert_int_eq(opts.action, OPTS_DOCTOR);
	ck_assert_int_eq(parse(OPTS_CLIENT, "--help"), 0);
	ck_assert_int_eq(opts.action, OPTS_HELP);
}
END_TEST

#define OWN_SUBNET                                                             \
	"--start-address 10.0.0.1 --end-address 10.0.0.254 "                   \
	"--subnet-mask 255.255.255.0 "

static const struct {
	const char *line;
	const char *error; /* how the message starts */
} wrong[] = {
	{ "", "--fd or --socket is missing" },
	{ "--fd x", "--fd x: not a file descriptor number" },
	{ "--fd -1", "--fd -1: not a file descriptor number" },
	{ "--fd 4294967296", "--fd 4294967296: not a file descriptor" },
	{ "--fd", "--fd: value is missing" },
	{ "-f", "--fd: value is missing" },
	{ "--socket=", "--socket: value is empty" },
	{ "--fd 3 --socket /x", "--fd 3, --socket /x: only one can be used" },
	{ "--socket /x --socket-type seqpacket",
	  "--socket-type seqpacket: not one of dgram, stream" },
	{ "--fd 3 --socket-type stream",
	  "--socket-type stream: needs --socket" },
	{ "--fd 3 --reconnect", "--reconnect: needs --socket" },
	{ "--fd 3 --interface-id 12", "--interface-id 12: not a UUID" },
	{ "--fd 3 --operation-mode nat", "--operation-mode nat: not one of" },
	{ "--fd 3 --start-address 10.0.0.1",
	  "--start-address 10.0.0.1: --start-address, --end-address and" },
	{ "--fd 3 --end-address 10.0.0.9",
	  "--end-address 10.0.0.9: --start-address, --end-address and" },
	{ "--fd 3 --subnet-mask 255.0.0.0",
	  "--subnet-mask 255.0.0.0: --start-address, --end-address and" },
	{ "--fd 3 --start-address 10.1", "--start-address 10.1: not an IPv4" },
	{ "--fd 3 --start-address 8.8.8.1 --end-address 8.8.8.9 "
	  "--subnet-mask 255.255.255.0",
	  "--start-address 8.8.8.1: not a private address" },
	{ "--fd 3 --operation-mode bridged",
	  "--operation-mode bridged: needs --shared-interface" },
	{ "--fd 3 --shared-interface eth0", "--shared-interface eth0: needs" },
	{ "--fd 3 --operation-mode bridged --shared-interface eth0 "
	  "--enable-isolation",
	  "--enable-isolation: cannot be used with" },
	{ "--fd 3 --operation-mode bridged --shared-interface eth0 "
	  "--start-address 10.0.0.1 --end-address 10.0.0.9 "
	  "--subnet-mask 255.255.255.0",
	  "--start-address 10.0.0.1: cannot be used with" },
	{ "--fd 3 --network a --operation-mode shared",
	  "--network a: cannot be used with --operation-mode" },
	{ "--fd 3 --network a --shared-interface b",
	  "--network a: cannot be used with --shared-interface" },
	{ "--fd 3 --network a --start-address 10.0.0.1",
	  "--network a: cannot be used with --start-address" },
	{ "--fd 3 --mtu 1279", "--mtu 1279: not a number of bytes from 1280" },
	{ "--fd 3 --mtu 65536", "--mtu 65536: not a number of bytes" },
	{ "--fd 3 --mtu 9k", "--mtu 9k: not a number of bytes" },
	{ "--fd 3 --reserve-address 10.1",
	  "--reserve-address 10.1: not an IPv4 address" },
	{ "--fd 3 --reserve-address 10.0.0.9",
	  "--reserve-address 10.0.0.9: needs --start-address" },
	{ "--fd 3 --mtu 9000 --network a",
	  "--mtu 9000: cannot be used with --network" },
	{ "--fd 3 --disable-dhcp --operation-mode bridged --shared-interface "
	  "en0",
	  "--disable-dhcp: cannot be used with --operation-mode bridged" },
	{ "--fd 3 " OWN_SUBNET "--reserve-address 10.0.0.9 --disable-dhcp",
	  "--reserve-address 10.0.0.9: cannot be used with --disable-dhcp" },
	{ "--fd 3 " OWN_SUBNET "--reserve-address 10.0.0.0",
	  "--reserve-address 10.0.0.0: not the address of a guest" },
	{ "--fd 3 " OWN_SUBNET "--reserve-address 10.0.0.1",
	  "--reserve-address 10.0.0.1: not the address of a guest" },
	{ "--fd 3 " OWN_SUBNET "--reserve-address 10.0.0.255",
	  "--reserve-address 10.0.0.255: not the address of a guest" },
	{ "--fd 3 " OWN_SUBNET "--reserve-address 10.0.1.9",
	  "--reserve-address 10.0.1.9: not the address of a guest" },
	{ "--fd 3 --mtu 9000 --start-address 10.0.0.1 --end-address 10.0.0.99 "
	  "--subnet-mask 255.255.255.0",
	  "--mtu 9000: needs all of the subnet: --start-address 10.0.0.1 and "
	  "--end-address 10.0.0.254" },
	{ "--fd 3 --disable-dhcp --start-address 10.0.0.2 --end-address "
	  "10.0.0.254 --subnet-mask 255.255.255.0",
	  "--disable-dhcp: needs all of the subnet: --start-address 10.0.0.1 "
	  "and" },
	{ "--fd 3 --stats-interval 0", "--stats-interval 0: not a number" },
	{ "--fd 3 --stats-interval 1.5", "--stats-interval 1.5: not a number" },
	{ "--fd 3 --frobnicate", "unknown option: --frobnicate" },
	{ "--fd 3 -x", "unknown option: -x" },
	{ "--fd 3 -vx", "unknown option: -x" },
	{ "--fd 3 -xv", "unknown option: -x" },
	{ "--fd 3 --verbose=1", "--verbose: takes no value: --verbose=1" },
	{ "--fd 3 --software-offload --vnet-header",
	  "--software-offload: cannot be used with --vnet-header" },
	{ "--fd 3 --attach tap --software-offload",
	  "--attach tap: cannot be used with --software-offload" },
	{ "--fd 3 --enable-tso=on",
	  "--enable-tso: takes no value: --enable-tso=on" },
	{ "--fd 3\n", "--fd 3\\x0a: not a file descriptor" },
	{ "--fd 3 --helper /x", "unknown option: --helper" },
	{ "--fd 3 eth0", "unexpected argument: eth0" },
};

START_TEST(errors_name_option_and_value)
{
	ck_assert_int_lt(parse(OPTS_HELPER, wrong[_i].line), 0);
	ck_assert_msg(
		strncmp(error, wrong[_i].error, strlen(wrong[_i].error)) == 0,
		"\"%s\" says \"%s\"", wrong[_i].line, error);
	ck_assert_ptr_null(strchr(error, '\n'));
}
END_TEST

START_TEST(network_of_its_own)
{
	ck_assert_int_eq(parse(OPTS_HELPER, "--fd 3"), 0);
	ck_assert_str_eq(opts.own, "");
	ck_assert_int_eq(parse(OPTS_HELPER, "--fd 3 --mtu 9000"), 0);
	ck_assert_str_eq(opts.own, "--mtu 9000");
	ck_assert_uint_eq(opts.mtu, 9000);
	ck_assert_int_eq(parse(OPTS_HELPER, "--fd 3 --disable-dhcp "
					    "--operation-mode host"),
			 0);
	ck_assert_str_eq(opts.own, "--disable-dhcp");
	ck_assert(opts.no_dhcp && !opts.mtu && !opts.has_reserved);
	ck_assert_int_eq(parse(OPTS_HELPER, "--fd 3 " OWN_SUBNET
					    "--reserve-address 10.0.0.2"),
			 0);
	ck_assert_str_eq(opts.own, "--reserve-address 10.0.0.2");
	ck_assert_uint_eq(opts.reserved, 0x0a000002);
	ck_assert_int_eq(parse(OPTS_HELPER, "--fd 3 " OWN_SUBNET "--mtu 1500 "
					    "--reserve-address 10.0.0.254"),
			 0);
	ck_assert_str_eq(opts.own, "--mtu 1500");
}
END_TEST

START_TEST(kinds_of_socket)
{
	ck_assert_int_eq(parse(OPTS_HELPER, "--socket /x"), 0);
	ck_assert(!opts.stream && !opts.reconnect);
	ck_assert_int_eq(parse(OPTS_HELPER, "--socket /x --socket-type dgram"),
			 0);
	ck_assert(!opts.stream);
	ck_assert_int_eq(parse(OPTS_HELPER, "--socket-type stream --socket /x "
					    "--reconnect"),
			 0);
	ck_assert(opts.stream && opts.reconnect);
}
END_TEST

START_TEST(client_passes_on_and_keeps)
{
	ck_assert_int_eq(parse(OPTS_CLIENT,
			       "--helper /x -v --operation-mode shared "
			       "--stats-interval=9 -- qemu -m 128 --fd 9"),
			 0);
	ck_assert_str_eq(opts.helper, "/x");
	ck_assert_uint_eq(opts.n_pass, 3);
	ck_assert_str_eq(opts.pass[0].name, "verbose");
	ck_assert_ptr_null(opts.pass[0].value);
	ck_assert_str_eq(opts.pass[1].name, "operation-mode");
	ck_assert_str_eq(opts.pass[1].value, "shared");
	ck_assert_str_eq(opts.pass[2].value, "9");
	ck_assert_str_eq(opts.command[0], "qemu");
	ck_assert_str_eq(opts.command[3], "--fd");
	ck_assert_ptr_null(opts.command[5]);
}
END_TEST

START_TEST(client_own_options)
{
	ck_assert_int_eq(parse(OPTS_CLIENT, "-- x"), 0);
	ck_assert_uint_eq(opts.grace, OPTS_GRACE);
	ck_assert(!opts.unprivileged && !opts.run_as_root);
	ck_assert(!opts.keep_running);
	ck_assert_int_eq(parse(OPTS_CLIENT,
			       "--grace 0 --unprivileged --run-as-root "
			       "--keep-running x"),
			 0);
	ck_assert_uint_eq(opts.grace, 0);
	ck_assert(opts.unprivileged && opts.run_as_root && opts.keep_running);
	ck_assert_uint_eq(opts.n_pass, 0);
}
END_TEST

START_TEST(client_errors)
{
	ck_assert_int_lt(parse(OPTS_CLIENT, ""), 0);
	ck_assert_str_eq(error, "command is missing");
	ck_assert_int_lt(parse(OPTS_CLIENT, "--fd 3 -- x"), 0);
	ck_assert_str_eq(error, "unknown option: --fd");
	ck_assert_int_lt(parse(OPTS_CLIENT, "-f 3 -- x"), 0);
	ck_assert_str_eq(error, "unknown option: -f");
	ck_assert_int_lt(parse(OPTS_CLIENT, "--doctor"), 0);
	ck_assert_str_eq(error, "unknown option: --doctor");
	ck_assert_int_lt(parse(OPTS_CLIENT, "--start-address 10.0.0.1 -- x"),
			 0);
	ck_assert_ptr_nonnull(strstr(error, "go together"));
	ck_assert_int_lt(parse(OPTS_CLIENT, "--grace 1.5 -- x"), 0);
	ck_assert_str_eq(error, "--grace 1.5: not a number of seconds from 0 "
				"to 3600");
	ck_assert_int_lt(parse(OPTS_CLIENT, "--grace 3601 -- x"), 0);
}
END_TEST

static bool own_of_client(const char *line)
{
	static const char *const own[] = { "--helper", "--unprivileged",
					   "--run-as-root", "--keep-running",
					   "--grace" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(own); i++) {
		if (strstr(line, own[i]))
			return true;
	}
	return false;
}

/* Each option that the client passes on is one the helper takes. */
START_TEST(help_of_client_is_part_of_helper)
{
	char *client, *helper, *line, *save;
	size_t size;
	FILE *out;

	out = open_memstream(&helper, &size);
	opts_usage(OPTS_HELPER, out);
	fclose(out);
	out = open_memstream(&client, &size);
	opts_usage(OPTS_CLIENT, out);
	fclose(out);
	strtok_r(client, "\n", &save); /* usage */
	while ((line = strtok_r(NULL, "\n", &save)) != NULL) {
		ck_assert_uint_le(strlen(line), 80);
		if (!own_of_client(line))
			ck_assert_msg(strstr(helper, line) != NULL, "%s", line);
	}
	free(client);
	free(helper);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("opts");
	TCase *tcase = tcase_create("opts");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, defaults);
	tcase_add_test(tcase, everything);
	tcase_add_test(tcase, actions_need_nothing_else);
	tcase_add_loop_test(tcase, errors_name_option_and_value, 0,
			    ARRAY_SIZE(wrong));
	tcase_add_test(tcase, network_of_its_own);
	tcase_add_test(tcase, kinds_of_socket);
	tcase_add_test(tcase, client_passes_on_and_keeps);
	tcase_add_test(tcase, client_own_options);
	tcase_add_test(tcase, client_errors);
	tcase_add_test(tcase, help_of_client_is_part_of_helper);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
