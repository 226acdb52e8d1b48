/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* convert.h - the commands "vmnet-bench import" and "vmnet-bench export" */
#ifndef HARNESS_CONVERT_H
#define HARNESS_CONVERT_H

#include <stdio.h>

/**
 * convert_import() - Read a tree of results into the tables of a run
 * @argc:	Number of arguments
 * @argv:	The arguments after the word "import"
 * @results:	Folder where the run's is made if none is given
 *
 * Prints the folder and the summary; one line on stderr for an error.
 *
 * Return: exit status.
 */
int convert_import(int argc, char *const argv[], const char *results);

/**
 * convert_export() - Write a run as a tree of results
 * @argc:	Number of arguments
 * @argv:	The arguments after the word "export"
 *
 * Prints how many reports there are; one line on stderr for an error.
 *
 * Return: exit status.
 */
int convert_export(int argc, char *const argv[]);

/**
 * convert_usage() - Print the options of both
 * @out:	Where to
 */
void convert_usage(FILE *out);

#endif
