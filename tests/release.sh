#!/usr/bin/env bash
# Makes what is handed out, in build/release:
#
#   win   ntmsapi-VERSION-win.zip      for Windows, x86 and x64, with the sources of what is in it
#   deb   ntmsapi_VERSION_amd64.deb    for Debian 12 and later
#
#   tests/release.sh [win|deb]...     both without an argument
#
# Builds what is missing.  The same sources make the same files: names are sorted, and all times are the day
# of the release in CHANGELOG.md.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
-h | --help)
  sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p;}' tests/release.sh
  exit 0
  ;;
esac
[ $# -gt 0 ] || set -- win deb

fail() {
  echo "release: $*" >&2
  exit 1
}
version=$(sed -n 's/^project(ntmsapi VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
day=$(sed -n "s/^## $version (\(20[0-9-]*\))\$/\1/p" CHANGELOG.md)
[ -n "$day" ] || fail "CHANGELOG.md has no heading «## $version (YEAR-MONTH-DAY)»"
SOURCE_DATE_EPOCH=$(date -u -d "$day" +%s)
export SOURCE_DATE_EPOCH
umask 022
[ -n "${NTMS_NO_PACKAGES:-}" ] || tests/support/packages.sh release

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p build/release

# The sources of this project as they are here, whether git knows them or not.
own_sources() { # TARBALL
  local name=ntmsapi-$version
  { git ls-files -z --cached --others --exclude-standard 2>/dev/null ||
    find . -path ./build -prune -o -type f -printf '%P\0'; } | LC_ALL=C sort -z |
    tar -c --null --files-from=- --transform "s,^,$name/," --mtime="@$SOURCE_DATE_EPOCH" \
      --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r,go-w | xz -6 >"$1"
}

one_width() { # PRESET FOLDER
  local to=$stage/zip/$2
  cmake --install "build/$1" --prefix "$stage/$2" >/dev/null
  mkdir -p "$to"
  cp "$stage/$2/bin/ntmsapi.dll" "$stage/$2/bin/rsm.exe" "$stage/$2/lib/libntmsapi.a" \
    "build/$1/tape_library_tour.exe" "$to/"
  # which is there only where llvm-dlltool is: not in what others are to link with MSVC
  cp "$stage/$2/lib/ntmsapi.lib" "$to/" || fail "no ntmsapi.lib for $2: is llvm installed?"
}

make_win() {
  local deps=build/deps zip=$stage/zip doc=$stage/x64/share/doc/ntmsapi file tarball
  NTMS_TARGETS="ntmsapi ntmsapi_implib rsm tape_library_tour" tests/build.sh win64 win32
  one_width win64 x64
  one_width win32 x86
  mkdir -p "$zip/cmake" "$zip/docs" "$zip/example" "$zip/sources"
  cp build/win64/install/zip/*.cmake "$zip/cmake/"
  cp -r "$stage/x64/include" "$zip/"
  mv "$doc/examples/"* "$zip/example/"
  cp -r "$doc/licenses" "$zip/licences"
  rm -r "$doc/licenses" "$doc/examples"
  mkdir "$zip/licences/mingw-w64"
  cp /usr/share/doc/mingw-w64-x86-64-dev/copyright "$zip/licences/mingw-w64/"
  mv "$doc/LICENSE" "$zip/LICENSE.txt"
  mv "$doc/THIRD-PARTY.md" "$doc/CHANGELOG.md" "$zip/"
  mv "$doc"/*.md "$zip/docs/"
  [ ! -d "$doc/json" ] || mv "$doc/json" "$zip/docs/"
  sed "s/@VERSION@/$version/" tests/release/README.txt >"$zip/README.txt"

  sed "s/@VERSION@/$version/" tests/release/sources.txt >"$zip/sources/README.txt"
  own_sources "$zip/sources/ntmsapi-$version.tar.xz"
  for tarball in libiscsi jansson sqlite3 cmocka; do # as they are pinned, and were built
    file=$(sed -n "s/^$tarball \([^ ]*\) .*/\1/p" cmake/deps/deps.sh)
    cp "$deps/src/$file" "$zip/sources/"
  done
  for file in "$deps/src"/sqlite3_*.debian.tar.xz; do
    [ ! -f "$file" ] || cp "$file" "$zip/sources/"
  done
  tests/release/zip.py "$zip" "build/release/ntmsapi-$version-win.zip"
}

make_deb() {
  NTMS_TARGETS="ntmsapi rsm manual" tests/build.sh native
  cpack --config build/native/CPackConfig.cmake -B "$stage/deb" >"$stage/cpack.log" 2>&1 || {
    cat "$stage/cpack.log" >&2
    fail "the package was not made"
  }
  mv "$stage"/deb/ntmsapi_"$version"_*.deb build/release/
}

for what; do
  case $what in
  win | deb) "make_$what" ;;
  *) fail "what is $what? See tests/release.sh --help" ;;
  esac
done
