#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_network.sh - a real virtual machine in each operation mode: DHCP, ARP,
# gateway, NAT, SLAAC and NAT66, as its own kernel sees them
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../helper/testlib.sh"
need qemu-system-"$(uname -m)"
if [ -z "${VMNET_ISOLATED:-}" ]; then
	sh "$(dirname "$0")/guest/build.sh" || skip "cannot build the guest"
fi
isolate "$0"
export T
export VM_BUILD="$BUILD" VM_ACCEL=tcg

make_outside 24

# vm OPTION... - boot a VM and run the lines of stdin in it.  Each line is
# "NAME COMMAND": the console says "NAME yes" or "NAME no".
vm() {
	sed 's/^\([^ ]*\) \(.*\)/if \2 >\/dev\/null 2>\&1; then echo "=\1 yes"; else echo "=\1 no"; fi/' \
		>"$T/lines"
	echo "poweroff -f" >>"$T/lines"
	: >"$T/console.log"
	# shellcheck disable=SC2094 # what the console says decides what it gets
	(
		within 60 grep -q '^READY' "$T/console.log" && cat "$T/lines"
		sleep 5 # the console takes its time to read
	) | timeout 90 "$CLIENT" "$@" -- vms/qemu >"$T/console.log" \
		2>"$T/client.log" &
	within 90 ended "$!" || fail "the VM did not end"
}

ended() {
	grep -q 'Power down' "$T/console.log" || ! kill -0 "$1"
}

said() { # what
	tr -d '\r' <"$T/console.log" | grep -qx "=$1"
}

vm <<-'END'
	lease ip -4 addr show dev eth0 | grep -q 'inet 192.168.64.'
	arp arping -c 1 -w 3 -I eth0 192.168.64.1
	gateway ping -c 2 -W 3 192.168.64.1
	nat ping -c 2 -W 3 10.99.0.2
	big ping -c 2 -W 3 -s 3000 10.99.0.2
	slaac n=0; until ip -6 addr show dev eth0 scope global | grep -v tentative | grep -q fd76; do n=$((n+1)); [ $n -lt 60 ] || break; sleep 0.2; done; [ $n -lt 60 ]
	gateway6 ping -c 2 -W 3 fd76:6ec0:a840:18::1
	nat66 ping -c 2 -W 3 fd99::2
END
for what in lease arp gateway nat big slaac gateway6 nat66; do
	check "shared: $what" said "$what yes"
done

vm --operation-mode host <<-'END'
	lease ip -4 addr show dev eth0 | grep -q 'inet 192.168.128.'
	gateway ping -c 2 -W 3 192.168.128.1
	route ip route | grep -q default
	detour ip route add default via 192.168.128.1 && ping -c 2 -W 1 10.99.0.2
END
check "host: lease" said "lease yes"
check "host: gateway" said "gateway yes"
check "host: no default route" said "route no"
check "host: none that works" said "detour no"

ip link add lan0 type bridge
ip addr add 172.30.0.1/24 dev lan0
ip link set lan0 up
dnsmasq --conf-file=/dev/null --keep-in-foreground --user= --group= \
	--interface=lan0 --except-interface=lo --bind-interfaces --no-hosts \
	--no-ping --port=0 --no-resolv --pid-file= \
	--dhcp-range=172.30.0.50,172.30.0.99,255.255.255.0,1h \
	--dhcp-leasefile="$T/lan.leases" 2>"$T/lan.log" &
lan=$!
vm --operation-mode bridged --shared-interface lan0 <<-'END'
	lease ip -4 addr show dev eth0 | grep -q 'inet 172.30.0.'
	lan ping -c 2 -W 3 172.30.0.1
END
kill $lan
ip link del lan0
check "bridged: lease from the LAN" said "lease yes"
check "bridged: host on the LAN" said "lan yes"
check_nothing_left
