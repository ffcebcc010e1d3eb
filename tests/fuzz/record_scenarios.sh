#!/bin/sh
# Records what the devices of every scenario of the hostile library answer (tests/hostile/scenarios) as seeds of the
# fuzzers: tests/fuzz/corpus/NAME/<scenario>-<number>.  To be run again when scenarios were added or changed.
set -eu
cd "$(dirname "$0")/../.."

NTMS_TARGETS=record_answers tests/build.sh native
find tests/fuzz/corpus -type f -name 'q[0-9][0-9]_*-[0-9]*' -delete
build/native/tests/record_answers tests/fuzz/corpus tests/hostile/scenarios/*.scenario
find tests/fuzz/corpus -type f -name 'q[0-9][0-9]_*-[0-9]*' | wc -l
