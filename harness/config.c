/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.c - matrix files: what to measure, in YAML
 *
 * libyaml makes a document of the text; its nodes are only looked at, and none
 * deeper than three levels, so that aliases cost nothing.  Values go the way
 * of those of the options on the command line, so that both have the same
 * limits.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

#include "harness/config.h"
#include "helper/util.h"

#define CONFIG_KEYS   20
#define CONFIG_WHAT   128
#define CONFIG_VALUES 1024 /* bytes of a list, with commas */

struct config {
	struct options *o;
	const char *name; /* of the file */
	yaml_document_t *doc;
	char *error;
	bool bidir;
	bool has_modes;
	bool has_drivers;
};

enum config_kind { CONFIG_SCALAR, CONFIG_LIST, CONFIG_DRIVERS, CONFIG_BIDIR };

/* A key, and the option that takes its value. */
static const struct config_key {
	const char *key;
	enum config_kind kind;
	const char *option;
} keys[] = {
	{ "drivers", CONFIG_DRIVERS, NULL },
	{ "operation-modes", CONFIG_LIST, "mode" },
	{ "tests", CONFIG_LIST, "direction" },
	{ "shared-interface", CONFIG_SCALAR, "shared-interface" },
	{ "time", CONFIG_SCALAR, "time" },
	{ "length", CONFIG_SCALAR, "length" },
	{ "output", CONFIG_SCALAR, "output" },
	{ "networks", CONFIG_LIST, "network" },
	{ "vms", CONFIG_LIST, "guests" },
	{ "protocol", CONFIG_LIST, "protocol" },
	{ "streams", CONFIG_LIST, "streams" },
	{ "sizes", CONFIG_LIST, "sizes" },
	{ "bidir", CONFIG_BIDIR, NULL },
	{ "omit", CONFIG_SCALAR, "omit" },
	{ "rounds", CONFIG_SCALAR, "rounds" },
	{ "seed", CONFIG_SCALAR, "seed" },
};

static const char *const driver_keys[] = { "name", "tag", "command",
					   "offloading" };

static unsigned int config_line(const yaml_node_t *node)
{
	return (unsigned int)node->start_mark.line + 1;
}

__attribute__((format(printf, 3, 4))) static int
config_fail(const struct config *c, const yaml_node_t *node, const char *fmt,
	    ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return options_fail(c->error, "%s:%u: %s", c->name, config_line(node),
			    text);
}

/* Text of a scalar; "" for anything else. */
static const char *config_text(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE
		       ? (const char *)node->data.scalar.value
		       : "";
}

/* A scalar that holds a NUL is not what it seems. */
static bool config_is_text(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE &&
	       strlen(config_text(node)) == node->data.scalar.length;
}

static bool config_is_null(const yaml_node_t *node)
{
	const char *text = config_text(node);

	return node->type == YAML_SCALAR_NODE &&
	       node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       (!*text || !strcmp(text, "~") || !strcmp(text, "null"));
}

static int config_bool(const struct config *c, const char *key,
		       const yaml_node_t *node, bool *value)
{
	const char *text = config_text(node);

	if (!config_is_text(node) ||
	    (strcmp(text, "true") != 0 && strcmp(text, "false") != 0))
		return config_fail(c, node, "%s %.64s: not true or false", key,
				   text);
	*value = !strcmp(text, "true");
	return 0;
}

/* The values of a list, separated by commas; a scalar is a list of one. */
static int config_join(const struct config *c, const char *key,
		       yaml_node_t *node, char values[CONFIG_VALUES])
{
	size_t length = 0;
	yaml_node_item_t *i;
	yaml_node_t *item;

	values[0] = '\0';
	if (config_is_text(node) && !strchr(config_text(node), ',')) {
		snprintf(values, CONFIG_VALUES, "%s", config_text(node));
		return 0;
	}
	if (node->type != YAML_SEQUENCE_NODE)
		return config_fail(c, node, "%s: not a list", key);
	for (i = node->data.sequence.items.start;
	     i < node->data.sequence.items.top; i++) {
		item = yaml_document_get_node(c->doc, *i);
		if (!config_is_text(item) || !*config_text(item) ||
		    strchr(config_text(item), ','))
			return config_fail(c, item, "%s: not a list of words",
					   key);
		length += (size_t)snprintf(
			values + length, CONFIG_VALUES - length, "%s%s",
			length ? "," : "", config_text(item));
		if (length >= CONFIG_VALUES)
			return config_fail(c, item, "%s: too many values", key);
	}
	return 0;
}

static int config_option(const struct config *c, const struct config_key *k,
			 yaml_node_t *node)
{
	char values[CONFIG_VALUES], what[CONFIG_WHAT];
	int err = 0;

	if (k->kind == CONFIG_LIST)
		err = config_join(c, k->key, node, values);
	else if (!config_is_text(node))
		err = config_fail(c, node, "%s: not a single value", k->key);
	if (err)
		return err;
	snprintf(what, sizeof(what), "%.80s:%u: %s", c->name, config_line(node),
		 k->key);
	return options_assign(
		c->o, k->option, what,
		k->kind == CONFIG_LIST ? values : config_text(node), c->error);
}

