#!/bin/sh
# Whether the DLL can live where it is to live: it exports what the list says and nothing else, needs
# no DLL that Windows 7 has not, and tells nothing of the machine that built it.
#
#   imports.sh OBJDUMP DLL DEF FOLDER...     no path in any FOLDER may be found in the DLL
set -u
objdump=$1 dll=$2 def=$3
shift 3
status=0
wrong() {
  echo "imports: $*"
  status=1
}
dump=$("$objdump" -p "$dll") || exit 1

needed=$(echo "$dump" | sed -n 's/.*DLL Name: //p' | tr '[:upper:]' '[:lower:]' | sort)
[ -n "$needed" ] || wrong "$objdump shows no imports at all"
for name in $needed; do
  case $name in
  kernel32.dll | advapi32.dll | setupapi.dll | ws2_32.dll | msvcrt.dll) ;;
  *) wrong "needs $name" ;;
  esac
done

exported=$(echo "$dump" | sed -n '/^\[Ordinal\/Name Pointer\] Table/,/^$/s/^[[:space:]].*\].* //p' | sort)
listed=$(sed -n 's/^[[:space:]]*\([A-Za-z]*\)@[0-9].*/\1/p' "$def" | sort)
[ "$(echo "$listed" | wc -l)" = 75 ] || wrong "the list is not of 75 names"
[ "$exported" = "$listed" ] || wrong "exports differ from the list: $exported"

for folder in /usr /home /root "$@"; do
  ! grep -q -a -F "$folder/" "$dll" || wrong "holds the path $folder"
done
[ $status -ne 0 ] || echo "imports: $(echo $needed), 75 exports"
exit $status
