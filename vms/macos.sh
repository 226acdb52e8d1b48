# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# macos.sh - what the drivers of hypervisors on macOS share; sourced, not run
#
# The contract is in README.md.  Instead of VMNET_FD there may be VMNET_SOCKET,
# the path of a socket that vmnet-helper --socket has made.
# shellcheck shell=sh

driver=${0##*/}
program=${VM_COMMAND:-$driver}
name=${VM_NAME:-vm}
cpus=${VM_CPUS:-1}
memory=${VM_MEM:-512}
disk=${VM_DISK-}
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
		[ -n "$disk" ] || die "VM_DISK is not set" 77
		[ -r "$disk" ] || die "VM_DISK=$disk cannot be read" 77
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

check_disk()
{
	[ -n "$disk" ] || die "VM_DISK is not set: a raw image that boots by EFI"
	[ -r "$disk" ] || die "VM_DISK=$disk: cannot be read"
	no_comma VM_DISK "$disk"
	if [ -n "${VM_SEED-}" ]; then
		[ -r "$VM_SEED" ] || die "VM_SEED=$VM_SEED: cannot be read"
		no_comma VM_SEED "$VM_SEED"
	fi
	no_comma VM_CONSOLE "${VM_CONSOLE-}"
}

# check_network - a descriptor, or a path
check_network()
{
	[ -n "${VMNET_MAC_ADDRESS-}" ] || die "VMNET_MAC_ADDRESS is not set"
	[ -z "${VM_CONTROL_FD-}" ] ||
		die "VM_CONTROL_FD=$VM_CONTROL_FD: $driver has no port for it"
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

say()
{
	echo "vms/$driver: $name: $driver, $cpus cpu, $memory MiB"
}
