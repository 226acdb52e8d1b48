/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* chart.c - what a chart is to show, as YAML */

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <yaml.h>

#include "helper/printable.h"
#include "helper/util.h"
#include "plots/chart.h"

static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:";

enum chart_kind { KIND_NAME, KIND_TITLE, KIND_NAMES, KIND_NUMBERS, KIND_WORDS };

static const struct chart_key {
	const char *key;
	enum chart_kind kind;
	size_t offset;
	const char *words; /* of KIND_WORDS, each between blanks */
} keys[] = {
	{ "name", KIND_NAME, offsetof(struct chart, name), NULL },
	{ "title", KIND_TITLE, offsetof(struct chart, title), NULL },
	{ "networks", KIND_NAMES, offsetof(struct chart, networks), NULL },
	{ "drivers", KIND_NAMES, offsetof(struct chart, drivers), NULL },
	{ "vms", KIND_NUMBERS, offsetof(struct chart, vms), NULL },
	{ "operation-modes", KIND_WORDS, offsetof(struct chart, modes),
	  " shared host bridged " },
	{ "tests", KIND_WORDS, offsetof(struct chart, tests),
	  " host-to-vm vm-to-host vm-to-vm " },
};

struct reader {
	yaml_document_t doc;
	const char *path;
	struct chart *config;
	char *error;
};

__attribute__((format(printf, 3, 4))) static int
chart_fail(struct reader *r, size_t line, const char *fmt, ...)
{
	char text[CHART_ERROR], where[CHART_ERROR];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	snprintf(where, sizeof(where), "%.240s:%zu: %.240s", r->path, line,
		 text);
	printable_copy(r->error, CHART_ERROR, where, strlen(where));
	return -EINVAL;
}

static size_t chart_line(const yaml_node_t *node)
{
	return node->start_mark.line + 1;
}

/* Text of a plain value, or NULL; no value has a NUL in it. */
static const char *chart_text(const yaml_node_t *node)
{
	const char *text;

	if (node->type != YAML_SCALAR_NODE)
		return NULL;
	text = (const char *)node->data.scalar.value;
	return strlen(text) == node->data.scalar.length ? text : NULL;
}

static bool chart_is_name(const char *text)
{
	return *text && text[0] != '.' && text[0] != '-' &&
	       strlen(text) < CHART_TEXT && text[strspn(text, letters)] == '\0';
}

static bool chart_is_title(const char *text)
{
	const char *p;

	for (p = text; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	}
	return *text && strlen(text) < CHART_TEXT;
}

/* Is @text one of the words of @list, which are between blanks? */
static bool chart_has(const char *list, const char *text)
{
	char word[CHART_TEXT + 2];

	snprintf(word, sizeof(word), " %s ", text);
	return strstr(list, word);
}

static int chart_item(struct reader *r, const struct chart_key *k,
		      const yaml_node_t *node, char list[CHART_LIST])
{
	const char *text = chart_text(node);
	char spaced[CHART_LIST + 2];
	size_t line = chart_line(node), length = strlen(list);
	uint64_t number;

	if (!text || !chart_is_name(text))
		return chart_fail(r, line, "%s: not a list of plain names",
				  k->key);
	if (k->kind == KIND_NUMBERS && parse_uint(text, 1, 1000, &number))
		return chart_fail(r, line,
				  "%s: %s is not a number from 1 to "
				  "1000",
				  k->key, text);
	if (k->words && !chart_has(k->words, text))
		return chart_fail(r, line, "%s: %s is not one of%.60s", k->key,
				  text, k->words);
	snprintf(spaced, sizeof(spaced), " %s ", list);
	if (chart_has(spaced, text))
		return chart_fail(r, line, "%s: %s is there twice", k->key,
				  text);
	if (length + strlen(text) + 2 > CHART_LIST)
		return chart_fail(r, line, "%s: too many", k->key);
	snprintf(list + length, CHART_LIST - length, "%s%s", length ? " " : "",
		 text);
	return 0;
}

