#!/usr/bin/env bash
# Measures, in one run and on this machine, what Removable Storage costs beside what it is made of, and
# prints a table.  Nothing is asserted: times depend on the machine, ratios much less.  A line with an aim
# says so where the aim is missed; the aim is for the ratio, or for the number itself where nothing stands
# beside it.
#
#   tests/bench.sh [BUILD FOLDER [PART]...]      build/native and all parts without an argument
#
# inventory
#    The time from InventoryNtmsLibrary(FAST) to the end of its request on a library of 10,000 slots
#    and 9,000 cartridges (without drives, which would have to read them all first), which tgt plays on this machine, over the time of the same READ ELEMENT STATUS
#    commands sent bare through libiscsi, in turn.  The commits are included: they wait for the disk (fsync),
#    and tgt, which reads only memory, makes the divisor as small as it can be.  Medians of 41 rounds, and of
#    6 rounds after somebody else carried one cartridge, or all of them, to the next slot.
# commit
#    The transaction in which a fast inventory records that in each of 10,000 slots (all full, no drives)
#    another cartridge stands than on record: the comparing of what the changer told, which is in memory
#    already, with the records, the writing, and the COMMIT, which waits for the disk; over write() of as many
#    bytes as go to the log of the database (which is emptied once, to see how long it gets) into a file in the
#    same folder, and fdatasync().  Then over an UPDATE of the same columns of the same rows, by one prepared
#    statement on a bare connection to the same database, with its COMMIT.  And the same transaction when two
#    cartridges were exchanged.  Each fourth commit or so brings the log into the database, too.  Medians of 21
#    rounds.
# objects
#    One object of 10,000 slots or media, through EnumerateNtmsObject and GetNtmsObjectInformation, over
#    a bare SELECT of the same row by GUID with a prepared statement, and over a memcpy of the
#    structure.  Medians of 7 rounds.
# space
#    Memory and disk for each of 65,000 slots, all full, on a simulated library.  Memory is all that malloc
#    holds while the library is idle, the page cache of SQLite too, and how much higher the peak of resident
#    memory is during the first look (all records made) and during an inventory (nothing changed); the
#    simulated changer's answer of 52 bytes a slot is in the peaks.  Disk is the database file after the last
#    session, over the slots: a slot, the medium in it, known by its bar code, and its side, three objects
#    with their indexes.  A label that is read, and a logical medium, come to that.
# scale
#    The same calls with 100,000 media in the database and with 1,000: half of them in a library, half
#    offline and older, six in ten in the pool of an application.  The database is in memory (/dev/shm), so
#    that a commit does not wait for a disk, which takes as long with few media as with many and varies more
#    than what is measured.  GetNtmsObjectInformation counts what is in a pool or a library each time it is
#    asked, so that these two take longer the more media are in it; what is asked of other objects does not.  A list of
#    all objects of a kind, or of those in a container, is kept: what is new is appended to it, what was deleted
#    or came to another container is taken out or put in.  Sessions are opened on a disk.  One more session is
#    opened and closed while the process has another one, which asks no device.  The first ones are the only ones
#    of their process; the simulated library, which tells at once what is in its slots, leaves what the asking,
#    and the comparing with the records, takes.  Medians of 21 to 51 rounds.
# mount
#    SCSI commands that MountNtmsMedia and DismountNtmsMedia(IMMEDIATE) send, to a library that tgt plays,
#    beside the load itself (in brackets): MOVE MEDIUM and what the drive is asked after it, until the
#    label is read and the tape rewound; and on the way back LOAD UNLOAD and MOVE MEDIUM.  The others make
#    sure that it is the right cartridge and that the drive is empty; the way to the drive is closed
#    while a program has the tape, and opened anew for the dismount.  Medians of 5 rounds.
# wake
#    How long a mount that waits for the only drive takes once the drive is empty, up to the return of
#    MountNtmsMedia, beside what the (simulated) devices take: the end of the dismount that emptied it, the
#    choice of the drive, the mount, all their commits (in /dev/shm), and the waking.  Another thread of
#    the process that works with the library waits, or another process.  Medians of 21 rounds.  From the return
#    of a call that changes a medium to that of WaitForNtmsNotification in another process: the median and the
#    longest of 51 rounds.  What 10 processes that wait so for 5 s take of one processor, all together, while
#    nothing changes: their sessions, with all that these do by themselves, are in it.
# makespan
#    The time that a full inventory (OMID) of 100 tapes takes on 4 drives, in the time of simulated devices,
#    over the least that any order of these moves could take, max(N 2m, N (2m + l + u) / D): m a move, l a
#    load with the label read, u an unload.  Threads are real; the clock stands while any of them works and
#    jumps to the end of the next command when all wait, so that only devices, and waiting for each other,
#    take time.
# latency
#    How much later a fast inventory of 10,000 slots, 20 ports and 4 drives ends when each command is answered 20 ms
#    late (by the hostile library, tests/support/hostile), over these 20 ms.  Nothing is new; or a person has carried
#    one cartridge to another slot, of which the changer tells by a unit attention.  Medians of 10 rounds.
# pass_through
#    The round trip of one command through pass-through, with all that stands above it (checks, log, buffers),
#    over the same command through a bare DeviceIoControl to the same device, in turn: INQUIRY, and element
#    status of 1,200 slots into 64 KiB.  A program for Windows x64 under Wine; the device is the changer that the
#    test driver shows, behind it tgt (tests/driver).  Medians of 1,001 rounds.
set -eu -o pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
-h | --help)
  sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' tests/bench.sh
  exit 0
  ;;
