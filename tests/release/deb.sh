#!/usr/bin/env bash
# The Debian package, installed, used and removed again.  That needs root, or sudo without a question, and a
# machine that has no ntmsapi of its own; else the package is unpacked into a folder and used there, which is said.
#
#   deb.sh FILE.deb      made by tests/release.sh
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
deb=$(realpath "$1")
work=$(mktemp -d)
installed=
root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
end() {
  [ -z "$installed" ] || root dpkg --purge ntmsapi >/dev/null
  rm -rf "$work"
}
trap end EXIT
fail() {
  echo "deb: $*" >&2
  exit 1
}
said() { # FILE PATTERN
  grep -q -E "$2" "$1" || {
    cat "$1" >&2
    fail "not said: $2"
  }
}

version=$(dpkg-deb -f "$deb" Version)
dpkg-deb -f "$deb" Depends >"$work/depends"
for library in libc6 libiscsi libjansson libsqlite3; do
  said "$work/depends" "$library"
done
dpkg-deb -x "$deb" "$work/x"
for file in usr/bin/rsm usr/lib/libntmsapi.so.0 usr/include/ntmsapi.h usr/lib/pkgconfig/ntmsapi.pc \
  usr/share/doc/ntmsapi/{copyright,changelog.gz,administration.md,json/README.md} \
  usr/share/man/man1/rsm.1.gz usr/share/man/man3/ntmsapi.3.gz; do
  [ -s "$work/x/$file" ] || fail "no /$file"
done
# Not from the file system: machines that leave manual pages out of what is installed do so for this package too.
for page in man1/rsm.1 man3/ntmsapi.3; do
  MANWIDTH=80 man --warnings -E UTF-8 -l "$work/x/usr/share/man/$page.gz" >"$work/page" 2>"$work/warnings"
  said "$work/page" '^NAME'
  [ ! -s "$work/warnings" ] || { cat "$work/warnings"; fail "$page has mistakes"; }
done

usr=/usr
if dpkg-query -W ntmsapi >/dev/null 2>&1; then
  echo "deb: this machine has an ntmsapi of its own: the package is only unpacked"
  usr=$work/x/usr
elif ! root true 2>/dev/null; then
  echo "deb: no root and no sudo without a question: the package is only unpacked"
  usr=$work/x/usr
else
  installed=1
  root dpkg -i "$deb" >"$work/dpkg" 2>&1 || { cat "$work/dpkg"; fail "dpkg -i failed"; }
fi
if [ -z "$installed" ]; then
  export PATH=$usr/bin:$PATH LD_LIBRARY_PATH=$usr/lib
fi
export NTMS_DATA=$work/data PKG_CONFIG_PATH=$usr/lib/pkgconfig
unset NTMS_DEVICES
mkdir "$NTMS_DATA"

cd "$work"
[ "$(command -v rsm)" = "$usr/bin/rsm" ] || fail "rsm is $(command -v rsm)"
rsm /version >version
said version "^rsm $version\$"
rsm view >view
said view 'Free'

# A program that is compiled against it, by pkg-config and by CMake.
cc -Wall -Werror -o stranger "$top/tests/release/stranger.c" $(pkg-config --cflags --libs ntmsapi)
./stranger >stranger.said
said stranger.said '^pool Free$'
said stranger.said '^stranger: [1-9][0-9]* pools$'
ldd stranger >libraries
said libraries "libntmsapi.so.0 => (/usr)?.*${usr#/usr}/lib/libntmsapi.so.0"
cat >CMakeLists.txt <<C
cmake_minimum_required(VERSION 3.21)
project(rebuilt C)
find_package(ntmsapi $version REQUIRED)
add_executable(rebuilt "$top/tests/release/stranger.c")
target_link_libraries(rebuilt ntmsapi::ntmsapi)
C
cmake -S . -B build -G Ninja -DCMAKE_PREFIX_PATH="$usr" >cmake.said && cmake --build build >>cmake.said || {
  cat cmake.said
  fail "a program is not built with find_package(ntmsapi)"
}
build/rebuilt >rebuilt.said
said rebuilt.said '^stranger: [1-9][0-9]* pools$'

if [ -n "$installed" ]; then
  installed=
  root dpkg --purge ntmsapi >dpkg 2>&1 || { cat dpkg; fail "dpkg --purge failed"; }
  for file in $(dpkg-deb -c "$deb" | sed -n 's,^[^d].* \./\(usr/[^ ]*\).*,/\1,p'); do
    [ ! -e "$file" ] || fail "$file was left behind"
  done
fi
echo "deb: ${deb##*/} works"
