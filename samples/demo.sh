#!/bin/sh
# The first command of the README: on a bare Debian 12, install what is missing, build, and select the 1,000 workers of
# Manggarai Barat's programme of 2024 from 30,000 synthetic people.
# Usage: sh samples/demo.sh [FOLDER]   (FOLDER, demo by default, keeps the files to play with)
set -eu
cd "$(dirname "$0")/.."
. samples/setup.sh
need $BUILD_PACKAGES
build build

work=${1:-demo}
mkdir -p "$work"
lindung=build/lindung
export LINDUNG_RULES="$PWD/rules" LINDUNG_DB="$work/lindung.db"
rules=rules/5315_manggarai_barat/2024.lua

$lindung sample --region 53.15 --people 30000 --seed 2024 -o "$work/pekerja.csv"
$lindung import --source simple "$work/pekerja.csv"
$lindung run "$rules"

$lindung report -o "$work/laporan.html"
$lindung export --quiet --as decisions -o "$work/keputusan.csv"
someone=$(awk -F, '$2 == "reserve" { print $1; exit }' "$work/keputusan.csv")
cat <<TEXT

Everything is in $work/: pekerja.csv (the people), laporan.html (the run as a page for a browser), keputusan.csv (each one's
answer), lindung.db. To go on:

  export LINDUNG_DB=$work/lindung.db LINDUNG_RULES=rules
  $lindung explain $someone  # why this person is in reserve
  $lindung verify                    # check the list by other means than made it
  $lindung keep 1                    # it became the decree
  $lindung export 1 --as annex -o $work/lampiran.csv
  $lindung run --set funders/APBD/budget=100800000 $rules
  $lindung test $rules
  $lindung help
TEXT
