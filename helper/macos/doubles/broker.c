/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* broker.c - vmnet-broker, see doubles.h */

#include "helper/macos/doubles/broker.h"
#include "helper/macos/doubles/doubles.h"

xpc_object_t double_broker_answer(xpc_object_t request)
{
	xpc_object_t reply, network;

	double_describe(request, double_record.request,
			sizeof(double_record.request));
	if (double_control.broker_absent)
		return double_xpc_error_create();
	if (double_control.broker_garbage)
		return xpc_string_create("garbage");
	reply = xpc_dictionary_create(NULL, NULL, 0);
	if (double_control.broker_error < 0)
		return reply; /* neither network nor error */
	if (double_control.broker_error) {
		xpc_dictionary_set_int64(reply, "error",
					 double_control.broker_error);
		return reply;
	}
	network = xpc_string_create("serialization");
	xpc_dictionary_set_value(reply, "network", network);
	xpc_release(network);
	return reply;
}
