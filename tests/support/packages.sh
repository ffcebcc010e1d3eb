#!/bin/sh
# Installs the Debian packages that the build and its tests need and this machine lacks.  Does
# nothing, and needs no root, when all are there.
#
#   packages.sh GROUP...     groups: native clang windows wine format release
set -eu

packages=
for group; do
  case $group in
  # the build itself, Debian's own libraries for it, the tape library that tests talk to, and judges
  # of what rsm prints as JSON and of its manual page
  native) packages="$packages binutils cmake gcc groff-base libc6-dev libcmocka-dev libiscsi-dev
    libjansson-dev libsqlite3-dev ninja-build pkgconf python3 python3-jsonschema tgt util-linux" ;;
  # the sanitizers, the fuzzers, and llvm-symbolizer for what they report
  clang) packages="$packages clang libclang-rt-dev lld llvm" ;;
  # the cross compilers, llvm-dlltool for ntmsapi.lib, clang and lld-link for a caller as MSVC makes
  # it, and what cmake/deps/deps.sh needs
  windows) packages="$packages clang debian-archive-keyring dpkg-dev gcc-mingw-w64-i686
    gcc-mingw-w64-x86-64 lld llvm make patch tcl xz-utils" ;;
  wine) packages="$packages debian-archive-keyring wine wine64" ;;
  format) packages="$packages clang-format" ;;
  # tests/release.sh: what CPack makes a package with, and man, which its pages are read with
  release) packages="$packages dpkg-dev file man-db xz-utils" ;;
  *)
    echo "packages: no group $group" >&2
    exit 2
    ;;
  esac
done

if ! command -v dpkg-query >/dev/null; then
  echo "packages: this is not Debian; it is up to you to have the like of:" $packages >&2
  exit 0
fi

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | head -n 1)" = installed ]
}

# One question for all; only if the answer is short is each asked by itself.
missing=
found=$(dpkg-query -W -f '${db:Status-Status}\n' $packages 2>/dev/null | grep -c '^installed$' || :)
if [ "$found" -lt "$(echo $packages | tr ' ' '\n' | sort -u | wc -l)" ]; then
  for package in $(echo $packages | tr ' ' '\n' | sort -u); do
    installed "$package" || missing="$missing $package"
  done
fi

# The dependencies are asked of the archive that apt knows: its lists must be there.
lists_missing() {
  case " $* " in
  *" windows "* | *" wine "*) ;;
  *) return 1 ;;
  esac
  ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1
}

root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "packages: to be run as root once:" "$@" >&2
    exit 1
  fi
}

# A busy or stumbling archive gets three chances.
try() {
  for pause in 5 15 0; do
    if "$@"; then
      return 0
    fi
    sleep "$pause"
  done
  return 1
}

if [ -n "$missing" ] || lists_missing "$@"; then
  try root apt-get update -qq ||
    echo "packages: apt-get update had errors; going on with what it got" >&2
fi
if [ -n "$missing" ]; then
  echo "packages: installing$missing"
  try root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 $missing >/dev/null || {
    echo "packages: could not install$missing" >&2
    exit 1
  }
fi
