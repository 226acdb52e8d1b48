/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doctor.h - what this machine lacks for a network, and the cure
 */
#ifndef HELPER_DOCTOR_H
#define HELPER_DOCTOR_H

/**
 * doctor_run() - Check the machine and print a line for each check
 *
 * A line starts with "ok", "warn" or "FAIL", and ends with what to do unless
 * it is "ok".  Whatever a check has to try out, it tries in a network
 * namespace of its own: nothing is changed.
 *
 * Return: how many things were found that stop shared mode.
 */
int doctor_run(void);

#endif
