/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expand.h - {name} in the arguments of the command
 *
 * The arguments of a VM are full of braces that are not ours: JSON, shell
 * functions, QEMU's own.  So only a known name in braces is replaced, and all
 * else is left as it is; "{{" stands for a "{" that begins nothing.
 */
#ifndef CLIENT_EXPAND_H
#define CLIENT_EXPAND_H

struct expand_var {
	const char *name;  /* without braces */
	const char *value; /* NULL: not known, left as it is */
};

/**
 * expand_text() - Replace the names in a text
 * @text:	The text
 * @vars:	Names and values, ended by a NULL name
 *
 * Pure.  Values are not looked at again.
 *
 * Return: new text, free() it; NULL when there is no memory.
 */
char *expand_text(const char *text, const struct expand_var *vars);

/**
 * expand_all() - Replace the names in all arguments of a command
 * @argv:	NULL-terminated
 * @vars:	As expand_text()
 *
 * Return: new arguments, expand_free() them; NULL when there is no memory.
 */
char **expand_all(char *const argv[], const struct expand_var *vars);

/**
 * expand_free() - Free a list of arguments and each of them
 * @argv:	NULL-terminated list made by malloc(); NULL is allowed
 */
void expand_free(char **argv);

#endif
