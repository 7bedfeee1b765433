# What editors are told: the stubs are Lua, know every word, field and choice, and with the settings that are made luacheck
# passes the shipped offices, a new one, and no misspelt word.
. "$(dirname "$0")/lib.sh"
command -v luac >/dev/null && command -v luacheck >/dev/null || { echo "luac or luacheck is not installed" >&2; exit 77; }
cd "$work"
"$lindung" new baru >/dev/null || fail new
for office in "$top"/rules/[0-9]*; do cp -r "$office" .; done
for office in baru [0-9]*; do
  "$lindung" stubs "$office" >/dev/null || fail "stubs $office"
  luac -p "$office"/editor/*.lua || fail "the stubs of $office are no Lua"
  sed -n 's/^W("\([a-z_.]*\)".*/\1/p' "$top/engine/script/words.def" | while read -r word; do
    grep -q -e "^function $word(" -e "^$word = " "$office/editor/lindung.lua" || echo "$word"
  done >missing
  [ ! -s missing ] || fail "$office/editor/lindung.lua lacks $(tr '\n' ' ' <missing)"
  (cd "$office" && luacheck -q . >../said 2>&1) || { fail "luacheck $office"; cat said >&2; }
done
for field in bulan_tinggal jenis_kelamin; do
  grep -q "^---@field $field? " baru/editor/fields.lua || fail "the field $field is not known"
done
grep -q '^---@alias lindung.choice.jenis_kelamin$' baru/editor/fields.lua || fail "choices are not known"
grep -q '^---| "pemulung"$' baru/editor/fields.lua || fail "a choice is not known"
grep -q '^---@field when? lindung.condition' baru/editor/lindung.lua || fail "a rule does not know its 'when'"
sed 's/at_most(/at_mots(/' baru/2025.lua >baru/salah.lua
if (cd baru && luacheck -q salah.lua >/dev/null 2>&1); then fail "luacheck passes a misspelt word"; fi
# Settings of one's own stay, stubs are made anew.
echo 'std = "lua54"' >baru/.luacheckrc
echo 'return { field.boolean "baru_sekali" { title = "Baru" } }' >baru/fields.lua
"$lindung" stubs baru --format json >said || fail again
want files said '"files":["editor/fields.lua","editor/lindung.lua"]'
grep -q 'baru_sekali' baru/editor/fields.lua || fail "the new field is not known"
grep -qx 'std = "lua54"' baru/.luacheckrc || fail "settings were overwritten"
"$lindung" stubs tidak_ada >/dev/null 2>&1 && fail "a folder that is not there"
[ -z "$(find . -name '*.lindung-new' -o -name '.*.lindung-*')" ] || fail "something half-made stands there"
exit $failed
