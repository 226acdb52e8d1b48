/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nic.h - the network end of the cable
 *
 * Exactly one implementation is linked into a program: the one of the
 * platform, or nic_fake.c in tests.  There is no table of functions and no
 * #ifdef: the Makefile chooses.
 *
 * Functions returning int return 0, or a count, or -errno.
 */
#ifndef HELPER_NIC_H
#define HELPER_NIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "helper/ifid.h"
#include "helper/subnet.h"

enum nic_mode { NIC_SHARED, NIC_HOST, NIC_BRIDGED };

#define NIC_BATCH     64    /* most frames in one call */
#define NIC_PIECES    66    /* most pieces of a frame to be sent */
#define NIC_FRAME_MAX 65550 /* bytes of a frame with offload, as vmnet says */
#define NIC_NAME_MAX  16    /* an interface name, with its NUL */
#define NIC_ERROR_MAX 512   /* bytes of the longest error line */

struct nic_config {
	enum nic_mode mode;
	const char *parent;   /* NIC_BRIDGED: interface to join */
	bool has_subnet;      /* false lets the system choose */
	struct subnet subnet; /* NIC_SHARED and NIC_HOST */
	uint8_t id[IFID_SIZE];
	bool isolate;	       /* no traffic between guests */
	bool tso;	       /* let frames larger than the MTU through */
	bool checksum;	       /* let frames without checksum through */
	bool vnet_header;      /* a struct vnet_header comes with every frame */
	bool software_offload; /* of no such guest: large frames all the same */
	const char *network;   /* of vmnet-broker, by name; else NULL */
	const char *own;       /* option that asks for a network of the
				* guest's own, with its value; else NULL, and
				* then the next three are zero */
	unsigned int mtu;      /* bytes; 0 lets the system choose */
	uint32_t reserved;     /* IPv4 address for the guest, by DHCP, host byte
				* order; 0: any */
	bool no_dhcp;	       /* nobody hands out addresses */
	int cancel; /* readable ends the opening early; -1 for none */
};

/* What the system gave us; the caller of the helper gets it as JSON. */
struct nic_info {
	char name[NIC_NAME_MAX]; /* of our interface on the host */
	uint8_t id[IFID_SIZE];
	uint8_t mac[MAC_SIZE];	/* the guest's */
	unsigned int mtu;	/* bytes */
	unsigned int max_frame; /* bytes, Ethernet header included */
	bool has_subnet;
	struct subnet subnet;
	bool has_nat66;
	uint8_t nat66_prefix[16]; /* a /64, network byte order */
	bool has_broker;	  /* joined by name; has_subnet is false */
	uint32_t broker_gateway;  /* IPv4, host byte order */
	uint32_t broker_mask;
	uint8_t broker_prefix[16]; /* IPv6, network byte order */
	unsigned int broker_prefix_len;
};

struct nic;

/**
 * nic_rx_fn - Called with frames that came from the network
 * @ctx:	As given to nic_run()
 * @frames:	@n whole frames, one each, a struct vnet_header in front of
 *		every one; the callee may change the array and the bytes, and
 *		both are gone when it returns
 * @n:		1 to NIC_BATCH
 *
 * Called from one thread at a time.
 *
 * Return: 0 to go on; -errno ends nic_run() with that value.
 */
typedef int nic_rx_fn(void *ctx, struct iovec *frames, int n);

/**
 * nic_open() - Open the network
 * @nic:	Set on success; release it with nic_close()
 * @config:	What is wanted; not kept
 * @info:	Set to what was given
 * @error:	Receives one line saying what failed and what to do
 *
 * The only call that may need privilege: drop it right after.  Bounded in
 * time by itself.
 *
 * Return: 0; -ECANCELED when the descriptor @config->cancel became readable;
 * or -errno with @error set.
 */
int nic_open(struct nic **nic, const struct nic_config *config,
	     struct nic_info *info, char error[NIC_ERROR_MAX]);

/**
 * nic_run() - Deliver received frames until told to stop
 * @nic:	Open nic
 * @rx:		Receives them
 * @ctx:	Passed to @rx
 *
 * Return: 0 after nic_stop(), the value @rx returned, or -errno when the
 * network is gone.
 */
int nic_run(struct nic *nic, nic_rx_fn *rx, void *ctx);

/**
 * nic_send() - Send a frame to the network
 * @nic:	Open nic
 * @iov:	Pieces of the frame; the first is its struct vnet_header
 * @n:		Number of pieces, at most NIC_PIECES
 *
 * A frame the network cannot take now is lost, as on a wire.  A frame may wait
 * for others until nic_flush(): its bytes must stay until then, the array and
 * the struct vnet_header need not.  May run beside nic_run() but not beside
 * itself or nic_flush().
 *
 * Return: 1 when taken, 0 when lost, or -errno when the network is gone.
 */
int nic_send(struct nic *nic, const struct iovec *iov, int n);

/**
 * nic_flush() - Send the frames that wait
 * @nic:	Open nic
 *
 * Return: how many frames that nic_send() has taken since the last call were
 * lost after all, or -errno when the network is gone.
 */
int nic_flush(struct nic *nic);

/**
 * nic_is_large() - Tell whether merged frames may be sent
 * @nic:	Open nic
 *
 * Return: true if nic_send() takes frames whose struct vnet_header asks the
 * network to cut them.
 */
bool nic_is_large(const struct nic *nic);

/**
 * nic_cut_mtu() - Tell how the network cuts large frames
 * @nic:	Open nic for which nic_is_large() is true
 *
 * Return: the MTU in bytes that every large frame is cut to, whatever its
 * struct vnet_header says; 0 when that header says how.
 */
unsigned int nic_cut_mtu(const struct nic *nic);

/**
 * nic_stop() - Make nic_run() return, now or when it is called
 * @nic:	Open nic
 *
 * From any thread.
 */
void nic_stop(struct nic *nic);

/**
 * nic_gone() - Tell whether the network has gone without a word
 * @nic:	Open nic, running or not
 *
 * For networks whose end nic_run() and nic_send() do not see.  Meant to be
 * asked a few times per second, from one thread.
 *
 * Return: true when it is certain.
 */
bool nic_gone(const struct nic *nic);

/**
 * nic_reset() - Be ready for another nic_run()
 * @nic:	Open nic that does not run
 *
 * Forgets nic_stop(), and the frames that came since for nobody.
 */
void nic_reset(struct nic *nic);

/**
 * nic_detach() - Take the interface out, to be used by another process
 * @nic:	Open nic that does not run, and never will: only nic_close() is
 *		allowed afterwards
 *
 * Return: descriptor, the caller's; -EOPNOTSUPP where a network has none.
 */
int nic_detach(struct nic *nic);

/**
 * nic_close() - Give the network back
 * @nic:	From nic_open(), not running; NULL is allowed
 */
void nic_close(struct nic *nic);

/**
 * nic_list_shared() - Print the interfaces that bridged mode can join
 *
 * One name per line on stdout; needs no privilege.
 *
 * Return: 0 or -errno.
 */
int nic_list_shared(void);

#endif
