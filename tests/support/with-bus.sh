#!/usr/bin/env bash
# Runs a Windows test with a SCSI adapter of its own under Wine, on which the virtual tape library hangs
# that runs beside it; for use inside with-vtl.sh.
#
#   with-vtl.sh -d FOLDER -l LAYOUT -- with-bus.sh DRIVER -- COMMAND [ARGUMENT]...
#
# DRIVER is the folder with ntmstestbus.sys, bridge and ready.exe.  COMMAND begins when Windows, so to
# speak, shows all devices, in a Wine prefix of its own that ends with it, whatever happens: prefix and
# processes.  NTMS_TEST_BUS is set.  Besides what with-vtl.sh says, the test can operate the bridge: "bridge kill" and "bridge
# start" are lines for FOLDER/cmd, too.
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 3 ] || [ "$2" != -- ] || [ -z "${NTMS_TEST_VTL_FOLDER:-}" ]; then
  sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//;p;}' "$0" >&2
  exit 2
fi
driver=$(cd "$1" && pwd) || exit 1
shift 2
template=$here/../../build/wine-bus
bus=$NTMS_TEST_VTL_FOLDER/bus
library=${NTMS_TEST_VTL#iscsi://}
common=$WINEPREFIX
export WINEPREFIX=$bus/prefix

program=
end_session() {
  timeout 20 wineserver -k >/dev/null 2>&1 </dev/null
  timeout 20 wineserver -w >/dev/null 2>&1 </dev/null
}
end() {
  [ -z "$program" ] || kill "$program" 2>/dev/null
  [ ! -d "$WINEPREFIX" ] || end_session
  [ ! -e "$bus/bridge.pid" ] || "$here/bridge.sh" "$bus" kill
  rm -rf "$WINEPREFIX"
}
trap end EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$bus"
"$here/wine-bus.sh" "$template" "$common" || exit 1
"$here/bridge.sh" "$bus" "$driver/bridge" "${library%%/*}" "${library#*/}" || {
  echo "with-bus: the bridge did not start" >&2
  exit 1
}

# A copy of the template: links, but for the registry, with the bridge's port in it.
mkdir "$WINEPREFIX" || exit 1
cp -al "$template/drive_c" "$WINEPREFIX/" || exit 1
cp -a "$template/dosdevices" "$template"/*.reg "$template/.update-timestamp" "$WINEPREFIX/" || exit 1
port=$(printf %08x "$(cat "$bus/bridge.port")")
sed -i "/Services.*ntmstestbus\]/,/^\$/s/^\"Port\"=.*/\"Port\"=dword:$port/" "$WINEPREFIX/system.reg"
cp "$driver/ntmstestbus.sys" "$WINEPREFIX/drive_c/windows/system32/drivers/" || exit 1

# The driver lives as long as Wine's session does, which is to outlive the pauses between a test's
# processes.  Now and then Wine ends before a program began (see wine-run.sh), or begins a session without its
# services: then another one is begun, twice at most, and that is said.
said=
for start in 1 2 3; do
  wineserver -p60 >/dev/null 2>&1 </dev/null
  said=$(timeout 60 wine "$driver/ready.exe" 2>"$bus/ready.log" </dev/null | tr -d '\r')
  [ "$said" != ready ] || break
  echo "with-bus: start $start: the driver did not start: $(tail -n 1 "$bus/ready.log")" >&2
  end_session
done
if [ "$said" != ready ]; then
  cat "$bus/bridge.log" >&2
  exit 1
fi
export NTMS_TEST_BUS=$bus
timeout -k 10 1200 "$@" & # should this script be killed
program=$!                # in the background, so that a signal is heeded at once
wait $program
status=$?
program=
if [ $status -ne 0 ] && [ -s "$bus/bridge.log" ]; then
  echo "with-bus: what the bridge had to say:"
  tail -n 20 "$bus/bridge.log"
fi
exit $status
