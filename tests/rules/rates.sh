# What the national table says for a payer, a month and a segment, seen in the price of one worker.
. "$(dirname "$0")/lib.sh"
rules=$top/tests/rules/turunan/turunan.lua
"$lindung" test "$rules" >"$work/out" 2>&1 || { fail "test turunan"; cat "$work/out" >&2; }
"$lindung" sample --region 53.15 --people 3000 --seed 1 -o "$work/people.csv"
"$lindung" import --quiet --db "$work/a.db" --source simple "$work/people.csv" >/dev/null || fail import
"$lindung" run --quiet --db "$work/a.db" --format json "$rules" >"$work/run.json" || fail run

# cost FUNDER AMOUNT
cost() {
  got=$(sed 's/": */":/g' "$work/run.json" | grep -o "\"id\":\"$1\"[^[{]*" | grep -o '"cost":[a-z0-9]*')
  [ "$got" = "\"cost\":$2" ] || fail "$1: $got, not $2"
}
cost apbd-2026 16800
cost donasi-2026 16800
cost mandiri-2020 168
cost mandiri-2026 8400
cost mandiri-2026-01 16800
cost angkutan-2026-01 8400
cost angkutan-2027-03 8400
cost angkutan-2027-04 16800
cost tiga-program 36800
want run "$work/run.json" '"selected":27,'
exit $failed
