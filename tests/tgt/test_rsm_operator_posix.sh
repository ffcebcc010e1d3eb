#!/usr/bin/env bash
# rsm operator, watch, trace, export and import where several processes have one database, and one of them runs
# the library.  Not on Windows: nothing here can press Ctrl+C for a program that runs under Wine.
# Arguments: the words that run rsm.  Says what did not hold, and exits with 1.
set -u
export NTMS_DEVICES=$NTMS_TEST_VTL

. "$(dirname "$0")/../support/rsm.bash"
rm -rf copy rsm.log watch.log

# ends WITH PROCESS: that process ended with this status
ends() {
  wait "$2"
  status=$?
  [ $status = "$1" ] || wrong "should have ended with $1"
}
# events COMMAND FILE: each line is one of that command, as the schema tells
events() {
  python3 "$(dirname "$0")/../cli/validate.py" -e "$1" "$2" || wrong "$2 is not as the schema wants"
}

# Who watches runs no library, and hears what another process does with it.
NTMS_LOG=watch.log:trace "${rsm[@]}" watch /json >watch.txt 2>&1 &
watcher=$!
"${rsm[@]}" operator /watch /json >asked.txt 2>&1 &
operator=$!
wait_for '"event":"begin"' watch.txt
NTMS_LOG=rsm.log:trace run inventory /lfIET /afull
passes
wait_for '"event":"changed",.*"type":"drive"' watch.txt # its state may be past when it is read
grep -q ' scsi ' watch.log && ran="rsm watch" wrong "should not have spoken to a device"

# A process waits for a person, who refuses from another one.
run createpool /mBackup /anew '/tfLTO Ultrium'
passes
"${rsm[@]}" allocate /mBackup >allocate.txt 2>&1 &
allocate=$!
wait_for '"event":"new"' asked.txt
run operator
passes
says 'A medium is needed in the media pool "Backup"'
run operator /json
schema
run operator /refuse "$(value 'd["operator_requests"][0]["handle"]')"
passes
says 'is refused: a medium is needed'
ran="rsm allocate" out=$(cat allocate.txt)
ends 1 $allocate
grep -q 'ERROR_CANCELLED' allocate.txt || wrong "should have heard of the refusal"
wait_for '"event":"refused"' asked.txt

ran="rsm watch" out=$(tail -n 3 watch.txt) err=
kill -INT $watcher $operator
ends 0 $watcher
ends 0 $operator
events watch watch.txt
events operator asked.txt

# What the other process wrote in the log.
run trace rsm.log '/dmove medium'
passes
run trace rsm.log /rscsi /ltrace
says 'MOVE MEDIUM from 1024 to 256: good'

# A copy, and back.
run export copy
passes
run export copy
fails
complains 'ERROR_ALREADY_EXISTS'
run createpool /mLater /anew
passes
run import copy
passes
says 'is sound, and waits as '
run view /tmedia_pool /b
passes
says '^Backup$'
! grep -q '^Later$' <<<"$out" || wrong "should be as the copy was"
run inventory /lfIET /afast
passes

held
