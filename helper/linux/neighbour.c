/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* neighbour.c - firewalls of others on the same host */

#include <errno.h>
#include <nftables/libnftables.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/linux/neighbour.h"
#include "helper/linux/ruleset.h"
#include "helper/log.h"
#include "helper/util.h"

#define NAME_MAX_LEN 64	 /* a table or chain with a longer name is not seen */
#define LINE_LEN     512 /* of a rule; the rest is not looked at */
#define VISITS_MAX   256 /* of chains, in the search for a rule */

/* A chain that packets enter from the kernel. */
struct base_chain {
	char family[8];
	char table[NAME_MAX_LEN];
	char name[NAME_MAX_LEN];
	bool forward; /* else input */
	bool drops;   /* by its policy */
};

struct search {
	const struct network *net;
	bool running;
	struct neighbour *found;
	int n;
	const char *rules; /* text of the table that is looked at */
	int visits;
};

/* Takes one line off @text; false at its end. */
static bool next_line(const char **text, char line[LINE_LEN])
{
	size_t len = strcspn(*text, "\n");

	if (!**text)
		return false;
	snprintf(line, LINE_LEN, "%.*s",
		 (int)(len < LINE_LEN ? len : LINE_LEN - 1), *text);
	*text += len + ((*text)[len] == '\n');
	return true;
}

/* The rules of a chain in the text of its table, or NULL. */
static const char *find_chain(const char *rules, const char *name)
{
	char head[NAME_MAX_LEN + 16];
	const char *body;

	snprintf(head, sizeof(head), "\n\tchain %s {\n", name);
	body = strstr(rules, head);
	return body ? body + strlen(head) : NULL;
}

static bool next_rule(const char **rules, char line[LINE_LEN])
{
	return next_line(rules, line) && strcmp(line, "\t}") != 0;
}

/* Does a rule drop or reject all that comes to it? */
static bool is_drop(const char *rule)
{
	rule += strspn(rule, "\t");
	if (strncmp(rule, "counter ", 8) == 0)
		rule += 8;
	return strncmp(rule, "drop", 4) == 0 || strncmp(rule, "reject", 6) == 0;
}

static bool ends_in_drop(const char *rules, const char *chain)
{
	const char *body = find_chain(rules, chain);
	char line[LINE_LEN];
	bool drop = false;

	while (body && next_rule(&body, line))
		drop = is_drop(line);
	return drop;
}

/* Is this a rule for our packets, but not against them? */
static bool is_for_bridge(const char *rule, const char *bridge)
{
	char quoted[NIC_NAME_MAX + 2];
	const char *input = strstr(rule, "iifname");

	snprintf(quoted, sizeof(quoted), "\"%s\"", bridge);
	return input && strstr(input, quoted) && !strstr(rule, " drop") &&
	       !strstr(rule, " reject");
}

/* The chain that a rule goes on to; false if it goes nowhere. */
static bool find_target(const char *rule, char target[NAME_MAX_LEN])
{
	const char *word = strstr(rule, "jump ");

	if (!word)
		word = strstr(rule, "goto ");
	return word && sscanf(word + 5, "%63[^ ,}]", target) == 1;
}

/* Is there, on the way from @chain, a rule that is for our packets? */
static bool lets_pass(struct search *s, const char *chain)
{
	const char *body = find_chain(s->rules, chain);
	char line[LINE_LEN], target[NAME_MAX_LEN];

	while (body && next_rule(&body, line)) {
		if (is_for_bridge(line, s->net->bridge))
			return true;
		if (!find_target(line, target))
			continue;
		if (!s->running && strcmp(target, "DOCKER-USER") == 0)
			return true;
		if (++s->visits < VISITS_MAX && lets_pass(s, target))
			return true;
	}
	return false;
}

static struct neighbour *get_neighbour(struct search *s, const char *who)
{
	struct neighbour *nb;
	int i;

	for (i = 0; i < s->n; i++) {
		if (strcmp(s->found[i].who, who) == 0)
			return &s->found[i];
	}
	if (s->n == NEIGHBOUR_MAX)
		return NULL;
	nb = &s->found[s->n++];
	*nb = (struct neighbour){ .what = "drops packets of guests" };
	snprintf(nb->who, sizeof(nb->who), "%s", who);
	return nb;
}

