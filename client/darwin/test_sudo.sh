#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_sudo.sh - the client of macOS asks sudo before macOS 26, and not after
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../../helper/testlib.sh"
need unshare
unshare -U true 2>/dev/null || skip "user namespaces are not allowed here"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
chmod 777 "$T"
mkdir "$T/bin"
cat >"$T/bin/sudo" <<'END'
#!/bin/sh
printf '%s\n' "$@" >"$T/sudo"
(cd /proc/self/fd && for fd in 0 3 4 5 6 7; do
	[ -S "$fd" ] && echo "$fd"
done) >"$T/fds"
while [ "${1#-}" != "$1" ]; do shift; done
exec "$@"
END
chmod 755 "$T/bin/sudo"
PATH=$T/bin:$PATH
export T PATH

# start VERSION OPTION... - the client as an ordinary user of that macOS
start() {
	version=$1
	shift
	rm -f "$T/sudo"
	DOUBLE=version=$version unshare -U "$BUILD/doubles/vmnet-client" \
		--helper "$BUILD/doubles/vmnet-helper" "$@" \
		-- sh -c 'exit 7' >"$T/out" 2>"$T/err.log"
	[ $? = 7 ]
}

check "macOS 15: the command runs" start 15.7.1 --enable-isolation
check "sudo starts the helper" [ "$(sed -n 2p "$T/sudo")" = \
	"$BUILD/doubles/vmnet-helper" ]
check "without asking, with the socket as its input" sh -c \
	"sed -n '1p;3p' $T/sudo | tr '\n' ' ' | \
	grep -qx -- '--non-interactive --fd=0 '"
check "with the options" grep -qx -- --enable-isolation "$T/sudo"
check "and no other descriptor" [ "$(cat "$T/fds")" = 0 ]
check "macOS 26: the command runs" start 26.0
check "without sudo" [ ! -e "$T/sudo" ]
check "macOS 15, never sudo: the command runs" start 15.0 --unprivileged
check "without sudo" [ ! -e "$T/sudo" ]
