#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_sudo.sh - an ordinary user's client starts its helper by sudo, and the
# command of "sudo vmnet-client" is the user's.  Real sudo, with rules, users
# and groups that only this test sees; so it needs root.
# shellcheck disable=SC2016,SC2086 # what the command runs is for its own shell
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
[ "$(id -u)" = 0 ] || skip "needs root"
need sudo setpriv setcap
isolate "$0" root
export T

# Where the user can reach them, whatever the folder of the build allows.
mkdir "$T/bin" "$T/fake" "$T/empty"
cp "$HELPER" "$CLIENT" "$NETNS" "$T/bin"
helper=$T/bin/vmnet-helper client=$T/bin/vmnet-client
write_lease_script

private() { # file of /etc, its new content
	cat >"$T/${1##*/}"
	chmod 644 "$T/${1##*/}"
	mount --bind "$T/${1##*/}" "$1" || skip "cannot bind $1"
}
{ cat /etc/passwd; echo 'vmuser:*:12345:12345::/home/vmuser:/bin/sh'; } |
	private /etc/passwd
{ cat /etc/group; echo 'vmuser:*:12345:'; echo 'vmgroup:*:12346:vmuser'; } |
	private /etc/group
printf '%s\n' 'Defaults use_pty' \
	"vmuser ALL = (root) NOPASSWD: $helper, $client" | private /etc/sudoers
chmod 440 "$T/sudoers"

AS="setpriv --reuid vmuser --regid vmuser --init-groups"
as_user() {
	$AS "$@"
}

status_is() { # wanted command...
	wanted=$1
	shift
	"$@" >"$T/out" 2>"$T/err.log"
	got=$?
	[ $got = "$wanted" ] || {
		echo "status $got, not $wanted"
		cat "$T/out"
		return 1
	}
}

errors() {
	grep -c '^ERROR' "$T/err.log"
}

# --- what sudo is told; it cannot be had here -------------------------------

cat >"$T/fake/sudo" <<'END'
#!/bin/sh
echo "$@" >>"$T/argv"
[ "$#" = 3 ] && exit 1
readlink /proc/$$/fd/0 | sed 's/:.*//' >"$T/stdin"
(ls /proc/$$/fd >"$T/fds") # no pipe: while it is made, we have one more
ps -o tty= -p $$ >"$T/tty"
exit 1
END
chmod 755 "$T/fake/sudo"
with_fake() {
	rm -f "$T/argv"
	# Who runs the tests may have more open than we do.
	as_user env PATH="$T/fake:$PATH" "$@" 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
}
check "refused by sudo" status_is 1 with_fake "$client" \
	--operation-mode host -v -- touch "$T/started"
check "sudo is told what to start" [ "$(head -n 1 "$T/argv")" = \
	"--non-interactive $helper --fd=0 --operation-mode=host --verbose" ]
check "is asked why, once" [ "$(sed 1d "$T/argv")" = \
	"--non-interactive $helper --version" ]
check "the socket is its input" [ "$(cat "$T/stdin")" = socket ]
check "it has 0, 1, 2 (10: its script)" [ "$(tr '\n' ' ' <"$T/fds")" = "0 1 10 2 " ]
check "one line says what to do" [ "$(errors)" = 1 ]
check "with the rule" grep -q "write \"vmuser ALL = (root) NOPASSWD: $helper\"" \
	"$T/err.log"
check "command was not started" [ ! -e "$T/started" ]

check "no sudo" status_is 1 as_user env PATH="$T/empty" "$client" -- x
check "is said in one line" [ "$(errors)" = 1 ]
check "by name" grep -q "$helper needs root, and there is no sudo" "$T/err.log"
check "--unprivileged" status_is 1 with_fake "$client" --unprivileged -- x
check "does not use sudo" [ ! -e "$T/argv" ]
check "the helper says what is missing" grep -q 'ERROR \[main\] .*permitted' \
	"$T/err.log"
cd "$T" || exit
check "path from the current folder" status_is 1 with_fake "$client" \
	--helper bin/vmnet-helper -- x
check "is made absolute" grep -q "^--non-interactive $T/bin/vmnet-helper " \
	"$T/argv"
cd / || exit
check_nothing_left

# --- real sudo --------------------------------------------------------------

check "helper by sudo" status_is 7 as_user "$client" -- \
	sh -c '[ "$(id -un)" = vmuser ] && exit 7'
check "has dropped its privilege to us" \
	grep -q 'dropped privileges to uid: 12345 gid: 12345' "$T/err.log"
check_nothing_left
# Users may open it where root allows that.
mknod -m 666 "$T/tun" c 10 200 || skip "cannot make a device"
mount --bind "$T/tun" /dev/net/tun || skip "cannot bind a device"
if as_user unshare -Urn true 2>/dev/null; then
	LEASE=$T/lease.txt
	export LEASE
	check "a guest has a network" status_is 0 as_user "$client" -- \
		unshare -Urn "$T/bin/vmnet-netns" --mac 02:00:00:00:00:01 -- \
		sh -c "$DHCP && busybox ping -c 1 -W 2 192.168.64.1"
	check_nothing_left
else
	ok "no guest: users may not make namespaces here"
fi
check "sudo that wants a password" status_is 1 as_user "$client" \
	--helper /bin/true -- touch "$T/started"
check "is explained in one line" [ "$(errors)" = 1 ]
check "with the rule" grep -q 'NOPASSWD: /bin/true"' "$T/err.log"
check "command was not started" [ ! -e "$T/started" ]
check "what the helper says is enough" status_is 1 as_user "$client" \
	--shared-interface x --operation-mode bridged -- touch "$T/started"
check "one line" [ "$(errors)" = 1 ]
check_nothing_left

