/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * descriptors.h - close what a caller left open
 */
#ifndef HELPER_DARWIN_DESCRIPTORS_H
#define HELPER_DARWIN_DESCRIPTORS_H

/**
 * descriptors_close() - Close all from a number on, but one
 * @first:	Lowest to close
 * @keep:	The one, or -1
 *
 * There is no closefrom(2) on macOS, and the limit on descriptors may be in
 * the hundreds of thousands: the kernel is asked which there are, by
 * proc_pidinfo().  Allocates nothing: for a child between fork() and exec().
 */
void descriptors_close(int first, int keep);

#endif
