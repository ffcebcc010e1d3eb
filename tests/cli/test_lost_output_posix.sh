#!/bin/sh
# What is printed where nothing can be written is not taken for a success, and a closed output is.
set -eu

fail() {
  echo "lost output: $1" >&2
  exit 1
}

status=0
"$@" help >/dev/full 2>complaint.txt || status=$?
[ "$status" = 29 ] || fail "ended with $status instead of 29, ERROR_WRITE_FAULT"
grep -q 'could not be written' complaint.txt || fail "nothing was said"
"$@" help >&- || fail "a closed output is a failure"
