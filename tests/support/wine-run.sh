#!/bin/sh
# Runs a Windows test program under Wine and believes neither half of its answer alone: the exit
# status must be 0 and cmocka must have said that tests passed and none failed.  (Wine answers a
# program that it cannot run with nothing and exit status 0.)  Once in many hundred starts Wine ends
# with status 1 before the program began, and nothing is printed, or nothing but Wine's own word that it
# could not be started; it is then started again, twice at most, and that is said.  A program that began
# prints what it does before anything else.
#
#   wine-run.sh PROGRAM.exe [ARGUMENT]...
set -u
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT

began() { # a program's first word is "[==========] Running" or one of its own
  [ -s "$output" ] && ! head -n 1 "$output" | grep -q '^Application could not be started'
}

for start in 1 2 3; do
  "${NTMS_WINE:-wine}" "$@" >"$output" 2>&1 </dev/null
  status=$?
  if [ $status -ne 1 ] || began; then
    break
  fi
  echo "wine-run: start $start ended before the program began" >&2
done
cat "$output"
if [ $status -ne 0 ]; then
  echo "wine-run: exit status $status" >&2
  exit 1
fi
if ! grep -q '^\[  PASSED  \] [1-9]' "$output" || grep -q '^\[  \(FAILED\|ERROR\) *\]' "$output"; then
  echo "wine-run: the program's output does not say that its tests passed" >&2
  exit 1
fi
