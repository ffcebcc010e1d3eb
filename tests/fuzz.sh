#!/usr/bin/env bash
# Runs the fuzzers of tests/fuzz for long: what ctest does for seconds (build/native-asan, label fuzz).
#
#   tests/fuzz.sh [SECONDS] [NAME...]    600 seconds each; all of them without a name ("label", "library")
#   tests/fuzz.sh --keep [NAME...]       makes the corpora anew of those that are committed and what was found: as
#                                        few inputs as reach all that they reach
#
# As many run at once as there are processors, or NTMS_FUZZ_JOBS.  What they find goes on growing in
# build/native-asan/tests/run/fuzz_NAME/long, apart from what ctest finds: that is short, and stays so.  Ends with a table: seconds, executions, how much of the code was reached
# (edges), inputs, those that are new, and findings, which lie in build/native-asan/tests/run/fuzz_NAME.  The
# exit status is 0 only if there are none.
set -u
cd "$(dirname "$0")/.." || exit 1
root=$PWD build=$PWD/build/native-asan

usage() {
  sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//;p;}' tests/fuzz.sh
}

seconds=600 keep=
case ${1:-} in
-h | --help)
  usage
  exit 0
  ;;
--keep)
  keep=1
  shift
  ;;
*[!0-9]* | '') ;;
*)
  seconds=$1
  shift
  ;;
esac
if [ $# -eq 0 ]; then
  for source in tests/fuzz/fuzz_*.c; do
    name=${source##*/fuzz_}
    set -- "$@" "${name%.c}"
  done
fi
for name; do
  [ -f "tests/fuzz/fuzz_$name.c" ] || {
    echo "fuzz: there is no tests/fuzz/fuzz_$name.c" >&2
    exit 2
  }
done

echo "fuzz: building"
NTMS_TARGETS="${*/#/fuzz_}" tests/build.sh native-asan >build/fuzz.log 2>&1 || {
  tail -n 40 build/fuzz.log
  exit 1
}

export ASAN_OPTIONS=detect_leaks=1:quarantine_size_mb=16 UBSAN_OPTIONS=print_stacktrace=1

# Those that were left by an earlier run are found again, or mended.
count_findings() { # NAME
  find "$build/tests/run/fuzz_$1" -maxdepth 1 -type f \( -name 'crash-*' -o -name 'leak-*' -o -name 'timeout-*' -o \
    -name 'oom-*' \) | wc -l
}

# As ctest runs it, but for its time.
run() { # NAME
  local run=$build/tests/run/fuzz_$1 seeds=$root/tests/fuzz/corpus/$1 words=()
  mkdir -p "$run/corpus" "$run/long"
  rm -f "$run"/crash-* "$run"/leak-* "$run"/timeout-* "$run"/oom-*
  [ ! -f "$root/tests/fuzz/dictionaries/$1.dict" ] || words+=("-dict=$root/tests/fuzz/dictionaries/$1.dict")
  (
    cd "$run" || exit 1
    find long -type f | wc -l >before
    NTMS_DATA=$run "$build/tests/fuzz_$1" -max_total_time="$seconds" -timeout=120 -rss_limit_mb=2048 \
      -print_final_stats=1 "${words[@]}" long corpus $([ ! -d "$seeds" ] || echo "$seeds") >long.log 2>&1
    echo $? >status
  )
}

# The last number behind a word of the log: "cov: 123".
last() { # NAME WORD
  grep -a -o "$2:* *[0-9]*" "$build/tests/run/fuzz_$1/long.log" | tail -n 1 | grep -o '[0-9]*$' || echo 0
}

tell() { # NAME
  local run=$build/tests/run/fuzz_$1 found now
  found=$(count_findings "$1")
  [ "$(cat "$run/status")" = 0 ] || [ "$found" != 0 ] || found=1
  now=$(find "$run/long" -type f | wc -l)
  printf '%-16s %8s %11s %7s %7s %6s %8s\n' "$1" "$(last "$1" 'Done [0-9]* runs in')" \
    "$(last "$1" 'stat::number_of_executed_units')" "$(last "$1" cov)" "$now" $((now - $(cat "$run/before"))) "$found"
}

# As few inputs as reach all edges, those that were committed and those that were found.
keep() { # NAME
  local run=$build/tests/run/fuzz_$1 seeds=$root/tests/fuzz/corpus/$1
  mkdir -p "$run/corpus" "$run/long" "$seeds"
  rm -rf "$run/kept"
  mkdir "$run/kept"
  : >"$run/named"
  (cd "$run" && NTMS_DATA=$run "$build/tests/fuzz_$1" -set_cover_merge=1 -use_counters=0 -timeout=20 \
    -rss_limit_mb=2048 -max_len=16384 kept "$seeds" corpus long >keep.log 2>&1) || {
    echo "fuzz: $1 could not be merged: $run/keep.log" >&2
    return 1
  }
  find "$seeds" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
  [ -z "$(ls "$seeds")" ] || sha1sum "$seeds"/* >"$run/named"
  for input in "$run"/kept/*; do
    local hash=$(sha1sum "$input" | cut -c1-40)
    grep -q "^$hash" "$run/named" || cp "$input" "$seeds/$hash"
  done
}

export -f run keep
export root build seconds
jobs=${NTMS_FUZZ_JOBS:-$(nproc)}
if [ -n "$keep" ]; then
  printf '%s\n' "$@" | xargs -P "$jobs" -I{} bash -c 'keep {}'
  exit
fi
echo "fuzz: $# fuzzers, $seconds seconds each, $jobs at once"
printf '%s\n' "$@" | xargs -P "$jobs" -I{} bash -c 'run {}'

printf '\n%-16s %8s %11s %7s %7s %6s %8s\n' '' seconds executions edges inputs new findings
bad=0
for name; do
  tell "$name"
  [ "$(cat "$build/tests/run/fuzz_$name/status")" = 0 ] && [ "$(count_findings "$name")" = 0 ] || bad=$((bad + 1))
done
[ $bad = 0 ] || {
  printf '\nFindings are in %s/tests/run/fuzz_NAME (crash-*, leak-*, timeout-*), what was said of them in long.log.\n' build/native-asan
  exit 1
}
