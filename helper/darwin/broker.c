/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* broker.c - a network that vmnet-broker keeps for several programs */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "helper/darwin/await.h"
#include "helper/darwin/broker.h"
#include "helper/darwin/osversion.h"
#include "helper/darwin/status.h"

#define SERVICE "com.github.nirs.vmnet-broker"
int broker_answer_ms =
	30000; /* the broker may have to make the network first */

/* What the broker answers instead of a network. */
enum broker_error {
	BROKER_NOT_ALLOWED = 3,
	BROKER_INVALID_REQUEST = 4,
	BROKER_NOT_FOUND = 5,
	BROKER_CREATE_FAILURE = 6,
	BROKER_INTERNAL_ERROR = 7,
};

struct answer {
	xpc_object_t serialization; /* retained, or NULL */
	const char *reason;	    /* why there is none */
	int err;
};

static void refuse(struct answer *answer, int err, const char *reason)
{
	answer->err = err;
	answer->reason = reason;
}

static void explain(struct answer *answer, int64_t code)
{
	switch (code) {
	case BROKER_NOT_ALLOWED:
		refuse(answer, -EACCES, "vmnet-broker does not allow it");
		break;
	case BROKER_INVALID_REQUEST:
		refuse(answer, -EINVAL,
		       "vmnet-broker did not understand the request");
		break;
	case BROKER_NOT_FOUND:
		refuse(answer, -ENOENT,
		       "vmnet-broker has no network of that name");
		break;
	case BROKER_CREATE_FAILURE:
		refuse(answer, -EIO, "vmnet-broker could not make the network");
		break;
	case BROKER_INTERNAL_ERROR:
		refuse(answer, -EIO, "vmnet-broker had an internal error");
		break;
	default:
		refuse(answer, -EPROTO, "vmnet-broker gave an unknown error");
		break;
	}
}

static void read_reply(struct answer *answer, xpc_object_t reply)
{
	xpc_object_t network;

	if (xpc_get_type(reply) == XPC_TYPE_ERROR) {
		refuse(answer, -ECONNREFUSED,
		       "vmnet-broker does not answer; is it installed and "
		       "loaded?");
		return;
	}
	if (xpc_get_type(reply) != XPC_TYPE_DICTIONARY) {
		refuse(answer, -EPROTO, "vmnet-broker gave an invalid reply");
		return;
	}
	network = xpc_dictionary_get_value(reply, "network");
	if (network)
		answer->serialization = xpc_retain(network);
	else if (xpc_dictionary_get_value(reply, "error"))
		explain(answer, xpc_dictionary_get_int64(reply, "error"));
	else
		refuse(answer, -EPROTO, "vmnet-broker gave an invalid reply");
}

static void send_request(xpc_connection_t connection, dispatch_queue_t queue,
			 const char *name, struct await *await)
{
	xpc_object_t request = xpc_dictionary_create(NULL, NULL, 0);

	xpc_dictionary_set_string(request, "command", "acquire");
	xpc_dictionary_set_string(request, "network_name", name);
	xpc_connection_send_message_with_reply(
		connection, request, queue, ^(xpc_object_t reply) {
		  read_reply(await_answer(await), reply);
		  await_done(await);
		});
	xpc_release(request);
}

static void dispose(void *data)
{
	struct answer *answer = data;

	if (answer->serialization)
		xpc_release(answer->serialization);
}

/* Returns 0 with @answer filled in, or -errno with nothing in it. */
static int ask(xpc_connection_t connection, dispatch_queue_t queue,
	       const char *name, int cancel, struct answer *answer)
{
	struct await *await = await_new(sizeof(*answer), dispose);
	struct answer *given;
	int err;

	if (!await)
		return -ENOMEM;
	send_request(connection, queue, name, await);
	err = await_wait(await, broker_answer_ms, cancel);
	if (!err) {
		given = await_answer(await);
		*answer = *given;
		given->serialization = NULL; /* ours now */
	}
	await_end(await);
	return err;
}

static int fail(char *error, int err, const char *name, const char *reason)
{
	snprintf(error, NIC_ERROR_MAX, "--network %s: %s", name, reason);
	return err;
}

static int make_network(const char *name, xpc_object_t serialization,
			vmnet_network_ref *network, char *error)
{
	vmnet_return_t status = VMNET_FAILURE;

	*network = NULL;
	if (__builtin_available(macOS 26.0, *))
		*network = vmnet_network_create_with_serialization(
			serialization, &status);
	if (*network)
		return 0;
	return fail(error, status_errno(status) ? status_errno(status) : -EIO,
		    name, status_text(status));
}

static int acquire(xpc_connection_t connection, const char *name, int cancel,
		   vmnet_network_ref *network, char *error)
{
	dispatch_queue_t queue =
		dispatch_queue_create("vmnet-helper.broker", NULL);
	struct answer answer = { 0 };
	int err;

	if (!queue)
		return fail(error, -ENOMEM, name, strerror(ENOMEM));
	xpc_connection_set_event_handler(connection, ^(xpc_object_t event) {
	  (void)event; /* a request has its own handler */
	});
	xpc_connection_resume(connection);
	err = ask(connection, queue, name, cancel, &answer);
	dispatch_release(queue);
	if (err == -ETIMEDOUT)
		return fail(error, err, name,
			    "vmnet-broker did not answer in time");
	if (err)
		return fail(error, err, name, strerror(-err));
	if (answer.err)
		return fail(error, answer.err, name, answer.reason);
	err = make_network(name, answer.serialization, network, error);
	xpc_release(answer.serialization);
	return err;
}

int broker_acquire(const char *name, int cancel, xpc_connection_t *lease,
		   vmnet_network_ref *network, char error[NIC_ERROR_MAX])
{
	xpc_connection_t connection;
	int err;

	if (osversion_major() < OSVERSION_UNPRIVILEGED)
		return fail(error, -EOPNOTSUPP, name,
			    "needs macOS 26 or later");
	connection = xpc_connection_create_mach_service(SERVICE, NULL, 0);
	err = acquire(connection, name, cancel, network, error);
	if (err)
		broker_release(connection);
	else
		*lease = connection;
	return err;
}

void broker_release(xpc_connection_t lease)
{
	if (!lease)
		return;
	xpc_connection_cancel(lease);
	xpc_release(lease);
}
