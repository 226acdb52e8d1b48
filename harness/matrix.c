/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* matrix.c - what is measured, and in which order */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/matrix.h"
#include "helper/util.h"

static const char *const direction_names[DIRECTIONS] = {
	[HOST_TO_VM] = "host-to-vm",   [VM_TO_HOST] = "vm-to-host",
	[VM_TO_VM] = "vm-to-vm",       [HOST_AND_VM] = "host-and-vm",
	[VM_AND_VM] = "vm-and-vm",     [HOST_TO_VMS] = "host-to-vms",
	[VMS_TO_HOST] = "vms-to-host",
};

static const char *const protocol_names[PROTOCOLS] = {
	[TCP] = "tcp",
	[UDP] = "udp",
	[RR] = "rr",
};

static const char name_chars[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";

static bool matrix_has(const struct matrix_list *list, const char *name)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (!strcmp(list->name[i], name))
			return true;
	}
	return false;
}

int matrix_split(const char *text, struct matrix_list *list)
{
	char name[MATRIX_NAME];
	size_t length;

	list->n = 0;
	for (;;) {
		length = strcspn(text, ",");
		if (length == 0 || length >= sizeof(name))
			return -EINVAL;
		memcpy(name, text, length);
		name[length] = '\0';
		if (strspn(name, name_chars) != length || strchr(".-:", *name))
			return -EINVAL;
		if (matrix_has(list, name))
			return -EEXIST;
		if (list->n == MATRIX_ITEMS)
			return -E2BIG;
		memcpy(list->name[list->n++], name, length + 1);
		if (!text[length])
			return 0;
		text += length + 1;
	}
}

