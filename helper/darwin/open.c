/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* open.c - nic_open() and nic_close() on macOS */

#include <CoreFoundation/CFBase.h>
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "helper/darwin/await.h"
#include "helper/darwin/broker.h"
#include "helper/darwin/interface.h"
#include "helper/darwin/own.h"
#include "helper/darwin/params.h"
#include "helper/darwin/status.h"
#include "helper/log.h"
#include "helper/opts.h"

int interface_start_ms = 20000;
int interface_stop_ms = 5000;

#define REFUSED_MS 1000 /* for the reason, when there is no interface */

/* What the handler of the start leaves. */
struct answer {
	vmnet_return_t status;
	int err; /* of the parameters */
	struct nic_info info;
};

static void take_answer(struct await *await, vmnet_return_t status,
			xpc_object_t params)
{
	struct answer *answer = await_answer(await);

	answer->status = status;
	if (status == VMNET_SUCCESS)
		answer->err =
			params ? params_read(params, &answer->info) : -EPROTO;
	await_done(await);
}

/* On @network, or else the one that @params describe. */
static interface_ref start(struct nic *nic, vmnet_network_ref network,
			   xpc_object_t params, struct await *await)
{
	if (!network)
		return vmnet_start_interface(
			params, nic->queue,
			^(vmnet_return_t status, xpc_object_t given) {
			  take_answer(await, status, given);
			});
	if (__builtin_available(macOS 26.0, *))
		return vmnet_interface_start_with_network(
			network, params, nic->queue,
			^(vmnet_return_t status, xpc_object_t given) {
			  take_answer(await, status, given);
			});
	return NULL; /* there is no network before */
}

/* "--network lab" or "--operation-mode shared" */
static int describe(const struct nic_config *config, char *text, size_t size)
{
	char start[IPV4_TEXT];

	if (config->network)
		return snprintf(text, size, "--network %s", config->network);
	if (config->own)
		return snprintf(text, size, "%s", config->own);
	if (config->mode == NIC_BRIDGED)
		return snprintf(text, size, "--shared-interface %s",
				config->parent);
	if (config->has_subnet)
		return snprintf(text, size, "--start-address %s",
				ipv4_format(config->subnet.start, start));
	return snprintf(text, size, "--operation-mode %s",
			opts_mode_name(config->mode));
}

static int fail(char *error, int err, const struct nic_config *config,
		const char *reason)
{
	char what[128];

	describe(config, what, sizeof(what));
	snprintf(error, NIC_ERROR_MAX, "%s: cannot start a vmnet interface: %s",
		 what, reason);
	return err;
}

static int fail_start(char *error, int err, const struct nic_config *config)
{
	char reason[96];

	if (err == -ECANCELED)
		return err;
	snprintf(reason, sizeof(reason),
		 "vmnet did not answer in %d s; is the subnet in use in "
		 "another mode?",
		 interface_start_ms / 1000);
	return fail(error, err, config, reason);
}

/* Returns 0 with @answer filled in, or -errno with @error set. */
static int start_and_wait(struct nic *nic, vmnet_network_ref network,
			  const struct nic_config *config,
			  struct answer *answer, char *error)
{
	struct await *await = await_new(sizeof(*answer), NULL);
	xpc_object_t params;
	int err;

	if (!await)
		return fail(error, -ENOMEM, config, strerror(ENOMEM));
	params = params_new(config);
	nic->interface = start(nic, network, params, await);
	xpc_release(params);
	err = await_wait(await,
			 nic->interface ? interface_start_ms : REFUSED_MS,
			 config->cancel);
	if (!err)
		*answer = *(struct answer *)await_answer(await);
	await_end(await);
	if (err && err != -ECANCELED && !nic->interface)
		return fail(error, -EIO, config, status_text(VMNET_FAILURE));
	return err ? fail_start(error, err, config) : 0;
}

static int check_answer(const struct nic *nic, const struct answer *answer,
			const struct nic_config *config, char *error)
{
	if (answer->status != VMNET_SUCCESS)
		return fail(error, status_errno(answer->status), config,
			    status_text(answer->status));
	if (!nic->interface)
		return fail(error, -EIO, config, status_text(VMNET_FAILURE));
	if (answer->err)
		return fail(error, answer->err, config,
			    "vmnet told no MAC address or no frame size");
	return 0;
}

