#!/bin/sh
# Branch coverage of money, dates, numbers and selection: a table, and every branch that no test took. Builds into FOLDER
# (build-cov) with gcc and its gcov, and runs what is about them: unit tests, the property test of the selection, and
# the allocation failures of the parts. A branch is one side of one condition, as gcc sees it without optimisation. Not counted: the failing sides of
# always-on assertions (ld_assert). Fails while a counted branch was not taken.
set -eu
cd "$(dirname "$0")/../.."
. samples/setup.sh
need $TEST_PACKAGES
folder=${1:-build-cov}
files="base/num base/date base/nik model/rates model/apportion model/value alloc/alloc alloc/order alloc/marks alloc/cells
  alloc/pairs alloc/fingerprint alloc/groups alloc/bounds alloc/matching alloc/settle alloc/select alloc/payers
  alloc/purses alloc/result alloc/reconcile"
tests="test_money test_dates test_text test_rates test_apportion test_value test_frame test_alloc test_alloc_edges
  test_fingerprint test_reconcile prop_alloc prop_large alloc_parts"

for file in $files; do
  [ -f "engine/$file.c" ] || { echo "coverage: there is no engine/$file.c" >&2; exit 1; }
done
[ -f "$folder/build.ninja" ] || meson setup "$folder" -Dtests=enabled -Dsuites=unit,property,fault -Db_coverage=true -Doptimization=0 >&2
find "$folder" -name '*.gcda' -delete
meson test -C "$folder" --quiet $tests >&2

for file in $files; do
  (cd "$folder" && gcov -b -c -t "libcore.a.p/engine_$(echo "$file" | tr / _).c.gcda")
done | awk '
  /^ +-: +0:Source:/ { sub(/.*engine\//, "engine/"); file = $0; mine = file ~ /\.c$/; if (mine) order[++n] = file; next }
  !mine { next }
  /^ *[-#=0-9*]+: *[0-9]+:/ { split($0, part, ":"); line = part[2] + 0; text = $0; sub(/^[^:]*:[^:]*:[ \t]*/, "", text); k = 0; next }
  /^branch/ {
    k++
    taken = $3 == "taken" && $4 > 0
    if (!taken && text ~ /ld_assert\(/) { asserts[file]++; next }
    all[file]++
    if (taken) got[file]++
    else missed[++m] = sprintf("%s:%d: branch %d of: %s", file, line, k, text)
  }
  END {
    printf "%-28s %9s %6s %8s %11s\n", "file", "branches", "taken", "", "assertions"
    for (i = 1; i <= n; i++) {
      f = order[i]; a += all[f]; g += got[f]; s += asserts[f]
      printf "%-28s %9d %6d %7.1f%% %11d\n", f, all[f], got[f], all[f] ? 100 * got[f] / all[f] : 100, asserts[f]
    }
    printf "%-28s %9d %6d %7.1f%% %11d\n", "together", a, g, 100 * g / a, s
    for (i = 1; i <= m; i++) print "not taken: " missed[i]
    exit m > 0
  }'
