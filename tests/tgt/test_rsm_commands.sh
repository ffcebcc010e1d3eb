#!/usr/bin/env bash
# Every command of rsm once, on a library that nobody here wrote.  Each is asked for JSON, which is held
# against its schema; what people are told is looked at in test_rsm.sh and in tests/cli.
# Arguments: the words that run rsm.  Says what did not hold, and exits with 1.
set -u
. "$(dirname "$0")/../support/rsm.bash"
export NTMS_DEVICES=$NTMS_TEST_VTL
tried=

# json COMMAND WORDS...: it succeeds, and what it says is as documented
json() {
  run "$@" /json
  passes
  schema
  tried="$tried $1"
}
# is EXPRESSION WANTED: of the document d
is() { [ "$(value "$1")" = "$2" ] || wrong "$1 should have been $2, not $(value "$1")"; }

json help
commands=$(value '" ".join(c["name"] for c in d["commands"])')
json devices
json inventory /lfIET /afull
json overview
is 'd["libraries"][0]["slot_counts"]["full"]' 4
json view /tpartition
is 'len(d["objects"])' 4
json view /tlibrary
library=$(value '[o["id"] for o in d["objects"] if o["name"].startswith("IET")][0]')
json check
is 'd["findings"]' '[]'

# a pool of one's own, and media from the blank ones to a program and back
json createpool /mTapes '/tfLTO Ultrium' /anew
json pool /mTapes
json freemedia /pfA00003L6
json move /pfA00003L6 /mTapes
run createpool /mTapes /anew
fails
complains 'ERROR_ALREADY_EXISTS'
run allocate /mTapes /oerrunavail /lnMine /b
passes
medium=$(last_line)
json mount "/lg$medium" /oread /owrite '/dfDrive 2'
json dismount "/lg$medium"
json complete "/lg$medium"
json deallocate "/lg$medium"
json allocate /mTapes /oerrunavail
medium=$(value 'd["logical_media"]')
json deallocate "/lg$medium"
json rename /tphysical_media /sfA00002L6 /d Second /ds 'The second tape'
is 'd["name"]' Second
json erase /pfA00004L6
json freemedia /pfA00004L6
json decommission /pfA00004L6
json freemedia /pfA00003L6
json deletepool /mTapes

# the library and its drives
json disable /tdrive '/sfDrive 1'
json enable /tdrive '/sfDrive 1'
run view /tstorageslot "/cg$library" /guiddisplay /b
json identify "$(sed -n 1p <<<"$out")"
json cleaner /lfIET /areserve '/sfSlot 8'
json eject /pfSecond
operate 'remove 16'
operate 'insert A00009L6 16'
json inject /lfIET
json delete /finishedall
operate 'tape CLN001L1 clean'
operate 'insert CLN001L1 16'
json cleaner /lfIET /ainject /n20
run clean '/dfDrive 1' /json # whose drives know no cleaning cartridge
fails
complains ERROR_INVALID_CLEANER
schema
json refresh '/tfLTO Ultrium'
run door /lfIET /t1 /json
schema
json operator
json ui /oadd /treq /dbackup-office
json ui
json trace
json export
json cancel
json pin 'Drive 1' /sVTLDRV0001
json pin 'Drive 1' /r
json quirks
json quirks /all
json quirks VTLDRV0001 /pinno-unload=no
json quirks /exportquirks.json /force
json quirks /importquirks.json
json quirks VTLDRV0001 /unpinno-unload
json attach "$NTMS_TEST_VTL"
json detach "$NTMS_TEST_VTL"
run ejectatapi /n77 /json
fails
schema

# A change is told to who watches for it, whichever process makes it.
"${rsm[@]}" watch /n1 /tmedia_pool /json >events.txt 2>/dev/null </dev/null &
watcher=$!
wait_for '"event":"begin"' events.txt
run createpool /mWatched /anew
passes
for ((tries = 0; tries < 600; tries++)); do
  kill -0 $watcher 2>/dev/null || break
  sleep 0.1
done
kill $watcher 2>/dev/null && wrong 'rsm watch should have ended by itself'
wait $watcher || wrong "rsm watch should have succeeded"
ran='rsm watch' out=$(tr -d '\r' <events.txt)
schema -e watch
says '"event":"new".*"type":"media_pool".*"name":"Watched"'

json import
run view /tmedia_pool /b
for command in $commands; do
  grep -q " $command\b" <<<"$tried watch ejectatapi door clean" || wrong "should have been tried: $command"
done

held
