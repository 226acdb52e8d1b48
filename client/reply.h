/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reply.h - what a helper says when it is ready
 *
 * One line of JSON with flat members, made by a program we chose.  All that
 * is needed of it is the text of a member, so this is no JSON parser: it
 * finds "key": "value" and stops at the next quote.
 */
#ifndef CLIENT_REPLY_H
#define CLIENT_REPLY_H

#include <stddef.h>

/**
 * reply_find() - Copy the text of a member
 * @line:	The line, NUL-terminated
 * @key:	Name of the member, without quotes
 * @value:	Receives the text; "" when this fails
 * @size:	Size of @value, at least 1
 *
 * Pure.
 *
 * Return: 0, -ENOENT when there is no such member or it is no text, or
 * -EMSGSIZE when the text does not fit.
 */
int reply_find(const char *line, const char *key, char *value, size_t size);

#endif