start_client() { # command
	rm -f "$T/ready"
	$AS "$client" -- sh -c "$1" >"$T/out" 2>"$T/err.log" &
	pid=$!
	within 10 [ -e "$T/ready" ] || fail "command did not start"
	hpid=$(pgrep -x vmnet-helper)
	cpid=$(cat "$T/pid")
}
gone() { ! kill -0 "$1" 2>/dev/null; }
BODY='echo $$ >"$T/pid"; : >"$T/ready"; while :; do sleep 0.1; done'

start_client "$BODY"
kill "$pid"
wait "$pid"
check "SIGTERM ends all" [ $? = 143 ]
check_nothing_left
start_client "$BODY"
kill -KILL "$pid"
wait "$pid" 2>/dev/null
check "SIGKILL of the client ends the helper" within 5 gone "$hpid"
check "and the command" within 5 gone "$cpid"
check_nothing_left
start_client "$BODY"
kill -KILL "$hpid"
wait "$pid"
check "SIGKILL of the helper ends the command" [ $? = 1 ]
check_nothing_left
start_client "$BODY"
kill -KILL "$(pgrep -x sudo)"
wait "$pid"
check "SIGKILL of sudo, too" [ $? = 1 ]
check_nothing_left
start_client "trap '' TERM; $BODY"
kill -STOP "$hpid"
kill -KILL "$cpid"
wait "$pid"
check "a stopped helper is ended" [ $? = 137 ]
check_nothing_left
start_client 'sleep 20 & echo $$ >"$T/pid"; : >"$T/ready"; sleep 0.2; exit 3'
wait "$pid"
check "a socket that others hold does not keep the helper" [ $? = 3 ]
check_nothing_left
kill "$(pgrep -x sleep)"
for delay in 0 0.01 0.02 0.03 0.05 0.08; do
	$AS "$client" -- sleep 30 >"$T/out" 2>"$T/err.log" &
	sleep $delay
	kill -KILL $!
	wait $! 2>/dev/null
done
check_nothing_left

# --- file privileges: no sudo -----------------------------------------------

CAPS=cap_kill,cap_setgid,cap_setuid,cap_setpcap,cap_net_bind_service
CAPS=$CAPS,cap_net_admin,cap_net_raw,cap_chown,cap_dac_override
setcap $CAPS+ep "$helper" || fail "setcap"
check "helper with capabilities" status_is 7 with_fake "$client" -- \
	sh -c 'exit 7'
check "without sudo" [ ! -e "$T/argv" ]
check_nothing_left
setcap -r "$helper"
with_ambient() {
	rm -f "$T/argv"
	all=$(echo "+$CAPS" | sed 's/cap_//g; s/,/,+/g')
	PATH="$T/fake:$PATH" $AS --inh-caps "$all" --ambient-caps "$all" "$@"
}
check "ambient capabilities" status_is 7 with_ambient "$client" -- \
	sh -c 'exit 7'
check "without sudo" [ ! -e "$T/argv" ]
check_nothing_left

# --- the client itself by sudo ----------------------------------------------

SHOW='grep -E "^(Uid|Gid|Groups|CapPrm|CapEff|CapAmb)" /proc/self/status |
	tr -s "\t " " "; echo "$HOME $USER $LOGNAME"'
cat >"$T/user" <<'END'
Uid: 12345 12345 12345 12345
Gid: 12345 12345 12345 12345
Groups: 12345 12346 
CapPrm: 0000000000000000
CapEff: 0000000000000000
CapAmb: 0000000000000000
/home/vmuser vmuser vmuser
END
by_sudo() {
	as_user sudo -n "$client" "$@"
}
check "sudo vmnet-client" status_is 0 by_sudo -- sh -c "$SHOW"
check "runs its command as the user" sh -c "sed 1d $T/out | diff - $T/user"
check "and its helper" grep -q 'to uid: 12345 gid: 12345' "$T/err.log"
check "root is not to be had" status_is 127 by_sudo -- \
	setpriv --reuid 0 true
check "says the kernel" grep -q '^setpriv: .*not permitted' "$T/err.log"
check "nor its group" status_is 127 by_sudo -- setpriv --regid 0 \
	--clear-groups true
check "says the kernel" grep -q '^setpriv: .*not permitted' "$T/err.log"
check "--run-as-root" status_is 0 by_sudo --run-as-root -- \
	sh -c '[ "$(id -u)" = 0 ]'
check "helper is still the user's" grep -q 'to uid: 12345' "$T/err.log"
check "--run-as-root of a user" status_is 1 as_user "$client" --run-as-root \
	-- true
check "is refused" grep -q 'ERROR \[client\] --run-as-root: ' "$T/err.log"
unknown() {
	SUDO_UID=23456 SUDO_GID=23457 USER=root "$client" "$@"
}
check "user without an account" status_is 0 unknown -- sh -c "$SHOW"
sed 's/1234[56]/23456/g; s/^Gid.*/Gid: 23457 23457 23457 23457/
	s/^Groups.*/Groups: 23457 /; s/^.home.*/\/ 23456 23456/' \
	"$T/user" >"$T/other"
check "is the user, too" sh -c "sed 1d $T/out | diff - $T/other"
check "root without sudo stays root" status_is 0 env -u SUDO_UID "$client" -- \
	sh -c '[ "$(id -u)" = 0 ]'
foreign() {
	SUDO_UID=12345 SUDO_GID=12345 unshare -Urn "$client" "$@"
}
if unshare -Urn true 2>/dev/null; then
	check "SUDO_UID of another user namespace means nobody" status_is 0 \
		foreign -- sh -c '[ "$(id -u)" = 0 ]'
else
	ok "no user namespaces here"
fi
check_nothing_left