/* One command more, unless it is there: some are for IPv4 and IPv6. */
__attribute__((format(printf, 2, 3))) static void add_cure(struct neighbour *nb,
							   const char *fmt, ...)
{
	char command[320];
	size_t len;
	va_list ap;

	if (!nb)
		return;
	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	len = strlen(nb->cure);
	if (!strstr(nb->cure, command))
		snprintf(nb->cure + len, sizeof(nb->cure) - len, "%s%s",
			 len ? " && " : "", command);
}

/* @suffix is that of the program's name, for there are two iptables. */
static void add_iptables(struct search *s, char ip, const char *suffix,
			 bool forward)
{
	const char *br = s->net->bridge;
	struct neighbour *nb;
	char program[32];

	snprintf(program, sizeof(program), "iptables%s", suffix);
	nb = get_neighbour(s, program);
	snprintf(program, sizeof(program), "ip%stables%s", ip == '6' ? "6" : "",
		 suffix);
	if (!forward) {
		add_cure(nb, "%s -I INPUT -i %s -j ACCEPT", program, br);
		return;
	}
	add_cure(nb, "%s -I FORWARD -i %s -j ACCEPT", program, br);
	add_cure(nb,
		 "%s -I FORWARD -o %s -m conntrack --ctstate "
		 "RELATED,ESTABLISHED -j ACCEPT",
		 program, br);
}

static void add_nft(struct search *s, const struct base_chain *c)
{
	const char *br = s->net->bridge;
	struct neighbour *nb;
	char who[160];

	snprintf(who, sizeof(who), "nftables table %s %s", c->family, c->table);
	nb = get_neighbour(s, who);
	add_cure(nb, "nft insert rule %s %s %s iifname %s accept", c->family,
		 c->table, c->name, br);
	if (c->forward)
		add_cure(nb,
			 "nft insert rule %s %s %s oifname %s ct state "
			 "established,related accept",
			 c->family, c->table, c->name, br);
}

static bool is_iptables(const struct base_chain *c)
{
	return strncmp(c->family, "ip", 2) == 0 &&
	       strcmp(c->table, "filter") == 0 &&
	       strcmp(c->name, c->forward ? "FORWARD" : "INPUT") == 0;
}

/* Whose chain is it, and how is it told to let us pass? */
static void add_found(struct search *s, const struct base_chain *c)
{
	const char *br = s->net->bridge;

	if (strcmp(c->table, "firewalld") == 0)
		add_cure(get_neighbour(s, "firewalld"),
			 "firewall-cmd --zone=trusted --add-interface=%s", br);
	else if (find_chain(s->rules, "ufw-user-forward") ||
		 find_chain(s->rules, "ufw6-user-forward"))
		add_cure(get_neighbour(s, "ufw"), "ufw %sallow in on %s",
			 c->forward ? "route " : "", br);
	else if (is_iptables(c))
		add_iptables(s, c->family[2], "", c->forward);
	else
		add_nft(s, c);
}

static bool concerns(const struct network *net, const struct base_chain *c)
{
	/* Tables of our own networks do not name each other. */
	if (strcmp(c->family, "inet") == 0 &&
	    strncmp(c->table, "vmnet", 5) == 0)
		return false;
	if (strcmp(c->family, "ip6") == 0 && !net->has_prefix)
		return false;
	if (strncmp(c->family, "ip", 2) != 0 && strcmp(c->family, "inet") != 0)
		return false;
	return !c->forward || net->mode == NIC_SHARED;
}

static void look_at(struct search *s, const struct base_chain *c)
{
	char command[NAME_MAX_LEN + 32], *rules;

	if (!concerns(s->net, c))
		return;
	snprintf(command, sizeof(command), "list table %s %s", c->family,
		 c->table);
	rules = ruleset_list(command, NFT_CTX_OUTPUT_TERSE);
	if (!rules)
		return;
	s->rules = rules;
	s->visits = 0;
	if ((c->drops || ends_in_drop(rules, c->name)) &&
	    !lets_pass(s, c->name))
		add_found(s, c);
	free(rules);
}

/* Returns true when @line completes the description of a chain. */
static bool parse_line(const char *line, struct base_chain *c)
{
	char hook[16];

	if (sscanf(line, "table %7s %63s {", c->family, c->table) == 2 ||
	    sscanf(line, "\tchain %63s {", c->name) == 1)
		return false;
	if (sscanf(line, "\t\ttype filter hook %15s ", hook) != 1)
		return false;
	c->forward = strcmp(hook, "forward") == 0;
	c->drops = strstr(line, "policy drop") != NULL;
	return c->forward || strcmp(hook, "input") == 0;
}

