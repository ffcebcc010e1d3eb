#!/bin/sh
# The same sources make the same ntmsapi.dll and rsm.exe wherever they are built: builds them again from a copy
# in a folder with a blank in its name and compares them with those there are.  (rsm.exe for x64 alone: what is
# compiled for x86 is seen by the DLL.)
#
#   reproducible.sh PRESET      win64 or win32, built before
set -eu
preset=$1
files="ntmsapi.dll libntmsapi.a ntmsapi.lib" targets="ntmsapi ntmsapi_implib"
if [ "$preset" = win64 ]; then
  files="$files rsm.exe" targets="$targets rsm"
fi
cd "$(dirname "$0")/../.."
top=$(pwd)
copy=$(mktemp -d "${TMPDIR:-/tmp}/ntms again.XXXXXX")
trap 'rm -rf "$copy"' EXIT

cp -R CMakeLists.txt LICENSE cmake def include src "$copy/"
deps=$(sed -n 's/^NTMS_DEPS_PREFIX:[A-Z]*=//p' "build/$preset/CMakeCache.txt")
triple=$(sed -n 's/^MINGW_TRIPLE:[A-Z]*=//p' "build/$preset/CMakeCache.txt")
{ cmake -S "$copy" -B "$copy/build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_TOOLCHAIN_FILE="$copy/cmake/mingw.cmake" -DMINGW_TRIPLE="$triple" \
  -DNTMS_DEPS_PREFIX="$deps" -DBUILD_TESTING=OFF &&
  cmake --build "$copy/build" --target $targets; } >"$copy/log" 2>&1 || {
  tail -n 20 "$copy/log"
  exit 1
}
for file in $files; do
  cmp "$top/build/$preset/$file" "$copy/build/$file"
done
echo "reproducible: $preset"