esac
build=${1:-build/native}
shift $(($# > 0))
parts=("$@")
[ $# -gt 0 ] || parts=(inventory commit objects space scale wake mount makespan latency pass_through)

[ -e "$build/build.ninja" ] || tests/build.sh native
log=$build/bench.log
quietly() {
  "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    exit 1
  }
}

# vtl NAME PROGRAM [OPTION OF vtl.sh]...
vtl() {
  # shellcheck disable=SC2016
  NTMS_DATA=$run/$1 tests/support/with-vtl.sh -d "$build/vtl/bench" "${@:3}" -- \
    sh -c 'NTMS_DEVICES=$NTMS_TEST_VTL exec "$0"' "$build/tests/bench_$2"
}

inventory() { vtl inventory fast_inventory -s 10000 -m 9000 -n 0 -i 16 -M 1; }
commit() { "$build/tests/bench_commit" "$run/commit"; }
objects() { "$build/tests/bench_objects" "$run/objects"; }
space() { "$build/tests/bench_space" "$run/space"; }
scale() { "$build/tests/bench_scale" "$memory" "$run/scale"; }
wake() { "$build/tests/bench_wake" "$memory/wake"; }
mount() { vtl mount mount -s 8 -m 4 -n 2 -M 1; }
latency() {
  NTMS_DATA=$run/latency tests/support/with-hostile.sh -d "$build/hostile/bench" \
    -p "$build/tests/hostile_library" -- env -u NTMS_LOG "$build/tests/bench_latency"
}
makespan() { "$build/tests/bench_makespan"; }
pass_through() {
  export WINEPREFIX=$PWD/build/wine WINEDLLPATH=$PWD/build/wine32 WINEDEBUG=-all DISPLAY=
  # with-vtl.sh names a log
  tests/support/with-vtl.sh -d "$PWD/build/win64/vtl/bench" -s 1200 -m 1100 -L -- \
    tests/support/with-bus.sh "$PWD/build/win64/driver" -- \
    env -u NTMS_LOG wine "$PWD/build/win64/tests/bench_pass_through_win32.exe"
}

programs=()
for part in "${parts[@]}"; do
  case $part in
  inventory) programs+=(bench_fast_inventory) ;;
  latency) programs+=(bench_latency hostile_library) ;;
  commit | objects | space | scale | wake | mount | makespan) programs+=("bench_$part") ;;
  pass_through) NTMS_TARGETS="bench_pass_through_win32 spti_bus" quietly tests/build.sh win64 ;;
  *)
    echo "bench: no part is called $part; tests/bench.sh --help tells which there are" >&2
    exit 2
    ;;
  esac
done
[ ${#programs[@]} = 0 ] || quietly cmake --build "$build" --target "${programs[@]}"
build=$(cd "$build" && pwd)
run=$build/tests/run/bench
rm -rf "$run"
memory=$(mktemp -d /dev/shm/ntms-bench.XXXXXX)
trap 'rm -rf "$memory"' EXIT
mkdir -p "$run"/{inventory,commit,objects,space,scale,mount,latency} "$memory/wake"
unset NTMS_LOG

printf '%-52s %9s %-5s %9s %-26s %7s %s\n' what here '' bare '' ratio aim
for part in "${parts[@]}"; do
  ("$part") | tr -d '\r'
done
echo "What the lines mean and how they are measured: tests/bench.sh --help"
rm -rf "$run"
