#!/bin/sh
# long.sh [-j JOBS] [-k] SECONDS [TARGET…]: builds the fuzzers with coverage under ASan and UBSan and runs each for SECONDS,
# JOBS at a time, at the lowest priority. What they find grows in $FUZZ_WORK (build-fuzz/long); findings stand there in
# findings/. Ends with a table. -k: merges what reached something new into the committed corpora, the smallest first, up
# to 150 KB and 120 files a target; SECONDS 0 does only that.
set -eu
cd "$(dirname "$0")/../.."
work=${FUZZ_WORK:-$PWD/build-fuzz/long}
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1:strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1

fuzzer() { # TARGET [option…]
  name=$1
  shift
  nice -n 19 sh tests/fuzz/search.sh "build-fuzz/tests/fuzz/fuzz_$name" "$name" -artifact_prefix="$work/findings/$name-" "$@"
}

# One target until its time is over, again after each finding; a line of the table.
one() { # SECONDS TARGET
  mkdir -p "$work/corpus/$2" "$work/findings" "$work/logs"
  log=$work/logs/$2 end=$(($(date +%s) + $1)) start=$(date +%s)
  : >"$log"
  while now=$(date +%s) && [ "$now" -lt "$end" ] && [ "$(ls "$work/findings" | grep -c "^$2-")" -lt 20 ]; do
    fuzzer "$2" -max_total_time=$((end - now)) -timeout=20 -print_final_stats=1 -reload=0 "$work/corpus/$2" \
      "tests/fuzz/corpus/$2" >>"$log" 2>&1 || true
  done
  took=$(($(date +%s) - start))
  times >"$log.times"
  cpu=$(awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); s += t[1] * 60 + t[2] } print int(s) }' "$log.times")
  awk -v name="$2" -v took="$took" -v cpu="$cpu" -v found="$(ls "$work/findings" | grep -c "^$2-")" '
    /^stat::number_of_executed_units/ { n += $2 }
    / cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1); if ($i == "ft:") ft = $(i + 1) } }
    END { printf "%-8s %12d %8d %8d %6d %7d %8d\n", name, n, took, cpu, cov, ft, found }' "$log" | tee "$work/logs/$2.line"
}

keep() { # TARGET
  corpus=tests/fuzz/corpus/$1 fresh=$work/fresh/$1
  rm -rf "$fresh"
  mkdir -p "$fresh" "$work/corpus/$1" "$work/logs" "$work/findings"
  fuzzer "$1" -merge=1 "$fresh" "$corpus" "$work/corpus/$1" >"$work/logs/$1.merge" 2>&1
  bytes=$(cat "$corpus"/* | wc -c) files=$(ls "$corpus" | wc -l)
  for f in $(ls -rS "$fresh"); do
    files=$((files + 1)) bytes=$((bytes + $(wc -c <"$fresh/$f")))
    [ "$files" -le 120 ] && [ "$bytes" -le 150000 ] || break
    [ -e "$corpus/$f" ] || cp "$fresh/$f" "$corpus/$f"
  done
}

case ${1:-} in --one) one "$2" "$3" && exit ;; esac
jobs=1 kept=
while getopts j:k option; do
  case $option in j) jobs=$OPTARG ;; k) kept=1 ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
seconds=$1
shift
[ $# -gt 0 ] || set -- $(sed '/^#/d; s/ .*//' tests/fuzz/targets)
[ -f build-fuzz/build.ninja ] || CC=clang meson setup build-fuzz -Dtests=enabled -Db_sanitize=address,undefined \
  -Db_lundef=false -Doptimization=1 -Dc_args=-fsanitize=fuzzer-no-link >/dev/null
ninja -C build-fuzz --quiet >&2 $(printf 'tests/fuzz/fuzz_%s ' "$@")
if [ "$seconds" -gt 0 ]; then
  printf '%-8s %12s %8s %8s %6s %7s %8s\n' target executions seconds cpu cov ft findings
  printf '%s\n' "$@" | xargs -P "$jobs" -n 1 sh tests/fuzz/long.sh --one "$seconds"
fi
for name in ${kept:+"$@"}; do keep "$name"; done
