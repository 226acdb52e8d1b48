/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ifid.h - the interface id, and the MAC address that follows from it
 *
 * The id is a UUID the caller chooses.  The same id gives the same MAC
 * address in every run and on every machine, so a guest keeps its DHCP lease.
 */
#ifndef HELPER_IFID_H
#define HELPER_IFID_H

#include <stdint.h>

#define IFID_SIZE 16 /* bytes, RFC 9562 order (big-endian fields) */
#define IFID_TEXT 37 /* "01234567-89AB-..." with its NUL */
#define MAC_SIZE  6  /* bytes, first byte on the wire first */
#define MAC_TEXT  18 /* "02:00:..." with its NUL */

/**
 * ifid_parse() - Read a UUID in its usual form
 * @text:	8-4-4-4-12 hexadecimal digits in either case
 * @id:		Set on success
 *
 * Return: 0 or -EINVAL.
 */
int ifid_parse(const char *text, uint8_t id[IFID_SIZE]);

/**
 * ifid_random() - Make a random (version 4) UUID, RFC 9562 section 5.4
 * @id:		Set on success
 *
 * Return: 0 or -errno of the system's random source.
 */
int ifid_random(uint8_t id[IFID_SIZE]);

/**
 * ifid_format() - Write a UUID as text, upper case like Apple's vmnet does
 * @id:		The UUID
 * @text:	Receives the text
 */
void ifid_format(const uint8_t id[IFID_SIZE], char text[IFID_TEXT]);

/**
 * ifid_mac() - The MAC address of a guest's interface
 * @id:		The interface id
 * @mac:	Receives a unicast, locally administered address (IEEE 802
 *		section 8.4) that depends on all of @id
 */
void ifid_mac(const uint8_t id[IFID_SIZE], uint8_t mac[MAC_SIZE]);

/**
 * mac_parse() - Read a MAC address
 * @text:	Six pairs of hexadecimal digits separated by colons
 * @mac:	Set on success
 *
 * Return: 0 or -EINVAL.
 */
int mac_parse(const char *text, uint8_t mac[MAC_SIZE]);

/**
 * mac_format() - Write a MAC address as lower-case text
 * @mac:	The address
 * @text:	Receives the text
 */
void mac_format(const uint8_t mac[MAC_SIZE], char text[MAC_TEXT]);

#endif
