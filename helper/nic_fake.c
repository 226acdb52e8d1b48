/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* nic_fake.c - the nic that tests link */

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "helper/nic_fake.h"

#define FRAME_MAX 70000

struct nic {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint8_t pushed[FRAME_MAX];
	size_t pushed_len;
	int n_pushed;
	uint8_t last[FRAME_MAX];
	size_t last_len;
	int n_sent;
	bool refuse;
	bool stopped;
	int err;
	uint8_t frames[NIC_BATCH][VNET_LEN + FRAME_MAX];
};

struct nic *nic_fake_new(void)
{
	struct nic *nic = calloc(1, sizeof(*nic));

	if (nic) {
		pthread_mutex_init(&nic->lock, NULL);
		pthread_cond_init(&nic->changed, NULL);
	}
	return nic;
}

void nic_fake_push(struct nic *nic, uint8_t fill, size_t len, int n)
{
	pthread_mutex_lock(&nic->lock);
	memset(nic->pushed, fill, sizeof(nic->pushed));
	nic->pushed_len = len;
	nic->n_pushed += n;
	pthread_cond_broadcast(&nic->changed);
	pthread_mutex_unlock(&nic->lock);
}

void nic_fake_fail(struct nic *nic, int err)
{
	pthread_mutex_lock(&nic->lock);
	nic->err = err;
	pthread_cond_broadcast(&nic->changed);
	pthread_mutex_unlock(&nic->lock);
}

void nic_fake_refuse(struct nic *nic, bool refuse)
{
	pthread_mutex_lock(&nic->lock);
	nic->refuse = refuse;
	pthread_mutex_unlock(&nic->lock);
}

int nic_fake_wait(struct nic *nic, int n)
{
	struct timespec limit;
	int sent;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += 5;
	pthread_mutex_lock(&nic->lock);
	while (nic->n_sent < n) {
		if (pthread_cond_timedwait(&nic->changed, &nic->lock, &limit))
			break;
	}
	sent = nic->n_sent;
	pthread_mutex_unlock(&nic->lock);
	return sent;
}

size_t nic_fake_last(struct nic *nic, void *buf, size_t size)
{
	size_t len;

	pthread_mutex_lock(&nic->lock);
	len = nic->last_len;
	memcpy(buf, nic->last, len < size ? len : size);
	pthread_mutex_unlock(&nic->lock);
	return len;
}

/* Copy what was pushed into our frames.  Returns how many. */
static int take(struct nic *nic, struct iovec *frames)
{
	int i, n = nic->n_pushed < NIC_BATCH ? nic->n_pushed : NIC_BATCH;

	for (i = 0; i < n; i++) {
		memset(nic->frames[i], 0, VNET_LEN);
		memcpy(nic->frames[i] + VNET_LEN, nic->pushed, FRAME_MAX);
		frames[i].iov_base = nic->frames[i];
		frames[i].iov_len = VNET_LEN + nic->pushed_len;
	}
	nic->n_pushed -= n;
	return n;
}

int nic_run(struct nic *nic, nic_rx_fn *rx, void *ctx)
{
	struct iovec frames[NIC_BATCH];
	int n, err = 0;

	while (!err) {
		pthread_mutex_lock(&nic->lock);
		while (!nic->n_pushed && !nic->stopped && !nic->err)
			pthread_cond_wait(&nic->changed, &nic->lock);
		n = take(nic, frames);
		err = nic->err;
		if (nic->stopped) {
			pthread_mutex_unlock(&nic->lock);
			return 0;
		}
		pthread_mutex_unlock(&nic->lock);
		if (!err && n)
			err = rx(ctx, frames, n);
	}
	return err;
}

int nic_send(struct nic *nic, const struct iovec *iov, int n)
{
	size_t len = 0;
	int i, ret = 1;

	pthread_mutex_lock(&nic->lock);
	if (nic->err || nic->refuse)
		ret = nic->err;
	for (i = 1; ret > 0 && i < n; i++) {
		if (len + iov[i].iov_len > FRAME_MAX)
			abort();
		memcpy(nic->last + len, iov[i].iov_base, iov[i].iov_len);
		len += iov[i].iov_len;
	}
	if (ret > 0) {
		nic->last_len = len;
		nic->n_sent++;
		pthread_cond_broadcast(&nic->changed);
	}
	pthread_mutex_unlock(&nic->lock);
	return ret;
}

int nic_flush(struct nic *nic)
{
	(void)nic;
	return 0;
}

bool nic_is_large(const struct nic *nic)
{
	(void)nic;
	return true;
}

unsigned int nic_cut_mtu(const struct nic *nic)
{
	(void)nic;
	return 0;
}

void nic_stop(struct nic *nic)
{
	pthread_mutex_lock(&nic->lock);
	nic->stopped = true;
	pthread_cond_broadcast(&nic->changed);
	pthread_mutex_unlock(&nic->lock);
}

bool nic_gone(const struct nic *nic)
{
	(void)nic;
	return false;
}

void nic_reset(struct nic *nic)
{
	pthread_mutex_lock(&nic->lock);
	nic->stopped = false;
	nic->n_pushed = 0;
	pthread_mutex_unlock(&nic->lock);
}

int nic_detach(struct nic *nic)
{
	(void)nic;
	return -EOPNOTSUPP;
}

void nic_close(struct nic *nic)
{
	free(nic);
}
