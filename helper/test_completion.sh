#!/bin/sh
# SPDX-FileCopyrightText: The vmnet-helper project authors
# SPDX-License-Identifier: Apache-2.0
#
# test_completion.sh - what bash, zsh and fish offer when the tab key is pressed
# shellcheck disable=SC2016 # what shells run is for these shells
set -u
# shellcheck source=helper/testlib.sh
. "$(dirname "$0")/testlib.sh"
need bash fish zsh
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
HOME=$T
PATH=$BUILD:$PATH # each script asks vmnet-helper for interfaces
export T HOME PATH
unset XDG_CONFIG_HOME XDG_DATA_HOME
: >"$T/some_file"
FOLDER=$BUILD/completion

# in_bash WORD... - complete the last one; what is offered, as lines.  As for
# the shell, "=" is a word of its own.
in_bash() {
	timeout 20 bash --norc -c '
		. "$1/bash/vmnet-helper"; . "$1/bash/vmnet-client"
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		function=$(complete -p "$1") || exit
		function=${function#*-F }
		${function%% *}
		printf "%s\n" "${COMPREPLY[@]}"' bash "$FOLDER" "$@"
}

# in_fish LINE - the same; descriptions are cut off
in_fish() {
	timeout 20 fish --no-config -c 'source $argv[1]/fish/vmnet-helper.fish
		source $argv[1]/fish/vmnet-client.fish
		complete -C $argv[2]' "$FOLDER" "$1" | cut -f 1
}

# in_zsh LINE - what a terminal shows after the tab key, a word a line.  No
# list is shown when other keys are waiting: they come after $pause seconds.
pause=1
in_zsh() {
	timeout 20 zsh -f -c '
		zmodload zsh/zpty
		zpty z "stty -echo; TERM=dumb zsh -f -i"
		zpty -w z "PROMPT=; LISTMAX=1000; fpath=($1/zsh \$fpath)"
		zpty -w z "autoload -U compinit && compinit -u -D"
		zpty -w z "unsetopt beep; print rea\"\"dy"
		zpty -r z out "*ready*"
		zpty -w -n z "$2"$'"'\\t\\t'"'
		sleep "$3"
		zpty -w -n z $'"'\\C-u'"'
		zpty -w z "print do\"\"ne"
		zpty -r z out "*done*"
		print -r -- $out' zsh "$FOLDER" "$1" "$pause" |
		tr -s '[:space:]' '\n'
}

# offers WORD SHELL COMMAND... - is WORD among what is offered?
offers() {
	word=$1
	shift
	"$@" | grep -qxF -e "$word"
}

zsh_offers() { # WORD LINE; a busy machine needs longer
	for pause in 1 3 9; do
		offers "$1" in_zsh "$2" && return
	done
	return 1
}

zsh_options() { # program
	for pause in 1 3 9; do
		in_zsh "$1 --" | grep -o -e '^--[a-z][a-z-]*' |
			sort -u >"$T/zsh"
		cmp -s "$T/zsh" "$T/options" && return
	done
}

help_options() { # program
	"$BUILD/$1" --help | grep -o -e '--[a-z][a-z-]*  *[A-Za-z]' |
		sed 's/ .*//' | sort -u
}

for program in vmnet-helper vmnet-client; do
	help_options $program >"$T/options"
	check "$program has options" [ "$(wc -l <"$T/options")" -gt 10 ]
	in_bash $program -- | grep '^--.' | sort >"$T/bash"
	check "bash: all options of $program, no other" \
		diff "$T/options" "$T/bash"
	in_fish "$program --" | grep '^--.' | sort >"$T/fish"
	check "fish: all options of $program, no other" \
		diff "$T/options" "$T/fish"
	zsh_options $program
	check "zsh: all options of $program, no other" \
		diff "$T/options" "$T/zsh"
done

check "bash: letters" offers -f in_bash vmnet-helper -
refute "bash: no letter of the other program" offers -s in_bash vmnet-client -
for mode in shared host bridged; do
	check "bash: mode $mode" offers $mode \
		in_bash vmnet-helper --operation-mode ''
	check "bash: mode $mode after =" offers $mode \
		in_bash vmnet-client --operation-mode = ''
	check "fish: mode $mode" offers $mode \
		in_fish 'vmnet-client --operation-mode '
	check "zsh: mode $mode" zsh_offers $mode \
		'vmnet-helper --operation-mode '
	"$HELPER" --operation-mode $mode 2>&1 | grep -q 'not one of' &&
		fail "no such mode: $mode"
done
check "bash: only what starts so" [ host = \
	"$(in_bash vmnet-helper --operation-mode h)" ]
check "bash: nothing for an address" [ -z \
	"$(in_bash vmnet-helper --start-address '')" ]

# What the helper says of interfaces, whatever their names are.
mkdir "$T/bin"
cat >"$T/bin/vmnet-helper" <<-'END'
	#!/bin/sh
	[ "$*" = --list-shared-interfaces ] && printf 'br7\nx$(id)\n'
END
chmod 755 "$T/bin/vmnet-helper"
PATH=$T/bin:$PATH
cd "$T" || exit
check "bash: interfaces" offers br7 in_bash vmnet-client --shared-interface ''
check "bash: and runs no name" offers 'x$(id)' \
	in_bash vmnet-client --shared-interface ''
check "fish: interfaces" offers br7 in_fish 'vmnet-helper --shared-interface '
check "zsh: interfaces" zsh_offers br7 'vmnet-helper --shared-interface '
check "bash: files" offers some_file in_bash vmnet-helper --socket so
check "bash: files of a letter" offers some_file in_bash vmnet-helper -s so
check "fish: files" offers some_file in_fish 'vmnet-helper --socket so'
: >"$T/sometimes" # zsh lists only where there is a choice
check "zsh: files" zsh_offers some_file 'vmnet-helper --socket some'

# After "--", or without it, the command of the client.
check "bash: command" offers mktemp in_bash vmnet-client -v -- mkte
check "bash: its files" offers some_file in_bash vmnet-client -- cat so
check "bash: command without --" offers some_file \
	in_bash vmnet-client --network lab cat so
check "bash: a value is no command" offers --helper \
	in_bash vmnet-client --network lab --
check "bash: nor after =" offers --helper \
	in_bash vmnet-client --network = lab --
refute "bash: the options of a command are its own" offers --helper \
	in_bash vmnet-client -- ls --
check "fish: command" offers mktemp in_fish 'vmnet-client -v -- mkte'
check "fish: its files" offers some_file in_fish 'vmnet-client -- cat so'
check "zsh: command" zsh_offers mkdir 'vmnet-client -v -- mk'
