#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_install.sh - `make install`, and the Debian package on a copy of this
# machine: who may start the installed helper, and what is left of it
# shellcheck disable=SC2016 # what shells run is for these shells
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
[ "$(id -u)" = 0 ] || skip "needs root"
need make dpkg-deb dpkg-shlibdeps setcap getcap setpriv runuser visudo sudo man \
	systemd-analyze useradd
if sanitized; then
	ok "a sanitizer's build is not for installing"
	exit 0
fi
unset MAKEFLAGS MAKELEVEL
relative=${BUILD#"$PWD"/}
# Here, as the tests' own /var/lib has no dpkg.
if [ -z "${VMNET_ISOLATED:-}" ]; then
	make BUILD="$relative" deb || fail "make deb"
fi
isolate "$0" root

# The machine's root, where every change goes to $OVER/changes.  Not below $T,
# where nothing_left() looks for sockets.
R=/run/root OVER=/run/over
mkdir "$R" "$OVER"
mount -t tmpfs tmpfs "$OVER" || skip "cannot mount a tmpfs"
mkdir "$OVER/changes" "$OVER/work"
mount -t overlay overlay -o \
	"lowerdir=/,upperdir=$OVER/changes,workdir=$OVER/work" "$R" ||
	skip "cannot mount an overlay of / (kernel without overlayfs?)"
{
	mount --rbind /dev "$R/dev" && mount --bind /run "$R/run" &&
		mount -t proc proc "$R/proc" &&
		mount -t sysfs sysfs "$R/sys"
} || fail "cannot mount what a root needs"

inside() {
	chroot "$R" "$@"
}

as() { # user command...
	user=$1
	shift
	inside runuser -u "$user" -- env -i \
		PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "$@"
}

changes() { # files that are new or other than the machine's
	find "$OVER/changes" \( -type f -o -type l \) -printf '/%P\n' | sort
}

run_make() {
	make BUILD="$relative" DESTDIR="$R" "$@" >"$T/make.log" 2>&1
}

# --- make install, make uninstall

check "make install" run_make install PREFIX=/usr/local
changes >"$T/files"
check "all of it is there" diff - "$T/files" <<-END
	/etc/NetworkManager/conf.d/vmnet-helper.conf
	/usr/local/bin/vmnet-client
	/usr/local/bin/vmnet-helper
	/usr/local/lib/systemd/network/05-vmnet-helper.network
	/usr/local/lib/systemd/system/vmnet-helper@.service
	/usr/local/share/bash-completion/completions/vmnet-client
	/usr/local/share/bash-completion/completions/vmnet-helper
	/usr/local/share/doc/vmnet-helper/Apache-2.0.txt
	/usr/local/share/doc/vmnet-helper/README.md
	/usr/local/share/doc/vmnet-helper/architecture.md
	/usr/local/share/doc/vmnet-helper/integrations.md
	/usr/local/share/doc/vmnet-helper/sudoers.d/vmnet-helper
	/usr/local/share/fish/vendor_completions.d/vmnet-client.fish
	/usr/local/share/fish/vendor_completions.d/vmnet-helper.fish
	/usr/local/share/man/man1/vmnet-client.1
	/usr/local/share/man/man1/vmnet-helper.1
	/usr/local/share/zsh/site-functions/_vmnet-client
	/usr/local/share/zsh/site-functions/_vmnet-helper
END
installed_right() {
	! find "$OVER/changes/usr" -type f \
		\( ! -user root -o -perm /022 \) | grep .
}
check "and root's alone to change" installed_right
check "no file has a word left to fill in" sh -c \
	"! grep -rI '@[A-Z][A-Z]*@' '$OVER/changes'"
check "make setcap, which SETCAP=1 does" \
	run_make setcap PREFIX=/usr/local GROUP=daemon
check "for the group" [ "$(stat -c '%U %G %a' "$R/usr/local/bin/vmnet-helper")" \
	= "root daemon 750" ]
check "eight capabilities" [ 8 = "$(getcap "$R/usr/local/bin/vmnet-helper" |
	grep -o cap_ | wc -l)" ]
check "make uninstall" run_make uninstall PREFIX=/usr/local
check "make dist-linux" run_make dist-linux
cp "$BUILD"/dist/vmnet-helper-linux-*.tar.gz "$T/first.tar.gz"
sleep 1
check "and again" run_make dist-linux
check "is the same" cmp "$T/first.tar.gz" "$BUILD"/dist/vmnet-helper-linux-*.tar.gz
check "with the helper in it, of root" sh -c "tar -tvzf '$T/first.tar.gz' |
	grep -q '^-rwxr-xr-x 0/0 .* ./usr/local/bin/vmnet-helper\$'"
changes >"$T/files"
check "nothing of it is left" [ ! -s "$T/files" ]
check "not even a folder of its own" [ ! -e "$R/usr/local/share/doc/vmnet-helper" ]

# --- the package

package=$(echo "$BUILD"/vmnet-helper_*.deb)
cp "$package" "$T/vmnet-helper.deb"
check "the package installs" inside dpkg -i "$T/vmnet-helper.deb" \
	>"$T/dpkg.log" 2>&1
check "its files are intact" inside dpkg --verify vmnet-helper
check "version" sh -c "chroot '$R' vmnet-helper --version | grep -q '^version: v'"
for page in vmnet-helper vmnet-client; do
	check "man $page" inside man -w $page
done
check "rule for sudo" inside visudo -cf \
	/usr/share/doc/vmnet-helper/sudoers.d/vmnet-helper
check "unit of systemd" sh -c "! chroot '$R' systemd-analyze verify \
	vmnet-helper@vm1.service 2>&1 | grep vmnet"
check "group without members" inside grep -q '^vmnet:[^:]*:[0-9]*:$' /etc/group

{ inside useradd -M -G vmnet member && inside useradd -M other; } ||
	fail "cannot make users"

# starts USER PROGRAM OPTION... - an installed helper comes up and goes away
starts() {
	user=$1
	shift
	rm -f "$T/line.json" "$T/s/vm.sock"
	as "$user" "$@" --socket "$T/s/vm.sock" >"$T/line.json" 2>"$T/h.log" &
	starter=$!
	within 15 has_line "$T/line.json" $starter || return 1
	if [ ! -s "$T/line.json" ]; then
		wait $starter
		return 1
	fi
	living vmnet-helper | xargs kill
	wait $starter
	within 5 nothing_left
}
mkdir -m 777 "$T/s"
in_vain() {
	! starts "$@" && within 5 nothing_left
}

check "root starts it" starts root vmnet-helper
check "a member does not, yet" in_vain member vmnet-helper
check "and is told" grep -q 'ERROR.*Operation not permitted' "$T/h.log"

# --- with the rule for sudo

refute "no sudo before there is a rule" as member sudo -n \
	/usr/bin/vmnet-helper --version 2>/dev/null
inside install -m 440 /usr/share/doc/vmnet-helper/sudoers.d/vmnet-helper \
	/etc/sudoers.d/
check "a member by sudo" starts member sudo -n vmnet-helper
check "is himself again" grep -q \
	"dropped privileges to uid: $(inside id -u member) " "$T/h.log"
check "with an inherited socket" as member sudo -n --close-from=4 \
	vmnet-helper --version >/dev/null
check "nobody else" in_vain other sudo -n vmnet-helper
check "no other program" in_vain member sudo -n vmnet-client
rm "$R/etc/sudoers.d/vmnet-helper"

# --- with file capabilities

check "statoverride" inside dpkg-statoverride --update --add root vmnet 0750 \
	/usr/bin/vmnet-helper
check "configured again" inside dpkg-reconfigure vmnet-helper
check "a member by capabilities" starts member vmnet-helper
check "is himself again" grep -q \
	"dropped privileges to uid: $(inside id -u member) " "$T/h.log"
check "nobody else" in_vain other vmnet-helper
check "upgraded" inside dpkg -i "$T/vmnet-helper.deb" >"$T/dpkg.log" 2>&1
check "a member, still" starts member vmnet-helper

# A caller's environment chooses neither user nor program.
cat >"$T/s/dnsmasq" <<-END
	#!/bin/sh
	touch $T/s/taken
END
chmod 755 "$T/s/dnsmasq"
check "with a dnsmasq of his own" starts member env PATH="$T/s:$PATH" \
	SUDO_UID=1 SUDO_GID=1 vmnet-helper
check "which did not run" [ ! -e "$T/s/taken" ]
check "and is no other user" grep -q \
	"dropped privileges to uid: $(inside id -u member) " "$T/h.log"

# The client and its command, end to end; shared files are root's meanwhile.
as member vmnet-client -- sh -c '
	stat -c %U /run/vmnet-helper /run/vmnet-helper/*/*/* | sort -u
	ps -o ruser=,euser= -C vmnet-keeper | tr -s " "
	sed -n "s/^CapPrm:\t*//p" /proc/$$/status; id -un' \
	>"$T/seen" 2>"$T/client.log"
sed -i 1d "$T/seen" # JSON
check "member's client" diff - "$T/seen" <<-END
	root
	root root
	0000000000000000
	member
END
check_nothing_left

# One capability less, and it is said.
all=$(inside getcap /usr/bin/vmnet-helper | sed 's/.* //')
cp -p "$R/usr/bin/vmnet-helper" "$R/usr/bin/vmnet-less"
for cap in cap_chown cap_setgid cap_setuid cap_net_bind_service cap_net_admin \
	cap_net_raw; do
	less=$(echo "$all" | sed "s/$cap,//; s/,$cap//")
	[ "$less" != "$all" ] || fail "$cap is not among $all"
	setcap "$less" "$R/usr/bin/vmnet-less"
	check "not without $cap" in_vain member vmnet-less
	check "and one error" [ "$(grep -c ERROR "$T/h.log")" = 1 ]
done
rm "$R/usr/bin/vmnet-less"

# --- as the unit of systemd starts it: ambient capabilities, no file's

inside dpkg-statoverride --remove /usr/bin/vmnet-helper
inside dpkg -i "$T/vmnet-helper.deb" >"$T/dpkg.log" 2>&1
chmod 755 "$R/usr/bin/vmnet-helper"
check "no file capabilities" [ -z "$(inside getcap /usr/bin/vmnet-helper)" ]
unit=$R/usr/lib/systemd/system/vmnet-helper@.service
caps=$(sed -n 's/^CapabilityBoundingSet=//p' "$unit" | sed 's/cap_/+/g; s/ /,/g')
command=$(sed -n 's/^ExecStart=\([^ ]*\) .*/\1/p' "$unit")
check "unit: its user" starts root setpriv --reuid member --regid member \
	--init-groups --no-new-privs --inh-caps "-all,$caps" \
	--ambient-caps "-all,$caps" --bounding-set "-all,$caps" "$command"
check "unit: root" starts root setpriv --no-new-privs \
	--inh-caps "-all,$caps" --bounding-set "-all,$caps" "$command"

# --- away

check "the package is removed" inside dpkg --purge vmnet-helper \
	>"$T/dpkg.log" 2>&1
# What man-db has formatted is its own.
changes | grep vmnet | grep -v ^/var/cache/man/ | tee "$T/files"
check "nothing of it is left" [ ! -s "$T/files" ]
