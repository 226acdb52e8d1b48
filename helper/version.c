/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* version.c - what this build is; the Makefile defines the two texts */

#include <stdio.h>

#include "helper/version.h"

const char version_text[] = VERSION;
const char version_commit[] = COMMIT;

void version_print(void)
{
	printf("version: %s\ncommit: %s\n", version_text, version_commit);
}
