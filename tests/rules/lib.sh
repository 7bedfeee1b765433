# Sourced by the tests of this folder: $1 is the program, $2 the project's top folder. Only sh, sed, grep, awk and python3.
set -eu
lindung=$(realpath "$1") top=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
failed=0
programmes="5315_manggarai_barat/2024 5315_manggarai_barat/2025 5304_belu/2023 9671_sorong/2024 9671_sorong/2024_12m
5310_manggarai/2025"

fail() { printf 'FAILED: %s\n' "$*" >&2; failed=1; }

# want NAME FILE TEXT…: the one line of JSON in FILE, its blanks removed, holds each text
want() {
  name=$1 file=$2
  shift 2
  for text; do
    sed 's/": */":/g; s/, *"/,"/g; s/, *{/,{/g' "$file" | grep -qF -- "$text" || fail "$name: no $text"
  done
}
