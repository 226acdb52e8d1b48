/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* dispatch.c - serial queues and semaphores, see doubles.h */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <dispatch/dispatch.h>

#include "helper/macos/doubles/blocks.h"
#include "helper/macos/doubles/doubles.h"

#define NS 1000000000ull

enum kind { QUEUE = 0x51, SEMAPHORE = 0x53 };

/* What dispatch_release() takes begins with it. */
struct object {
	enum kind kind;
	_Atomic int users;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

struct job {
	struct job *next;
	dispatch_block_t block;
};

struct dispatch_queue {
	struct object object;
	struct job *first;
	struct job **last;
};

struct dispatch_semaphore {
	struct object object;
	intptr_t value;
	intptr_t first_value;
};

static dispatch_block_t hanging;
static dispatch_queue_t hanging_queue;

void double_hang(dispatch_queue_t queue, dispatch_block_t block)
{
	if (hanging)
		double_abort("two things hang");
	dispatch_retain(queue);
	hanging_queue = queue;
	hanging = BLOCK_COPY(block);
}

void double_wake(void)
{
	dispatch_semaphore_t done = dispatch_semaphore_create(0);
	dispatch_block_t block = hanging;

	hanging = NULL;
	dispatch_async(hanging_queue, ^{
	  block();
	  dispatch_semaphore_signal(done);
	});
	dispatch_semaphore_wait(done, DISPATCH_TIME_FOREVER);
	_Block_release((const void *)block);
	dispatch_release(done);
	dispatch_release(hanging_queue);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS + (uint64_t)now.tv_nsec;
}

static void init(struct object *object, enum kind kind)
{
	pthread_condattr_t attr;

	object->kind = kind;
	atomic_init(&object->users, 1);
	pthread_mutex_init(&object->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&object->changed, &attr);
	pthread_condattr_destroy(&attr);
	double_count(1);
}

static void destroy(struct object *object)
{
	object->kind = 0;
	pthread_mutex_destroy(&object->lock);
	pthread_cond_destroy(&object->changed);
	free(object);
	double_count(-1);
}

static struct job *next_job(struct dispatch_queue *queue)
{
	struct job *job;

	pthread_mutex_lock(&queue->object.lock);
	while (!queue->first && atomic_load(&queue->object.users) > 0)
		pthread_cond_wait(&queue->object.changed, &queue->object.lock);
	job = queue->first;
	if (job) {
		queue->first = job->next;
		if (!queue->first)
			queue->last = &queue->first;
	}
	pthread_mutex_unlock(&queue->object.lock);
	return job;
}

static void *work(void *ctx)
{
	struct dispatch_queue *queue = ctx;
	struct job *job;

	while ((job = next_job(queue))) {
		job->block();
		_Block_release((const void *)job->block);
		free(job);
		dispatch_release(queue);
	}
	destroy(&queue->object);
	return NULL;
}

dispatch_queue_t dispatch_queue_create(const char *label,
				       dispatch_queue_attr_t attr)
{
	struct dispatch_queue *queue = calloc(1, sizeof(*queue));
	pthread_t thread;

	if (!label || attr)
		double_abort("only serial queues with a name are known");
	init(&queue->object, QUEUE);
	queue->last = &queue->first;
	if (pthread_create(&thread, NULL, work, queue))
		double_abort("no thread for %s", label);
	pthread_detach(thread);
	return queue;
}

void dispatch_async(dispatch_queue_t queue, dispatch_block_t block)
{
	struct job *job = calloc(1, sizeof(*job));

	if (queue->object.kind != QUEUE)
		double_abort("dispatch_async() on what is no queue");
	job->block = BLOCK_COPY(block);
	atomic_fetch_add(&queue->object.users, 1);
	pthread_mutex_lock(&queue->object.lock);
	*queue->last = job;
	queue->last = &job->next;
	pthread_cond_signal(&queue->object.changed);
	pthread_mutex_unlock(&queue->object.lock);
}

static void check_semaphore(struct dispatch_semaphore *semaphore)
{
	if (semaphore->value < semaphore->first_value)
		double_abort("semaphore released while in use");
}

void dispatch_release(void *which)
{
	struct object *object = which;
	int users;

	if (object->kind != QUEUE && object->kind != SEMAPHORE)
		double_abort("release of what is released");
	if (object->kind == SEMAPHORE) {
		if (atomic_fetch_sub(&object->users, 1) == 1) {
			check_semaphore(which);
			destroy(object);
		}
		return;
	}
	/* Under the lock, as the thread of the queue destroys it. */
	pthread_mutex_lock(&object->lock);
	users = atomic_fetch_sub(&object->users, 1);
	if (users == 1)
		pthread_cond_signal(&object->changed);
	pthread_mutex_unlock(&object->lock);
	if (users < 1)
		double_abort("queue released too often");
}

dispatch_semaphore_t dispatch_semaphore_create(intptr_t value)
{
	struct dispatch_semaphore *semaphore = calloc(1, sizeof(*semaphore));

	init(&semaphore->object, SEMAPHORE);
	semaphore->value = semaphore->first_value = value;
	return semaphore;
}

/* A waiter that is let go may destroy it: so signal under the lock. */
intptr_t dispatch_semaphore_signal(dispatch_semaphore_t semaphore)
{
	struct object *object = &semaphore->object;

	if (object->kind != SEMAPHORE)
		double_abort("signal of what is no semaphore");
	pthread_mutex_lock(&object->lock);
	semaphore->value++;
	pthread_cond_signal(&object->changed);
	pthread_mutex_unlock(&object->lock);
	return 0;
}

static int wait_until(struct object *object, dispatch_time_t until)
{
	const struct timespec limit = { (time_t)(until / NS),
					(long)(until % NS) };

	if (until == DISPATCH_TIME_FOREVER)
		return pthread_cond_wait(&object->changed, &object->lock);
	return pthread_cond_timedwait(&object->changed, &object->lock, &limit);
}

intptr_t dispatch_semaphore_wait(dispatch_semaphore_t semaphore,
				 dispatch_time_t until)
{
	struct object *object = &semaphore->object;
	int err = 0;

	if (object->kind != SEMAPHORE)
		double_abort("wait for what is no semaphore");
	pthread_mutex_lock(&object->lock);
	while (semaphore->value <= 0 && !err)
		err = wait_until(object, until);
	if (semaphore->value > 0) {
		semaphore->value--;
		err = 0;
	}
	pthread_mutex_unlock(&object->lock);
	return err;
}

dispatch_time_t dispatch_time(dispatch_time_t when, int64_t delta)
{
	if (when != DISPATCH_TIME_NOW)
		double_abort("dispatch_time() of another time than now");
	return now_ns() + (uint64_t)delta;
}

void dispatch_retain(void *object)
{
	atomic_fetch_add(&((struct object *)object)->users, 1);
}
