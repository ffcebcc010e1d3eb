#!/bin/sh
# Makes the one Wine prefix that all Windows tests share, headless; nothing to do when it is there.
#
#   wine-prefix.sh PREFIX LIBRARIES     LIBRARIES: the folder that cmake/deps/wine32.sh filled
set -eu
[ $# = 2 ] || {
  echo "usage: $0 PREFIX LIBRARIES" >&2
  exit 2
}
# What the prefix was made from: another Wine makes another prefix.
from=$(cat "$2/version")
if [ "$(cat "$1/made-from" 2>/dev/null)" = "$from" ]; then
  exit 0
fi
echo "wine-prefix: making $1"
rm -rf "$1"
mkdir -p "$1"
WINEPREFIX=$(cd "$1" && pwd)
WINEDLLPATH=$(cd "$2" && pwd)
export WINEPREFIX WINEDLLPATH
export WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= DISPLAY=
timeout 300 wineboot -i >/dev/null 2>&1 </dev/null || {
  echo "wine-prefix: wineboot failed; try it by hand: WINEPREFIX=$WINEPREFIX wineboot -i" >&2
  exit 1
}
timeout 60 wineserver -w >/dev/null 2>&1 </dev/null || :
echo "$from" >"$1/made-from"
