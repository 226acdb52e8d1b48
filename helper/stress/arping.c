/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* arping.c - the least a guest can be: it asks for its gateway */

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "helper/util.h"
#include "helper/stress/arping.h"
#include "helper/frame.h"

#define ARPING_PAUSE_MS 20

static void arping_say(const char *word)
{
	puts(word);
	fflush(stdout);
}

/* Wait a little; returns true when the gateway has answered. */
static bool arping_listen(int fd, const uint8_t mac[MAC_SIZE], uint32_t gateway)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	uint8_t frame[FRAME_MAX];
	bool answered = false;
	ssize_t n;

	poll(&pfd, 1, ARPING_PAUSE_MS);
	while ((n = recv(fd, frame, sizeof(frame), MSG_DONTWAIT)) > 0)
		answered |= frame_is_arp_reply(frame, (size_t)n, mac, gateway);
	return answered;
}

int arping_run(int fd, uint32_t gateway, int64_t life_ms)
{
	const char *address = getenv("VMNET_MAC_ADDRESS");
	int64_t end = clock_ms() + life_ms;
	uint8_t frame[FRAME_MAX], mac[MAC_SIZE];
	bool answered = false;
	size_t length;

	if (!address || mac_parse(address, mac))
		return EXIT_FAILURE;
	arping_say("started");
	length = frame_arp_request(frame, mac, gateway);
	while (clock_ms() < end) {
		send(fd, frame, length, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (!arping_listen(fd, mac, gateway) || answered)
			continue;
		answered = true;
		arping_say("answered");
	}
	return ARPING_STATUS;
}
