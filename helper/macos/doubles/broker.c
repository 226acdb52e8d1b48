/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* broker.c - vmnet-broker and the networks of macOS 26, see doubles.h */

#include <CoreFoundation/CFBase.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <vmnet/vmnet.h>

#include "helper/macos/doubles/broker.h"
#include "helper/macos/doubles/doubles.h"

#define MAGIC 0x6e6574

struct vmnet_network {
	unsigned int magic;
};

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

vmnet_network_ref
vmnet_network_create_with_serialization(xpc_object_t serialization,
					vmnet_return_t *status)
{
	struct vmnet_network *network;

	xpc_release(xpc_retain(serialization)); /* aborts if it is not alive */
	*status = (vmnet_return_t)double_control.create_status;
	if (*status != VMNET_SUCCESS)
		return NULL;
	network = calloc(1, sizeof(*network));
	network->magic = MAGIC;
	double_count(1);
	return network;
}

static void check(vmnet_network_ref network)
{
	if (network->magic != MAGIC)
		double_abort("use of a network that is released");
}

void vmnet_network_get_ipv4_subnet(vmnet_network_ref network,
				   struct in_addr *subnet, struct in_addr *mask)
{
	check(network);
	inet_pton(AF_INET, "192.168.77.1", subnet);
	inet_pton(AF_INET, "255.255.255.0", mask);
}

void vmnet_network_get_ipv6_prefix(vmnet_network_ref network,
				   struct in6_addr *prefix, uint8_t *prefix_len)
{
	check(network);
	inet_pton(AF_INET6, "fd77:1:2:3::", prefix);
	*prefix_len = 64;
}

void CFRelease(CFTypeRef object)
{
	struct vmnet_network *network = (struct vmnet_network *)object;

	check(network);
	network->magic = 0;
	free(network);
	double_count(-1);
}
