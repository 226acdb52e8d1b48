/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nic_fake.h - controls of the nic that tests link
 *
 * What the test pushes comes out of nic_run(); what the pump sends is
 * counted and the last frame is kept.
 */
#ifndef HELPER_NIC_FAKE_H
#define HELPER_NIC_FAKE_H

#include "helper/nic.h"
#include "helper/offload.h"

/**
 * nic_fake_new() - Make a nic
 *
 * Return: release it with nic_close(); NULL when out of memory.
 */
struct nic *nic_fake_new(void);

/**
 * nic_fake_push() - Let frames arrive from the network
 * @nic:	From nic_fake_new()
 * @fill:	Every byte of the frames
 * @len:	Length of each frame in bytes, at most 2048
 * @n:		How many frames
 */
void nic_fake_push(struct nic *nic, uint8_t fill, size_t len, int n);

/**
 * nic_fake_fail() - Make the network disappear
 * @nic:	From nic_fake_new()
 * @err:	-errno that nic_run() and nic_send() return from now on
 */
void nic_fake_fail(struct nic *nic, int err);

/**
 * nic_fake_refuse() - Make nic_send() take no frame
 * @nic:	From nic_fake_new()
 * @refuse:	true to take none, false to take all
 */
void nic_fake_refuse(struct nic *nic, bool refuse);

/**
 * nic_fake_wait() - Wait until a number of frames was sent to the network
 * @nic:	From nic_fake_new()
 * @n:		Frames since the start
 *
 * Return: frames since the start; less than @n after 5 s.
 */
int nic_fake_wait(struct nic *nic, int n);

/**
 * nic_fake_last() - The last frame sent to the network
 * @nic:	From nic_fake_new()
 * @buf:	Receives it
 * @size:	Size of @buf
 *
 * Return: its length in bytes.
 */
size_t nic_fake_last(struct nic *nic, void *buf, size_t size);

#endif
