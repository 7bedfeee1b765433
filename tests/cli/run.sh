#!/bin/bash
# Runs one scenario: tests/cli/run.sh PROGRAM SCENARIO-FOLDER RULES-FOLDER
#
# A scenario is a folder with `cmd`, a shell script, and `expected`, what it prints on both outputs. The script runs in a
# fresh folder that holds the scenario's other files; `run COMMAND…` prints the command, its output and any exit code but 0.
# ACCEPT=1 writes what came out to `expected`. What no two machines share (hashes, versions, times) is replaced by a name;
# and in every scenario but those with a file `shows-ids` a whole national id in the output is a failure of its own.
set -u
umask 022
program=$(realpath "$1") scenario=$(realpath "$2") rules=$(realpath "$3")
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/work"
ln -s "$program" "$folder/bin/lindung"
cp -r "$scenario/." "$folder/work/"
rm -f "$folder/work/cmd" "$folder/work/expected" "$folder/work/shows-ids"

hide_ids() { sed -E 's/\b([0-9]{4})[0-9]{12}\b/\1************/g'; }

run() {
	echo "\$ $*" | hide_ids
	"$@"
	local code=$?
	[ $code = 0 ] || echo "[exit $code]"
}

(
	cd "$folder/work" || exit 1
	export PATH="$folder/bin:$PATH" LINDUNG_RULES="$rules" LC_ALL=C TERM=dumb HOME="$folder" LINDUNG_USER=petugas
	unset LINDUNG_DB NO_COLOR LANGUAGE LC_MESSAGES LANG
	. "$scenario/cmd"
) >"$folder/raw" 2>&1 </dev/null

sed -E -e "s|$folder/work|FOLDER|g; s|$rules|RULES|g" \
	-e 's/\b[0-9a-f]{64}\b/HASH/g' \
	-e 's/\b(rules|data|result|aturan|hasil|(log|catatan) [0-9]+) [0-9a-f]{12}\b/\1 HASH/g; s/\b[0-9a-f]{12}$/HASH/' \
	-e 's/(  [0-9]+)  [0-9a-f]{12}  /\1  HASH          /' \
	-e 's/(lindung|engine|mesin) [0-9]+\.[0-9]+\.[0-9]+/\1 VERSION/; s/"engine":"[0-9.]+"/"engine":"VERSION"/' \
	-e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/TIME/g; s/[0-9]+ [A-Z][a-z]+ [0-9]{4}, [0-9]{2}:[0-9]{2} UTC/TIME/g' \
	-e "s/$(date -u +%F)/TODAY     /g" \
	-e 's/"(load|evaluate|allocate|store)":[0-9.e-]+/"\1":N/g' "$folder/raw" >"$folder/output"

status=0
if [ "${ACCEPT:-}" = 1 ]; then
	cp "$folder/output" "$scenario/expected"
elif ! diff -u "$scenario/expected" "$folder/output"; then
	echo "$(basename "$scenario"): the output differs; if it is right, run again with ACCEPT=1" >&2
	status=1
fi
if [ ! -e "$scenario/shows-ids" ] && grep -nE '(^|[^0-9a-f])[0-9]{16}([^0-9a-f]|$)' "$folder/raw"; then
	echo "$(basename "$scenario"): a whole national id was printed" >&2
	status=1
fi
exit $status
