#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# universal.sh BUILD OUT - joins the programs of both architectures, and signs them
#
# From BUILD/arm64 and BUILD/x86_64.  The signature is for no developer, which is
# enough: from macOS 26 on vmnet wants to see the entitlement, and before that it
# wants root.  LIPO and CODESIGN name other programs for that.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=$1
out=$2

mkdir -p "$out"
for name in vmnet-helper vmnet-client; do
	"${LIPO:-lipo}" -create "$build/arm64/$name" "$build/x86_64/$name" \
		-output "$out/$name"
done
"${CODESIGN:-codesign}" --force --sign - --entitlements \
	"$here/vmnet-helper.entitlements" "$out/vmnet-helper"
"${CODESIGN:-codesign}" --force --sign - "$out/vmnet-client"
