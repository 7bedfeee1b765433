# `check` finds no error in any programme, and the lists of occupations know the same words.
. "$(dirname "$0")/lib.sh"
for p in $programmes; do
  "$lindung" check "$top/rules/$p.lua" >"$work/out" 2>&1 || { fail "check $p"; cat "$work/out" >&2; }
done
sed -n '/field.choice "pekerjaan"/,/title = "Pekerjaan"/p' "$top/rules/fields.lua" |
  grep -v -e field.choice -e title | grep -o '"[^"]*"' >"$work/words"
[ "$(wc -l <"$work/words")" -gt 40 ] || fail "fields.lua: no occupations"
while read -r word; do
  grep -qF "$word" "$top/rules/national/occupations.lua" || fail "occupations.lua lacks $word"
done <"$work/words"
exit $failed