int matrix_direction(const char *name, enum direction *direction)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(direction_names); i++) {
		if (!strcmp(name, direction_names[i])) {
			*direction = (enum direction)i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *matrix_direction_name(enum direction direction)
{
	return direction_names[direction];
}

int matrix_protocol(const char *name, enum protocol *protocol)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(protocol_names); i++) {
		if (!strcmp(name, protocol_names[i])) {
			*protocol = (enum protocol)i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *matrix_protocol_name(enum protocol protocol)
{
	return protocol_names[protocol];
}

const char *matrix_network(const struct matrix *m, size_t index)
{
	return index < m->networks.n ? m->networks.name[index] : MATRIX_NETWORK;
}

const char *matrix_script(const struct matrix *m, size_t driver)
{
	const char *script = m->variants[driver].script;

	return script[0] ? script : m->drivers.name[driver];
}

bool matrix_has_modes(const char *network)
{
	size_t length = strlen(MATRIX_NETWORK);

	return !strncmp(network, MATRIX_NETWORK, length) &&
	       (!network[length] || network[length] == ':');
}

bool matrix_same_group(const struct matrix_step *a, const struct matrix_step *b)
{
	return a->round == b->round && a->mode == b->mode &&
	       a->driver == b->driver && a->network == b->network &&
	       a->guests == b->guests;
}

/* SplitMix64: small, and the same on every machine, unlike rand(3). */
static uint64_t matrix_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Fisher-Yates; the bias of the modulus is below 2^-56 for these sizes. */
void matrix_shuffle(uint64_t *state, size_t *item, size_t n)
{
	size_t i, j, tmp;

	for (i = 0; i < n; i++)
		item[i] = i;
	for (i = n; i > 1; i--) {
		j = (size_t)(matrix_random(state) % i);
		tmp = item[i - 1];
		item[i - 1] = item[j];
		item[j] = tmp;
	}
}

static unsigned int matrix_number(const struct matrix_numbers *list,
				  size_t index, unsigned int usual)
{
	return index < list->n ? list->value[index] : usual;
}

static size_t matrix_least(size_t n)
{
	return n ? n : 1;
}

static bool matrix_needs_two(enum direction direction)
{
	return direction == VM_TO_VM || direction == VM_AND_VM;
}

static bool matrix_makes_sense(const struct matrix_step *s, bool first)
{
	if (s->guests < 2 && matrix_needs_two(s->direction))
		return false;
	if (s->protocol != RR)
		return true;
	return first &&
	       (s->direction == HOST_TO_VM || s->direction == VM_TO_VM);
}

/*
 * What a group measures, in a fixed order.  Return: how many; @steps may be
 * NULL to count them.
 */
static size_t matrix_cells(const struct matrix *m, struct matrix_step s,
			   struct matrix_step *steps)
{
	size_t n_protocols = matrix_least(m->n_protocols);
	size_t n_streams = matrix_least(m->streams.n);
	size_t n_sizes = matrix_least(m->sizes.n);
	size_t protocols = n_protocols * n_streams * n_sizes, i, at, n = 0;

	for (i = 0; i < m->n_directions * protocols; i++) {
		at = i % protocols;
		s.direction = m->directions[i / protocols];
		s.protocol = m->n_protocols
				     ? m->protocols[at / (n_streams * n_sizes)]
				     : TCP;
		at %= n_streams * n_sizes;
		if (!matrix_makes_sense(&s, at == 0))
			continue;
		s.streams = matrix_number(&m->streams, at / n_sizes, 1);
		s.size = matrix_number(&m->sizes, at % n_sizes, 0);
		if (s.protocol == RR)
			s.streams = s.size = 0;
		if (steps)
			steps[n] = s;
		n++;
	}
	return n;
}

/*
 * All groups that have something to measure, in a fixed order, into @groups,
 * which may be NULL to count them.
 */
static size_t matrix_groups(const struct matrix *m, struct matrix_step *groups)
{
	size_t n_networks = matrix_least(m->networks.n);
	size_t n_guests = matrix_least(m->guests.n);
	size_t below = m->drivers.n * n_networks * n_guests, i, at, n = 0;
	struct matrix_step s = { 0 };

	for (i = 0; i < m->modes.n * below; i++) {
		at = i % below;
		s.mode = i / below;
		s.driver = at / (n_networks * n_guests);
		s.network = at / n_guests % n_networks;
		s.guests = matrix_number(&m->guests, at % n_guests, 2);
		if (s.mode && !matrix_has_modes(matrix_network(m, s.network)))
			continue;
		if (!matrix_cells(m, s, NULL))
			continue;
		if (groups)
			groups[n] = s;
		n++;
	}
	return n;
}

/* One round of @n groups; @item has room for all groups, or cells of one. */
static struct matrix_step *matrix_round(const struct matrix *m,
					const struct matrix_step *groups,
					size_t n, uint64_t *state, size_t *item,
					struct matrix_step *cells,
					struct matrix_step *step)
{
	size_t *in_group = item + n, i, j, count;

	matrix_shuffle(state, item, n);
	for (i = 0; i < n; i++) {
		count = matrix_cells(m, groups[item[i]], cells);
		matrix_shuffle(state, in_group, count);
		for (j = 0; j < count; j++) {
			*step = cells[in_group[j]];
			step->boot = j == 0;
			step++;
		}
	}
	return step;
}

static int matrix_fill(const struct matrix *m, struct matrix_step *groups,
		       size_t n_groups, struct matrix_step *steps, size_t n)
{
	struct matrix_step *cells = calloc(n + 1, sizeof(*cells)),
			   *step = steps;
	size_t *item = calloc(n + n_groups, sizeof(*item));
	uint64_t state = m->seed;
	unsigned int round;
	size_t i;

	if (!cells || !item) {
		free(cells);
		free(item);
		return -ENOMEM;
	}
	for (round = 1; round <= m->rounds; round++) {
		step = matrix_round(m, groups, n_groups, &state, item, cells,
				    step);
		for (i = 0; i < n; i++) {
			steps[(round - 1) * n + i].round = round;
			steps[(round - 1) * n + i].order = (unsigned int)i + 1;
		}
	}
	free(cells);
	free(item);
	return 0;
}

int matrix_plan(const struct matrix *m, struct matrix_step **steps, size_t *n)
{
	size_t n_groups = matrix_groups(m, NULL), i, cells = 0;
	struct matrix_step *groups;
	int err;

	if (!n_groups)
		return -ENOENT;
	groups = calloc(n_groups, sizeof(*groups));
	if (!groups)
		return -ENOMEM;
	matrix_groups(m, groups);
	for (i = 0; i < n_groups; i++)
		cells += matrix_cells(m, groups[i], NULL);
	*n = cells * m->rounds;
	*steps = *n <= MATRIX_STEPS ? calloc(*n, sizeof(**steps)) : NULL;
	if (*n > MATRIX_STEPS)
		err = -E2BIG;
	else if (!*steps)
		err = -ENOMEM;
	else
		err = matrix_fill(m, groups, n_groups, *steps, cells);
	free(groups);
	if (err)
		free(*steps);
	return err;
}
