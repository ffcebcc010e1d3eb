#!/bin/sh
# Writes the version script of libntmsapi.so, made from the export list, to standard output.
# GetLastError and SetLastError join the 75 names: a Linux program needs them and has no others.
# Usage: version-script.sh ntmsapi.def
set -eu

echo '{'
echo '  global:'
echo '    GetLastError;'
echo '    SetLastError;'
sed -n 's/^ *\([A-Za-z]*\)@[0-9]*$/    \1;/p' "$1"
echo '  local:'
echo '    *;'
echo '};'
