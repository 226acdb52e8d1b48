/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* dispatch.h - the part of libdispatch we use, done by doubles/dispatch.c */
#ifndef DOUBLES_DISPATCH_H
#define DOUBLES_DISPATCH_H

#include <stdint.h>

typedef struct dispatch_queue *dispatch_queue_t;
typedef struct dispatch_semaphore *dispatch_semaphore_t;
typedef struct dispatch_queue_attr *dispatch_queue_attr_t;
typedef uint64_t dispatch_time_t;
typedef void (^dispatch_block_t)(void);

#define DISPATCH_TIME_NOW     0ull
#define DISPATCH_TIME_FOREVER (~0ull)

dispatch_queue_t dispatch_queue_create(const char *label,
				       dispatch_queue_attr_t attr);
void dispatch_async(dispatch_queue_t queue, dispatch_block_t block);
void dispatch_retain(void *object);
void dispatch_release(void *object);
dispatch_semaphore_t dispatch_semaphore_create(intptr_t value);
intptr_t dispatch_semaphore_signal(dispatch_semaphore_t semaphore);
intptr_t dispatch_semaphore_wait(dispatch_semaphore_t semaphore,
				 dispatch_time_t until);
dispatch_time_t dispatch_time(dispatch_time_t when, int64_t delta);

#endif
