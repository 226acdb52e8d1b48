/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* test_seed.c - what a guest is told, and what it tells */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "harness/seed.h"
#include "helper/util.h"

#define SECRET                                                                 \
	"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n"                      \
	"-----END OPENSSH PRIVATE KEY-----\n"

static struct profile profile = {
	.user = "me",
	.mac = "02:1b:00:00:00:10",
	.id = "2F1A3C08-0000-4000-8000-000000000001",
};
static struct seed seed = {
	.name = "vm1",
	.profile = &profile,
	.key = "ssh-ed25519 AAAAkey vm1\n",
	.host_key = "ssh-ed25519 AAAAhost vm1\n",
	.host_secret = SECRET,
	.packages = "",
};
static char *text;
static yaml_document_t document;

static void write_by(void (*writer)(const struct seed *s, FILE *out))
{
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	writer(&seed, out);
	ck_assert_int_eq(fclose(out), 0);
}

static void load(void)
{
	yaml_parser_t parser;

	ck_assert_int_eq(yaml_parser_initialize(&parser), 1);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text,
				     strlen(text));
	ck_assert_int_eq(yaml_parser_load(&parser, &document), 1);
	yaml_parser_delete(&parser);
	ck_assert_ptr_nonnull(yaml_document_get_root_node(&document));
}

/* The value of a key of a mapping, or the first item of a sequence ("0"). */
static yaml_node_t *member(yaml_node_t *node, const char *key)
{
	yaml_node_pair_t *pair;
	yaml_node_t *name;

	ck_assert_ptr_nonnull(node);
	if (node->type == YAML_SEQUENCE_NODE)
		return yaml_document_get_node(
			&document,
			node->data.sequence.items.start[strtol(key, NULL, 10)]);
	ck_assert_int_eq(node->type, YAML_MAPPING_NODE);
	for (pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++) {
		name = yaml_document_get_node(&document, pair->key);
		if (!strcmp((char *)name->data.scalar.value, key))
			return yaml_document_get_node(&document, pair->value);
	}
	return NULL;
}

/* The text at a path such as "ethernets/eth0/dhcp4". */
static const char *value(const char *path)
{
	yaml_node_t *node = yaml_document_get_root_node(&document);
	char *copy = strdup(path), *key, *next;

	for (key = strtok_r(copy, "/", &next); key;
	     key = strtok_r(NULL, "/", &next))
		node = member(node, key);
	free(copy);
	if (!node || node->type != YAML_SCALAR_NODE)
		return "";
	return (const char *)node->data.scalar.value;
}

static void forget(void)
{
	yaml_document_delete(&document);
	free(text);
}

START_TEST(user_data)
{
	write_by(seed_user_data);
	ck_assert_int_eq(strncmp(text, "#cloud-config\n", 14), 0);
	load();
	ck_assert_str_eq(value("user/name"), "me");
	ck_assert_str_eq(value("ssh_pwauth"), "false");
	ck_assert_str_eq(value("ssh_authorized_keys/0"),
			 "ssh-ed25519 AAAAkey vm1");
	ck_assert_str_eq(value("ssh_keys/ed25519_private"), SECRET);
	ck_assert_str_eq(value("ssh_keys/ed25519_public"),
			 "ssh-ed25519 AAAAhost vm1");
	ck_assert_ptr_nonnull(strstr(value("bootcmd/0"), profile.mac));
	ck_assert_str_eq(value("packages"), "");
	ck_assert_ptr_null(strstr(text, "packages"));
	forget();
}
END_TEST

START_TEST(root_without_sudo)
{
	struct profile other = profile;

	write_by(seed_user_data);
	load();
	ck_assert_str_eq(value("user/doas/0"), "permit nopass me");
	forget();
	/* For cloud-init that would be an error, and so on any distribution. */
	strcpy(other.user, "m-e");
	seed.profile = &other;
	write_by(seed_user_data);
	seed.profile = &profile;
	load();
	ck_assert_str_eq(value("user/name"), "m-e");
	ck_assert_ptr_null(strstr(text, "doas"));
	forget();
}
END_TEST

START_TEST(packages)
{
	seed.packages = "iperf3,linux-tools-6.1,g++";
	write_by(seed_user_data);
	load();
	ck_assert_str_eq(value("packages/0"), "iperf3");
	ck_assert_str_eq(value("packages/1"), "linux-tools-6.1");
	ck_assert_str_eq(value("packages/2"), "g++");
	seed.packages = "";
	forget();
}
END_TEST

