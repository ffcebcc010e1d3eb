#!/usr/bin/env bash
# Scripts that people have published for the original's rsm, line by line: those around ntbackup that make a
# tape drive known, follow a medium from view to view, and eject it.  On Windows such scripts are batch
# files, so the same lines run there once more in one (test_rsm_batch_win32.sh).
# Arguments: the words that run rsm.  Says what did not hold, and exits with 1.
set -u
unset NTMS_DEVICES
. "$(dirname "$0")/../support/rsm.bash"

# A cartridge is put into the drive; afterwards the drive is all that is known.
export NTMS_DEVICES=$NTMS_TEST_VTL
run inventory "/lfIET VIRTUAL-CHANGER" /afull
passes
run identify '/sfSlot 1' /odeferred
passes
rm -rf NtmsData
export NTMS_DEVICES=$NTMS_TEST_VTL/2

# The first line with "IET" in it is the drive's library.
run view /tlibrary
passes
name=$(grep IET <<<"$out" | head -n 1)
run refresh "/lf$name"
passes
lines=$(grep -c . <<<"$out")
[ "$lines" -le 1 ] || wrong "should have said no more than that it is done"

run view /tphysical_media /b
says '^Monday$'

# Each last line is fed into the next view; the last of them, with dashes, is what ntbackup /g takes.
run view /tlibrary /guiddisplay
passes
library=$(grep "^$name" <<<"$out" | grep -o '[0-9A-F]\{32\}$')
run view /tphysical_media "/cg$library" /guiddisplay /b
medium=$(last_line)
run view /tpartition "/cg$medium" /guiddisplay /b
side=$(last_line)
[ ${#side} = 32 ] || wrong "should have been a GUID: $side"
run view /tlogical_media "/cg$side" /guiddisplay /b
passes
says '^$'

run view /tpartition /b
side_name=$out
says '^Monday - 1$'
run eject "/PF$side_name" /astart
passes
says '^Operation GUID: [0-9A-F]{32}$'
says '^Take the cartridge Monday out of the drive'

# Pushed in again (tgt's drive is ready again by itself), and ejected by the name of its drive.
run inventory "/lf$name" /afast
passes
run eject "/lf$name" /b
passes
[ ${#out} = 32 ] || wrong "should have said nothing but a GUID"
complains '^Take the cartridge Monday out of the drive'

held
