#!/usr/bin/env bash
# Runs a test with a virtual tape library of its own, which ends with the test, whatever happens.
#
#   with-vtl.sh -d FOLDER [-l LAYOUT] [OPTION OF vtl.sh]... -- COMMAND [ARGUMENT]...
#
# FOLDER is made anew.  A LAYOUT that does not exist means vtl.sh's own library (20 slots, 2 drives,
# 2 ports, 10 blank cartridges).  The port follows from FOLDER; the next free one is taken when
# another has it.  COMMAND finds in its environment
#   NTMS_TEST_VTL       the library's address without a LUN, as in iscsi://127.0.0.1:13270/iqn...
#   NTMS_TEST_VTL6      the same over IPv6, iscsi://[::1]:13270/iqn..., or "none" where the machine
#                       has no IPv6 on its loopback interface
#   NTMS_TEST_VTL_DIR   the state folder (as Z:\... for a Windows program)
#   NTMS_TEST_VTL_FOLDER  the same, for scripts
# and can operate the library by files: it makes FOLDER/cmd/N.cmd (made under another name, then
# renamed) with one line for vtl.sh, like "insert NEW001L6 16"; when FOLDER/cmd/N.done appears it
# holds vtl.sh's exit status, and N.out what it said.  tests/support/vtl_control.h does this.
set -u
here=$(cd "$(dirname "$0")" && pwd)

options=() folder= layout=
while [ $# -gt 0 ]; do
  case $1 in
  -d) folder=$2 && shift 2 ;;
  -l) layout=$2 && shift 2 ;;
  --) shift && break ;;
  -F | -L) options+=("$1") && shift ;;
  -[CpsnimkMbtT]) options+=("$1" "$2") && shift 2 ;;
  *)
    sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//;p;}' "$0" >&2
    exit 2
    ;;
  esac
done
if [ -z "$folder" ] || [ $# = 0 ]; then
  echo "with-vtl: no folder or no command" >&2
  exit 2
fi
[ -z "$layout" ] || [ ! -e "$layout" ] || options+=(-l "$layout")
seed=$(printf %s "$folder" | cksum)
seed=${seed%% *}

# tgt's names are short: a folder far down gives way to a temporary one.
if [ ${#folder} -gt 80 ]; then
  folder=$(mktemp -d /tmp/ntms-vtl.XXXXXX) || exit 1
  temporary=$folder
else
  [ ! -d "$folder" ] || "$here/vtl.sh" -d "$folder" stop 2>/dev/null
  rm -rf "$folder"
  temporary=
fi
mkdir -p "$folder/cmd"
folder=$(cd "$folder" && pwd)

end() {
  [ -z "${operator:-}" ] || kill "$operator" 2>/dev/null
  "$here/vtl.sh" -d "$folder" thaw 2>/dev/null
  "$here/vtl.sh" -d "$folder" stop 2>/dev/null
  [ -z "$temporary" ] || rm -rf "$temporary"
}
trap end EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Ports 14000..29999: not those of services, nor those of outgoing connections.  The library ends by
# itself after ten minutes, should this script be killed.
port=
for try in 0 1 2 3 4 5 6 7; do
  port=$((14000 + (seed + try * 1117) % 16000))
  if "$here/vtl.sh" -d "$folder" -T 600 -p $port "${options[@]}" start 2>"$folder/start.log"; then
    break
  fi
  grep -q 'already in use\|does not answer\|ended at once\|does not open' "$folder/start.log" || try=7
  [ $try != 7 ] || {
    cat "$folder/start.log" >&2
    exit 1
  }
done

operate() { # does what the test asks for, until the test has ended
  local request name
  while kill -0 $$ 2>/dev/null; do
    for request in "$folder"/cmd/*.cmd; do
      [ -e "$request" ] || continue
      name=${request%.cmd}
      # shellcheck disable=SC2046
      set -- $(tr -d '\r' <"$request")
      if [ "${1:-}" = bridge ]; then # of with-bus.sh
        "$here/bridge.sh" "$folder/bus" "${2:-}" >"$name.out" 2>&1 </dev/null
      else
        "$here/vtl.sh" -d "$folder" "$@" >"$name.out" 2>&1 </dev/null
      fi
      echo $? >"$name.part"
      rm -f "$request"
      mv "$name.part" "$name.done"
    done
    sleep 0.02
  done
}
operate &
operator=$!

# shellcheck disable=SC1091
. "$folder/env"
windows_path=
for word; do
  case $word in *.exe) windows_path=Z:${folder//\//\\} ;; esac
done
export NTMS_TEST_VTL="iscsi://$VTL_PORTAL/$VTL_IQN" NTMS_TEST_VTL_DIR=${windows_path:-$folder}
export NTMS_TEST_VTL_FOLDER=$folder
export NTMS_TEST_VTL6=${VTL_PORTAL6:+iscsi://$VTL_PORTAL6/$VTL_IQN}
: "${NTMS_TEST_VTL6:=none}"
export NTMS_LOG=$NTMS_TEST_VTL_DIR/log.txt:info
"$@"
status=$?
if [ $status -ne 0 ]; then
  echo "with-vtl: errors and warnings that were logged, in $folder/log.txt and $PWD/data:"
  grep -h -a -E ' (error|warning) ' "$folder/log.txt" data/log*.txt 2>/dev/null | tail -n 40
fi
exit $status