static int chart_list(struct reader *r, const struct chart_key *k,
		      const yaml_node_t *node, char list[CHART_LIST])
{
	const yaml_node_item_t *item;
	int err = 0;

	if (node->type != YAML_SEQUENCE_NODE ||
	    node->data.sequence.items.start == node->data.sequence.items.top)
		return chart_fail(r, chart_line(node),
				  "%s: not a list of plain names", k->key);
	for (item = node->data.sequence.items.start;
	     item < node->data.sequence.items.top && !err; item++)
		err = chart_item(r, k, yaml_document_get_node(&r->doc, *item),
				 list);
	return err;
}

static int chart_value(struct reader *r, const struct chart_key *k,
		       const yaml_node_t *node)
{
	char *field = (char *)r->config + k->offset;
	const char *text = chart_text(node);

	if (*field)
		return chart_fail(r, chart_line(node), "%s: is there twice",
				  k->key);
	if (k->kind != KIND_NAME && k->kind != KIND_TITLE)
		return chart_list(r, k, node, field);
	if (!text || !(k->kind == KIND_NAME ? chart_is_name(text)
					    : chart_is_title(text)))
		return chart_fail(r, chart_line(node),
				  k->kind == KIND_NAME
					  ? "%s: not a plain name"
					  : "%s: not one line of text",
				  k->key);
	strcpy(field, text);
	return 0;
}

static int chart_pair(struct reader *r, const yaml_node_pair_t *pair)
{
	const yaml_node_t *key = yaml_document_get_node(&r->doc, pair->key);
	const yaml_node_t *value = yaml_document_get_node(&r->doc, pair->value);
	const char *text = chart_text(key);
	size_t i;

	for (i = 0; text && i < ARRAY_SIZE(keys); i++) {
		if (!strcmp(text, keys[i].key))
			return chart_value(r, &keys[i], value);
	}
	return chart_fail(r, chart_line(key),
			  "unknown key %.64s, not one of name, title, "
			  "networks, drivers, vms, operation-modes, tests",
			  text ? text : "");
}

static int chart_map(struct reader *r)
{
	const yaml_node_t *root = yaml_document_get_root_node(&r->doc);
	const yaml_node_pair_t *pair;
	size_t i;
	int err = 0;

	if (!root || root->type != YAML_MAPPING_NODE)
		return chart_fail(r, root ? chart_line(root) : 1,
				  "not a table of keys and values");
	for (pair = root->data.mapping.pairs.start;
	     pair < root->data.mapping.pairs.top && !err; pair++)
		err = chart_pair(r, pair);
	for (i = 0; i < ARRAY_SIZE(keys) && !err; i++) {
		if (keys[i].kind != KIND_TITLE &&
		    !*((char *)r->config + keys[i].offset))
			err = chart_fail(r, chart_line(root), "%s is missing",
					 keys[i].key);
	}
	if (!err && !r->config->title[0])
		strcpy(r->config->title, r->config->name);
	return err;
}

/* A second document would be left out in silence. */
static int chart_end(struct reader *r, yaml_parser_t *parser)
{
	yaml_document_t next;
	int err = 0;

	if (!yaml_parser_load(parser, &next))
		return chart_fail(r, parser->problem_mark.line + 1, "%s",
				  parser->problem ? parser->problem
						  : "not YAML");
	if (yaml_document_get_root_node(&next))
		err = chart_fail(r, next.start_mark.line + 1,
				 "a second document");
	yaml_document_delete(&next);
	return err;
}

int chart_read(FILE *file, const char *path, struct chart *c,
	       char error[CHART_ERROR])
{
	struct reader r = { .path = path, .config = c, .error = error };
	yaml_parser_t parser;
	int err;

	*c = (struct chart){ 0 };
	if (!yaml_parser_initialize(&parser))
		return -ENOMEM;
	yaml_parser_set_input_file(&parser, file);
	if (!yaml_parser_load(&parser, &r.doc)) {
		err = chart_fail(&r, parser.problem_mark.line + 1, "%s",
				 parser.problem ? parser.problem : "not YAML");
	} else {
		err = chart_map(&r);
		yaml_document_delete(&r.doc);
		if (!err)
			err = chart_end(&r, &parser);
	}
	yaml_parser_delete(&parser);
	return ferror(file) ? -EIO : err;
}

void chart_print(const struct chart *c, FILE *out)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		fprintf(out, "%s=%s\n", keys[i].key,
			(const char *)c + keys[i].offset);
}
