/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_replay.c - runs a fuzz target without libFuzzer
 *
 * usage: fuzz_NAME [FILE...]
 *
 * With files, runs them.  Without, runs all files of helper/corpus/NAME, in
 * the root of the tree, and then random changes of them: the same ones each
 * time, for a second at most.
 *
 * The target runs in a child, which shares the input with us: whatever ends
 * it, the input is still there to be saved.
 */

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/fuzz.h"
#include "helper/util.h"

#define FILES_MAX   400
#define INPUT_MAX   65536  /* bytes */
#define CHANGED	    100000 /* changed inputs, if time allows */
#define CHANGED_MS  1000
#define HANG_S	    10	 /* of the processor; no input takes this long */
#define CHANGED_MAX 4096 /* bytes; short ones say as much */

struct input {
	char name[512];
	size_t size;
	uint8_t data[INPUT_MAX];
};

static struct input *current; /* shared with the child */
static struct input files[FILES_MAX];
static size_t n_files;

static void load(const char *path)
{
	struct input *in = &files[n_files];
	FILE *file = fopen(path, "re");

	if (!file || n_files == FILES_MAX) {
		fprintf(stderr, "%s: %s\n", path,
			file ? "too many files" : "cannot be opened");
		exit(EXIT_FAILURE);
	}
	snprintf(in->name, sizeof(in->name), "%s", path);
	in->size = fread(in->data, 1, INPUT_MAX, file);
	fclose(file);
	n_files++;
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !strstr(entry->d_name, ".license");
}

static void load_corpus(const char *name)
{
	struct dirent **list;
	char path[1024];
	int i, n;

	snprintf(path, sizeof(path), "helper/corpus/%s", name);
	n = scandir(path, &list, is_input, alphasort);
	if (n <= 0) {
		fprintf(stderr, "%s: no corpus here\n", path);
		exit(EXIT_FAILURE);
	}
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "helper/corpus/%s/%s", name,
			 list[i]->d_name);
		load(path);
		free(list[i]);
	}
	free(list);
}

static void run_one(const struct input *in)
{
	const struct itimerval limit = { .it_value.tv_sec = HANG_S };
	uint8_t *exact = fuzz_alloc(in->size);

	memcpy(current, in, offsetof(struct input, data) + in->size);
	memcpy(exact, in->data, in->size);
	setitimer(ITIMER_VIRTUAL, &limit, NULL);
	LLVMFuzzerTestOneInput(exact, in->size);
	free(exact);
}

/* Xorshift, Marsaglia 2003: the same numbers everywhere. */
static size_t pick(size_t n)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n ? (size_t)(state >> 11) % n : 0;
}

static void move(struct input *in, size_t from, size_t to)
{
	memmove(in->data + to, in->data + from, in->size - from);
	in->size = in->size - from + to;
}

static void change_once(struct input *in)
{
	static const uint8_t edges[] = { 0, 1, 0x7f, 0x80, 0xff, '-', '"' };
	const struct input *other = &files[pick(n_files)];
	size_t at = pick(in->size + 1), n = 1 + pick(8), start;

	switch (pick(5)) {
	case 0:
		if (at < in->size)
			in->data[at] ^= (uint8_t)(1u << pick(8));
		break;
	case 1:
		if (at < in->size)
			in->data[at] = edges[pick(sizeof(edges))];
		break;
	case 2:
		if (at + n <= in->size)
			move(in, at + n, at);
		break;
	case 3:
		if (in->size + n <= CHANGED_MAX) {
			move(in, at, at + n);
			while (n--)
				in->data[at + n] = (uint8_t)pick(256);
		}
		break;
	default: /* a piece of another file */
		start = pick(other->size);
		n = pick(other->size - start + 1);
		if (in->size + n <= CHANGED_MAX) {
			move(in, at, at + n);
			memcpy(in->data + at, other->data + start, n);
		}
	}
}

static unsigned int run_changed(void)
{
	static struct input in;
	int64_t end = clock_ms() + CHANGED_MS;
	const struct input *from;
	unsigned int i;
	size_t n;

	for (i = 0; i < CHANGED && clock_ms() < end; i++) {
		from = &files[pick(n_files)];
		memcpy(&in, from, offsetof(struct input, data) + from->size);
		if (in.size > CHANGED_MAX)
			in.size = CHANGED_MAX;
		for (n = 1 + pick(6); n > 0; n--)
			change_once(&in);
		snprintf(in.name, sizeof(in.name), "change %u", i);
		run_one(&in);
	}
	return i;
}

static void run_all(bool change)
{
	unsigned int changed = 0;
	size_t i;

	for (i = 0; i < n_files; i++)
		run_one(&files[i]);
	if (change)
		changed = run_changed();
	printf("%zu files, %u changed inputs\n", n_files, changed);
}

static int report(const char *program, int status)
{
	char path[1024];
	FILE *file;

	snprintf(path, sizeof(path), "%s.crash", program);
	file = fopen(path, "we");
	if (!file ||
	    fwrite(current->data, 1, current->size, file) != current->size)
		snprintf(path, sizeof(path), "(cannot be written)");
	if (file)
		fclose(file);
	fprintf(stderr, "%s: %s %d\nthe input is saved; again: %s %s\n",
		current->name,
		WIFSIGNALED(status) ? "ended by signal" : "exit status",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
		program, path);
	return EXIT_FAILURE;
}

int main(int argc, char *argv[])
{
	const char *name = strrchr(argv[0], '/');
	pid_t child;
	int i, status;

	name = name ? name + 1 : argv[0];
	current = mmap(NULL, sizeof(*current), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	fuzz_check(current != MAP_FAILED);
	for (i = 1; i < argc; i++)
		load(argv[i]);
	if (argc == 1)
		load_corpus(name + strlen("fuzz_"));
	child = fork();
	fuzz_check(child >= 0);
	if (child == 0) {
		run_all(argc == 1);
		return EXIT_SUCCESS;
	}
	fuzz_check(waitpid(child, &status, 0) == child);
	return status ? report(argv[0], status) : EXIT_SUCCESS;
}