static int config_command(const struct config *c, const yaml_node_t *node,
			  char command[MATRIX_COMMAND])
{
	const char *text = config_text(node), *p = text;

	while ((unsigned char)*p >= ' ' && *p != 127)
		p++;
	if (!config_is_text(node) || p == text || *p ||
	    p - text >= MATRIX_COMMAND)
		return config_fail(c, node, "command %.64s: not a program",
				   text);
	strcpy(command, text);
	return 0;
}

/* One value of a driver: its name, its tag, or what the variant says. */
static int config_driver_value(const struct config *c, const char *key,
			       const yaml_node_t *node, char name[MATRIX_NAME],
			       char tag[MATRIX_NAME], struct matrix_variant *v)
{
	const char *text = config_text(node);
	struct matrix_list list;

	if (!strcmp(key, "offloading"))
		return config_bool(c, key, node, &v->offloading);
	if (!strcmp(key, "command"))
		return config_command(c, node, v->command);
	if (!config_is_text(node) || matrix_split(text, &list) || list.n != 1)
		return config_fail(c, node, "%s %.64s: not a name", key, text);
	strcpy(strcmp(key, "tag") ? name : tag, text);
	return 0;
}

static bool config_knows_driver(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(driver_keys); i++) {
		if (!strcmp(key, driver_keys[i]))
			return true;
	}
	return false;
}

/* Look a key up among the pairs before @end. */
static bool config_is_twice(const struct config *c, const yaml_node_t *map,
			    const yaml_node_pair_t *end, const char *key)
{
	const yaml_node_pair_t *p;

	for (p = map->data.mapping.pairs.start; p < end; p++) {
		if (!strcmp(config_text(yaml_document_get_node(c->doc, p->key)),
			    key))
			return true;
	}
	return false;
}

static int config_driver(const struct config *c, const yaml_node_t *node)
{
	struct matrix_list *drivers = &c->o->matrix.drivers;
	struct matrix_variant *v = &c->o->matrix.variants[drivers->n];
	char name[MATRIX_NAME] = "", tag[MATRIX_NAME] = "";
	char label[2 * MATRIX_NAME + 1];
	yaml_node_t *key, *value;
	yaml_node_pair_t *p;
	size_t i;
	int err = 0;

	if (node->type != YAML_MAPPING_NODE)
		return config_fail(c, node, "drivers: not a list of name: ...");
	if (drivers->n == MATRIX_ITEMS)
		return config_fail(c, node, "drivers: more than %d",
				   MATRIX_ITEMS);
	memset(v, 0, sizeof(*v));
	for (p = node->data.mapping.pairs.start;
	     !err && p < node->data.mapping.pairs.top; p++) {
		key = yaml_document_get_node(c->doc, p->key);
		value = yaml_document_get_node(c->doc, p->value);
		if (!config_is_text(key) ||
		    !config_knows_driver(config_text(key)))
			err = config_fail(c, key,
					  "unknown key %.64s of a driver",
					  config_text(key));
		else if (config_is_twice(c, node, p, config_text(key)))
			err = config_fail(c, key, "%s is there twice",
					  config_text(key));
		else if (!config_is_null(value))
			err = config_driver_value(c, config_text(key), value,
						  name, tag, v);
	}
	if (!err && !name[0])
		err = config_fail(c, node, "a driver has no name");
	if (err)
		return err;
	snprintf(label, sizeof(label), "%s%s%s", name, tag[0] ? ":" : "", tag);
	if (strlen(label) >= MATRIX_NAME)
		return config_fail(c, node, "%.64s: too long a name", label);
	for (i = 0; i < drivers->n; i++) {
		if (!strcmp(drivers->name[i], label))
			return config_fail(c, node,
					   "driver %s is there twice; give "
					   "one of them a tag",
					   label);
	}
	strcpy(drivers->name[drivers->n++], label);
	strcpy(v->script, name);
	return 0;
}

static int config_drivers(struct config *c, const yaml_node_t *node)
{
	yaml_node_item_t *i;
	int err = 0;

	if (node->type != YAML_SEQUENCE_NODE ||
	    node->data.sequence.items.start == node->data.sequence.items.top)
		return config_fail(c, node, "drivers: not a list of name: ...");
	c->o->matrix.drivers.n = 0;
	for (i = node->data.sequence.items.start;
	     !err && i < node->data.sequence.items.top; i++)
		err = config_driver(c, yaml_document_get_node(c->doc, *i));
	c->has_drivers = true;
	return err;
}

