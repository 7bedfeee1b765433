#!/bin/sh
# The same rules and people give the same bytes: rows shuffled or not, one job or many, gcc or clang.
# usage: same_bytes.sh BUILD [BUILD…], from the project's top folder
set -eu
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LINDUNG_RULES=$top/rules
rules=rules/5315_manggarai_barat/2024.lua

# one BUILD FILE JOBS: the export's hash and the receipt's result hash
one() {
  db=$work/db
  rm -f "$db"*
  "$top/$1/lindung" import --db "$db" --source simple --quiet "$2" >/dev/null
  "$top/$1/lindung" run --db "$db" "$rules" --jobs "$3" --format json --quiet |
    sed 's/.*"result":"\([0-9a-f]*\)".*/\1/' >"$work/receipt"
  "$top/$1/lindung" export --quiet --db "$db" 1 --as decisions -o - | sha256sum | cut -d' ' -f1 >"$work/hash"
  cmp "$work/receipt" "$work/hash" || { echo "the receipt is not the hash of the export" >&2; exit 1; }
  cat "$work/hash"
}

"$top/$1/lindung" sample --region 53.15 --people 20000 --seed 7 --as simple -o "$work/a.csv"
{ head -n 1 "$work/a.csv"; tail -n +2 "$work/a.csv" | awk 'BEGIN { srand(5) } { print rand() "\t" $0 }' | sort -n | cut -f2-; } >"$work/b.csv"
cmp -s "$work/a.csv" "$work/b.csv" && { echo "the shuffle did nothing" >&2; exit 1; }

for shape in simple p3ke p3ke-family bpjs dtsen dtsen-family; do
  for build; do
    "$top/$build/lindung" sample --region 53.04 --people 5000 --seed 11 --faults --as $shape -o "$work/$shape.$build.csv"
    cmp "$work/$shape.$1.csv" "$work/$shape.$build.csv" || { echo "$build samples other people as $shape" >&2; exit 1; }
  done
done

want=$(one "$1" "$work/a.csv" 1)
for build; do
  for file in a b; do
    for jobs in 1 2 7; do
      got=$(one "$build" "$work/$file.csv" "$jobs")
      [ "$got" = "$want" ] || { echo "$build $file.csv --jobs $jobs: $got, not $want" >&2; exit 1; }
    done
  done
done
echo "same bytes: $want"
