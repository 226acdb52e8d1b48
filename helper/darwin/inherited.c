/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* inherited.c - descriptors that a caller left open, on macOS */

#include <unistd.h>

#include "helper/darwin/descriptors.h"
#include "helper/inherited.h"

void inherited_close(int keep)
{
	descriptors_close(STDERR_FILENO + 1, keep);
}
