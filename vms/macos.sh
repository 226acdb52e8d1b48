# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# macos.sh - what the drivers of hypervisors on macOS share; sourced, not run
#
# The contract is in README.md.  Instead of VMNET_FD there may be VMNET_SOCKET,
# the path of a socket that vmnet-helper --socket has made, and instead of
# VM_CONTROL_FD VM_CONTROL_SOCKET, the path of one that somebody listens at.
# shellcheck shell=sh

driver=${0##*/}
program=${VM_COMMAND:-$driver}
name=${VM_NAME:-vm}
cpus=${VM_CPUS:-1}
memory=${VM_MEM:-512}
cache=${VMNET_CACHE:-${HOME:-}/.cache/vmnet-helper}
guest=${VM_GUEST:-$cache/guest-$(uname -m)}
disk=${VM_DISK-}
offloads=no # krunkit says yes
sun_path=103 # bytes of the longest path of a socket on macOS

die()
{
	echo "vms/$driver: $1" >&2
	exit "${2:-1}"
}

# check_arguments WORD - nothing, or --check
check_arguments()
{
	case ${1-} in
	"") return ;;
	--check)
		command -v "$program" >/dev/null || die "$program not found" 77
		[ "${VMNET_ATTACH:-socket}" = socket ] ||
			die "$driver has no way to $VMNET_ATTACH" 77
		check_offload 77
		find_disk 77
		exit 0
		;;
	*) die "unknown option: $1" ;;
	esac
}

# no_comma NAME VALUE - a comma would end a value for both hypervisors
no_comma()
{
	case $2 in
	*,*) die "$1=$2: has a comma" ;;
	esac
}

# check_offload [STATUS] - what not every driver can do
check_offload()
{
	case ${VM_OFFLOAD:=off} in
	off) ;;
	on) [ "$offloads" = yes ] ||
		die "VM_OFFLOAD=on: $driver takes no large frames" "${1-1}" ;;
	*) die "VM_OFFLOAD=$VM_OFFLOAD: neither on nor off" "${1-1}" ;;
	esac
}

# find_disk [STATUS] - the one that was named, or that of the small guest
find_disk()
{
	if [ -z "$disk" ]; then
		disk=$guest/disk.img
		[ -r "$disk" ] || die "VM_DISK is not set, and there is no\
 disk.img in $guest, see vms/README.md" "${1-1}"
	fi
	[ -r "$disk" ] || die "VM_DISK=$disk: cannot be read" "${1-1}"
}

# Of a disk that several VMs boot from, each has a copy, which on APFS is no
# copy but of what is written to it.
check_disk()
{
	find_disk
	if [ -n "${VM_DIR-}" ]; then
		cp -c "$disk" "$VM_DIR/disk.img" 2>/dev/null ||
			cp "$disk" "$VM_DIR/disk.img" 2>/dev/null ||
			die "VM_DIR=$VM_DIR: $disk cannot be copied to it"
		disk=$VM_DIR/disk.img
	fi
	no_comma VM_DISK "$disk"
	if [ -n "${VM_SEED-}" ]; then
		[ -r "$VM_SEED" ] || die "VM_SEED=$VM_SEED: cannot be read"
		no_comma VM_SEED "$VM_SEED"
	fi
}

# check_control - who waits for the guest's agent, and where its console goes
check_control()
{
	[ -z "${VM_CONTROL_FD-}" ] ||
		die "VM_CONTROL_FD=$VM_CONTROL_FD: $driver has no port for it,\
 but takes VM_CONTROL_SOCKET"
	if [ -n "${VM_CONTROL_SOCKET-}" ]; then
		no_comma VM_CONTROL_SOCKET "$VM_CONTROL_SOCKET"
		check_length "VM_CONTROL_SOCKET=$VM_CONTROL_SOCKET" \
			"$VM_CONTROL_SOCKET" 0
		[ -S "$VM_CONTROL_SOCKET" ] ||
			die "VM_CONTROL_SOCKET=$VM_CONTROL_SOCKET: no socket there"
		[ "${VM_MTU:-1500}" = 1500 ] ||
			die "VM_MTU=$VM_MTU: the guest of disk.img has 1500"
	fi
	no_comma VM_CONSOLE "${VM_CONSOLE-}"
}

# check_network - a descriptor, or a path
check_network()
{
	[ -n "${VMNET_MAC_ADDRESS-}" ] || die "VMNET_MAC_ADDRESS is not set"
	if [ -n "${VMNET_FD-}" ]; then
		case $VMNET_FD in
		*[!0-9]*) die "VMNET_FD=$VMNET_FD: not a descriptor" ;;
		esac
		return
	fi
	[ -n "${VMNET_SOCKET-}" ] || die "neither VMNET_FD nor VMNET_SOCKET is set"
	no_comma VMNET_SOCKET "$VMNET_SOCKET"
	check_length "VMNET_SOCKET=$VMNET_SOCKET" "$VMNET_SOCKET" 0
}

check_socket()
{
	[ -S "$VMNET_SOCKET" ] || die "VMNET_SOCKET=$VMNET_SOCKET: no socket there"
}

# check_length WHAT PATH MORE - do PATH and so many bytes make a socket's path?
check_length()
{
	bytes=$(($(printf %s "$2" | LC_ALL=C wc -c) + $3))
	[ "$bytes" -le $sun_path ] ||
		die "$1: $driver would use a path of $bytes bytes,\
 and $sun_path is the limit"
}

# The port of the host where the guest's agent comes to.
control_device()
{
	echo "virtio-vsock,port=1024,socketURL=$VM_CONTROL_SOCKET"
}

say()
{
	echo "vms/$driver: $name: $driver, $cpus cpu, $memory MiB"
}
