#!/bin/sh
# Runs a Windows test program under Wine and believes neither half of its answer alone: the exit
# status must be 0 and cmocka must have said that tests passed and none failed.  (Wine answers a
# program that it cannot run with nothing and exit status 0.)
#
#   wine-run.sh PROGRAM.exe [ARGUMENT]...
set -u
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT

"${NTMS_WINE:-wine}" "$@" >"$output" 2>&1 </dev/null
status=$?
cat "$output"
if [ $status -ne 0 ]; then
  echo "wine-run: exit status $status" >&2
  exit 1
fi
if ! grep -q '^\[  PASSED  \] [1-9]' "$output" || grep -q '^\[  \(FAILED\|ERROR\) *\]' "$output"; then
  echo "wine-run: the program's output does not say that its tests passed" >&2
  exit 1
fi