/* The rules of iptables before nftables are in another part of the kernel. */
static void look_at_legacy(struct search *s, const char *file, char ip)
{
	char names[256];

	if (read_text(file, names, sizeof(names)) <= 0 ||
	    !strstr(names, "filter"))
		return;
	add_iptables(s, ip, "-legacy", false);
	if (s->net->mode == NIC_SHARED)
		add_iptables(s, ip, "-legacy", true);
	get_neighbour(s, "iptables-legacy")->what =
		"may drop packets of guests (its rules cannot be read here)";
}

int neighbour_find(const struct network *net, bool running,
		   struct neighbour found[NEIGHBOUR_MAX])
{
	struct search s = { .net = net, .running = running, .found = found };
	char line[LINE_LEN], *chains;
	struct base_chain chain;
	const char *rest;

	chains = ruleset_list("list chains", 0);
	if (!chains)
		return -EPERM;
	memset(&chain, 0, sizeof(chain));
	rest = chains;
	while (next_line(&rest, line)) {
		if (parse_line(line, &chain))
			look_at(&s, &chain);
	}
	free(chains);
	look_at_legacy(&s, "/proc/net/ip_tables_names", '4');
	if (net->has_prefix)
		look_at_legacy(&s, "/proc/net/ip6_tables_names", '6');
	return s.n;
}

/* Write commands that delete our rules from DOCKER-USER, if there is one. */
static bool write_deletes(FILE *out, const char *family, const char *bridge)
{
	char command[64], comment[48], line[LINE_LEN], *rules, *handle;
	const char *rest;

	snprintf(command, sizeof(command), "list chain %s filter DOCKER-USER",
		 family);
	rules = ruleset_list(command, NFT_CTX_OUTPUT_HANDLE);
	if (!rules)
		return false;
	snprintf(comment, sizeof(comment), "comment \"%s\"", bridge);
	rest = rules;
	while (next_line(&rest, line)) {
		handle = strstr(line, "# handle ");
		if (handle && strstr(line, comment))
			fprintf(out, "delete rule %s filter DOCKER-USER %s\n",
				family, handle + 2);
	}
	free(rules);
	return true;
}

/* The last one written comes to be the first of the chain. */
static void write_inserts(FILE *out, const char *family, const char *bridge)
{
	static const char *const matches[] = {
		"oifname \"%s\" counter accept",
		"iifname \"%s\" counter accept",
		"iifname \"%s\" oifname \"br-*\" counter return",
		"iifname \"%s\" oifname \"docker*\" counter return",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(matches); i++) {
		fprintf(out, "insert rule %s filter DOCKER-USER ", family);
		fprintf(out, matches[i], bridge);
		fprintf(out, " comment \"%s\"\n", bridge);
	}
}

/* Replaces our rules in DOCKER-USER, or removes them. */
static void change_docker(const struct network *net, const char *family,
			  bool pass)
{
	char error[NIC_ERROR_MAX], *commands;
	size_t size;
	FILE *out;
	bool docker;

	out = open_memstream(&commands, &size);
	if (!out)
		return;
	docker = write_deletes(out, family, net->bridge);
	if (docker && pass)
		write_inserts(out, family, net->bridge);
	fclose(out);
	if (size && ruleset_change(commands, error) < 0)
		log_warn("DOCKER-USER: %s", error);
	else if (docker && pass)
		log_info("DOCKER-USER (%s): guests may pass", family);
	free(commands);
}

void neighbour_greet(const struct network *net)
{
	struct neighbour found[NEIGHBOUR_MAX];
	bool pass = net->mode == NIC_SHARED;
	int i, n;

	change_docker(net, "ip", pass);
	change_docker(net, "ip6", pass && net->has_prefix);
	n = neighbour_find(net, true, found);
	for (i = 0; i < n; i++)
		log_warn("%s %s; run: %s", found[i].who, found[i].what,
			 found[i].cure);
}

void neighbour_leave(const struct network *net)
{
	change_docker(net, "ip", false);
	change_docker(net, "ip6", false);
}
