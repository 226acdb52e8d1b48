/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ruleset.h - the packet filter rules of this network namespace, by nftables
 */
#ifndef HELPER_LINUX_RULESET_H
#define HELPER_LINUX_RULESET_H

#include "helper/nic.h"

/**
 * ruleset_change() - Run commands of nft(8), all of them or none
 * @commands:	One a line
 * @error:	Receives the first line of what nft says
 *
 * Return: 0 or -EIO with @error set.
 */
int ruleset_change(const char *commands, char error[NIC_ERROR_MAX]);

/**
 * ruleset_list() - Run a "list" command of nft(8)
 * @command:	Such as "list chains"
 * @flags:	NFT_CTX_OUTPUT_*; counters are never shown
 *
 * Return: what it prints, to be freed by the caller, or NULL when there is no
 * such object or no right to look at it.
 */
char *ruleset_list(const char *command, unsigned int flags);

#endif
