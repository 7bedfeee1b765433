#!/bin/sh
# The five published programmes on synthetic people, as rules/*/NOTES.md describe: one line of `run --format json` each, in
# the order mabar-2024, mabar-2025, belu-2023, sorong-2024, sorong-2024-12m, manggarai-2025. All else goes to stderr.
# Usage: sh samples/programmes.sh [FOLDER]   (FOLDER keeps the databases; $LINDUNG is the program, else build/lindung)
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
if [ $# -gt 0 ]; then
  mkdir -p "$1"
  work=$(cd "$1" && pwd)
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
fi
if [ -z "${LINDUNG:-}" ]; then
  cd "$here"
  . samples/setup.sh
  need $BUILD_PACKAGES
  build build
  LINDUNG=$here/build/lindung
fi
export LINDUNG_RULES="$here/rules"

# regency CODE PEOPLE SEED PROGRAMME…: one database, its people, its programmes
regency() {
  code=$1 people=$2 seed=$3
  shift 3
  "$LINDUNG" sample --region "$code" --people "$people" --seed "$seed" -o "$work/$code.csv" >&2
  "$LINDUNG" import --quiet --db "$work/$code.db" --source simple "$work/$code.csv" >&2
  for programme; do
    "$LINDUNG" run --quiet --db "$work/$code.db" --format json "$here/rules/$programme.lua"
  done
}

regency 53.15 30000 2024 5315_manggarai_barat/2024 5315_manggarai_barat/2025
regency 53.04 60000 2023 5304_belu/2023
regency 96.71 100000 2024 9671_sorong/2024 9671_sorong/2024_12m
regency 53.10 60000 2025 5310_manggarai/2025
