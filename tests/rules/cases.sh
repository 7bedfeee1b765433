# The cases beside each programme pass.
. "$(dirname "$0")/lib.sh"
for p in $programmes; do
  "$lindung" test "$top/rules/$p.lua" >"$work/out" 2>&1 || { fail "test $p"; cat "$work/out" >&2; }
done
exit $failed
