/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* vmnet.c - interfaces of vmnet.framework, see doubles.h */

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <vmnet/vmnet.h>

#include "helper/macos/doubles/blocks.h"
#include "helper/macos/doubles/doubles.h"

#define QUEUE_MAX 1000 /* frames that wait to be read */

#define KEY(name) const char *const vmnet_##name##_key = "vmnet_" #name

KEY(operation_mode);
KEY(mac_address);
KEY(interface_id);
KEY(max_packet_size);
KEY(mtu);
KEY(start_address);
KEY(end_address);
KEY(subnet_mask);
KEY(shared_interface_name);
KEY(nat66_prefix);
KEY(enable_isolation);
KEY(enable_tso);
KEY(enable_checksum_offload);

struct frame {
	struct frame *next;
	size_t len;
	uint8_t bytes[];
};

struct vmnet_interface {
	dispatch_queue_t queue; /* of the callback */
	vmnet_interface_event_callback_t callback;
	bool told; /* a call of it is on its way */
	struct frame *first;
	struct frame **last;
	int n;
};

/* One at a time is all that a helper has. */
static struct vmnet_interface *running;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void copy_value(xpc_object_t from, xpc_object_t to, const char *key)
{
	xpc_object_t value = xpc_dictionary_get_value(from, key);

	if (value)
		xpc_dictionary_set_value(to, key, value);
}

static xpc_object_t make_params(xpc_object_t desc)
{
	xpc_object_t params = xpc_dictionary_create(NULL, NULL, 0);
	bool bridged =
		xpc_dictionary_get_uint64(desc, vmnet_operation_mode_key) ==
		VMNET_BRIDGED_MODE;

	if (!double_control.no_mac)
		xpc_dictionary_set_string(params, vmnet_mac_address_key,
					  "da:4b:aa:01:02:03");
	xpc_dictionary_set_uint64(params, vmnet_mtu_key, 1500);
	xpc_dictionary_set_uint64(
		params, vmnet_max_packet_size_key,
		xpc_dictionary_get_bool(desc, vmnet_enable_tso_key)
			? 65550
			: double_control.max_packet);
	copy_value(desc, params, vmnet_interface_id_key);
	if (bridged)
		return params;
	if (xpc_dictionary_get_value(desc, vmnet_start_address_key)) {
		copy_value(desc, params, vmnet_start_address_key);
		copy_value(desc, params, vmnet_end_address_key);
		copy_value(desc, params, vmnet_subnet_mask_key);
	} else {
		xpc_dictionary_set_string(params, vmnet_start_address_key,
					  "192.168.64.1");
		xpc_dictionary_set_string(params, vmnet_end_address_key,
					  "192.168.64.254");
		xpc_dictionary_set_string(params, vmnet_subnet_mask_key,
					  "255.255.255.0");
	}
	xpc_dictionary_set_string(params, vmnet_nat66_prefix_key, "fd64:1::");
	return params;
}

static struct vmnet_interface *new_interface(void)
{
	struct vmnet_interface *interface = calloc(1, sizeof(*interface));

	interface->last = &interface->first;
	pthread_mutex_lock(&lock);
	if (running)
		double_abort("a second interface");
	running = interface;
	pthread_mutex_unlock(&lock);
	double_count(1);
	return interface;
}

static void answer(xpc_object_t desc, dispatch_queue_t queue,
		   vmnet_start_interface_completion_handler_t handler)
{
	vmnet_return_t status = (vmnet_return_t)double_control.start_status;
	xpc_object_t params =
		status == VMNET_SUCCESS ? make_params(desc) : NULL;

	dispatch_block_t tell = ^{
	  poll(NULL, 0, double_control.start_late_ms);
	  handler(status, params);
	  if (params)
		  xpc_release(params);
	};

	if (double_control.start_hangs)
		double_hang(queue, tell);
	else
		dispatch_async(queue, tell);
}

