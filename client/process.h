/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * process.h - what a child of ours needs and every system does its own way
 */
#ifndef CLIENT_PROCESS_H
#define CLIENT_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/**
 * process_close_from() - Close all descriptors from a number upwards
 * @first:	Lowest descriptor to close
 *
 * For a child between fork() and exec().
 */
void process_close_from(int first);

/**
 * process_follow() - End this process when its parent ends
 * @parent:	Who has to be the parent still
 *
 * For a child between fork() and exec(); SIGTERM comes when the parent
 * thread ends, whatever ended it.  A program that changes its user loses
 * this, prctl(2).
 *
 * Return: 0, or -ESRCH when the parent is gone already.
 */
int process_follow(pid_t parent);

/**
 * process_sibling() - Path of a program that lies beside the running one
 * @name:	File name of the program
 * @path:	Set to the path if there is such an executable
 * @size:	Size of @path
 *
 * Return: 0 or -errno.
 */
int process_sibling(const char *name, char *path, size_t size);

#endif
