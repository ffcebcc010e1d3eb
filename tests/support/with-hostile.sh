#!/usr/bin/env bash
# Runs a test with a hostile library of its own, which ends with the test, whatever happens.
#
#   with-hostile.sh -d FOLDER [-p PROGRAM] -- COMMAND [ARGUMENT]...
#
# FOLDER is made anew, for the log.  PROGRAM is hostile_library, else the native build's.  COMMAND finds in its
# environment
#   NTMS_TEST_HOSTILE   127.0.0.1:PORT, where the library is told what to play (hostile/README.md)
# The exit status is COMMAND's; 99 when it was 0, but the library ended badly.
set -u
here=$(cd "$(dirname "$0")" && pwd)

folder= program=$here/../../build/native/tests/hostile_library
while [ $# -gt 0 ]; do
  case $1 in
  -d) folder=$2 && shift 2 ;;
  -p) program=$2 && shift 2 ;;
  --) shift && break ;;
  *) shift $# ;;
  esac
done
if [ -z "$folder" ] || [ $# = 0 ]; then
  sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//;p;}' "$0" >&2
  exit 2
fi
rm -rf "$folder"
mkdir -p "$folder" || exit 1
folder=$(cd "$folder" && pwd)

# The library ends when its standard input does, which only this script holds.
mkfifo "$folder/hold" "$folder/ready" || exit 1
"$program" "$here/../hostile/scenarios" <"$folder/hold" >"$folder/ready" 2>"$folder/errors.txt" &
library=$!
exec 9>"$folder/hold"
read -r -t 60 ready _ port <"$folder/ready"
if [ "${ready:-}" != ready ]; then
  echo "with-hostile: $program does not begin" >&2
  cat "$folder/errors.txt" >&2
  kill "$library" 2>/dev/null
  exit 1
fi
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

windows_path=
for word; do
  case $word in *.exe) windows_path=Z:${folder//\//\\} ;; esac
done
export NTMS_TEST_HOSTILE=127.0.0.1:$port
export NTMS_LOG=${windows_path:-$folder}/log.txt:info
"$@" 9>&-
status=$?

exec 9>&-
wait "$library"
ended=$?
if [ $ended != 0 ]; then
  echo "with-hostile: the library ended with $ended"
  cat "$folder/errors.txt"
  [ $status != 0 ] || status=99
fi
if [ $status -ne 0 ]; then
  echo "with-hostile: errors and warnings that were logged, in $folder/log.txt and $PWD/data:"
  grep -h -a -E ' (error|warning) ' "$folder/log.txt" data/log*.txt 2>/dev/null | tail -n 40
fi
exit $status
