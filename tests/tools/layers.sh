#!/bin/sh
# Layers look only down: reads every #include of engine/ and fails on one that the table below does not allow.
# usage: layers.sh ENGINE_FOLDER
set -eu
cd "$1"
grep -rn --include='*.c' --include='*.h' '^[[:space:]]*#[[:space:]]*include' . | sed 's|^\./||' | awk '
function allow(folder, list,   n, i, a) {
	known[folder] = 1
	n = split(list, a, " ")
	for (i = 1; i <= n; i++)
		may[folder, a[i]] = 1
}
BEGIN {
	allow("base", "")
	allow("model", "base")
	allow("frame", "base model")
	allow("csv", "base model")
	allow("store", "base model frame csv")
	allow("bundle", "base model")
	allow("script", "base model frame csv eval/eval.h") # the interface of calls into rules is declared by who calls
	allow("worker", "base model eval/eval.h script/script.h")
	allow("import", "base model frame csv store")
	allow("eval", "base model frame")
	allow("alloc", "base model frame eval")
	allow("sample", "base model csv")
	allow("study", "base model frame eval alloc")
	allow("report", "base model frame csv")
	allow("lib", "base model frame csv store bundle worker script/script.h script/words.h import eval alloc sample study report")
	allow("cli", "") # only the public headers
	owner["sqlite3.h"] = "store"; owner["lua.h"] = owner["lauxlib.h"] = owner["lualib.h"] = "script"
	owner["seccomp.h"] = "worker"; owner["csv.h"] = "csv"; owner["sodium.h"] = owner["nettle/sha2.h"] = owner["xxhash.h"] = "base"; owner["jansson.h"] = "report lib cli"
}
{
	split($0, place, ":")
	folder = place[1]; sub(/\/.*/, "", folder)
	name = $0; sub(/^[^"<]*["<]/, "", name); sub(/[">].*/, "", name)
	quoted = $0 ~ /include[[:space:]]*"/
	if (!(folder in known)) {
		print place[1] ": folder " folder " is in no layer; add it to layers.sh"
		bad = 1
	} else if (quoted && name ~ /\//) {
		target = name; sub(/\/.*/, "", target)
		if (target != folder && !((folder, target) in may) && !((folder, name) in may)) {
			print place[1] ":" place[2] ": " folder " may not include \"" name "\""
			bad = 1
		}
	} else if (!quoted && name in owner && index(" " owner[name] " ", " " folder " ") == 0) {
		print place[1] ":" place[2] ": only " owner[name] " may include <" name ">"
		bad = 1
	}
	lines++
}
END {
	if (lines < 100) {
		print "only " lines + 0 " includes were read: is this engine/?"
		bad = 1
	}
	exit bad
}'
