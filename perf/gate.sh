#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# gate.sh - builds two revisions and lets vmnet-gate compare them
#
# usage: BUILD=build perf/gate.sh [--bisect] BASE [HEAD] [GATE-OPTION ...]
#
# BASE and HEAD are revisions; "worktree", the default of HEAD, is what is there
# now.  The helper of a revision is built in build/gate/REVISION, once.  All else -
# vmnet-gate, vmnet-bench, the guests - is of the worktree for both.
#
#   SLOW       throughput:15 or cpu:20: HEAD is slowed on purpose, see slow.c
#   --bisect   exit status for "git bisect run": 0 PASS, 1 REGRESSED, 125 else
set -eu
cd "$(dirname "$0")/.."

build=${BUILD:-build}
make=${MAKE:-make}

die() {
	echo "gate.sh: $1" >&2
	exit 2
}

# make_in FOLDER VARIABLE=VALUE... TARGET - as if called from nowhere else
make_in() {
	folder=$1
	shift
	MAKEFLAGS='' MAKELEVEL='' "$make" -s -C "$folder" CC="${CC:-gcc}" \
		CFLAGS="${CFLAGS:--O2 -g}" "$@" >&2
}

# build_revision NAME OPTION - print the path of its vmnet-helper
build_revision() {
	rev=$(git rev-parse --verify -q "$1^{commit}") ||
		die "$2=$1: no such revision"
	tree=$build/gate/$rev
	if [ ! -x "$tree/build/vmnet-helper" ]; then
		echo "building the helper of $1 in $tree" >&2
		rm -rf "$tree"
		mkdir -p "$tree"
		# Not a worktree of git, which would remember it.
		git archive "$rev" | tar -x -C "$tree"
		make_in "$tree" COMMIT="$rev" build/vmnet-helper ||
			die "$2=$1: cannot build vmnet-helper"
	fi
	echo "$tree/build/vmnet-helper"
}

bisect=
if [ "${1-}" = --bisect ]; then
	bisect=yes
	shift
fi
[ $# -gt 0 ] || die "want the revision to compare with"
base=$1
shift
head=worktree
case ${1-} in
'' | -*) ;;
*)
	head=$1
	shift
	;;
esac

make_in . BUILD="$build" all bench-programs || die "cannot build the worktree"
case $base in
worktree) base=$build/vmnet-helper ;;
*) base=$(build_revision "$base" BASE) ;;
esac
if [ -n "${SLOW:-}" ]; then
	[ "$head" = worktree ] || die "SLOW=$SLOW: only for HEAD=worktree"
	make_in . BUILD="$build" SLOW="$SLOW" slow || die "SLOW=$SLOW: cannot build"
	head=$build/slow-$(echo "$SLOW" | tr : -)/vmnet-helper
elif [ "$head" = worktree ]; then
	head=$build/vmnet-helper
else
	head=$(build_revision "$head" HEAD)
fi

results=results/local/gate-$(date -u +%Y%m%dT%H%M%SZ)-$$
mkdir -p results/local
status=0
"$build/vmnet-gate" run --base "$base" --head "$head" --output "$results" \
	"$@" || status=$?
if [ -n "$bisect" ] && [ $status -gt 1 ]; then
	status=125 # git: cannot be told of this revision
fi
exit $status
