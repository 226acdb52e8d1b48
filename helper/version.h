/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * version.h - what this build is
 *
 * The Makefile passes both on the command line of version.c, from git.
 */
#ifndef HELPER_VERSION_H
#define HELPER_VERSION_H

extern const char version_text[];   /* "v1.2.3" */
extern const char version_commit[]; /* full hash, "+dirty" if changed */

/**
 * version_print() - Print both as "version: ..." and "commit: ..." on stdout
 *
 * Callers parse these two lines as YAML.
 */
void version_print(void);

#endif
