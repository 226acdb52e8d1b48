#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_neighbours.sh - firewalls of others on the same host: guests get out by
# the hook that Docker has for that, or by the command that the helper prints;
# and --doctor
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
isolate "$0"
export T
write_lease_script
BR=vmnetc0a84000

# What the helper tells to run is run; `iptables` means that over nftables.
if command -v iptables-nft >/dev/null; then
	mkdir "$T/bin"
	for program in iptables ip6tables; do
		ln -s "$(command -v $program-nft)" "$T/bin/$program"
	done
	PATH=$T/bin:$PATH
fi

# The outside, reached by NAT only.
make_outside 16
outside 'ip route add local 10.99.1.0/24 dev lo
	ip route add 192.168.0.0/16 via 10.99.0.1'

# in_guest NAME COMMANDS - in a guest of helper NAME with a fixed address, so
# that a firewall of the input does not matter
in_guest() {
	"$NETNS" --socket "$T/$1.sock" --mac "$(json "$T/$1.json" \
		vmnet_mac_address)" -- sh -c "
		ip addr add 192.168.64.200/24 dev eth0
		ip route add default via 192.168.64.1
		ping() { busybox ping -c 2 -W 1 \"\$@\"; }
		$2" >"$T/$1-guest.log" 2>&1
}
# The helper ends with its guest.
# new_address - set $out4 to a ping of an address nobody has pinged yet: a connection
# that is known already would pass
new_address() {
	address=$((${address:-0} + 1))
	out4="ping 10.99.1.$address"
}
# shellcheck disable=SC2016 # for the shell of the guest
out6='n=0; until ip -6 route | grep -q default; do
	n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.1; done
	ping fd99::2'

# As Docker 28 leaves them with iptables over nftables; xt matches look the
# same to those who list them.
docker_tables() { # family...
	for family; do
		nft -f - <<-END || fail "cannot set Docker's rules"
			table $family filter {
				chain DOCKER { }
				chain DOCKER-USER { }
				chain DOCKER-FORWARD {
					oifname "docker0" ct state { established, related } counter accept
					oifname "docker0" counter jump DOCKER
					iifname "docker0" counter accept
				}
				chain FORWARD {
					type filter hook forward priority filter; policy drop;
					counter jump DOCKER-USER
					counter jump DOCKER-FORWARD
				}
			}
			add rule $family filter DOCKER iifname != "docker0" oifname "docker0" counter drop
		END
	done
}
rules() { nft -s list ruleset; }
docker_user() { nft list chain ip filter DOCKER-USER | grep -c "\"$BR\"\$"; }
# Killed, it is a zombie of its helper.
no_keeper() { ! pgrep -r DRST -x vmnet-keeper >/dev/null; }
lose_keeper() {
	kill_keeper
	within 5 no_keeper || fail "the keeper stays"
}
drop_tables() { for t; do nft delete table "${t%:*}" "${t#*:}"; done; }

# start_quiet NAME OPTION... - start a helper that gives no warning
start_quiet() {
	start_helper "$@"
	! grep WARN "$T/$1.log" || fail "a warning without a reason"
}

# Docker, IPv4 and IPv6
docker_tables ip ip6
rules >"$T/before"
start_quiet d
check "Docker: four rules of ours" [ "$(docker_user)" = 4 ]
new_address
check "Docker: the guest gets out" in_guest d "$out4 && { $out6; }"
wait $pid
within 5 no_keeper
rules >"$T/after"
check "Docker: none is left, its own are untouched" \
	diff "$T/before" "$T/after"
check "Docker: not even in comments" sh -c '! nft list ruleset | grep vmnet'

start_quiet d
ip link add docker0 type veth peer name c0 netns $outside
ip addr add 172.17.0.1/16 dev docker0
ip link set docker0 up
nsenter -t $outside -n sh -c 'ip addr add 172.17.0.2/16 dev c0
	ip link set c0 up'
new_address
check "Docker: its containers are guarded by its own rules" \
	in_guest d "! ping 172.17.0.2 && $out4"
wait $pid
ip link del docker0

start_quiet d
first=$pid
lose_keeper
check "Docker: a killed keeper leaves the rules" [ "$(docker_user)" = 4 ]
start_quiet e
check "Docker: the next one does not double them" [ "$(docker_user)" = 4 ]
new_address
check "Docker: the guest gets out still" in_guest d "$out4"
wait $first
stop_helper $pid
within 5 no_keeper
rules >"$T/after"
check "Docker: all are gone after the repair" diff "$T/before" "$T/after"

start_quiet h --operation-mode host --start-address 192.168.64.1 \
	--end-address 192.168.64.99 --subnet-mask 255.255.255.0
check "Docker: nothing for a host network" [ "$(docker_user)" = 0 ]
stop_helper $pid
drop_tables ip:filter ip6:filter

# A rule that iptables cannot read would end Docker's network, so let the real
# one read ours.
if [ -e "$T/bin" ]; then
	iptables -P FORWARD DROP
	iptables -N DOCKER-USER
	iptables -A FORWARD -j DOCKER-USER
	iptables -A FORWARD -o docker0 -m conntrack \
		--ctstate RELATED,ESTABLISHED -j ACCEPT
	iptables -S >"$T/before"
	start_quiet d
	check "iptables can read and list our rules" \
		[ "$(iptables -S DOCKER-USER | grep -c "comment $BR")" = 4 ]
	new_address
	check "iptables: the guest gets out" in_guest d "$out4"
	wait $pid
	within 5 no_keeper
	iptables -S >"$T/after"
	check "iptables: all as before" diff "$T/before" "$T/after"
	drop_tables ip:filter
fi

# warns WHO COMMANDS - start helper w: one warning with exactly these commands
warns() {
	start_helper w
	check "$1: one warning" [ "$(grep -c WARN "$T/w.log")" = 1 ]
	check "$1: with the command" grep -qxF \
		"WARN  [main] $1 drops packets of guests; run: $2" "$T/w.log"
	cure=$(sed -n 's/^WARN .*; run: //p' "$T/w.log")
}

# cured WHO - the guest has no way out, but after the command it has one
cured() {
	start_helper w2
	second=$pid
	new_address
	refute "$1: no way out without it" in_guest w "$out4"
	sh -c "$cure" || fail "cannot run: $cure"
	new_address
	check "$1: a way out with it" in_guest w2 "$out4"
	wait $second
	within 5 no_keeper
	start_quiet w
	ok "$1: no warning any more"
	stop_helper $pid
	within 5 no_keeper
}

NFT="nft insert rule inet fw forward iifname $BR accept && \
nft insert rule inet fw forward oifname $BR ct state established,related accept"
for last in drop reject; do
	policy=drop
	[ $last = drop ] || policy=accept
	nft -f - <<-END || fail "cannot set the rules"
		table inet fw {
			chain forward {
				type filter hook forward priority filter; policy $policy;
				counter $last
			}
		}
	END
	warns 'nftables table inet fw' "$NFT"
	cured "nftables, $last"
	drop_tables inet:fw
done

if [ -e "$T/bin" ]; then
	iptables -P FORWARD DROP
	ip6tables -P FORWARD DROP
	cmd="-I FORWARD -i $BR -j ACCEPT"
	answers="-I FORWARD -o $BR -m conntrack --ctstate \
RELATED,ESTABLISHED -j ACCEPT"
	warns iptables "iptables $cmd && iptables $answers && ip6tables $cmd \
&& ip6tables $answers"
	cured iptables
	drop_tables ip:filter ip6:filter
fi

# ufw and firewalld have no command here; what it adds is known.
ufw_tables() { # input forward
	nft -f - <<-END || fail "cannot set ufw's rules"
		table ip filter {
			chain ufw-user-input { }
			chain ufw-user-forward { }
			chain ufw-before-input {
				jump ufw-user-input
			}
			chain ufw-before-forward {
				ct state { established, related } accept
				jump ufw-user-forward
			}
			chain INPUT {
				type filter hook input priority filter; policy $1;
				jump ufw-before-input
			}
			chain FORWARD {
				type filter hook forward priority filter; policy $2;
				jump ufw-before-forward
			}
		}
	END
}
ufw_tables drop drop
warns ufw "ufw allow in on $BR && ufw route allow in on $BR"
cure="nft insert rule ip filter ufw-user-input iifname $BR accept
	nft insert rule ip filter ufw-user-forward iifname $BR accept"
cured ufw
drop_tables ip:filter
ufw_tables drop accept
warns ufw "ufw allow in on $BR"
stop_helper $pid
within 5 no_keeper
nft insert rule ip filter ufw-user-input iifname $BR drop
start_helper w
check "ufw: a rule against us is none for us" grep -q WARN "$T/w.log"
stop_helper $pid
drop_tables ip:filter
ufw_tables accept accept
start_quiet w
ok "ufw: no warning where it drops nothing"
stop_helper $pid
drop_tables ip:filter

nft -f - <<-END || fail "cannot set firewalld's rules"
	table inet firewalld {
		chain filter_INPUT_ZONES { }
		chain filter_FORWARD_ZONES { }
		chain filter_INPUT {
			type filter hook input priority filter + 10; policy accept;
			ct state { established, related } accept
			jump filter_INPUT_ZONES
			ct state invalid drop
			reject with icmpx admin-prohibited
		}
		chain filter_FORWARD {
			type filter hook forward priority filter + 10; policy accept;
			ct state { established, related } accept
			jump filter_FORWARD_ZONES
			reject with icmpx admin-prohibited
		}
	}
END
warns firewalld "firewall-cmd --zone=trusted --add-interface=$BR"
cure="nft insert rule inet firewalld filter_INPUT_ZONES iifname $BR accept
	nft insert rule inet firewalld filter_FORWARD_ZONES iifname $BR accept"
cured firewalld
drop_tables inet:firewalld

# --doctor
doctor_path=$PATH # where it looks for dnsmasq
doctor_with=      # a program that starts it
doctor() { # status - what it says is in $T/doctor.log
	# shellcheck disable=SC2086 # may be empty
	$doctor_with env PATH="$doctor_path" "$HELPER" --doctor \
		>"$T/doctor.log" 2>&1
	[ $? = "$1" ]
}
says() { grep -q "^$1" "$T/doctor.log"; }
# finds WHAT PATTERN... - nothing that stops, and lines with these patterns
finds() {
	what=$1
	shift
	doctor 0 || fail "doctor: $what: exit $?"
	for pattern; do
		says "$pattern" || fail "doctor: $what: no \"$pattern\""
	done
	ok "doctor: $what"
}
sick() { # WHAT TEXT - one failure, WHAT, with TEXT and a cure
	check "doctor: $1: exit 1" doctor 1
	check "doctor: $1: only that" [ "$(grep -c ^FAIL "$T/doctor.log")" = 1 ]
	check "doctor: $1: and the cure" says "FAIL  $1: .*$2"
}

check "doctor: healthy" doctor 0
refute "doctor: no failure" says FAIL
for what in privileges tun dnsmasq bridge nftables /run IPv4 IPv6 \
	'host subnet' 'shared subnet' firewalls; do
	says "ok    $what: " || fail "doctor: $what is not ok"
done
ok "doctor: all is well"
check_nothing_left

docker_tables ip
finds "Docker's hook" 'ok    firewalls'
start_quiet d
finds "a running network" 'ok    firewalls' \
	"ok    network: .*$BR runs in shared mode.* guests: 1\$"
nft flush chain ip filter DOCKER-USER
finds "the loss of our rules" \
	'warn  firewalls: .*iptables drops .*; run: iptables -I'
lose_keeper
kill -KILL $pid
wait $pid 2>/dev/null
finds "a network without a keeper" \
	"warn  network: .*$BR has lost its keeper; run: timeout"
PATH=$BUILD:$PATH sh -c "$(sed -n 's/^warn  network.*; run: //p' \
	"$T/doctor.log")" >"$T/repair.log" 2>&1
rm -f "$T"/d.sock*
drop_tables ip:filter
ok "its cure is run"
check_nothing_left

ip link add other type veth peer name rehto
ip addr add 192.168.64.77/26 dev other
finds "a subnet in use" 'ok    shared subnet: .*192.168.65.0/24, .* by other'
ip link del other

doctor_path=/nowhere
sick dnsmasq 'apt install dnsmasq-base'
doctor_path=$PATH
doctor_with='setpriv --inh-caps -net_admin --bounding-set -net_admin'
sick privileges 'run as root, or .*: unshare -Urnm'
doctor_with=
mount -t tmpfs tmpfs /dev/net || skip "cannot hide /dev/net/tun"
sick tun 'modprobe tun'
umount /dev/net

# Last, as the table stays as long as the namespace.
if command -v iptables-legacy >/dev/null && iptables-legacy -L -n \
	>/dev/null 2>&1 && grep -qx filter /proc/net/ip_tables_names; then
	finds "rules of iptables-legacy" \
		'warn  firewalls: .*iptables-legacy may drop'
fi
check_nothing_left
