/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* xpc.c - XPC objects with reference counts, see doubles.h */

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <xpc/xpc.h>

#include "helper/macos/doubles/blocks.h"
#include "helper/macos/doubles/doubles.h"
#include "helper/macos/doubles/broker.h"

struct xpc_type {
	const char *name;
};

const struct xpc_type double_xpc_dictionary = { "dictionary" };
const struct xpc_type double_xpc_error = { "error" };
static const struct xpc_type type_bool = { "bool" };
static const struct xpc_type type_int64 = { "int64" };
static const struct xpc_type type_uint64 = { "uint64" };
static const struct xpc_type type_string = { "string" };
static const struct xpc_type type_uuid = { "uuid" };
static const struct xpc_type type_array = { "array" };
static const struct xpc_type type_connection = { "connection" };

#define ITEMS_MAX 16

/* One form for all: dictionary and array have items, the rest a value. */
struct object {
	xpc_type_t type;
	_Atomic int users;
	uint64_t number;
	char *text;
	uint8_t uuid[16];
	size_t n;
	struct {
		char *key; /* NULL in an array */
		struct object *value;
	} items[ITEMS_MAX];
};

struct xpc_connection {
	struct object object;
	xpc_handler_t handler;
	bool resumed;
	bool cancelled;
};

static void init(struct object *o, xpc_type_t type)
{
	o->type = type;
	atomic_init(&o->users, 1);
	double_count(1);
}

static struct object *new_object(xpc_type_t type)
{
	struct object *o = calloc(1, sizeof(*o));

	init(o, type);
	return o;
}

static struct object *check(xpc_object_t which)
{
	struct object *o = which;

	if (!o || atomic_load(&o->users) < 1)
		double_abort("use of an XPC object that is released");
	return o;
}

static struct object *check_type(xpc_object_t which, xpc_type_t type)
{
	struct object *o = check(which);

	if (o->type != type)
		double_abort("a %s is no %s", o->type->name, type->name);
	return o;
}

xpc_object_t xpc_retain(xpc_object_t object)
{
	atomic_fetch_add(&check(object)->users, 1);
	return object;
}

static void free_object(struct object *o)
{
	size_t i;

	if (o->type == &type_connection) {
		struct xpc_connection *c = (struct xpc_connection *)o;

		if (!c->cancelled)
			double_abort("connection released, not cancelled");
		_Block_release((const void *)c->handler);
	}
	for (i = 0; i < o->n; i++) {
		free(o->items[i].key);
		xpc_release(o->items[i].value);
	}
	free(o->text);
	o->type = NULL;
	free(o);
	double_count(-1);
}

void xpc_release(xpc_object_t object)
{
	struct object *o = check(object);

	if (atomic_fetch_sub(&o->users, 1) == 1)
		free_object(o);
}

xpc_type_t xpc_get_type(xpc_object_t object)
{
	return check(object)->type;
}

xpc_object_t xpc_dictionary_create(const char *const *keys,
				   const xpc_object_t *values, size_t count)
{
	if (keys || values || count)
		double_abort("only empty dictionaries are made");
	return new_object(&double_xpc_dictionary);
}

/* Takes the caller's reference to @value. */
static void set(xpc_object_t dict, const char *key, struct object *value)
{
	struct object *o = check_type(dict, &double_xpc_dictionary);

	if (o->n == ITEMS_MAX)
		double_abort("dictionary is full");
	o->items[o->n].key = strdup(key);
	o->items[o->n].value = value;
	o->n++;
}

static void set_number(xpc_object_t dict, const char *key, xpc_type_t type,
		       uint64_t number)
{
	struct object *value = new_object(type);

	value->number = number;
	set(dict, key, value);
}

void xpc_dictionary_set_bool(xpc_object_t dict, const char *key, bool value)
{
	set_number(dict, key, &type_bool, value);
}

void xpc_dictionary_set_int64(xpc_object_t dict, const char *key, int64_t value)
{
	set_number(dict, key, &type_int64, (uint64_t)value);
}

void xpc_dictionary_set_uint64(xpc_object_t dict, const char *key,
			       uint64_t value)
{
	set_number(dict, key, &type_uint64, value);
}

void xpc_dictionary_set_string(xpc_object_t dict, const char *key,
			       const char *text)
{
	set(dict, key, xpc_string_create(text));
}

void xpc_dictionary_set_uuid(xpc_object_t dict, const char *key,
			     const unsigned char uuid[16])
{
	struct object *value = new_object(&type_uuid);

	memcpy(value->uuid, uuid, sizeof(value->uuid));
	set(dict, key, value);
}

void xpc_dictionary_set_value(xpc_object_t dict, const char *key,
			      xpc_object_t value)
{
	set(dict, key, xpc_retain(value));
}

xpc_object_t xpc_dictionary_get_value(xpc_object_t dict, const char *key)
{
	struct object *o = check_type(dict, &double_xpc_dictionary);
	size_t i;

	for (i = 0; i < o->n; i++) {
		if (strcmp(o->items[i].key, key) == 0)
			return o->items[i].value;
	}
	return NULL;
}