interface_ref
vmnet_start_interface(xpc_object_t desc, dispatch_queue_t queue,
		      vmnet_start_interface_completion_handler_t handler)
{
	double_describe(desc, double_record.desc, sizeof(double_record.desc));
	answer(desc, queue, handler);
	if (double_control.start_null ||
	    (double_control.start_status != VMNET_SUCCESS &&
	     double_control.start_status != VMNET_INVALID_ARGUMENT))
		return NULL;
	return new_interface();
}

interface_ref vmnet_interface_start_with_network(
	vmnet_network_ref network, xpc_object_t desc, dispatch_queue_t queue,
	vmnet_start_interface_completion_handler_t handler)
{
	struct in_addr subnet, mask;

	vmnet_network_get_ipv4_subnet(network, &subnet, &mask);
	return vmnet_start_interface(desc, queue, handler);
}

static struct vmnet_interface *check(struct vmnet_interface *interface)
{
	if (!interface || interface != running)
		double_abort("use of an interface that is not running");
	return interface;
}

static void take_down(struct vmnet_interface *interface)
{
	struct frame *frame;

	pthread_mutex_lock(&lock);
	running = NULL;
	while ((frame = interface->first)) {
		interface->first = frame->next;
		free(frame);
	}
	pthread_mutex_unlock(&lock);
	_Block_release((const void *)interface->callback);
	if (interface->queue)
		dispatch_release(interface->queue);
	free(interface);
	double_count(-1);
}

/* On the queue of the callback no call of it is pending behind this one. */
vmnet_return_t
vmnet_stop_interface(interface_ref interface, dispatch_queue_t queue,
		     vmnet_interface_completion_handler_t handler)
{
	dispatch_block_t stop = ^{
	  take_down(interface);
	  handler(VMNET_SUCCESS);
	};

	check(interface);
	if (double_control.stop_status != VMNET_SUCCESS)
		return (vmnet_return_t)double_control.stop_status;
	if (double_control.stop_hangs)
		double_hang(queue, stop);
	else
		dispatch_async(queue, stop);
	return VMNET_SUCCESS;
}

vmnet_return_t vmnet_interface_set_event_callback(
	interface_ref interface, interface_event_t mask, dispatch_queue_t queue,
	vmnet_interface_event_callback_t callback)
{
	check(interface);
	if (mask != VMNET_INTERFACE_PACKETS_AVAILABLE || !queue || !callback)
		return VMNET_INVALID_ARGUMENT;
	if (double_control.callback_status != VMNET_SUCCESS)
		return (vmnet_return_t)double_control.callback_status;
	pthread_mutex_lock(&lock);
	dispatch_retain(queue);
	interface->queue = queue;
	interface->callback = BLOCK_COPY(callback);
	pthread_mutex_unlock(&lock);
	return VMNET_SUCCESS;
}

/* With the lock held. */
static void tell(struct vmnet_interface *interface)
{
	if (interface->told || !interface->callback)
		return;
	interface->told = true;
	dispatch_async(interface->queue, ^{
	  xpc_object_t info = xpc_dictionary_create(NULL, NULL, 0);

	  pthread_mutex_lock(&lock);
	  interface->told = false;
	  pthread_mutex_unlock(&lock);
	  interface->callback(VMNET_INTERFACE_PACKETS_AVAILABLE, info);
	  xpc_release(info);
	});
}

/* With the lock held. */
static void append(const void *bytes, size_t len)
{
	struct frame *frame = malloc(sizeof(*frame) + len);

	frame->next = NULL;
	frame->len = len;
	memcpy(frame->bytes, bytes, len);
	*running->last = frame;
	running->last = &frame->next;
	running->n++;
	tell(running);
}

void double_push(const void *bytes, size_t len)
{
	pthread_mutex_lock(&lock);
	while (running && running->n >= QUEUE_MAX) {
		pthread_mutex_unlock(&lock);
		poll(NULL, 0, 1);
		pthread_mutex_lock(&lock);
	}
	if (running)
		append(bytes, len);
	pthread_mutex_unlock(&lock);
}

static size_t room(const struct vmpktdesc *packet)
{
	size_t size = 0;
	uint32_t i;

	for (i = 0; i < packet->vm_pkt_iovcnt; i++)
		size += packet->vm_pkt_iov[i].iov_len;
	return size;
}

