# Every shape of a sample is read by the source of its kind: all rows of a clean one, and of a faulty one each row is either
# stored or in quarantine.
. "$(dirname "$0")/lib.sh"

# shape SHAPE SOURCE
shape() {
  "$lindung" sample --region 53.15 --people 2000 --seed 3 --as "$1" -o "$work/$1.csv"
  rows=$(($(wc -l <"$work/$1.csv") - 1))
  "$lindung" import --quiet --format json --db "$work/clean.db" --source "$2" "$work/$1.csv" >"$work/out.json" ||
    fail "import $1"
  want "$1" "$work/out.json" "\"read\":$rows," '"quarantined":0'
  "$lindung" sample --region 53.15 --people 2000 --seed 3 --as "$1" --faults -o "$work/$1_faults.csv"
  "$lindung" import --quiet --format json --db "$work/faults.db" --source "$2" "$work/$1_faults.csv" >"$work/out.json" ||
    fail "import $1 with faults"
  sed 's/": */":/g' "$work/out.json" | awk -v name="$1" '
    function number(key) { match($0, "\"" key "\":[0-9]+"); return substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3) }
    { if (number("read") + 0 != number("stored") + number("quarantined") + number("unchanged")) bad = 1
      if (number("quarantined") + 0 == 0) bad = 1 }
    END { if (bad || NR != 1) { print "rows are lost: " name > "/dev/stderr"; exit 1 } }' || failed=1
}

shape simple simple
shape p3ke p3ke_individu
shape p3ke-family p3ke_keluarga
shape dtsen dtsen_anggota
shape dtsen-family dtsen_keluarga
shape bpjs bpjs_peserta

# An edition of P3KE that writes 'Kepala keluarga/Suami' decides as the others do.
decide() {
  for kind in p3ke:p3ke_individu bpjs:bpjs_peserta; do
    "$lindung" import --quiet --db "$work/$1.db" --source "${kind#*:}" "$work/$1_${kind%:*}.csv" >/dev/null || fail "$1: import"
  done
  "$lindung" run --quiet --db "$work/$1.db" "$top/rules/5315_manggarai_barat/2024.lua" >/dev/null || fail "$1: run"
  "$lindung" export --quiet --db "$work/$1.db" --as decisions -o "$work/$1_decisions.csv" || fail "$1: export"
}
for edition in plain stroke; do cp "$work/bpjs.csv" "$work/${edition}_bpjs.csv"; done
cp "$work/p3ke.csv" "$work/plain_p3ke.csv"
sed 's|,Kepala keluarga,|,Kepala keluarga/Suami,|; s|,Istri,|,Istri/Suami,|' "$work/p3ke.csv" >"$work/stroke_p3ke.csv"
cmp -s "$work/p3ke.csv" "$work/stroke_p3ke.csv" && fail "nobody is the head of a family"
decide plain
decide stroke
cmp "$work/plain_decisions.csv" "$work/stroke_decisions.csv" || fail "the words behind a stroke decide"
exit $failed
