/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* ruleset.c - the packet filter rules of this network namespace, by nftables */

#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>

#include "helper/linux/ruleset.h"

/* Nothing it says may reach our own standard output. */
static struct nft_ctx *new_context(void)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT);

	if (!ctx)
		return NULL;
	nft_ctx_buffer_output(ctx);
	nft_ctx_buffer_error(ctx);
	return ctx;
}

/* The first line nft says; the rest quotes the rule. */
static void first_line(const char *text, char *line, size_t size)
{
	size_t len = strcspn(text, "\n");

	snprintf(line, size, "%.*s", (int)(len < size ? len : size - 1), text);
}

int ruleset_change(const char *commands, char error[NIC_ERROR_MAX])
{
	struct nft_ctx *ctx = new_context();
	char line[256];
	int err = 0;

	if (!ctx) {
		snprintf(error, NIC_ERROR_MAX, "cannot use nftables: %s",
			 strerror(ENOMEM));
		return -EIO;
	}
	if (nft_run_cmd_from_buffer(ctx, commands) != 0) {
		first_line(nft_ctx_get_error_buffer(ctx), line, sizeof(line));
		snprintf(error, NIC_ERROR_MAX, "cannot set nftables rules: %s",
			 line);
		err = -EIO;
	}
	nft_ctx_free(ctx);
	return err;
}

char *ruleset_list(const char *command, unsigned int flags)
{
	struct nft_ctx *ctx = new_context();
	char *text = NULL;

	if (!ctx)
		return NULL;
	nft_ctx_output_set_flags(ctx, flags | NFT_CTX_OUTPUT_STATELESS);
	if (nft_run_cmd_from_buffer(ctx, command) == 0)
		text = strdup(nft_ctx_get_output_buffer(ctx));
	nft_ctx_free(ctx);
	return text;
}
