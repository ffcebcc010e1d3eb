#!/bin/sh
# The public headers in other compilers and languages than the one that builds: C99 to C17 and C++,
# gcc, clang and the cross compilers, as many as there are.  Arguments are ignored.
set -u
cd "$(dirname "$0")/../.."
checked=0
status=0

check() { # COMPILER LANGUAGE STANDARD
  command -v "$1" >/dev/null || return 0
  for mode in -UUNICODE -DUNICODE; do
    printf '#include "ntmsapi.h"\n#include "ntmsmli.h"\nNTMS_GUID none = NTMS_NULLGUID;\n' |
      "$1" -x "$2" -std="$3" -Wall -Wextra -Wundef -pedantic -Werror -fsyntax-only $mode -Iinclude - ||
      { echo "headers: $1 -std=$3 $mode"; status=1; }
    checked=$((checked + 1))
  done
}

for compiler in gcc clang x86_64-w64-mingw32-gcc i686-w64-mingw32-gcc; do
  for standard in c99 c11 c17; do
    check $compiler c $standard
  done
done
for compiler in g++ clang++ x86_64-w64-mingw32-g++ i686-w64-mingw32-g++; do
  for standard in c++11 c++17 c++20; do
    check $compiler c++ $standard
  done
done

[ $checked -gt 0 ] || { echo "headers: no compiler was found"; exit 1; }
[ $status -ne 0 ] || echo "headers: $checked ways"
exit $status
