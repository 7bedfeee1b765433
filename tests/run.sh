#!/bin/sh
# Everything on a bare Debian 12: install what is missing, build with gcc and clang, plain and with ASan and UBSan, and run
# every test. Ends with "N passed, N failed". `sh tests/run.sh quick` runs the plain gcc build alone.
set -eu
cd "$(dirname "$0")/.."
. samples/setup.sh
need $TEST_PACKAGES

export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1:strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1
passed=0 failed=0

# tests BUILD [meson test option…]
tests() {
  where=$1
  shift
  say "== $where"
  meson test -C "$where" --no-rebuild --print-errorlogs "$@" >&2 || true
  log=$where/meson-logs/testlog.json
  ok=$(grep -cE '"result": "(OK|EXPECTEDFAIL)"' "$log" || true)
  all=$(grep '"result"' "$log" | grep -vc '"result": "SKIP"' || true)
  passed=$((passed + ok))
  failed=$((failed + all - ok))
  check "no national id in what the tests of $where printed" no_ids "$where/meson-logs/testlog.txt"
}

# no_ids FILE: 16 digits that are no part of a hash
no_ids() { ! LC_ALL=C grep -nE '(^|[^0-9a-f])[0-9]{16}([^0-9a-f]|$)' "$1"; }

# check NAME COMMAND…: one test of the whole tree
check() {
  name=$1
  shift
  if "$@" >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); say "FAILED: $name"; fi
}

# Every suite runs in the plain build of gcc and under one sanitizer; clang looks again at what it may compile otherwise.
# -g1: lines for what a sanitizer finds, without what only a debugger wants.
strict="-Dwerror=true -Dtests=enabled -Dc_args=-g1"
# warnings are the plain builds' business: sanitizers change what the compilers can see
san="-Dtests=enabled -Dc_args=-g1 -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1"
build build-gcc $strict
tests build-gcc
check luacheck luacheck --quiet rules
if [ "${1:-}" != quick ]; then
  check "branch coverage" sh tests/tools/coverage.sh
  CC=clang build build-clang $strict -Dsuites=unit,property
  tests build-clang --suite unit --suite cli --suite property
  build build-gcc-san $san -Dsuites=unit,property,fault
  tests build-gcc-san --no-suite rules --timeout-multiplier 4
  CC=clang build build-clang-san $san -Dsuites=fuzz,hostile
  tests build-clang-san --timeout-multiplier 4
  check "gcc and clang agree" sh tests/tools/same_bytes.sh build-gcc build-clang
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
