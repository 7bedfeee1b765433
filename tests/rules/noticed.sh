# The cases of every programme try all there is to try and notice every change, but for those that NOTES.md explains.
. "$(dirname "$0")/lib.sh"

# noticed RULES PROGRAMME NOTES
noticed() {
  "$lindung" test "$1" --mutate --format json >"$work/out.json" || fail "test $1"
  python3 -B "$top/tests/rules/noticed.py" "$work/out.json" "$2" "$3" || failed=1
}

for p in $programmes; do
  noticed "$top/rules/$p.lua" "${p#*/}" "$top/rules/${p%/*}/NOTES.md"
done
(cd "$work" && "$lindung" new kantor >/dev/null) || fail new
noticed "$work/kantor/2025.lua" 2025 -
exit $failed
