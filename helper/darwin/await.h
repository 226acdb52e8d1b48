/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * await.h - wait for a handler of the system, but not for ever
 *
 * vmnet is known to hang, and then its handler never runs, or long after
 * whoever waited has left.  So the answer lives in memory of its own that
 * belongs to both, and the last one frees it.
 */
#ifndef HELPER_DARWIN_AWAIT_H
#define HELPER_DARWIN_AWAIT_H

struct await;

/**
 * await_new() - Memory for an answer
 * @size:	Bytes of the answer
 * @dispose:	Called with the answer when both have given up; NULL is allowed
 *
 * Return: to be given up once by the waiter, await_end(), and once by the
 * handler, await_done() or, if the handler will never run, await_end(); NULL
 * when out of memory.
 */
struct await *await_new(unsigned int size, void (*dispose)(void *answer));

/**
 * await_answer() - The answer
 * @await:	Not given up
 *
 * Return: memory, zeroed at first; written by the handler, then read by the
 * waiter.
 */
void *await_answer(struct await *await);

/**
 * await_done() - Tell the waiter, and give up
 * @await:	Handler's; not to be used afterwards
 */
void await_done(struct await *await);

/**
 * await_wait() - Wait for await_done()
 * @await:	Waiter's
 * @limit_ms:	How long at most
 * @cancel:	Descriptor; readable ends the wait.  -1 for none
 *
 * Return: 0, -ETIMEDOUT or -ECANCELED.
 */
int await_wait(struct await *await, int limit_ms, int cancel);

/**
 * await_end() - Give up
 * @await:	Not to be used afterwards
 */
void await_end(struct await *await);

#endif
