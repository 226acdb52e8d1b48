/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cpu_model.c - in the place of the compiler's own, which Apple's clang brings
 *
 * For __builtin_cpu_supports() of x86_64; only to link against, as nothing
 * that is linked with it ever runs.
 */

extern unsigned int __cpu_model[4];
unsigned int __cpu_model[4];