/* Into one piece: more is not asked for. */
static void deliver(struct vmnet_interface *interface, struct vmpktdesc *packet)
{
	struct frame *frame = interface->first;

	if (packet->vm_pkt_iovcnt != 1 || packet->vm_pkt_size != room(packet) ||
	    frame->len > packet->vm_pkt_size)
		double_abort("a descriptor to read into is wrong");
	memcpy(packet->vm_pkt_iov[0].iov_base, frame->bytes, frame->len);
	packet->vm_pkt_size = frame->len;
	if (double_control.sets_iov_len)
		packet->vm_pkt_iov[0].iov_len = frame->len;
	interface->first = frame->next;
	if (!interface->first)
		interface->last = &interface->first;
	interface->n--;
	free(frame);
}

vmnet_return_t vmnet_read(interface_ref interface, struct vmpktdesc *packets,
			  int *count)
{
	int n = 0, status = atomic_load(&double_control.read_status);

	check(interface);
	atomic_fetch_add(&double_record.read_calls, 1);
	if (status != VMNET_SUCCESS)
		return (vmnet_return_t)status;
	pthread_mutex_lock(&lock);
	while (n < *count && interface->first)
		deliver(interface, &packets[n++]);
	pthread_mutex_unlock(&lock);
	*count = n;
	return VMNET_SUCCESS;
}

static void take(const struct vmpktdesc *packet)
{
	size_t size = room(packet), at = 0;
	uint32_t i;

	for (i = 0; i < packet->vm_pkt_iovcnt; i++) {
		memcpy(double_record.last + at, packet->vm_pkt_iov[i].iov_base,
		       packet->vm_pkt_iov[i].iov_len);
		at += packet->vm_pkt_iov[i].iov_len;
	}
	double_record.last_len = size;
	if (packet->vm_pkt_iovcnt > atomic_load(&double_record.most_pieces))
		atomic_store(&double_record.most_pieces, packet->vm_pkt_iovcnt);
	atomic_fetch_add(&double_record.written, 1);
	atomic_fetch_add(&double_record.written_bytes, size);
	if (double_control.echo)
		append(double_record.last, size);
}

static bool is_faulty(const struct vmpktdesc *packets, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		if (room(&packets[i]) != packets[i].vm_pkt_size ||
		    packets[i].vm_pkt_size < 14 || packets[i].vm_flags)
			return true;
	}
	return false;
}

static bool is_too_big(const struct vmpktdesc *packets, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		if (room(&packets[i]) > double_control.max_packet)
			return true;
	}
	return false;
}

/* An error takes nothing of the batch. */
vmnet_return_t vmnet_write(interface_ref interface, struct vmpktdesc *packets,
			   int *count)
{
	int n = *count, most = atomic_load(&double_control.write_most);
	vmnet_return_t status;
	int i;

	check(interface);
	atomic_fetch_add(&double_record.write_calls, 1);
	if (atomic_load(&double_control.write_times) > 0) {
		atomic_fetch_sub(&double_control.write_times, 1);
		status = (vmnet_return_t)double_control.write_status;
		if (status == VMNET_SUCCESS)
			*count = 0; /* no room */
		return status;
	}
	if (double_control.batch_most && n > double_control.batch_most)
		return VMNET_TOO_MANY_PACKETS;
	if (is_too_big(packets, n))
		return VMNET_PACKET_TOO_BIG;
	if (is_faulty(packets, n))
		return VMNET_INVALID_ARGUMENT;
	if (most && n > most)
		n = most;
	pthread_mutex_lock(&lock);
	for (i = 0; i < n; i++)
		take(&packets[i]);
	pthread_mutex_unlock(&lock);
	*count = n;
	return VMNET_SUCCESS;
}

xpc_object_t vmnet_copy_shared_interface_list(void)
{
	static const char *const names[] = { "en0", "en1" };
	xpc_object_t list = xpc_array_create(NULL, 0), name;
	size_t i;

	for (i = 0; i < 2; i++) {
		name = xpc_string_create(names[i]);
		xpc_array_append_value(list, name);
		xpc_release(name);
	}
	return list;
}
