#!/bin/bash
# What `meson install` puts in place works by itself: tests/tools/installed.sh BUILD-FOLDER
# The program there finds its rules, its library and its Indonesian without help from the source tree.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
DESTDIR="$folder/root" meson install -C "$1" --no-rebuild >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
program=$(find "$folder/root" -path '*/bin/lindung')
library=$(find "$folder/root" -name 'liblindung.so.0')
[ -n "$(find "$folder/root" -name lindung.1)" ] || { echo "no manual page"; exit 1; }
[ -n "$(find "$folder/root" -path '*/bash-completion/completions/lindung')" ] || { echo "no completion"; exit 1; }
export LD_LIBRARY_PATH="${library%/*}" LC_ALL=C
unset LINDUNG_RULES LINDUNG_DB
mkdir "$folder/work"
cd "$folder/work"
"$program" new kantor >new.txt
"$program" sample --region 53.15 --people 300 --seed 1 -o pekerja.csv
"$program" import --lang id --source simple pekerja.csv >import.txt
"$program" run kantor/2025.lua >run.txt
grep -q 'Disimpan sebagai kiriman 1' import.txt || { cat import.txt; exit 1; }
grep -q '^receipt: run 1' run.txt || { cat run.txt; exit 1; }
