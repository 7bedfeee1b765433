#!/bin/bash
# Runs the commands of a Markdown page: tests/tools/run_docs.sh PROGRAM PAGE.md RULES-FOLDER
#
# Every ```sh block is run in the order of the page, all in one shell that starts in a fresh folder. A command that fails
# fails the test, unless the line before it says `# exits N`. A ```text block right behind is what the block prints; in it
# "…" stands for any text of a line, alone on a line for any lines. `<!-- not run: WHY -->` before a block leaves it out.
set -u
program=$(realpath "$1") page=$(realpath "$2") rules=$(realpath "$3")
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/work"
ln -s "$program" "$folder/bin/lindung"

# One file a block: N.sh, and N.text where the page shows the output.
awk -v folder="$folder" '
	/^<!-- not run: .* -->$/ { skip = 1; next }
	!inside && /^```sh *$/ { inside = 1; file = ""; if (!skip) file = folder "/" ++n ".sh"; skip = 0
		if (file) { printf "" >file; print NR >(folder "/" n ".line") }; after = file; next }
	!inside && /^```text *$/ && after { inside = 1; file = folder "/" n ".text"; printf "" >file; after = ""; next }
	!inside && /^```/ { inside = 1; file = ""; after = ""; next }
	inside && /^```/ { inside = 0; next }
	inside { if (file) print >file; next }
	/[^ ]/ { after = "" }
	END { print n + 0 }' "$page" >"$folder/count"

# "# exits N" and the command under it become one call of expect_exit.
prepare() { sed -E '/^# exits [0-9]+ *$/ { N; s/^# exits ([0-9]+) *\n/expect_exit \1 / }' "$1"; }

expect_exit() {
	local want=$1 code=0
	shift
	"$@" || code=$?
	[ "$code" = "$want" ] || { echo "exits $code, not $want: $*"; exit 1; }
}

# Do lines i… of want match lines j… of got?
same() {
	local i=$1 j=$2 pattern
	for (( ; i < ${#want[@]}; i++, j++)); do
		if [ "${want[i]}" = … ]; then
			for (( ; j <= ${#got[@]}; j++)); do same $((i + 1)) $j && return 0; done
			return 1
		fi
		((j < ${#got[@]})) || return 1
		printf -v pattern '%q' "${want[i]}"
		pattern=${want[i]//\\/\\\\}
		pattern=${pattern//\*/\\*} pattern=${pattern//\?/\\?} pattern=${pattern//\[/\\[}
		pattern=${pattern//…/*}
		[[ ${got[j]} == $pattern ]] || { ((j > furthest)) && furthest=$j; return 1; }
	done
	((j == ${#got[@]}))
}

fail() {
	echo "$(basename "$page") line $(cat "$folder/$1.line"): $2"
	sed 's/^/    /' "$folder/$1.out"
	exit 1
}

cd "$folder/work" || exit 1
export PATH="$folder/bin:$PATH" LINDUNG_RULES="$rules" LC_ALL=C TERM=dumb HOME="$folder" LINDUNG_USER=petugas
unset LINDUNG_DB NO_COLOR LANGUAGE LC_MESSAGES LANG
count=$(cat "$folder/count")
[ "$count" -gt 0 ] || { echo "$(basename "$page") has no commands"; exit 1; }
for ((n = 1; n <= count; n++)); do
	prepare "$folder/$n.sh" >"$folder/$n.run"
	set -e
	trap 'fail $n "a command failed"' ERR
	{ . "$folder/$n.run"; } >"$folder/$n.out" 2>&1 </dev/null
	trap - ERR
	set +e
	[ -e "$folder/$n.text" ] || continue
	mapfile -t want <"$folder/$n.text"
	mapfile -t got <"$folder/$n.out"
	furthest=0
	same 0 0 || fail "$n" "the page shows another output; this came out (differs near its line $((furthest + 1))):"
done
echo "$count blocks of commands run"
