#!/usr/bin/env bash
# Makes the Wine prefix that pass-through tests copy: the common one, with the test driver's service and
# its root device on record.  No process is started in it.  Nothing to do when it is there.
#
#   wine-bus.sh TEMPLATE PREFIX     PREFIX: what wine-prefix.sh made
#
# Files are hard links to those of PREFIX but for the registry, which Wine writes.
set -eu
[ $# = 2 ] || {
  echo "usage: $0 TEMPLATE PREFIX" >&2
  exit 2
}
template=$1 prefix=$(cd "$2" && pwd -P)
from="$(cat "$prefix/made-from") $(cksum <"$0")"

mkdir -p "$(dirname "$template")"
exec 9>"$template.lock"
flock -w 60 9
[ "$(cat "$template/made-from" 2>/dev/null)" != "$from" ] || exit 0
rm -rf "$template"
mkdir "$template"
cp -al "$prefix/drive_c" "$template/" 2>/dev/null || cp -a "$prefix/drive_c" "$template/"
cp -a "$prefix/dosdevices" "$prefix"/*.reg "$prefix/.update-timestamp" "$template/"

# The service starts by itself with every session; "Port" is set in each copy.
cat >>"$template/system.reg" <<'KEYS'

[System\\CurrentControlSet\\Enum\\ROOT\\NTMSTEST\\0000] 1795773935
"Class"="System"
"ClassGUID"="{4D36E97D-E325-11CE-BFC1-08002BE10318}"
"ConfigFlags"=dword:00000000
"DeviceDesc"="SCSI adapter for tests"
"Service"="ntmstestbus"

[System\\CurrentControlSet\\Services\\ntmstestbus] 1795773935
"DisplayName"="SCSI adapter for tests"
"ErrorControl"=dword:00000001
"ImagePath"="C:\\windows\\system32\\drivers\\ntmstestbus.sys"
"ObjectName"="LocalSystem"
"Port"=dword:00000000
"Start"=dword:00000002
"Type"=dword:00000001
KEYS
echo "$from" >"$template/made-from"
