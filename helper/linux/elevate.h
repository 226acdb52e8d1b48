/* SPDX-FileCopyrightText: The vmnet-helper project authors */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * elevate.h - be root while the network is opened, with file capabilities
 *
 * A helper that has capabilities from its file (or from systemd, as ambient
 * ones) is its caller in everything else.  What it makes is shared with other
 * helpers: /run/vmnet-helper, the keeper, dnsmasq's folder.  If these were the
 * caller's, he could change them below the next helper that is root.  So the
 * helper becomes effective uid 0, as a set-uid file would have made it, but
 * with no capability more than it had; priv_drop() makes it its caller again.
 */
#ifndef HELPER_LINUX_ELEVATE_H
#define HELPER_LINUX_ELEVATE_H

/**
 * elevate_helper() - Become effective uid and gid 0, if that is allowed
 *
 * Does nothing for root, for who lacks CAP_SETUID or CAP_SETGID, and in a user
 * namespace without a root; there, what needs it fails and says so.  Where the
 * caller has less privilege than we, his environment is replaced: PATH would
 * choose what runs as dnsmasq.
 *
 * Return: 0 or -errno.
 */
int elevate_helper(void);

/**
 * elevate_child() - Be root in all ids, for a process that outlives its caller
 *
 * With the caller's real uid, he could send it signals, kill(2).  Does nothing
 * unless elevate_helper(), or a set-uid file, made the effective uid 0.
 */
void elevate_child(void);

#endif
