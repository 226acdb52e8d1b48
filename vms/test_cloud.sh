#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_cloud.sh - a VM of a distribution from its making to its end: cloud-init
# does what the seed says, ssh works through the helper's network, traffic both
# ways, and nothing is left.  Takes minutes where QEMU emulates: make check-cloud
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
here=$(cd "$(dirname "$0")" && pwd)
need ssh ssh-keygen qemu-img iperf3 mmdebstrap mcopy mkfs.vfat sfdisk
command -v xorrisofs >/dev/null || need genisoimage
if [ -z "${VMNET_ISOLATED:-}" ]; then
	IMAGE=$(sh "$here/cloud/image.sh") || skip "cannot make the image"
	export IMAGE
	reason=$(VM_DISK=$IMAGE "$here/qemu" --check 2>&1) || skip "$reason"
fi
isolate "$0" root
# A benchmark has a /run of its own.
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
home=$kept/vms
dir=$home/one

bench() {
	"$BUILD/vmnet-bench" "$@"
}

start() { # timeout
	: >"$T/out"
	"$BUILD/vmnet-bench" run one --home "$home" --timeout "$1" \
		>"$T/out" 2>"$T/bench.log" &
	pid=$!
	within "$1" ready
	[ -s "$T/out" ] || {
		tail -c 2000 "$dir/console.log" "$dir/vm.log"
		fail "no VM: $(cat "$T/bench.log")"
	}
	cat "$T/out"
}

ready() {
	[ -s "$T/out" ] || ! kill -0 "$pid"
}

# stop - a signal, as ^C would be; the guest has to write its disk
stop() {
	kill "$pid"
	wait "$pid"
}

# guest COMMAND... - run something in the VM
guest() {
	timeout 60 "$BUILD/vmnet-bench" ssh --home "$home" one "$@"
}

# says WHAT COMMAND... - the guest's answer, whole
says() {
	want=$1
	shift
	got=$(guest "$@") || return 1
	[ "$got" = "$want" ] || {
		echo "not $want but $got"
		return 1
	}
}

# iperf - to or from the guest; a refusal is an error in a report, and status 0
iperf() {
	timeout 60 iperf3 -J -c "$address" -t 2 "$@" >"$T/iperf.json" &&
		grep -q '"sum_received"' "$T/iperf.json"
}

# moved OPTION... - more than a megabyte of it; the server refuses who comes
# while it makes ready for the next one
moved() {
	within 60 iperf "$@" || {
		grep '"error"' "$T/iperf.json"
		return 1
	}
	bytes=$(sed -n '/"sum_received"/,/}/s/.*"bytes":[^0-9]*\([0-9]*\).*/\1/p' \
		"$T/iperf.json")
	echo "$bytes bytes"
	[ "${bytes:-0}" -gt 1000000 ]
}

check "create" bench create one --image "$IMAGE" --home "$home" --disk 4 \
	--user me
check "it is the helper's MAC that the seed names" grep -q \
	"$(json "$dir/vm.json" mac)" "$dir/network-config"

start 600
address=$(json "$T/out" address)
check "an address of the network" [ "${address%.*}" = 192.168.64 ]
check "the host name" says one hostname
check "the user" says me id -un
check "who may be root" says 0 sudo -n id -u
check "and is reached by the name" guest getent hosts one
check "the MAC address" says "$(json "$dir/vm.json" mac)" \
	cat /sys/class/net/eth0/address
# shellcheck disable=SC2016 # for the guest's shell
check "the whole disk" guest '[ "$(df --output=size -m / | tail -n 1)" -gt 3000 ]'
check "any ssh, by its config" [ "$(ssh -F "$dir/ssh.config" one echo yes)" = yes ]
check "listed" [ "$(bench list --home "$home")" = "one                  $address" ]

# It prints a dot for each second before.
finished() {
	guest cloud-init status --wait | grep -qx 'status: done'
}
check "cloud-init did all of it" finished

# Another key is no way in, nor is a host with another key.
ssh-keygen -q -t ed25519 -N '' -f "$T/other"
by_hand() { # key known_hosts
	timeout 60 ssh -F none -o BatchMode=yes -o IdentitiesOnly=yes -i "$1" \
		-o UserKnownHostsFile="$2" -o HostKeyAlias=one "me@$address" \
		true 2>"$T/ssh.log"
}
echo "one $(cut -d ' ' -f 1-2 "$T/other.pub")" >"$T/known"
check "by hand, with its keys" by_hand "$dir/id_ed25519" "$dir/known_hosts"
refute "not with another key" by_hand "$T/other" "$dir/known_hosts"
check "nor with a password" grep -q 'Permission denied (publickey)' "$T/ssh.log"
refute "not another host" by_hand "$dir/id_ed25519" "$T/known"
check "for that reason" grep -q 'Host key verification failed' "$T/ssh.log"

check "iperf3 in it" guest iperf3 -s -D
check "from the host" moved
check "to the host" moved -R
refute "not while it runs" bench delete one --home "$home" 2>/dev/null

guest 'echo kept >note'
check "SIGTERM ends it" stop
check "in order" grep -q 'reboot: Power down' "$dir/console.log"
check_nothing_left

# The second boot is of the same VM.
start 600
check "the same address" [ "$(json "$T/out" address)" = "$address" ]
check "the same disk" says kept cat note
guest 'sudo -n poweroff'
wait "$pid"
check "it ends with the guest" [ $? = 0 ]
check_nothing_left
# As the guest of a benchmark, with its disk left as it is.
before=$(sha256sum <"$dir/disk.qcow2")
check "a benchmark with it" bench run --vm one --home "$home" --rounds 1 \
	--time 1 --direction host-to-vm,vm-to-host --plain --output "$kept/results"
throughputs() {
	grep -c ',throughput,.*,ok' "$kept/results/samples.csv"
}
head -n 4 "$kept/results/samples.csv"
check "measures both ways" [ "$(throughputs)" = 2 ]
check "its disk is as it was" [ "$(sha256sum <"$dir/disk.qcow2")" = "$before" ]
check_nothing_left

check "delete" bench delete one --home "$home"
check "nothing is left of it" [ -z "$(ls "$home")" ]
