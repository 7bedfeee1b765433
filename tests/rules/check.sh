# `check` finds no error in any programme.
. "$(dirname "$0")/lib.sh"
for p in $programmes; do
  "$lindung" check "$top/rules/$p.lua" >"$work/out" 2>&1 || { fail "check $p"; cat "$work/out" >&2; }
done
exit $failed
