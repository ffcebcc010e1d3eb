#!/usr/bin/env bash
# Builds everything and runs all tests, from whatever state this machine is in.
#
#   tests/all.sh [--quick] [PRESET]...    native native-asan native-tsan win64 win32; all without
#                                         an argument
#   --quick    fuzzers run 3 seconds each instead of 6, and nothing is built a second time
#
# The last line is "N passed, N failed"; the exit status is 0 only if nothing failed.  A preset that
# does not build, a preset without tests and a test that did not run have failed.
set -u
cd "$(dirname "$0")/.." || exit 1

fuzz_seconds=6 quick=
case ${1:-} in
-h | --help)
  sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//;p;}' tests/all.sh
  exit 0
  ;;
--quick)
  fuzz_seconds=3 quick=1
  shift
  ;;
esac
[ $# -gt 0 ] || set -- native native-asan native-tsan win64 win32

# Tests wait longer than they compute: for devices, for one another, and for Wine to start.
jobs=$(($(nproc) * 3))
logs=build/logs
mkdir -p "$logs"
passed=0 failed=0
table=$(printf '%-14s %7s %7s %7s %7s %8s' '' passed failed facts skipped seconds)

# record NAME PASSED FAILED FACTS SKIPPED SECONDS
record() {
  passed=$((passed + $2)) failed=$((failed + $3))
  table+=$(printf '\n%-14s %7s %7s %7s %7s %8s' "$@")
}

# check NAME COMMAND...: one check that is no ctest
check() {
  local name=$1 start=$SECONDS
  shift
  echo "== $name"
  if "$@" >"$logs/$name.log" 2>&1; then
    record "$name" 1 0 '' '' $((SECONDS - start))
  else
    tail -n 60 "$logs/$name.log"
    record "$name" 0 1 '' '' $((SECONDS - start))
  fi
}

# Another version of clang-format formats a little differently: the word is version 14's.
check_format() {
  local tool=clang-format
  ! command -v clang-format-14 >/dev/null || tool=clang-format-14
  case $($tool --version) in
  *' 14.'*) ;;
  *)
    echo "formatting is judged by clang-format 14; this is $($tool --version)"
    return 0
    ;;
  esac
  find include src tests cmake -name '*.[ch]' -not -path 'tests/data/*' -print0 |
    xargs -0 "$tool" --dry-run -Werror
}

# said WORD PRESET: the facts of which cmocka said WORD in the last run
said() {
  sed -n "s/^\[ *$1 *\] //p" "build/$2/Testing/Temporary/LastTest.log" | grep -a -v 'test(s)'
}

# All but iSCSI builds and passes without libiscsi.  The rooms that are not linked with it, and sweeps, have
# nothing to do with it.
check_without_iscsi() {
  local preset=without-iscsi
  cmake -S . -B build/$preset -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_C_COMPILER=gcc \
    -DNTMS_ISCSI=OFF -DCMAKE_DISABLE_FIND_PACKAGE_Libiscsi=ON \
    "-DNTMS_TEST_ROOMS=scsi;work;api;cli;abi;conformance" &&
    cmake --build build/$preset -- --quiet &&
    ctest --test-dir build/$preset -j $jobs -E '^api_calls_|^work_verbs_' --output-on-failure --no-tests=error
}

# check_release WHAT SCRIPT FILE: made twice, to see that it comes out the same, and then tried
check_release() {
  local made
  rm -f build/release/$3
  tests/release.sh "$1" && made=$(sha256sum build/release/$3) && tests/release.sh "$1" &&
    sha256sum --check <<<"$made" && tests/release/"$2" build/release/$3
}

is_built() { # PRESET...
  local preset
  for preset; do
    case " $built " in *" $preset "*) ;; *) return 1 ;; esac
  done
}

run_tests() { # PRESET
  local preset=$1 start=$SECONDS log=$logs/$1.log bad total
  case $preset in
  native-asan) cmake -DNTMS_FUZZ_SECONDS=$fuzz_seconds "build/$preset" >/dev/null ;;
  win*) # one Wine session for all instead of a new one for each; it keeps what it was given to print on
    (export WINEPREFIX=$PWD/build/wine WINEDLLPATH=$PWD/build/wine32 WINEDEBUG=-all DISPLAY=
      wineserver -p60 && wine cmd /c exit) >/dev/null 2>&1 </dev/null
    ;;
  esac
  rm -f "build/$preset/Testing/Temporary/LastTest.log"
  ctest --preset "$preset" -j $jobs >"$log" 2>&1
  # "98% tests passed, 1 tests failed out of 64"
  read -r bad total < <(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of \([0-9]*\)/\1 \2/p' "$log")
  if [ -z "${total:-}" ] || [ "$total" = 0 ]; then
    tail -n 20 "$log"
    record "$preset" 0 1 0 0 $((SECONDS - start))
    return
  fi
  if [ "$bad" != 0 ] || grep -q 'did not run' "$log"; then
    grep -v -E '^ *Start |  Passed  ' "$log"
    [ "$bad" != 0 ] || bad=1
  fi
  said SKIPPED "$preset" | sort -u | sed 's/^/skipped: /'
  grep -a -h '^\(wine-run\|with-bus\): start ' "build/$preset/Testing/Temporary/LastTest.log"
  record "$preset" $((total - bad)) "$bad" "$(said OK "$preset" | wc -l)" \
    "$(said SKIPPED "$preset" | sort -u | wc -l)" \
    $((SECONDS - start))
}

if [ -z "${NTMS_NO_PACKAGES:-}" ]; then
  tests/support/packages.sh native clang windows wine format release || record packages 0 1 '' '' $SECONDS
fi
check format check_format
check coverage tests/conformance/coverage.py --check
# All builds first: the programs for x64 and x86 run side by side in the tests of both.
built=
for preset; do
  echo "== $preset: build"
  start=$SECONDS
  if tests/build.sh "$preset" >"$logs/$preset-build.log" 2>&1; then
    built="$built $preset"
    continue
  fi
  grep -E 'error|undefined|deps:|packages:' "$logs/$preset-build.log" | head -n 40 |
    grep . || tail -n 20 "$logs/$preset-build.log"
  record "$preset build" 0 1 '' '' $((SECONDS - start))
done
for preset in $built; do
  echo "== $preset: tests"
  run_tests "$preset"
  [ -z "$quick" ] || continue
  case $preset in
  native) check without-iscsi check_without_iscsi ;;
  win64 | win32) check "reproducible-$preset" tests/abi/reproducible.sh "$preset" ;;
  esac
done
! is_built win64 win32 || check release-zip check_release win zip.sh 'ntmsapi-*-win.zip'
! is_built native || check release-deb check_release deb deb.sh 'ntmsapi_*.deb'
# Programs of all three kinds on one database; five minutes of it: tests/load.sh.
! is_built native win64 win32 || check load tests/load.sh 12 native native win64 win32
check demo tests/demo.sh
check demo-x86 tests/demo.sh --x86
check demo-pass-through tests/demo.sh --pass-through

printf '\n%s\n\nLogs are in %s.\n' "$table" "$logs"
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
