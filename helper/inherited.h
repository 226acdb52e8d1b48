/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inherited.h - descriptors that a caller left open
 */
#ifndef HELPER_INHERITED_H
#define HELPER_INHERITED_H

/**
 * inherited_close() - Close all descriptors but 0 to 2 and one
 * @keep:	The one, or -1
 *
 * Whatever a caller did not mean to hand on (its files, its connections) is
 * not for a process that reads what guests send.
 */
void inherited_close(int keep);

#endif
