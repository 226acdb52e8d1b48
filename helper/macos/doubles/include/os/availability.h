/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* availability.h - on Linux everything is available */
#ifndef DOUBLES_OS_AVAILABILITY_H
#define DOUBLES_OS_AVAILABILITY_H

#define API_AVAILABLE(...)

#endif