/* As the real one: NULL when the key is missing or of another type. */
static struct object *get(xpc_object_t dict, const char *key, xpc_type_t type)
{
	struct object *value = xpc_dictionary_get_value(dict, key);

	return value && value->type == type ? value : NULL;
}

bool xpc_dictionary_get_bool(xpc_object_t dict, const char *key)
{
	struct object *value = get(dict, key, &type_bool);

	return value && value->number;
}

int64_t xpc_dictionary_get_int64(xpc_object_t dict, const char *key)
{
	struct object *value = get(dict, key, &type_int64);

	return value ? (int64_t)value->number : 0;
}

uint64_t xpc_dictionary_get_uint64(xpc_object_t dict, const char *key)
{
	struct object *value = get(dict, key, &type_uint64);

	return value ? value->number : 0;
}

const char *xpc_dictionary_get_string(xpc_object_t dict, const char *key)
{
	struct object *value = get(dict, key, &type_string);

	return value ? value->text : NULL;
}

const uint8_t *xpc_dictionary_get_uuid(xpc_object_t dict, const char *key)
{
	struct object *value = get(dict, key, &type_uuid);

	return value ? value->uuid : NULL;
}

xpc_object_t xpc_array_create(const xpc_object_t *objects, size_t count)
{
	if (objects || count)
		double_abort("only empty arrays are made");
	return new_object(&type_array);
}

void xpc_array_append_value(xpc_object_t array, xpc_object_t value)
{
	struct object *o = check_type(array, &type_array);

	if (o->n == ITEMS_MAX)
		double_abort("array is full");
	o->items[o->n++].value = xpc_retain(value);
}

size_t xpc_array_get_count(xpc_object_t array)
{
	return check_type(array, &type_array)->n;
}

const char *xpc_array_get_string(xpc_object_t array, size_t index)
{
	struct object *o = check_type(array, &type_array);

	return index < o->n ? o->items[index].value->text : NULL;
}

xpc_object_t xpc_string_create(const char *text)
{
	struct object *o = new_object(&type_string);

	o->text = strdup(text);
	return o;
}

xpc_object_t double_xpc_error_create(void)
{
	return new_object(&double_xpc_error);
}

__attribute__((format(printf, 3, 4))) static void
append(char **text, size_t *room, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(*text, *room, fmt, ap);
	va_end(ap);
	if ((size_t)n >= *room)
		double_abort("description is too long");
	*text += n;
	*room -= (size_t)n;
}

void double_describe(xpc_object_t dict, char *text, size_t size)
{
	struct object *o = check_type(dict, &double_xpc_dictionary), *value;
	size_t i;

	text[0] = '\0';
	for (i = 0; i < o->n; i++) {
		value = o->items[i].value;
		append(&text, &size, "%s=", o->items[i].key);
		if (value->text)
			append(&text, &size, "%s ", value->text);
		else if (value->type == &type_uuid)
			append(&text, &size, "%02x..%02x ", value->uuid[0],
			       value->uuid[15]);
		else
			append(&text, &size, "%llu ",
			       (unsigned long long)value->number);
	}
}

xpc_connection_t xpc_connection_create_mach_service(const char *name,
						    dispatch_queue_t queue,
						    uint64_t flags)
{
	struct xpc_connection *c = calloc(1, sizeof(*c));

	if (queue || flags || strcmp(name, "com.github.nirs.vmnet-broker") != 0)
		double_abort("a connection to what?");
	init(&c->object, &type_connection);
	return c;
}

void xpc_connection_set_event_handler(xpc_connection_t connection,
				      xpc_handler_t handler)
{
	check_type(connection, &type_connection);
	connection->handler = BLOCK_COPY(handler);
}

/* Without a handler the real one aborts, too. */
void xpc_connection_resume(xpc_connection_t connection)
{
	check_type(connection, &type_connection);
	if (!connection->handler || connection->resumed)
		double_abort("connection resumed at the wrong time");
	connection->resumed = true;
}

/* The handler hears of it, and does not run again. */
void xpc_connection_cancel(xpc_connection_t connection)
{
	xpc_object_t error = double_xpc_error_create();

	check_type(connection, &type_connection);
	if (connection->cancelled)
		double_abort("connection cancelled twice");
	connection->cancelled = true;
	if (connection->handler)
		connection->handler(error);
	xpc_release(error);
}

void xpc_connection_send_message_with_reply(xpc_connection_t connection,
					    xpc_object_t message,
					    dispatch_queue_t queue,
					    xpc_handler_t handler)
{
	dispatch_block_t tell;
	xpc_object_t reply;

	check_type(connection, &type_connection);
	if (!connection->resumed || connection->cancelled)
		double_abort("message on a connection that is not running");
	reply = double_broker_answer(message);
	tell = ^{
	  handler(reply);
	  xpc_release(reply);
	};
	if (double_control.broker_hangs)
		double_hang(queue, tell);
	else
		dispatch_async(queue, tell);
}
