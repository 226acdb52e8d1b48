/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* seed.c - what a guest with cloud-init is told at its first boot */

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "harness/place.h"
#include "harness/seed.h"

#define SEED_SAYS "vmnet-address " /* starts the line on the console */

int seed_packages_check(const char *packages)
{
	static const char usual[] = "abcdefghijklmnopqrstuvwxyz0123456789.+-";
	size_t length;

	for (;; packages++) {
		length = strspn(packages, usual);
		if (!length ||
		    !strchr("abcdefghijklmnopqrstuvwxyz0123456789", *packages))
			return -EINVAL;
		packages += length;
		if (!*packages)
			return 0;
		if (*packages != ',')
			return -EINVAL;
	}
}

/* Each line of @text, indented; files may or may not end in a newline. */
static void seed_lines(const char *text, const char *indent, FILE *out)
{
	int length;

	while (*text) {
		length = (int)strcspn(text, "\r\n");
		if (length)
			fprintf(out, "%s%.*s\n", indent, length, text);
		text += length;
		text += strspn(text, "\r\n");
	}
}

static int seed_line(const char *text)
{
	return (int)strcspn(text, "\r\n");
}

/*
 * For any shell and any ip(8), busybox's included.  In the background, as an
 * address may come long after this runs, and later stages wait for it to end.
 */
static void seed_bootcmd(const struct seed *s, FILE *out)
{
	fprintf(out,
		"bootcmd:\n"
		"  - |\n"
		"    say() {\n"
		"      for tty in ttyS0 ttyAMA0 hvc0; do\n"
		"        [ ! -c /dev/$tty ] || echo \"$1\" >/dev/$tty\n"
		"      done\n"
		"    }\n"
		"    address() {\n"
		"      for net in /sys/class/net/*; do\n"
		"        [ \"$(cat $net/address)\" = \"%s\" ] || continue\n"
		"        ip -4 addr show dev ${net##*/} |\n"
		"          sed -n 's/.*inet \\([0-9.]*\\).*/\\1/p' | head -n 1\n"
		"      done\n"
		"    }\n"
		"    (\n"
		"      n=0\n"
		"      until a=$(address) && [ -n \"$a\" ] || [ $n = 300 ]; do\n"
		"        n=$((n + 1))\n"
		"        sleep 1\n"
		"      done\n"
		"      [ -z \"$a\" ] || say \"" SEED_SAYS "$a\"\n"
		"    ) >/dev/null 2>&1 </dev/null &\n",
		s->profile->mac);
}

static void seed_install(const char *packages, FILE *out)
{
	int length;

	if (!*packages)
		return;
	fputs("packages:\n", out);
	while (*packages) {
		length = (int)strcspn(packages, ",");
		fprintf(out, "  - %.*s\n", length, packages);
		packages += length;
		packages += *packages == ',';
	}
}

/*
 * Where there is no sudo.  The image's own rule is for the user that it would
 * have had.  cloud-init takes no rule for a name with "-" and calls one an
 * error.
 */
static void seed_doas(const char *user, FILE *out)
{
	if (!strchr(user, '-'))
		fprintf(out, "  doas: [\"permit nopass %s\"]\n", user);
}

void seed_user_data(const struct seed *s, FILE *out)
{
	fprintf(out,
		"#cloud-config\n"
		"user:\n"
		"  name: %s\n",
		s->profile->user);
	seed_doas(s->profile->user, out);
	fprintf(out,
		"manage_etc_hosts: localhost\n"
		"ssh_pwauth: false\n"
		"ssh_authorized_keys:\n"
		"  - %.*s\n"
		"ssh_keys:\n"
		"  ed25519_private: |\n",
		seed_line(s->key), s->key);
	seed_lines(s->host_secret, "    ", out);
	fprintf(out, "  ed25519_public: %.*s\n", seed_line(s->host_key),
		s->host_key);
	seed_bootcmd(s, out);
	seed_install(s->packages, out);
}

void seed_meta_data(const struct seed *s, FILE *out)
{
	fprintf(out, "instance-id: %s\nlocal-hostname: %s\n", s->profile->id,
		s->name);
}

/* The name is that of the interface, too: renderers but netplan's want that. */
void seed_network(const struct seed *s, FILE *out)
{
	fprintf(out,
		"version: 2\n"
		"ethernets:\n"
		"  eth0:\n"
		"    match:\n"
		"      macaddress: \"%s\"\n"
		"    set-name: eth0\n"
		"    dhcp4: true\n"
		"    dhcp-identifier: mac\n",
		s->profile->mac);
}

void seed_known_hosts(const struct seed *s, FILE *out)
{
	fprintf(out, "%s %.*s\n", s->name, seed_line(s->host_key), s->host_key);
}

void seed_ssh(const char *name, const char *user, const char *dir,
	      const char *address, FILE *out)
{
	fprintf(out,
		"Host %s\n"
		"    HostName %s\n"
		"    HostKeyAlias %s\n"
		"    User %s\n"
		"    IdentityFile \"%s/" PLACE_KEY "\"\n"
		"    IdentitiesOnly yes\n"
		"    UserKnownHostsFile \"%s/" PLACE_KNOWN_HOSTS "\"\n"
		"    StrictHostKeyChecking yes\n",
		name, address, name, user, dir, dir);
}

/* Other lines may come in between, even in the middle of ours. */
int seed_address(const char *console, char address[INET_ADDRSTRLEN])
{
	char text[INET_ADDRSTRLEN];
	struct in_addr parsed;
	int ret = -ENOENT;
	size_t length;

	while ((console = strstr(console, SEED_SAYS))) {
		console += strlen(SEED_SAYS);
		length = strspn(console, "0123456789.");
		if (length >= sizeof(text) ||
		    !strchr("\r\n", console[length]) || !console[length])
			continue;
		memcpy(text, console, length);
		text[length] = '\0';
		if (inet_pton(AF_INET, text, &parsed) != 1)
			continue;
		strcpy(address, text);
		ret = 0;
	}
	return ret;
}
