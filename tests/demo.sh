#!/usr/bin/env bash
# Shows ntmsapi.dll at work, from nothing: builds it, starts a virtual tape library on 127.0.0.1, and
# lets a Windows program (tests/example/tape_library_tour.c) find out under Wine what is in it; then rsm.exe
# shows the library.
#
#   tests/demo.sh [--x86] [--pass-through] [--keep]
#
#   --x86            a 32-bit program and the 32-bit DLL
#   --pass-through   the library hangs on a SCSI adapter of Windows, so to speak, where it is found
#                    without a word (tests/driver/README.md); else it is reached by iSCSI
#   --keep           leave the tape library running, and say how to look at it and how to stop it
#
# Runs on Debian 12 and later, as root or with sudo, which is asked for only when packages are
# missing.  Some minutes the first time, seconds afterwards.  What it starts it ends.
set -u
cd "$(dirname "$0")/.." || exit 1

preset=win64 bits=64 keep= adapter=
for word; do
  case $word in
  --x86) preset=win32 bits=32 ;;
  --pass-through) adapter=1 ;;
  --keep) keep=1 ;;
  -h | --help)
    sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//;p;}' tests/demo.sh
    exit 0
    ;;
  *)
    echo "demo: what is $word? See tests/demo.sh --help" >&2
    exit 2
    ;;
  esac
done

folder=$(mktemp -d /tmp/ntms-demo.XXXXXX) || exit 1
export VTL_DIR=$folder/vtl
builder=
bold= plain=
if [ -t 1 ]; then
  bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

kill_tree() { # PID: it and what it started
  local child
  for child in $(ps -o pid= --ppid "$1"); do
    kill_tree "$child"
  done
  kill "$1" 2>/dev/null
}
end() {
  [ -z "$builder" ] || kill_tree "$builder"
  [ -z "$keep" ] || return 0
  [ ! -d "$VTL_DIR" ] || tests/support/vtl.sh stop 2>/dev/null
  timeout 10 wineserver -w 2>/dev/null # it ends by itself, a little after the last program
  rm -rf "$folder"
}
trap end EXIT
trap 'keep=; exit 129' HUP
trap 'keep=; exit 130' INT
trap 'keep=; exit 143' TERM

fail() {
  printf '\ndemo: %s\n' "$*" >&2
  keep=
  exit 1
}
step() { printf '\n%s%s%s\n\n' "$bold" "$*" "$plain"; }
say() { sed -u 's/^\(..*\)/  \1/'; }

# ---- 1. build

step "1. Build ntmsapi.dll ($bits bits) and a small program that uses it"
log=$folder/build.log
: >"$log"
NTMS_TARGETS="ntmsapi tape_library_tour rsm ${adapter:+spti_bus}" tests/build.sh $preset >"$log" 2>&1 &
builder=$!
shown=0 ticks=0
tell_build() { # what the log has more than last time
  local lines
  lines=$(wc -l <"$log")
  [ "$lines" -gt "$shown" ] || return 0
  sed -n "$((shown + 1)),${lines}p" "$log" | cut -c -100 |
    grep -E '^(build|packages|deps|wine32|wine-prefix): ' | say
  shown=$lines
}
while kill -0 $builder 2>/dev/null; do
  sleep 0.2
  ticks=$((ticks + 1))
  tell_build
  [ $((ticks % 75)) != 0 ] || echo "  ... $((ticks / 5)) seconds"
done
wait $builder
status=$?
builder=
tell_build
[ $status = 0 ] || {
  tail -n 30 "$log" >&2
  fail "the build failed"
}
say <<EOF
build/$preset/ntmsapi.dll             takes the place of Windows' own
build/$preset/tape_library_tour.exe   was compiled against include/ntmsapi.h
build/$preset/rsm.exe                 is the command for administrators and scripts
EOF

# ---- 2. a tape library

way="reached by iSCSI"
[ -z "$adapter" ] || way="on a SCSI adapter"
step "2. Start a tape library: a changer and two drives, in software, $way"
cat >"$folder/layout" <<'EOF'
drives 2
slots 10
ports 1
slot 1 DEM001L6 "mtf:Simple Backup 1.0:Monday:6ba7b810-9dad-11d1-80b4-00c04fd430c8" fm
slot 2 DEM002L6 "mtf:Simple Backup 1.0:Tuesday" fm
slot 3 DEM003L6 vol1:VOL001 fm
slot 4 DEM004L6 ltfs:Films:3c5ad2b4-5b0f-4a1c-8a3c-9c9e6d7f1a22
slot 6 DEM006L6 blank
slot 10 CLN001L1 clean
EOF
limit=1200 # should this script be killed, the library ends by itself
[ -z "$keep" ] || limit=0
port=
for try in 13270 14270 15270 16270 17270; do
  if tests/support/vtl.sh -p $try -l "$folder/layout" -T $limit start 2>"$folder/vtl.log"; then
    port=$try
    break
  fi
  grep -q 'already in use' "$folder/vtl.log" || break
