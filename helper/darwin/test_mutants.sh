#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_mutants.sh - can the tests of the macOS end fail?
#
# Each mutant is one fault put into a copy of the sources; a test must see it.
set -u
unset MAKEFLAGS MFLAGS # of the make that runs us
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/../testlib.sh"
need clang make
cd "$(dirname "$0")/../.." || exit 1
# The path of a folder in it must fit a socket's, whatever TMPDIR is.
T=$(mktemp -d /tmp/test_mutants.XXXXXX)
trap 'rm -rf "$T"' EXIT

mkdir "$T/build" "$T/mutant"
cp -a Makefile helper client harness "$T/mutant/"
cp -a "$BUILD/obj-doubles" "$T/build/"
# What a test that fails leaves behind is then removed with all the rest.
sed -i "s|\"/tmp/vmnet-bench.XXXXXX\"|\"$T/guest.XXXXXX\"|" \
	"$T/mutant/harness/darwin/channel.c"
rm -f "$T/build/obj-doubles/harness/darwin/channel.o"
# What make compares times of must not look newer than what was built.
find "$T/mutant" -type f -exec touch -d '2000-01-01' {} +

run_test() { # test milliseconds seconds
	make -s -C "$T/mutant" BUILD="$T/build" CFLAGS="-O1 -w" \
		"$T/build/$1" \
		>"$T/make.log" 2>&1 || {
		cat "$T/make.log"
		fail "$1 does not build"
	}
	DOUBLE_PATIENCE=$2 timeout "$3" "$T/build/$1" >"$T/test.log" 2>&1
}

# mutant FILE TEST WHAT SED - the test fails with the file changed by sed
mutant() {
	file=$T/mutant/$1
	cp -p "$file" "$T/original"
	sed -i "$4" "$file"
	cmp -s "$file" "$T/original" && fail "$3: nothing is changed in $1"
	rm -f "$T/build/obj-doubles/${1%.c}.o"
	run_test "$2" 100 6 && fail "$3: $2 does not see it"
	ok "$3: $2 fails"
	cp -p "$T/original" "$file"
	rm -f "$T/build/obj-doubles/${1%.c}.o"
}

D=helper/darwin
for test in nic large open own batch end; do
	check "without a mutant test_$test passes" run_test "$D/test_$test" 2000 60
done
mutant $D/nic.c $D/test_nic "a length left out for vmnet_read()" \
	's/rx_iov\[i\].iov_len = nic->max_frame/rx_iov[i].iov_len = 0/'
mutant $D/nic.c $D/test_nic "a size left out for vmnet_write()" \
	's/packet->vm_pkt_size = size/packet->vm_pkt_size = size - 1/'
mutant $D/nic.c $D/test_nic "the count of vmnet_write() not looked at" \
	's/done += (unsigned int)count;/done = total;/'
mutant $D/nic.c $D/test_nic "no header in front of a frame" \
	's/memset(frames\[i\].iov_base, 0, HEADER);/;/'
mutant $D/nic.c $D/test_nic "a wake-up told once only" \
	's/atomic_store(&nic->event, false);/;/'
mutant $D/nic.c $D/test_large "a header not found" \
	's/memcpy(frame->iov_base, &header, HEADER);/;/'
mutant $D/nic.c $D/test_large "a merge in pieces" \
	's/if (nic->joined && pieces > 1) {/if (0) {/'
mutant $D/nic.c $D/test_large "short segments merged" \
	's/return nic->infer.mtu;/return 0;/'
mutant $D/nic.c $D/test_large "a wrong checksum made right" \
	's/!infer_is_intact(/false \&\& infer_is_intact(/'
mutant $D/nic.c $D/test_large "room for merges never given back" \
	's/^\tnic->n_joined = 0;//'
mutant $D/nic.c $D/test_open "a queue not released" \
	's/^\t\tdispatch_release(nic->queue);/\t\t;/'
mutant $D/open.c $D/test_open "parameters not released" \
	's/^\txpc_release(params);//'
mutant $D/open.c $D/test_open "a network not released" \
	's/^\t\tCFRelease(network);/\t\t;/'
mutant $D/open.c $D/test_open "no limit in time" \
	's/return err ? fail_start(error, err, config) : 0;/return 0;/'
mutant $D/own.c $D/test_own "a configuration not released" \
	's/^\tCFRelease(net);//'
mutant $D/own.c $D/test_own "an MTU left out" \
	's/err = set_mtu(net, config, error);/err = 0;/'
mutant $D/own.c $D/test_own "an address reserved for another MAC address" \
	's/ifid_mac(config->id, mac.octet);/memset(\&mac, 2, sizeof(mac));/'
mutant $D/own.c $D/test_own "a version not looked at" \
	's/osversion_major() >= OSVERSION_UNPRIVILEGED/1/'
mutant $D/own.c $D/test_own "frames as short as vmnet says" \
	's/info->max_frame < ETHER_HDR_LEN + config->mtu/0/'
mutant $D/broker.c $D/test_open "a serialization not released" \
	's/^\txpc_release(answer.serialization);//'
mutant $D/broker.c $D/test_open "a lease not released" \
	's/^\txpc_release(lease);//'
mutant $D/params.c $D/test_open "an option left out" \
	's/vmnet_enable_tso_key, true/vmnet_enable_tso_key, false/'
mutant $D/await.c $D/test_open "an answer freed too early" \
	's/&await->users, 2/\&await->users, 1/'
mutant $D/batch.c $D/test_batch "an unbounded wait for room" \
	's/retries-- <= 0/retries-- <= -1000/'
mutant $D/batch.c $D/test_batch "what is cut off not seen" \
	's/&batch->pieces\[2 \* i\], 2)/\&batch->pieces[2 * i], 1)/'
mutant $D/peer.c $D/test_end "a dead peer not seen" \
	's/return errno == ENOTCONN.*/return false;/'
H=harness/darwin
check "without a mutant test_system passes" run_test "$H/test_system" 2000 60
mutant $H/cpu.c $H/test_system "ticks taken for nanoseconds" \
	's/\*ns = cpu_ns(\(.*\), &base);/*ns = (int64_t)(\1);/'
mutant $H/cpu.c $H/test_system "the kernel's part left out" \
	's/info.ri_user_time + info.ri_system_time/info.ri_user_time/'
mutant $H/netdev.c $H/test_system "unknown drops taken for none" \
	's/return -ENODEV;/return 0;/'
mutant $H/channel.c $H/test_system "a guest's folder that stays" \
	's/^\t\t\tunlink(path);/\t\t\t;/'
mutant harness/agent.c $H/test_system "a socket that others may connect to" \
	's/chmod(path, 0600)/chmod(path, 0666)/'
if [ "$(id -u)" = 0 ]; then
	mutant $D/priv.c $D/test_end "supplementary groups kept" \
		's/setgroups(1, &id->gid) < 0 ||/(void)setgroups,/'
fi
