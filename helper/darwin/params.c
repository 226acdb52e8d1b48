/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* params.c - the dictionaries that vmnet.framework takes and gives */

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <vmnet/vmnet.h>

#include "helper/darwin/params.h"

static const uint64_t modes[] = {
	[NIC_SHARED] = VMNET_SHARED_MODE,
	[NIC_HOST] = VMNET_HOST_MODE,
	[NIC_BRIDGED] = VMNET_BRIDGED_MODE,
};

static void add_address(xpc_object_t params, const char *key, uint32_t addr)
{
	char text[IPV4_TEXT];

	xpc_dictionary_set_string(params, key, ipv4_format(addr, text));
}

static void add_network(xpc_object_t params, const struct nic_config *config)
{
	xpc_dictionary_set_uint64(params, vmnet_operation_mode_key,
				  modes[config->mode]);
	if (config->mode == NIC_BRIDGED)
		xpc_dictionary_set_string(params,
					  vmnet_shared_interface_name_key,
					  config->parent);
	if (!config->has_subnet)
		return;
	add_address(params, vmnet_start_address_key, config->subnet.start);
	add_address(params, vmnet_end_address_key, config->subnet.end);
	add_address(params, vmnet_subnet_mask_key, config->subnet.mask);
}

xpc_object_t params_new(const struct nic_config *config)
{
	xpc_object_t params = xpc_dictionary_create(NULL, NULL, 0);

	if (!config->network && !config->own)
		add_network(params, config);
	xpc_dictionary_set_uuid(params, vmnet_interface_id_key, config->id);
	if (config->isolate)
		xpc_dictionary_set_bool(params, vmnet_enable_isolation_key,
					true);
	if (config->tso || config->software_offload)
		xpc_dictionary_set_bool(params, vmnet_enable_tso_key, true);
	if (config->checksum || config->software_offload)
		xpc_dictionary_set_bool(
			params, vmnet_enable_checksum_offload_key, true);
	return params;
}

static bool read_address(xpc_object_t params, const char *key, uint32_t *addr)
{
	const char *text = xpc_dictionary_get_string(params, key);

	return text && ipv4_parse(text, addr) == 0;
}

int params_read(xpc_object_t params, struct nic_info *info)
{
	const char *mac, *prefix;
	const uint8_t *id;

	mac = xpc_dictionary_get_string(params, vmnet_mac_address_key);
	info->max_frame = (unsigned int)xpc_dictionary_get_uint64(
		params, vmnet_max_packet_size_key);
	info->mtu =
		(unsigned int)xpc_dictionary_get_uint64(params, vmnet_mtu_key);
	if (!mac || mac_parse(mac, info->mac) < 0 || !info->max_frame)
		return -EPROTO;
	id = xpc_dictionary_get_uuid(params, vmnet_interface_id_key);
	if (id)
		memcpy(info->id, id, sizeof(info->id));
	info->has_subnet =
		read_address(params, vmnet_start_address_key,
			     &info->subnet.start) &&
		read_address(params, vmnet_end_address_key,
			     &info->subnet.end) &&
		read_address(params, vmnet_subnet_mask_key, &info->subnet.mask);
	prefix = xpc_dictionary_get_string(params, vmnet_nat66_prefix_key);
	info->has_nat66 =
		prefix && inet_pton(AF_INET6, prefix, info->nat66_prefix) == 1;
	return 0;
}
