/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* xpc.h - the part of XPC we use, done on Linux by doubles/xpc.c */
#ifndef DOUBLES_XPC_H
#define DOUBLES_XPC_H

#include <dispatch/dispatch.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void *xpc_object_t;
typedef struct xpc_connection *xpc_connection_t;
typedef const struct xpc_type *xpc_type_t;
typedef void (^xpc_handler_t)(xpc_object_t object);

extern const struct xpc_type double_xpc_dictionary, double_xpc_error;

#define XPC_TYPE_DICTIONARY (&double_xpc_dictionary)
#define XPC_TYPE_ERROR	    (&double_xpc_error)

xpc_object_t xpc_retain(xpc_object_t object);
void xpc_release(xpc_object_t object);
xpc_type_t xpc_get_type(xpc_object_t object);

xpc_object_t xpc_dictionary_create(const char *const *keys,
				   const xpc_object_t *values, size_t count);
void xpc_dictionary_set_bool(xpc_object_t dict, const char *key, bool value);
void xpc_dictionary_set_int64(xpc_object_t dict, const char *key,
			      int64_t value);
void xpc_dictionary_set_uint64(xpc_object_t dict, const char *key,
			       uint64_t value);
void xpc_dictionary_set_string(xpc_object_t dict, const char *key,
			       const char *value);
void xpc_dictionary_set_uuid(xpc_object_t dict, const char *key,
			     const unsigned char value[16]);
void xpc_dictionary_set_value(xpc_object_t dict, const char *key,
			      xpc_object_t value);
xpc_object_t xpc_dictionary_get_value(xpc_object_t dict, const char *key);
bool xpc_dictionary_get_bool(xpc_object_t dict, const char *key);
int64_t xpc_dictionary_get_int64(xpc_object_t dict, const char *key);
uint64_t xpc_dictionary_get_uint64(xpc_object_t dict, const char *key);
const char *xpc_dictionary_get_string(xpc_object_t dict, const char *key);
const uint8_t *xpc_dictionary_get_uuid(xpc_object_t dict, const char *key);

xpc_object_t xpc_array_create(const xpc_object_t *objects, size_t count);
void xpc_array_append_value(xpc_object_t array, xpc_object_t value);
size_t xpc_array_get_count(xpc_object_t array);
const char *xpc_array_get_string(xpc_object_t array, size_t index);
xpc_object_t xpc_string_create(const char *string);

xpc_connection_t xpc_connection_create_mach_service(const char *name,
						    dispatch_queue_t queue,
						    uint64_t flags);
void xpc_connection_set_event_handler(xpc_connection_t connection,
				      xpc_handler_t handler);
void xpc_connection_resume(xpc_connection_t connection);
void xpc_connection_cancel(xpc_connection_t connection);
void xpc_connection_send_message_with_reply(xpc_connection_t connection,
					    xpc_object_t message,
					    dispatch_queue_t queue,
					    xpc_handler_t handler);

#endif
