/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blocks.h - the Blocks runtime, as far as we need it
 */
#ifndef MACOS_DOUBLES_BLOCKS_H
#define MACOS_DOUBLES_BLOCKS_H

/**
 * _Block_copy() - Keep a block
 * @from:	Block, of any kind
 *
 * Return: a copy that lives until _Block_release().
 */
void *_Block_copy(const void *from);

/**
 * _Block_release() - Keep a block no longer
 * @which:	From _Block_copy(), or NULL
 */
void _Block_release(const void *which);

/* Called by code that the compiler writes. */
void _Block_object_assign(void *to, const void *object, int flags);
void _Block_object_dispose(const void *object, int flags);
extern void *_NSConcreteStackBlock[32];
extern void *_NSConcreteGlobalBlock[32];

#define BLOCK_COPY(block)                                                      \
	((__typeof__(block))_Block_copy((const void *)(block)))

#endif
