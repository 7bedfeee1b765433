#!/bin/sh
# search.sh FUZZER NAME [libFuzzer's option or folder…]: the fuzzer with the longest input and the word list of its line in
# `targets`. Without options: `runs` changes of the committed corpus, the same ones each time, and nothing is written there.
set -eu
fuzzer=$1 name=$2 here=$(dirname "$0")
shift 2
read -r name cuts runs longest words <<LINE
$(grep "^$name " "$here/targets")
LINE
[ -w /dev/shm ] && work=$(mktemp -d -p /dev/shm) || work=$(mktemp -d) # databases are made and removed there by the thousand
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
export TMPDIR="$work"
[ "$words" = none ] || cp "$here/$words.dict" "$work/words"
engine=$here/../../engine
case $words in # and what the engine's own tables hold
lua) sed -n 's/^W("\([^"]*\)".*/"\1"/p' "$engine/script/words.def" ;;
cli) sed -n 's/^\t*\.name = "\([a-z]*\)".*/"\1\\x0a"/p; s/^\t*{"\([a-z-]*\)", .*CLI_.*/"--\1="/p' "$engine/cli/commands.c" ;;
json) cat "$here"/corpus/report/* "$here"/corpus/html/* | grep -o '"[a-z_]*":' | sort -u | sed 's/.*"\(.*\)":/"\\"\1\\":"/' ;;
esac >>"$work/words"
[ "$words" = none ] || set -- "$@" "-dict=$work/words"
case " $* " in *" -max_total_time="* | *" -merge="* | *" -runs="*) ;; *)
  set -- "$@" -verbosity=0 -seed=1 "-runs=$runs" "-seed_inputs=$(printf '%s,' "$here/corpus/$name"/* | sed 's/,$//')" ;;
esac
"$fuzzer" "-max_len=$longest" "$@"
