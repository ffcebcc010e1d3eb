#!/usr/bin/env bash
# The rsm command as scripts use it, against a library that nobody here wrote: attach, view, inventory,
# identify, detach.  Over iSCSI, or as Windows shows the library, where NTMS_TEST_DEVICES is set.
# Arguments: the words that run rsm.  Says what did not hold, and exits with 1.
set -u
unset NTMS_DEVICES
if [ -n "${NTMS_TEST_DEVICES:-}" ]; then
  address='\\.\Changer0'
else
  address=$NTMS_TEST_VTL
fi

. "$(dirname "$0")/../support/rsm.bash"

begin_over_iscsi() {
  run devices
  passes
  says 'No device is known|Windows shows neither a changer nor a tape drive'

  run view
  passes
  says 'No library is known'

  run attach iscsi://127.0.0.1:1/iqn.2026-01.test.vtl:nobody
  fails
  complains 'is not attached; /force'

  run attach "$address"
  passes
  says 'slots 6, drives 2, ports 1'

  run attach "$address"
  fails
  complains 'ERROR_ALREADY_EXISTS'
}

# What Windows shows is used without being asked for, until it is detached.
begin_on_windows() {
  run devices
  passes
  says 'not known yet'

  run view
  passes
  says 'ready'

  run attach '\\.\Changer7'
  fails
  complains 'is not attached; /force'

  run detach "$address"
  passes
  run view
  says 'not present'
  run devices
  says 'library ".*"; left alone, as was said by rsm detach'
  says 'drive 1 of library ".*"; left alone'

  run attach '\\.\Scsi2:0:5:1'
  fails
  complains 'a driver of Windows has that device'

  run attach "$address"
  passes
  says 'slots 6, drives 2, ports 1'
}

if [ -n "${NTMS_TEST_DEVICES:-}" ]; then
  begin_on_windows
else
  begin_over_iscsi
fi

# The name is a whole line, to be used again as it is.
run view /tlibrary
passes
name=$(grep -v -e '^$' -e LIBRARY -e 'Offline media' -e 'completed successfully' <<<"$out")

run devices
passes
says ' changer +IET VIRTUAL-CHANGER +VTLCHG0001 '
says "^    changer of library \"$name\"$"
says ' tape drive +IET VIRTUAL-TAPE +VTLDRV0002 '
says "^    drive 1 of library \"$name\", by the identity that the changer tells"
run devices /b
passes
says "^$(sed 's/[\\.]/\\&/g' <<<"$address")(/[0-9]+)?$"

run inventory "/lf$name" /aFULL
passes
says 'slot 1 A00001L6: Simple Backup 1\.0 "Monday", pool Import'
says 'slot 2 A00002L6: ANSI.* "VOL001", pool Import'
says 'slot 4 A00004L6: no label that is known, pool Unrecognized'
says 'finished after .* seconds; cartridges read: [0-9]+\.'

# The last line of each view is fed into the next.
run view /tlibrary /guiddisplay /b
passes
library=$(last_line)
run view /tphysical_media "/cg$library" /guiddisplay /b
passes
medium=$(last_line)
run view /tpartition "/cg$medium" /guiddisplay /b
passes
says '^[0-9A-F]{32}$'

run view /tphysical_media "/cg$library"
passes
says '^A00001L6$'
says '^The command completed successfully\.$'

run view
passes
says '^ +1  full +A00001L6 .*Simple Backup 1\.0 +Monday'
says '^ +3  empty'
says '^ +6  cleaner'

run
passes
says '^IET VIRTUAL-CHANGER: ready$'
says '^     1  [#d]'

run view /json
passes
schema

run view /tstorageslot "/cg$library" /guiddisplay /b
passes
slot=$(sed -n 2p <<<"$out")
run identify "$slot" /odeferred
passes
says 'Slot 2, A00002L6: ANSI.* "VOL001"'
run view
says 'dismountable  A00002L6'

run inventory /lfNowhere /afast
fails
complains 'error 4301, ERROR_INVALID_LIBRARY'

run detach "$address"
passes
run view
says 'not present'
run inventory "/lg$library" /afast
fails
complains 'ERROR_DEVICE_NOT_AVAILABLE'

# From now on the target wants a secret.
end_over_iscsi() {
  local rest=${NTMS_TEST_VTL#iscsi://}

  operate 'tgtadm --lld iscsi --mode account --op new --user me --password secret-of-mine1'
  operate 'tgtadm --lld iscsi --mode account --op bind --tid 1 --user me'
  run attach "iscsi://me%secret-of-mine9@$rest"
  fails
  complains 'does not accept the user name or the secret'
  ! grep -q secret-of-mine <<<"$err" || wrong 'should not have shown the secret'
  run attach "iscsi://me%secret-of-mine1@$rest"
  passes
}

if [ -n "${NTMS_TEST_DEVICES:-}" ]; then
  run attach "$address"
  passes
else
  end_over_iscsi
fi
run view
says 'ready'

held
