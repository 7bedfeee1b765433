#!/bin/bash
# A program that falls leaves no file of its memory: tests/tools/no_core.sh PROGRAM RULES-FOLDER
# It waits for rows on standard input when it is killed by the signal that makes core files, where those are allowed.
set -eu
program=$(realpath "$1") rules=$(realpath "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkfifo rows
ulimit -S -c "$(ulimit -H -c)"
LINDUNG_RULES="$rules" "$program" import --db a.db --source simple - <rows >out 2>&1 &
pid=$!
exec 3>rows
echo 'nik,nama' >&3
for _ in $(seq 200); do
	grep -q '^Max core file size *0 *0 ' "/proc/$pid/limits" && break
	sleep 0.05
done
grep -q '^Max core file size *0 *0 ' "/proc/$pid/limits" || { echo "core files are allowed"; exit 1; }
kill -ABRT "$pid"
code=0
wait "$pid" || code=$?
exec 3>&-
[ "$code" = 134 ] || { echo "it ended with $code"; exit 1; }
left=$(find . -name 'core*')
[ -z "$left" ] || { echo "left: $left"; exit 1; }
