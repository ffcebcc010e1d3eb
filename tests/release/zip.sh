#!/usr/bin/env bash
# The zip for Windows, tried as its user tries it: unpacked, in a Wine prefix that has never seen us, beside
# programs of both widths that know nothing of us.
#
#   zip.sh FILE.zip      made by tests/release.sh
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
zip=$(realpath "$1")
version=${zip##*/ntmsapi-} version=${version%-win.zip}
work=$(mktemp -d)
export WINEPREFIX=$work/wine WINEDLLPATH=$top/build/wine32
export WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= DISPLAY=
end() { # the session of this prefix and no other
  [ ! -d "$WINEPREFIX" ] || timeout 20 wineserver -k >/dev/null 2>&1 || :
  rm -rf "$work"
}
trap end EXIT
fail() {
  echo "zip: $*" >&2
  exit 1
}

cd "$work"
python3 -m zipfile -e "$zip" zip
for file in README.txt LICENSE.txt THIRD-PARTY.md CHANGELOG.md {x86,x64}/{ntmsapi.dll,rsm.exe} \
  {x86,x64}/{libntmsapi.a,ntmsapi.lib,tape_library_tour.exe} include/{ntmsapi,ntmsmli}.h \
  docs/{README,administration}.md example/tape_library_tour.c licences/jansson/LICENSE \
  licences/libiscsi/{COPYING,LICENCE-LGPL-2.1.txt} sources/README.txt \
  "sources/ntmsapi-$version.tar.xz"; do
  [ -s "zip/$file" ] || fail "no $file"
done
for source in libiscsi jansson sqlite3; do
  ls zip/sources/${source}_*.orig.tar.* >/dev/null || fail "no source of $source"
done
! grep -q -v "$(printf '\r')\$" zip/README.txt || fail "README.txt has lines that do not end as on Windows"
grep -q "ntmsapi $version" zip/README.txt || fail "README.txt is of another version"
for file in zip/x*/*; do
  ! grep -q -a -F -e "$top/" -e "/usr/lib/gcc" "$file" || fail "$file tells of the machine that built it"
done
# What deps.sh and the build need is in the sources.
for file in CMakeLists.txt cmake/deps/deps.sh tests/build.sh src/api/session.c; do
  tar -tf "zip/sources/ntmsapi-$version.tar.xz" "ntmsapi-$version/$file" >/dev/null || fail "no $file in the sources"
done

said() { # FILE PATTERN
  sed -i 's/\r$//' "$1"
  grep -q -E "$2" "$1" || {
    cat "$1" >&2
    fail "not said: $2"
  }
}
"$top/tests/support/wine-prefix.sh" "$WINEPREFIX" "$WINEDLLPATH"
for width in x64 x86; do
  triple=x86_64-w64-mingw32
  [ $width = x64 ] || triple=i686-w64-mingw32
  # mingw's header, mingw's import library: nothing of ours but the DLL beside the program
  mkdir "$width" "$width/data"
  $triple-gcc -O -Wall -Werror -o "$width/stranger.exe" "$top/tests/release/stranger.c" -lntmsapi
  cp "zip/$width/ntmsapi.dll" "$width/"
  export NTMS_DATA="Z:${work//\//\\}\\$width\\data"
  wine "$width/stranger.exe" >"$width/said" 2>&1 </dev/null || { cat "$width/said"; fail "$width: the program failed"; }
  said "$width/said" '^pool Free$'
  said "$width/said" '^stranger: [1-9][0-9]* pools$'

  wine "zip/$width/rsm.exe" /version >"$width/version" 2>&1 </dev/null || { cat "$width/version"; fail "$width: rsm /version failed"; }
  said "$width/version" "^rsm $version\$"
  wine "zip/$width/rsm.exe" >"$width/overview" 2>&1 </dev/null || { cat "$width/overview"; fail "$width: rsm failed"; }
  said "$width/overview" '^ *rsm devices '

  # And a program that is rebuilt: our headers, our import library, found by CMake.
  cat >"$width/CMakeLists.txt" <<'C'
cmake_minimum_required(VERSION 3.21)
project(rebuilt C)
find_package(ntmsapi REQUIRED)
add_executable(rebuilt ../zip/example/tape_library_tour.c)
target_link_libraries(rebuilt ntmsapi::ntmsapi)
C
  cmake -S $width -B $width/build -G Ninja -DCMAKE_TOOLCHAIN_FILE="$top/cmake/mingw.cmake" -DMINGW_TRIPLE=$triple \
    -Dntmsapi_DIR="$work/zip/cmake" >"$width/cmake" && cmake --build $width/build >>"$width/cmake" || {
    cat "$width/cmake"
    fail "$width: a program is not rebuilt with find_package(ntmsapi)"
  }
  $triple-objdump -p $width/build/rebuilt.exe >$width/imports
  said $width/imports 'DLL Name: ntmsapi.dll'
done
echo "zip: ${zip##*/} works"
