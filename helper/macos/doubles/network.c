/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* network.c - networks of macOS 26 and how they are made, see doubles.h */

#include <CoreFoundation/CFBase.h>
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <vmnet/vmnet.h>

#include "helper/macos/doubles/doubles.h"

/* What CFRelease() gets begins with one of these. */
enum { NETWORK = 0x6e6574, CONFIGURATION = 0x636667 };

struct vmnet_network {
	unsigned int magic;
	struct in_addr host;
	struct in_addr mask;
};

struct vmnet_network_configuration {
	unsigned int magic;
	bool used; /* by vmnet_network_create() */
	struct in_addr host;
	struct in_addr mask;
};

/* Where they are not there, dyld(1) has left NULL, and a call is the end. */
static void need_macos_26(const char *function)
{
	if (!double_control.version || atoi(double_control.version) < 26)
		double_abort("%s() before macOS 26", function);
}

static void *new_object(size_t size, unsigned int magic)
{
	unsigned int *object = calloc(1, size);

	*object = magic;
	double_count(1);
	return object;
}

__attribute__((format(printf, 1, 2))) static void record(const char *fmt, ...)
{
	size_t len = strlen(double_record.network);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(double_record.network + len,
		  sizeof(double_record.network) - len, fmt, ap);
	va_end(ap);
}

static struct vmnet_network *new_network(struct in_addr host,
					 struct in_addr mask)
{
	struct vmnet_network *network = new_object(sizeof(*network), NETWORK);

	network->host = host;
	network->mask = mask;
	return network;
}

vmnet_network_ref
vmnet_network_create_with_serialization(xpc_object_t serialization,
					vmnet_return_t *status)
{
	struct in_addr host, mask;

	need_macos_26(__func__);
	xpc_release(xpc_retain(serialization)); /* aborts if it is not alive */
	*status = (vmnet_return_t)double_control.create_status;
	if (*status != VMNET_SUCCESS)
		return NULL;
	inet_pton(AF_INET, "192.168.77.1", &host);
	inet_pton(AF_INET, "255.255.255.0", &mask);
	return new_network(host, mask);
}

vmnet_network_configuration_ref
vmnet_network_configuration_create(operating_modes_t mode,
				   vmnet_return_t *status)
{
	struct vmnet_network_configuration *config;

	need_macos_26(__func__);
	if (mode != VMNET_SHARED_MODE && mode != VMNET_HOST_MODE)
		double_abort("a network in mode %u", mode);
	*status = (vmnet_return_t)double_control.config_status;
	if (*status != VMNET_SUCCESS)
		return NULL;
	double_record.network[0] = '\0';
	record("mode=%u ", mode);
	config = new_object(sizeof(*config), CONFIGURATION);
	inet_pton(AF_INET, "192.168.66.1", &config->host);
	inet_pton(AF_INET, "255.255.255.0", &config->mask);
	return config;
}

static void check_config(const char *function,
			 const struct vmnet_network_configuration *config)
{
	need_macos_26(function);
	if (config->magic != CONFIGURATION || config->used)
		double_abort("%s() of no configuration", function);
}

vmnet_return_t vmnet_network_configuration_set_ipv4_subnet(
	vmnet_network_configuration_ref config, const struct in_addr *subnet,
	const struct in_addr *mask)
{
	char host[INET_ADDRSTRLEN], text[INET_ADDRSTRLEN];

	check_config(__func__, config);
	inet_ntop(AF_INET, subnet, host, sizeof(host));
	inet_ntop(AF_INET, mask, text, sizeof(text));
	record("subnet=%s/%s ", host, text);
	if (double_control.subnet_status == VMNET_SUCCESS) {
		config->host = *subnet;
		config->mask = *mask;
	}
	return (vmnet_return_t)double_control.subnet_status;
}

vmnet_return_t
vmnet_network_configuration_set_mtu(vmnet_network_configuration_ref config,
				    uint32_t mtu)
{
	check_config(__func__, config);
	record("mtu=%u ", mtu);
	return (vmnet_return_t)double_control.mtu_status;
}

vmnet_return_t vmnet_network_configuration_add_dhcp_reservation(
	vmnet_network_configuration_ref config, const ether_addr_t *client,
	const struct in_addr *reservation)
{
	const unsigned char *mac = client->octet;
	char text[INET_ADDRSTRLEN];

	check_config(__func__, config);
	inet_ntop(AF_INET, reservation, text, sizeof(text));
	record("reserve=%02x:%02x:%02x:%02x:%02x:%02x=%s ", mac[0], mac[1],
	       mac[2], mac[3], mac[4], mac[5], text);
	return (vmnet_return_t)double_control.reserve_status;
}

void vmnet_network_configuration_disable_dhcp(
	vmnet_network_configuration_ref config)
{
	check_config(__func__, config);
	record("no-dhcp ");
}

vmnet_network_ref vmnet_network_create(vmnet_network_configuration_ref config,
				       vmnet_return_t *status)
{
	check_config(__func__, config);
	config->used = true;
	*status = (vmnet_return_t)double_control.network_status;
	if (*status != VMNET_SUCCESS || double_control.network_null)
		return NULL;
	record("created ");
	return new_network(config->host, config->mask);
}

static void check(const char *function, vmnet_network_ref network)
{
	need_macos_26(function);
	if (network->magic != NETWORK)
		double_abort("%s() of no network", function);
}

void vmnet_network_get_ipv4_subnet(vmnet_network_ref network,
				   struct in_addr *subnet, struct in_addr *mask)
{
	check(__func__, network);
	*subnet = network->host;
	*mask = network->mask;
}

void vmnet_network_get_ipv6_prefix(vmnet_network_ref network,
				   struct in6_addr *prefix, uint8_t *prefix_len)
{
	check(__func__, network);
	inet_pton(AF_INET6, "fd77:1:2:3::", prefix);
	*prefix_len = 64;
}

void CFRelease(CFTypeRef object)
{
	unsigned int *magic = (unsigned int *)object;

	if (*magic != NETWORK && *magic != CONFIGURATION)
		double_abort("CFRelease() of what is released");
	*magic = 0;
	free(magic);
	double_count(-1);
}
