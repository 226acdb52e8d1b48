/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* dyld.h - the part we use, done on Linux by doubles/system.c */
#ifndef DOUBLES_MACHO_DYLD_H
#define DOUBLES_MACHO_DYLD_H

#include <stdint.h>

int _NSGetExecutablePath(char *path, uint32_t *size);

#endif