START_TEST(package_names)
{
	static const char *const good[] = { "iperf3", "a,b", "g++", "0ad",
					    "x.y-z" };
	static const char *const bad[] = { "",	   ",",	  "a,",	  ",a",
					   "a,,b", "a b", "a\nb", "-x",
					   "a,-x", "A",	  "a:b",  "a\"" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++)
		ck_assert_msg(!seed_packages_check(good[i]), "%s", good[i]);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert_msg(seed_packages_check(bad[i]) == -EINVAL, "%s",
			      bad[i]);
}
END_TEST

START_TEST(meta_data)
{
	write_by(seed_meta_data);
	load();
	ck_assert_str_eq(value("instance-id"), profile.id);
	ck_assert_str_eq(value("local-hostname"), "vm1");
	forget();
}
END_TEST

START_TEST(network)
{
	write_by(seed_network);
	load();
	ck_assert_str_eq(value("version"), "2");
	ck_assert_str_eq(value("ethernets/eth0/match/macaddress"), profile.mac);
	ck_assert_str_eq(value("ethernets/eth0/set-name"), "eth0");
	ck_assert_str_eq(value("ethernets/eth0/dhcp4"), "true");
	ck_assert_str_eq(value("ethernets/eth0/dhcp-identifier"), "mac");
	/* Without quotes YAML 1.1 may take it for a number of base 60. */
	ck_assert_ptr_nonnull(strstr(text, "\"02:1b:00:00:00:10\""));
	forget();
}
END_TEST

START_TEST(known_hosts)
{
	write_by(seed_known_hosts);
	ck_assert_str_eq(text, "vm1 ssh-ed25519 AAAAhost vm1\n");
	free(text);
}
END_TEST

START_TEST(ssh)
{
	size_t size;
	FILE *out = open_memstream(&text, &size);

	seed_ssh("vm1", "me", "/my vms/vm1", "192.168.64.2", out);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_str_eq(text, "Host vm1\n"
			       "    HostName 192.168.64.2\n"
			       "    HostKeyAlias vm1\n"
			       "    User me\n"
			       "    IdentityFile \"/my vms/vm1/id_ed25519\"\n"
			       "    IdentitiesOnly yes\n"
			       "    UserKnownHostsFile "
			       "\"/my vms/vm1/known_hosts\"\n"
			       "    StrictHostKeyChecking yes\n");
	free(text);
}
END_TEST

START_TEST(addresses)
{
	char address[INET_ADDRSTRLEN] = "";

	ck_assert_int_eq(seed_address("[  OK  ] x\r\n"
				      "vmnet-address 192.168.64.2\r\n[ 1.2]",
				      address),
			 0);
	ck_assert_str_eq(address, "192.168.64.2");
	/* The last one counts; another's text may stand before it. */
	ck_assert_int_eq(seed_address("vmnet-address 10.0.0.1\n"
				      "login: vmnet-address 10.0.0.2\n",
				      address),
			 0);
	ck_assert_str_eq(address, "10.0.0.2");
}
END_TEST

START_TEST(no_address)
{
	static const char *const consoles[] = {
		"",
		"vmnet-address",
		"vmnet-address \n",
		"vmnet-address 10.0.0",
		"vmnet-address 10.0.0.1", /* the rest is still to come */
		"vmnet-address 10.0.0.256\n",
		"vmnet-address 10.0.0.1 x\n",
		"vmnet-address 10.0.0.1.1.1.1.1\n",
		"vmnet-address fd00::1\n",
		"vmnet-address -oProxyCommand=x\n",
	};
	char address[INET_ADDRSTRLEN] = "kept";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(consoles); i++)
		ck_assert_msg(seed_address(consoles[i], address) == -ENOENT,
			      "%s", consoles[i]);
	ck_assert_str_eq(address, "kept");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("seed");
	TCase *tc = tcase_create("seed");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(tc, user_data);
	tcase_add_test(tc, root_without_sudo);
	tcase_add_test(tc, packages);
	tcase_add_test(tc, package_names);
	tcase_add_test(tc, meta_data);
	tcase_add_test(tc, network);
	tcase_add_test(tc, known_hosts);
	tcase_add_test(tc, ssh);
	tcase_add_test(tc, addresses);
	tcase_add_test(tc, no_address);
	suite_add_tcase(s, tc);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
