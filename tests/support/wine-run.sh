#!/bin/sh
# Runs a Windows test program under Wine and believes neither half of its answer alone: the exit
# status must be 0 and cmocka must have said that tests passed and none failed.  (Wine answers a
# program that it cannot run with nothing and exit status 0.)  Once in many hundred starts Wine ends
# with status 1 before the program began, and nothing is printed, or nothing but Wine's own word that it
# could not be started; it is then started again, twice at most, and that is said.  A program that began
# prints what it does before anything else.  Once in many thousand Wine gives a thread of a 32-bit program back
# without its segment register %fs, and the program crashes at the next instruction of Wine's own ntdll that reads
# by it, which cannot fail otherwise: that is told by the instruction, and it is started again likewise.
#
#   wine-run.sh PROGRAM.exe [ARGUMENT]...
set -u
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT

began() { # a program's first word is "[==========] Running" or one of its own
  [ -s "$output" ] && ! head -n 1 "$output" | grep -q '^Application could not be started'
}

lost_fs() { # did it crash in ntdll.dll, at an instruction that loads by %fs: mov, 64h 8Bh or 64h A1h?
  address=$(sed -n 's/^.*EXCEPTION_ACCESS_VIOLATION occurred at \([0-9a-f]*\)\..*/\1/p' "$output" | head -n 1)
  [ -n "$address" ] && python3 - "$address" "${WINEDLLPATH:-}/i386-windows/ntdll.dll" <<'EOF'
import struct, sys

address = int(sys.argv[1], 16)
with open(sys.argv[2], "rb") as file:
    image = file.read()
header = struct.unpack_from("<I", image, 60)[0]
count, size = struct.unpack_from("<H", image, header + 6)[0], struct.unpack_from("<H", image, header + 20)[0]
base = struct.unpack_from("<I", image, header + 52)[0]
for i in range(count):
    length, start, raw, offset = struct.unpack_from("<IIII", image, header + 24 + size + 40 * i + 8)
    at = address - base - start
    if 0 <= at < min(length, raw):
        sys.exit(image[offset + at:offset + at + 2] not in (b"\x64\x8b", b"\x64\xa1"))
sys.exit(1)
EOF
}

for start in 1 2 3; do
  "${NTMS_WINE:-wine}" "$@" >"$output" 2>&1 </dev/null
  status=$?
  if [ $status -eq 1 ] && ! began; then
    echo "wine-run: start $start ended before the program began" >&2
  elif [ $status -ne 0 ] && lost_fs 2>/dev/null; then
    echo "wine-run: start $start lost its %fs in Wine's ntdll" >&2
  else
    break
  fi
done
cat "$output"
if [ $status -ne 0 ]; then
  echo "wine-run: exit status $status" >&2
  exit 1
fi
if ! grep -q '^\[  PASSED  \] [1-9]' "$output" || grep -q '^\[  \(FAILED\|ERROR\) *\]' "$output"; then
  echo "wine-run: the program's output does not say that its tests passed" >&2
  exit 1
fi
