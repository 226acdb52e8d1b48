/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * affinity.h - the processors that measurements may use
 */
#ifndef PERF_AFFINITY_H
#define PERF_AFFINITY_H

/**
 * affinity_bind() - Stay on one processor, with all that is started from here
 * @processor:	Its number, from 0
 *
 * Return: 0; -EINVAL when there is no such processor, or it may not be used;
 * -ENOTSUP where the system has no such thing; or another -errno.
 */
int affinity_bind(unsigned int processor);

#endif
