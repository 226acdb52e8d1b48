#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_networks.sh - every network that QEMU can be on: it boots, gets an
# address, and talks TCP both ways
#
#   BUILD   folder of the built programs, default build/
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
need iperf3 dnsmasq
here=$(cd "$(dirname "$0")" && pwd)
(: <>/dev/net/tun) 2>/dev/null || skip "cannot open /dev/net/tun"
unshare -Urnmp --fork true 2>/dev/null ||
	unshare -nmp --fork true 2>/dev/null ||
	skip "namespaces are not allowed"
sh "$here/../vms/guest/build.sh" || skip "cannot build the guest"
reason=$(VM_BUILD=$BUILD "$here/../vms/qemu" --check 2>&1) || skip "$reason"
need passt vde_switch
T=$(mktemp -d "${TMPDIR:-/tmp}/test_networks.XXXXXX")
trap 'rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM

# bench NAME NETWORKS - one guest, as those of passt and user do not reach each
# other.  The sockets of vmnet-helper are for vms/test_attach.sh.
bench() {
	timeout 130 "$BUILD/vmnet-bench" run --driver qemu --guests 1 --rounds 1 \
		--time 1 --omit 0 --network "$2" \
		--direction host-to-vm,vm-to-host --output "$T/$1" \
		>"$T/$1.log" 2>&1 </dev/null
	status=$?
	sed -n 's/^\[/&/p' "$T/$1.log"
}

# The programs of others may fail on a busy machine, as passt was seen to, closing
# the connection that it had just forwarded: they get a second try.
bench run tap,vmnet-helper:tap,user,passt,vde,flood
again=$(sed -n 's/.* qemu \([a-z]*\) .* failed: .*/\1/p' "$T/run.log" |
	grep -x 'user\|passt\|vde' | sort -u | paste -sd , -)
if [ -n "$again" ]; then
	bench again "$again"
	cat "$T/again/samples.csv" >>"$T/run/samples.csv"
fi

# measured NETWORK DIRECTION
measured() {
	grep -q ",$2,tcp,.*,throughput,bit/s,higher,[0-9.]*,ok,$1,\$" \
		"$T/run/samples.csv"
}

for network in tap vmnet-helper:tap user passt vde flood; do
	for direction in host-to-vm vm-to-host; do
		check "$network: $direction" measured $network $direction
	done
done
check "the run has worked" [ $status = 0 ]
grep '^passt,\|^vde,' "$T/run/run.csv"
check "versions of what others need are recorded" \
	grep -q '^passt,.*passt' "$T/run/run.csv"