done
[ -n "$port" ] || {
  cat "$folder/vtl.log" >&2
  fail "the tape library did not start"
}
address=iscsi://127.0.0.1:$port/iqn.2026-01.test.vtl:library
say <<EOF
It listens at $address
and holds six cartridges in ten slots:

  slot 1   DEM001L6   a backup in Microsoft Tape Format, with a media label
  slot 2   DEM002L6   one without
  slot 3   DEM003L6   an ANSI label
  slot 4   DEM004L6   an LTFS volume
  slot 6   DEM006L6   blank
  slot 10  CLN001L1   a cleaning cartridge, which is never to be read
EOF

# ---- 3. the program

step "3. A Windows program (under Wine) asks ntmsapi.dll what is in it"
say <<EOF
It knows nothing of SCSI: it opens a session, asks for an inventory and watches the requests.
The cartridges are moved into the drives one by one, and their labels are read.
EOF
export NTMS_DEVICES=$address
run=(wine)
if [ -n "$adapter" ]; then
  say <<'EOF'

Nobody tells it where the library is: Windows shows \\.\Changer0, \\.\Tape0 and \\.\Tape1.
EOF
  unset NTMS_DEVICES
  export NTMS_TEST_VTL=$address NTMS_TEST_VTL_FOLDER=$VTL_DIR
  run=(tests/support/with-bus.sh "build/$preset/driver" -- wine)
fi
export WINEPREFIX=$PWD/build/wine WINEDLLPATH=$PWD/build/wine32
export WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= DISPLAY=
mkdir "$folder/data"
export NTMS_DATA="Z:${folder//\//\\}\\data"
# show PROGRAM [ARGUMENT]...: what it prints, here and in $folder/output
show() {
  timeout 300 "${run[@]}" "$@" 2>"$folder/errors" </dev/null | sed -u 's/\r$//' | tee "$folder/output" | say
  status=${PIPESTATUS[0]}
  [ "$status" = 0 ] || {
    cat "$folder/errors" >&2
    fail "${1##*/} ended with status $status"
  }
}
show build/$preset/tape_library_tour.exe

# Wine answers a program that it cannot run with nothing and status 0: look at what was said.
expect() { # SLOT TEXT
  grep -q -E "^ +$1  .*$2" "$folder/output" || fail "the program did not say of slot $1: $2"
}
expect 1 'DEM001L6  Simple Backup 1\.0 +Monday +Import'
expect 2 'DEM002L6  Simple Backup 1\.0 +Tuesday +Import'
expect 3 'DEM003L6  ANSI.* +VOL001 +Import'
expect 4 'DEM004L6  LTFS +Films +Import'
expect 5 'empty'
expect 6 'DEM006L6 +Unrecognized'
expect 10 'cleaner'

# ---- 4. the command

step "4. The same library on the overview page of rsm.exe"
show build/$preset/rsm.exe
grep -q -E '^ +1  ####\.#\.\.\.C$' "$folder/output" || fail "rsm did not draw the slots"
grep -q -E '^ +Import.LTO Ultrium +4$' "$folder/output" || fail "rsm did not count the media of Import"

# ---- the end

if [ -z "$keep" ]; then
  step "That was it"
  say <<EOF
Everything that was started has ended.  tests/demo.sh --keep leaves the tape library running.
EOF
  exit 0
fi
step "The tape library is left running"
say <<EOF
It is at   $address
To look at it with the command rsm:

  export NTMS_DEVICES=$address
EOF
if [ -x build/native/rsm ]; then
  say <<EOF
  export NTMS_DATA=$folder/data
  build/native/rsm view
EOF
else
  say <<EOF
  export NTMS_DATA='Z:${folder//\//\\}\\data' WINEDEBUG=-all
  export WINEPREFIX=$WINEPREFIX WINEDLLPATH=$WINEDLLPATH
  wine build/$preset/rsm.exe view
EOF
fi
say <<EOF

and to end it:

  tests/support/vtl.sh -d $VTL_DIR stop; rm -rf $folder
EOF
