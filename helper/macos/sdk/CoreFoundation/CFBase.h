/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* CFBase.h - the part of CoreFoundation we use, where there is no Apple SDK */
#ifndef MACOS_SDK_CFBASE_H
#define MACOS_SDK_CFBASE_H

typedef const void *CFTypeRef;

void CFRelease(CFTypeRef object);

#endif
