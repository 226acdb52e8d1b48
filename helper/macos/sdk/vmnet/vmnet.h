/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vmnet.h - the part of vmnet.framework we use, where there is no Apple SDK
 *
 * Written by hand from the documented names, values and types; never used on a
 * Mac, whose own header is what counts there.  One set of declarations serves
 * both "make check-macos", which compiles and links for macOS, and the test
 * doubles, which run on Linux.
 */
#ifndef MACOS_SDK_VMNET_H
#define MACOS_SDK_VMNET_H

#include <dispatch/dispatch.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <os/availability.h>
#include <stdint.h>
#include <sys/uio.h>
#include <xpc/xpc.h>

typedef enum : uint32_t {
	VMNET_SUCCESS = 1000,
	VMNET_FAILURE = 1001,
	VMNET_MEM_FAILURE = 1002,
	VMNET_INVALID_ARGUMENT = 1003,
	VMNET_SETUP_INCOMPLETE = 1004,
	VMNET_INVALID_ACCESS = 1005,
	VMNET_PACKET_TOO_BIG = 1006,
	VMNET_BUFFER_EXHAUSTED = 1007,
	VMNET_TOO_MANY_PACKETS = 1008,
	VMNET_SHARING_SERVICE_BUSY = 1009,
	VMNET_NOT_AUTHORIZED = 1010,
} vmnet_return_t;

typedef enum : uint32_t {
	VMNET_HOST_MODE = 1000,
	VMNET_SHARED_MODE = 1001,
	VMNET_BRIDGED_MODE = 1002,
} operating_modes_t;

typedef enum : uint32_t {
	VMNET_INTERFACE_PACKETS_AVAILABLE = 1,
} interface_event_t;

typedef struct vmnet_interface *interface_ref;
typedef struct vmnet_network *vmnet_network_ref;
typedef struct vmnet_network_configuration *vmnet_network_configuration_ref;

struct vmpktdesc {
	size_t vm_pkt_size;
	struct iovec *vm_pkt_iov;
	uint32_t vm_pkt_iovcnt;
	uint32_t vm_flags;
};

typedef void (^vmnet_start_interface_completion_handler_t)(
	vmnet_return_t status, xpc_object_t _Nullable params);
typedef void (^vmnet_interface_completion_handler_t)(vmnet_return_t status);
typedef void (^vmnet_interface_event_callback_t)(interface_event_t events,
						 xpc_object_t _Nonnull info);

#define VMNET_KEY extern const char *const _Nonnull

VMNET_KEY vmnet_operation_mode_key API_AVAILABLE(macos(10.10));
VMNET_KEY vmnet_mac_address_key API_AVAILABLE(macos(10.10));
VMNET_KEY vmnet_interface_id_key API_AVAILABLE(macos(10.10));
VMNET_KEY vmnet_max_packet_size_key API_AVAILABLE(macos(10.10));
VMNET_KEY vmnet_mtu_key API_AVAILABLE(macos(10.10));
VMNET_KEY vmnet_start_address_key API_AVAILABLE(macos(10.15));
VMNET_KEY vmnet_end_address_key API_AVAILABLE(macos(10.15));
VMNET_KEY vmnet_subnet_mask_key API_AVAILABLE(macos(10.15));
VMNET_KEY vmnet_shared_interface_name_key API_AVAILABLE(macos(10.15));
VMNET_KEY vmnet_nat66_prefix_key API_AVAILABLE(macos(10.15));
VMNET_KEY vmnet_enable_isolation_key API_AVAILABLE(macos(11.0));
VMNET_KEY vmnet_enable_tso_key API_AVAILABLE(macos(11.0));
VMNET_KEY vmnet_enable_checksum_offload_key API_AVAILABLE(macos(12.0));

interface_ref _Nullable vmnet_start_interface(
	xpc_object_t _Nonnull desc, dispatch_queue_t _Nonnull queue,
	vmnet_start_interface_completion_handler_t _Nonnull handler)
	API_AVAILABLE(macos(10.10));
vmnet_return_t vmnet_stop_interface(
	interface_ref _Nonnull interface, dispatch_queue_t _Nonnull queue,
	vmnet_interface_completion_handler_t _Nonnull handler)
	API_AVAILABLE(macos(10.10));
vmnet_return_t vmnet_interface_set_event_callback(
	interface_ref _Nonnull interface, interface_event_t mask,
	dispatch_queue_t _Nullable queue,
	vmnet_interface_event_callback_t _Nullable callback)
	API_AVAILABLE(macos(10.10));
vmnet_return_t vmnet_read(interface_ref _Nonnull interface,
			  struct vmpktdesc *_Nonnull packets,
			  int *_Nonnull count) API_AVAILABLE(macos(10.10));
vmnet_return_t vmnet_write(interface_ref _Nonnull interface,
			   struct vmpktdesc *_Nonnull packets,
			   int *_Nonnull count) API_AVAILABLE(macos(10.10));
xpc_object_t _Nullable vmnet_copy_shared_interface_list(void)
	API_AVAILABLE(macos(10.15));

vmnet_network_configuration_ref _Nullable vmnet_network_configuration_create(
	operating_modes_t mode, vmnet_return_t *_Nullable status)
	API_AVAILABLE(macos(26.0));
vmnet_return_t vmnet_network_configuration_set_ipv4_subnet(
	vmnet_network_configuration_ref _Nonnull config,
	const struct in_addr *_Nonnull subnet,
	const struct in_addr *_Nonnull mask) API_AVAILABLE(macos(26.0));
vmnet_return_t vmnet_network_configuration_set_mtu(
	vmnet_network_configuration_ref _Nonnull config, uint32_t mtu)
	API_AVAILABLE(macos(26.0));
vmnet_return_t vmnet_network_configuration_add_dhcp_reservation(
	vmnet_network_configuration_ref _Nonnull config,
	const ether_addr_t *_Nonnull client,
	const struct in_addr *_Nonnull reservation) API_AVAILABLE(macos(26.0));
void vmnet_network_configuration_disable_dhcp(
	vmnet_network_configuration_ref _Nonnull config)
	API_AVAILABLE(macos(26.0));
vmnet_network_ref _Nullable vmnet_network_create(
	vmnet_network_configuration_ref _Nonnull config,
	vmnet_return_t *_Nullable status) API_AVAILABLE(macos(26.0));
vmnet_network_ref _Nullable vmnet_network_create_with_serialization(
	xpc_object_t _Nonnull serialization, vmnet_return_t *_Nonnull status)
	API_AVAILABLE(macos(26.0));
void vmnet_network_get_ipv4_subnet(vmnet_network_ref _Nonnull network,
				   struct in_addr *_Nonnull subnet,
				   struct in_addr *_Nonnull mask)
	API_AVAILABLE(macos(26.0));
void vmnet_network_get_ipv6_prefix(vmnet_network_ref _Nonnull network,
				   struct in6_addr *_Nonnull prefix,
				   uint8_t *_Nonnull prefix_len)
	API_AVAILABLE(macos(26.0));
interface_ref _Nullable vmnet_interface_start_with_network(
	vmnet_network_ref _Nonnull network, xpc_object_t _Nonnull desc,
	dispatch_queue_t _Nonnull queue,
	vmnet_start_interface_completion_handler_t _Nonnull handler)
	API_AVAILABLE(macos(26.0));

#endif
