#!/usr/bin/env bash
# Many programs and threads use one database and one tape library at once, for a while, and what is on record
# afterwards is compared with what they did.
#
#   tests/load.sh [SECONDS [PROGRAM...]]     300 seconds, and eight programs: native native native native
#                                            win64 win64 win32 win32
#
# Each program has 8 threads (NTMS_LOAD_THREADS) that list, read, open and close sessions, change what is
# theirs, allocate, mount, take inventory, ask a person and wait for notifications, in a mixed order
# (tests/load/rounds.c).  Programs for Windows run under Wine and share the folder with the native ones.  Each
# call must give what the interface documents, in time; afterwards every update must be on record, every
# medium be back in a slot and every number right (tests/load/records.c), `rsm check` find nothing, and memory
# be level.  The table tells the longest time of each kind of round, and the rounds of the slowest and the
# fastest thread.
#
# The tape library is tests/support/vtl.sh's: four drives, twelve tapes.
set -u
cd "$(dirname "$0")/.." || exit 1

case ${1:-} in
-h | --help)
  sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//;p;}' tests/load.sh
  exit 0
  ;;
inside) ;; # with the library running: see below
*)
  seconds=${1:-300}
  [ $# = 0 ] || shift
  [ $# -gt 0 ] || set -- native native native native win64 win64 win32 win32
  # shellcheck disable=SC2046
  NTMS_TARGETS="load rsm" tests/build.sh $(printf '%s\n' native "$@" | sort -u) >/dev/null || exit 1
  exec tests/support/with-vtl.sh -d "$PWD/build/native/vtl/load" -l tests/load/load.vtl -T $((seconds + 600)) -- \
    tests/load.sh inside "$seconds" "$@"
  ;;
esac

shift
seconds=$1
shift
folder=$NTMS_TEST_VTL_FOLDER/load
mkdir -p "$folder"
export NTMS_DEVICES=$NTMS_TEST_VTL NTMS_DATA=$folder
unset NTMS_LOG
export WINEPREFIX=$PWD/build/wine WINEDLLPATH=$PWD/build/wine32 WINEDEBUG=-all DISPLAY=
native=build/native/tests/load

run() { # PRESET WORD...: the load program of that preset
  local preset=$1
  shift
  case $preset in
  native) exec $native "$@" ;;
  *) NTMS_DATA=Z:${folder//\//\\} exec wine "build/$preset/tests/load.exe" "$@" ;;
  esac
}

$native prepare || exit 1
programs=() files=() number=0
for preset; do
  file=$folder/program-$number
  (run "$preset" work $number "${NTMS_LOAD_THREADS:-8}" "$seconds") >"$file" 2>"$file.errors" </dev/null &
  programs+=($!)
  files+=("$file")
  number=$((number + 1))
done
status=0 number=0
for preset; do
  wait "${programs[$number]}" || {
    echo "load: program $number ($preset) ended with status $?:"
    cat "$folder/program-$number.errors"
    status=1
  }
  number=$((number + 1))
done
[ $status = 0 ] || exit 1
$native judge "${files[@]}" || exit 1
build/native/rsm check || exit 1