static int config_value(struct config *c, const yaml_node_t *key,
			yaml_node_t *value)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!strcmp(config_text(key), keys[i].key))
			break;
	}
	if (i == ARRAY_SIZE(keys) || !config_is_text(key))
		return config_fail(c, key, "unknown key %.64s",
				   config_text(key));
	if (config_is_null(value))
		return 0;
	if (keys[i].kind == CONFIG_DRIVERS)
		return config_drivers(c, value);
	if (keys[i].kind == CONFIG_BIDIR)
		return config_bool(c, keys[i].key, value, &c->bidir);
	c->has_modes |= !strcmp(keys[i].key, "operation-modes");
	return config_option(c, &keys[i], value);
}

static bool config_has_direction(const struct matrix *m, enum direction d)
{
	size_t i;

	for (i = 0; i < m->n_directions; i++) {
		if (m->directions[i] == d)
			return true;
	}
	return false;
}

static void config_add_direction(struct matrix *m, enum direction d)
{
	if (!config_has_direction(m, d) && m->n_directions < DIRECTIONS)
		m->directions[m->n_directions++] = d;
}

/* What is there besides what the file says. */
static void config_finish(struct config *c)
{
	struct matrix *m = &c->o->matrix;

	if (!c->has_modes)
		matrix_split("shared,host,bridged", &m->modes);
	if (!c->has_drivers) {
		matrix_split("vfkit,krunkit,qemu", &m->drivers);
		memset(m->variants, 0, sizeof(m->variants));
	}
	if (c->bidir && (config_has_direction(m, HOST_TO_VM) ||
			 config_has_direction(m, VM_TO_HOST)))
		config_add_direction(m, HOST_AND_VM);
	if (c->bidir && config_has_direction(m, VM_TO_VM))
		config_add_direction(m, VM_AND_VM);
	/* A file names the folder that gets one for each run. */
	if (c->o->output[0]) {
		strcpy(c->o->results, c->o->output);
		c->o->output[0] = '\0';
	}
	c->o->lenient = true;
}

static int config_document(struct config *c)
{
	yaml_node_t *root = yaml_document_get_root_node(c->doc), *key;
	yaml_node_pair_t *p;
	int err = 0;

	if (root && root->type == YAML_MAPPING_NODE) {
		for (p = root->data.mapping.pairs.start;
		     !err && p < root->data.mapping.pairs.top; p++) {
			key = yaml_document_get_node(c->doc, p->key);
			if (config_is_twice(c, root, p, config_text(key)))
				return config_fail(c, key, "%s is there twice",
						   config_text(key));
			err = config_value(
				c, key,
				yaml_document_get_node(c->doc, p->value));
		}
	} else if (root && !config_is_null(root)) {
		return config_fail(c, root, "not a list of key: value");
	}
	if (!err)
		config_finish(c);
	return err;
}

static int config_syntax(const struct config *c, const yaml_parser_t *parser)
{
	return options_fail(c->error, "%s:%u: not YAML: %s", c->name,
			    (unsigned int)parser->problem_mark.line + 1,
			    parser->problem ? parser->problem : "no memory");
}

/* Nothing may follow the first document. */
static int config_end(const struct config *c, yaml_parser_t *parser)
{
	yaml_document_t next;
	int err = 0;

	if (!yaml_parser_load(parser, &next))
		return config_syntax(c, parser);
	if (yaml_document_get_root_node(&next))
		err = config_fail(c, yaml_document_get_root_node(&next),
				  "more than one document");
	yaml_document_delete(&next);
	return err;
}

int config_parse(struct options *o, const char *name, const char *text,
		 size_t length, char error[OPTIONS_ERROR])
{
	struct config c = { .o = o, .name = name, .error = error };
	yaml_parser_t parser;
	yaml_document_t doc;
	int err;

	c.doc = &doc;
	if (length > CONFIG_MAX)
		return options_fail(error, "%s: longer than %d bytes", name,
				    CONFIG_MAX);
	if (!yaml_parser_initialize(&parser))
		return options_fail(error, "%s: no memory", name);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text,
				     length);
	if (!yaml_parser_load(&parser, &doc)) {
		err = config_syntax(&c, &parser);
		yaml_parser_delete(&parser);
		return err;
	}
	err = config_document(&c);
	if (!err && yaml_document_get_root_node(&doc))
		err = config_end(&c, &parser);
	yaml_document_delete(&doc);
	yaml_parser_delete(&parser);
	return err;
}

int config_load(struct options *o, const char *path, char error[OPTIONS_ERROR])
{
	char *text;
	ssize_t n;
	int fd, err;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return options_fail(error, "--matrix %s: %s", path,
				    strerror(errno));
	text = malloc(CONFIG_MAX + 1);
	n = text ? read_full(fd, text, CONFIG_MAX + 1) : -ENOMEM;
	close(fd);
	if (n < 0)
		err = options_fail(error, "--matrix %s: %s", path,
				   strerror((int)-n));
	else
		err = config_parse(o, path, text, (size_t)n, error);
	free(text);
	return err;
}
