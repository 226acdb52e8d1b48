/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* machine.c - the fingerprint of the machine */

#include <stdint.h>
#include <string.h>

#include "harness/machine.h"

static const char spaces[] = " \t\r\n";

void machine_add(struct machine *m, const char *key, bool strict,
		 const char *value)
{
	struct machine_fact *f;
	size_t length;
	char *tab;

	if (m->n == MACHINE_FACTS)
		return;
	f = &m->facts[m->n++];
	f->key = key;
	f->strict = strict;
	value += strspn(value, spaces);
	snprintf(f->value, sizeof(f->value), "%s", value);
	f->value[strcspn(f->value, "\r\n")] = '\0';
	for (tab = f->value; (tab = strchr(tab, '\t'));)
		*tab = ' ';
	length = strlen(f->value);
	while (length && strchr(spaces, f->value[length - 1]))
		f->value[--length] = '\0';
	if (!length)
		snprintf(f->value, sizeof(f->value), "unknown");
}

const char *machine_value(const struct machine *m, const char *key)
{
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (!strcmp(m->facts[i].key, key))
			return m->facts[i].value;
	}
	return "unknown";
}

/* FNV-1a; the newline keeps "ab","c" and "a","bc" apart. */
static uint32_t machine_hash(uint32_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * UINT32_C(16777619);
	return (hash ^ '\n') * UINT32_C(16777619);
}

char *machine_id(const struct machine *m, char id[MACHINE_ID])
{
	uint32_t hash = UINT32_C(2166136261);
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (!m->facts[i].strict)
			continue;
		hash = machine_hash(hash, m->facts[i].key);
		hash = machine_hash(hash, m->facts[i].value);
	}
	snprintf(id, MACHINE_ID, "%.16s-%08x", machine_value(m, "arch"),
		 (unsigned int)hash);
	return id;
}

void machine_print(const struct machine *m, FILE *out)
{
	char id[MACHINE_ID];
	size_t i;

	fprintf(out, "machine=%s\n", machine_id(m, id));
	for (i = 0; i < m->n; i++)
		fprintf(out, "%s=%s\n", m->facts[i].key, m->facts[i].value);
}
