#!/bin/bash
# Runs one scenario: tests/cli/run.sh PROGRAM SCENARIO-FOLDER RULES-FOLDER
#
# A scenario is a folder with `cmd`, a shell script, and `expected`, what it prints on both outputs. The script runs in a
# fresh folder that holds the scenario's other files; `run COMMAND…` prints the command, its output and any exit code but 0.
# ACCEPT=1 writes what came out to `expected`. What no two machines share (hashes, versions, times, walls) is replaced by a
# name. In every scenario but those with a file `shows-ids` a whole national id or a person's name in the output is a failure
# of its own, and in all of them one in a database's log, or any temporary file, journal or core left behind.
set -u
[ $# = 3 ] && [ -f "$2/cmd" ] || { echo "usage: run.sh PROGRAM SCENARIO-FOLDER RULES-FOLDER" >&2; exit 2; }
umask 022
program=$(realpath "$1") scenario=$(realpath "$2") rules=$(realpath "$3")
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/work" "$folder/tmp"
ln -s "$program" "$folder/bin/lindung"
cp -r "$scenario/." "$folder/work/"
shared=$(dirname "$scenario")/shared # what several scenarios work with: they copy what they want
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
	export PATH="$folder/bin:$PATH" LINDUNG_RULES="$rules" LC_ALL=C TERM=dumb HOME="$folder" LINDUNG_USER=petugas TMPDIR="$folder/tmp"
	unset LINDUNG_DB NO_COLOR LANGUAGE LC_MESSAGES LANG
	. "$scenario/cmd"
) >"$folder/raw" 2>&1 </dev/null

sed -E -e "s|$folder/work|FOLDER|g; s|$rules|RULES|g" \
	-e 's/\b[0-9a-f]{64}\b/HASH/g' \
	-e 's/\b(rules|data|result|aturan|hasil|(log|catatan) [0-9]+) [0-9a-f]{12}\b/\1 HASH/g; s/\b[0-9a-f]{12}$/HASH/' \
	-e 's/  [0-9a-f]{12}  /  HASH          /; s/^walls: .*/walls: WALLS/; s/(walls"+:"+)[^"]*"/\1WALLS"/' \
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
fail() {
	echo "$(basename "$scenario"): $1" >&2
	status=1
}

# An id is 16 digits that are no part of a hash; names stand in the second column of files of people.
id='(^|[^0-9a-f])[0-9]{16}([^0-9a-f]|$)'
names() { find "$folder/work" -name '*.csv' -exec awk -F, 'FNR == 1 { people = /^nik,nama,/; next } people && $2 ~ / / { print $2 }' {} +; }

if [ ! -e "$scenario/shows-ids" ]; then
	grep -nE "$id" "$folder/raw" && fail "a whole national id was printed"
	names | grep -qnFf - "$folder/raw" && fail "a name was printed"
fi
find "$folder/work" -name '*.db' | while read -r db; do
	"$folder/bin/lindung" log --db "$db" --format csv --show-ids 2>/dev/null
done >"$folder/logs"
grep -nE "$id" "$folder/logs" && fail "a whole national id is in a log"
names | grep -qnFf - "$folder/logs" && fail "a name is in a log"
left=$(find "$folder/tmp" "$folder" -maxdepth 1 -type f ! -name raw ! -name output ! -name logs
	find "$folder/work" -name '.*.??????' -o -name '*-wal' -size +0 -o -name '*-journal' -o -name 'core*')
[ -z "$left" ] || fail "left behind: $left"
exit $status