/*
 * vmnet gives each user of such a network a new MAC address at random, and
 * takes any: so ours follows from the id, as everywhere else.
 */
static void fill_mac(const struct nic_config *config, struct nic_info *info)
{
	memcpy(info->id, config->id, sizeof(info->id));
	ifid_mac(config->id, info->mac);
}

static void fill_broker(vmnet_network_ref network, struct nic_info *info)
{
	struct in_addr subnet = { 0 }, mask = { 0 };
	struct in6_addr prefix = { 0 };
	uint8_t len = 0;

	if (__builtin_available(macOS 26.0, *)) {
		vmnet_network_get_ipv4_subnet(network, &subnet, &mask);
		vmnet_network_get_ipv6_prefix(network, &prefix, &len);
	}
	info->has_subnet = false;
	info->has_broker = true;
	info->broker_gateway = ntohl(subnet.s_addr);
	info->broker_mask = ntohl(mask.s_addr);
	memcpy(info->broker_prefix, &prefix, sizeof(info->broker_prefix));
	info->broker_prefix_len = len;
}

static int open_interface(struct nic *nic, vmnet_network_ref network,
			  const struct nic_config *config,
			  struct nic_info *info, char *error)
{
	struct answer answer = { .status = VMNET_FAILURE };
	int err;

	err = start_and_wait(nic, network, config, &answer, error);
	if (!err)
		err = check_answer(nic, &answer, config, error);
	if (err)
		return err;
	*info = answer.info;
	if (network)
		fill_mac(config, info);
	if (config->network)
		fill_broker(network, info);
	else if (network)
		own_info(network, config, info);
	err = interface_prepare(nic, info->max_frame);
	if (err)
		return fail(error, err, config, strerror(-err));
	if (config->software_offload) {
		err = interface_cut(nic, info);
		if (err)
			return fail(error, err, config, strerror(-err));
	}
	return 0;
}

/* What only Linux has. */
static int check_supported(const struct nic_config *config, char *error)
{
	if (!config->vnet_header)
		return 0;
	snprintf(error, NIC_ERROR_MAX,
		 "--vnet-header: vmnet has no such header, use --enable-tso "
		 "and --enable-checksum-offload");
	return -EOPNOTSUPP;
}

int nic_open(struct nic **out, const struct nic_config *config,
	     struct nic_info *info, char error[NIC_ERROR_MAX])
{
	vmnet_network_ref network = NULL;
	struct nic *nic;
	int err;

	err = check_supported(config, error);
	if (err)
		return err;
	nic = interface_new();
	if (!nic)
		return fail(error, -ENOMEM, config, strerror(ENOMEM));
	if (config->network)
		err = broker_acquire(config->network, config->cancel,
				     &nic->lease, &network, error);
	else if (config->own)
		err = own_make(config, &network, error);
	if (!err)
		err = open_interface(nic, network, config, info, error);
	if (network)
		CFRelease(network);
	if (err)
		nic_close(nic);
	else
		*out = nic;
	return err;
}

/* Returns 0 when vmnet has let go of everything, or -errno. */
static int stop(struct nic *nic)
{
	struct await *await = await_new(sizeof(vmnet_return_t), NULL);
	vmnet_return_t status;
	int err;

	if (!await)
		return -ENOMEM;
	status = vmnet_stop_interface(
		nic->interface, nic->queue, ^(vmnet_return_t result) {
		  *(vmnet_return_t *)await_answer(await) = result;
		  await_done(await);
		});
	if (status != VMNET_SUCCESS) {
		await_end(await); /* the handler's */
		await_end(await);
		return status_errno(status);
	}
	err = await_wait(await, interface_stop_ms, -1);
	if (!err)
		err = status_errno(*(vmnet_return_t *)await_answer(await));
	await_end(await);
	return err;
}

/*
 * When vmnet does not let go, its callback may still come: better to leave the
 * memory to it.  We are about to end, which frees both.
 */
void nic_close(struct nic *nic)
{
	int err;

	if (!nic)
		return;
	err = nic->interface ? stop(nic) : 0;
	broker_release(nic->lease);
	if (!err)
		interface_free(nic);
	else
		log_warn("vmnet did not stop the interface: %s",
			 strerror(-err));
}
