#!/usr/bin/env bash
# Mounts outlive the rsm that asked for them, another rsm ends them, and what is mounted or somebody's is not
# erased; on a library that nobody here wrote, whose drives do not know ERASE.
# Arguments: the words that run rsm.  Says what did not hold, and exits with 1.
set -u
unset NTMS_DEVICES
. "$(dirname "$0")/../support/rsm.bash"

if [ -z "${NTMS_TEST_DEVICES:-}" ]; then
  run attach "$NTMS_TEST_VTL"
  passes
fi
run inventory '/lfIET VIRTUAL-CHANGER' /afast
passes

run mount /pfA00001L6 /oread /owrite /b
passes
drive=$(last_line)
run view
grep -q loaded <<<"$out" || wrong 'should still be mounted when another rsm looks'
run erase /pfA00001L6
fails
complains 'ERROR_BUSY'
run dismount /pfA00001L6 /json
passes
schema
[ "$(value 'd["drive"]')" = "$drive" ] || wrong "should have been in the drive $drive"
run dismount /pfA00001L6
fails
complains 'it is not mounted'

run erase /pfA00002L6 /json
passes
schema
[ "$(value 'd["erased"]')" = filemark ] || wrong 'should have written a filemark'
run inventory '/lfIET VIRTUAL-CHANGER' /afull
passes
says 'A00002L6: no label that is known, pool Unrecognized'
says 'A00003L6: ANSI X3.27 "VOL003", pool Import'

held
