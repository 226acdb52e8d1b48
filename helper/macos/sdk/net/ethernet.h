/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* ethernet.h - sizes and addresses of Ethernet, where there is no Apple SDK */
#ifndef MACOS_SDK_ETHERNET_H
#define MACOS_SDK_ETHERNET_H

#define ETHER_ADDR_LEN 6
#define ETHER_HDR_LEN  14

typedef struct ether_addr {
	unsigned char octet[ETHER_ADDR_LEN];
} ether_addr_t;

#endif
