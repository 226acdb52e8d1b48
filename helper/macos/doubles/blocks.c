/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blocks.c - the Blocks runtime, as far as we need it
 *
 * After "Block Implementation Specification" of clang.  A block made in a
 * function lives on its stack; who keeps it makes a copy.  Ours capture plain
 * values only, or other blocks.
 */

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "helper/macos/doubles/blocks.h"
#include "helper/macos/doubles/doubles.h"

#define HAS_HELPERS (1 << 25)
#define IS_GLOBAL   (1 << 28)
#define IS_HEAP	    (1 << 24)
#define FIELD_BLOCK 7

struct descriptor {
	unsigned long reserved;
	unsigned long size;
	void (*copy)(void *to, const void *from); /* with HAS_HELPERS */
	void (*dispose)(const void *block);
};

struct block {
	void *isa;
	_Atomic int flags; /* kind, and users of a copy in the low bits */
	int reserved;
	void (*invoke)(void);
	struct descriptor *descriptor;
};

void *_NSConcreteStackBlock[32];
void *_NSConcreteGlobalBlock[32];
static void *heap_class[32];

void *_Block_copy(const void *from)
{
	struct block *block = (struct block *)from, *copy;

	if (block->flags & IS_GLOBAL)
		return block;
	if (block->flags & IS_HEAP) {
		atomic_fetch_add(&block->flags, 1);
		return block;
	}
	copy = malloc(block->descriptor->size);
	memcpy(copy, block, block->descriptor->size);
	copy->isa = heap_class;
	atomic_init(&copy->flags, block->flags | IS_HEAP | 1);
	if (block->flags & HAS_HELPERS)
		block->descriptor->copy(copy, block);
	double_count(1);
	return copy;
}

void _Block_release(const void *which)
{
	struct block *block = (struct block *)which;
	int flags;

	if (!block || !(block->flags & IS_HEAP))
		return;
	flags = atomic_fetch_sub(&block->flags, 1);
	if ((flags & 0xffff) != 1)
		return;
	if (flags & HAS_HELPERS)
		block->descriptor->dispose(block);
	free(block);
	double_count(-1);
}

/* Called by the helpers that the compiler writes. */
void _Block_object_assign(void *to, const void *object, int flags)
{
	if (flags == FIELD_BLOCK)
		object = _Block_copy(object);
	*(const void **)to = object;
}

void _Block_object_dispose(const void *object, int flags)
{
	if (flags == FIELD_BLOCK)
		_Block_release(object);
}
