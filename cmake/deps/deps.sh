#!/bin/sh
# Builds what the Windows binaries link (libiscsi, SQLite, Jansson, and cmocka for the tests) with
# mingw-w64, from the sources that Debian distributes, pinned by checksum.
#
#   deps.sh [TRIPLE]...     default: x86_64-w64-mingw32 i686-w64-mingw32
#
# leaves build/deps/TRIPLE/{include,lib}, or the same under $NTMS_DEPS.  With NTMS_TARBALLS naming
# a folder that has the pinned tarballs nothing is fetched.  No root needed, but see fetch().
#
# Needs: cmake ninja-build gcc make tclsh mingw-w64, and to fetch: dpkg-dev.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=${NTMS_DEPS:-$here/../../build/deps}
mkdir -p "$dir/src"
dir=$(cd "$dir" && pwd)
[ $# -gt 0 ] || set -- x86_64-w64-mingw32 i686-w64-mingw32

# One suite for all, whatever this machine runs: it is this suite's versions that are pinned.
# (Debian 12's keyring already holds its key.)
suite=trixie
# package, upstream tarball, its SHA-256
pins='
libiscsi libiscsi_1.20.0.orig.tar.gz 6321d802103f2a363d3afd9a5ae772de0b4052c84fe6a301ecb576b34e853caa
cmocka cmocka_1.1.7.orig.tar.xz 810570eb0b8d64804331f82b29ff47c790ce9cd6b163e98d47a4807047ecad82
jansson jansson_2.14.orig.tar.gz c739578bf6b764aa0752db9a2fdadcfe921c78f1228c7ec0bb47fa804c55d17b
sqlite3 sqlite3_3.46.1.orig.tar.xz d0cdd2ece271b29e7ce18095745d892517ee26d0f270065b3a25c2e9eb11639c
'

say() { echo "deps: $*"; }
fail() {
  echo "deps: $*" >&2
  exit 1
}

# recipe NAME: what NAME is built from, as a checksum; what is built of it need not be built again
recipe() {
  { echo "$pins" && cat "$here/../mingw.cmake" &&
    if [ -d "$here/$1" ]; then find "$here/$1" -type f | LC_ALL=C sort | xargs -d '\n' cat; fi; } |
    sha256sum | cut -d ' ' -f 1
}
is_built() { [ "$(cat "$dir/$1/.$2" 2>/dev/null)" = "$(recipe "$2")" ]; }
jansson_licence=share/licenses/jansson/LICENSE # libiscsi's is installed by its CMakeLists.txt
all_built() {
  for triple; do
    for name in sqlite libiscsi jansson cmocka; do
      is_built "$triple" "$name" || return 1
    done
    [ -f "$dir/$triple/$jansson_licence" ] || return 1
  done
}
if all_built "$@"; then
  exit 0
fi

# apt with its own list and state, so that neither root nor the system's locks are needed and the
# system's configuration stays as it is.  The archive is the one that apt uses here already, held
# to the distribution's own key; apt checks each file against its signed index.
fetch() {
  apt=$dir/apt
  if [ ! -f "$apt/updated" ]; then
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/parts.d"
    archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
      'Origin: Debian' 'Label: Debian' 'Component: main' | sort -u | head -n 1)
    [ -n "$archive" ] ||
      fail "apt knows no Debian archive: run «apt-get update» as root, or set NTMS_TARBALLS"
    for key in /usr/share/keyrings/debian-archive-keyring.gpg \
      /usr/share/keyrings/debian-archive-keyring.pgp; do
      [ ! -r "$key" ] || echo "deb-src [signed-by=$key] $archive $suite main" >"$apt/sources.list"
    done
    [ -s "$apt/sources.list" ] || fail "no debian-archive-keyring"
    private_apt update -qq -o APT::Update::Error-Mode=any
    touch "$apt/updated"
  fi
  (cd "$dir/src" && private_apt source -qq --only-source "$@")
}

private_apt() {
  apt-get -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts="$apt/parts.d" \
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User= \
    -o Acquire::Retries=3 -o Acquire::AllowInsecureRepositories=false \
    -o APT::Get::AllowUnauthenticated=false "$@"
}

# unpacked NAME: sees to it that DIR/src/NAME holds the source
unpacked() {
  [ ! -d "$dir/src/$1" ] || return 0
  pin=$(echo "$pins" | grep "^$1 ")
  sum=${pin##* } file=${pin#* } file=${file% *}
  if [ -n "${NTMS_TARBALLS:-}" ]; then
    cp "$NTMS_TARBALLS/$file" "$dir/src/"
  elif [ ! -f "$dir/src/$file" ]; then
    say "fetching $1"
    fetch --tar-only "$1" # the patches: see patched()
  fi
  echo "$sum  $dir/src/$file" | sha256sum --check --quiet || fail "$file is not the one pinned"
  rm -rf "$dir/src/$1.part" && mkdir "$dir/src/$1.part"
  tar -xf "$dir/src/$file" -C "$dir/src/$1.part" --strip-components=1
  [ "$1" != sqlite3 ] || patched "$1"
  mv "$dir/src/$1.part" "$dir/src/$1"
}

# patched NAME: Debian's security fixes, where they can be had.  They are not pinned, so that new
# ones arrive; apt has checked them against its signed index.
patched() {
  if [ -n "${NTMS_TARBALLS:-}" ]; then
    cp "$NTMS_TARBALLS/$1"_*.debian.tar.xz "$dir/src/" 2>/dev/null || :
  else
    fetch --diff-only "$1" || :
  fi
  set -- "$1" "$dir/src/$1"_*.debian.tar.xz
  [ -f "$2" ] || {
    say "WARNING: $1 without Debian's security fixes: they could not be fetched"
    return 0
  }
  tar -xf "$2" -C "$dir/src/$1.part"
  (cd "$dir/src/$1.part" && grep -v '^#' debian/patches/series | while read -r p; do
    [ -z "$p" ] || patch -s -p1 <"debian/patches/$p" || exit 1
  done) || fail "$1: a patch does not apply"
  say "$1 with Debian's patches of ${2##*/}"
}

# Elsewhere, by a link: SQLite's makefile takes no space in a path.
amalgamation() {
  [ ! -f "$dir/src/sqlite-amalgamation/sqlite3.c" ] || return 0
  say "generating SQLite's amalgamation"
  tmp=$(mktemp -d)
  trap 'rm -rf "$tmp"' EXIT
  ln -s "$dir/src/sqlite3" "$tmp/source" && mkdir "$tmp/build"
  (cd "$tmp/build" && ../source/configure --disable-tcl --disable-readline &&
    make sqlite3.c) >"$dir/amalgamation.log" 2>&1 || {
    tail -n 20 "$dir/amalgamation.log" >&2
    fail "SQLite's amalgamation failed"
  }
  mkdir -p "$dir/src/sqlite-amalgamation"
  cp "$tmp/build/sqlite3.h" "$tmp/build/sqlite3.c" "$dir/src/sqlite-amalgamation/"
}

# install TRIPLE NAME SOURCE [CMAKE OPTION]...
install() {
  triple=$1 name=$2 source=$3
  shift 3
  ! is_built "$triple" "$name" || return 0
  log=$dir/$triple-$name.log
  rm -rf "$dir/$triple-$name"
  { cmake -S "$source" -B "$dir/$triple-$name" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_TOOLCHAIN_FILE="$here/../mingw.cmake" -DMINGW_TRIPLE="$triple" \
    -DCMAKE_C_FLAGS="\"-ffile-prefix-map=$dir/src=.\" \"-ffile-prefix-map=$here=.\"" \
    -DCMAKE_C_FLAGS_RELEASE=-O2 \
    -DCMAKE_INSTALL_PREFIX="$dir/$triple" "$@" &&
    cmake --build "$dir/$triple-$name" --target install; } >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    fail "$name for $triple failed: $log"
  }
  rm -rf "$dir/$triple-$name"
  recipe "$name" >"$dir/$triple/.$name"
}

one_triple() {
  install "$1" sqlite "$here/sqlite" -DSQLITE_AMALGAMATION="$dir/src/sqlite-amalgamation"
  install "$1" libiscsi "$here/libiscsi" -DLIBISCSI_SOURCE="$dir/src/libiscsi"
  install "$1" jansson "$dir/src/jansson" -DJANSSON_BUILD_SHARED_LIBS=OFF -DJANSSON_BUILD_DOCS=OFF \
    -DJANSSON_EXAMPLES=OFF -DJANSSON_WITHOUT_TESTS=ON
  mkdir -p "$dir/$1/${jansson_licence%/*}"
  cp "$dir/src/jansson/LICENSE" "$dir/$1/$jansson_licence"
  install "$1" cmocka "$dir/src/cmocka" -DBUILD_SHARED_LIBS=OFF -DWITH_EXAMPLES=OFF
  say "$1 done"
}

unpacked libiscsi
unpacked jansson
unpacked cmocka
unpacked sqlite3
amalgamation

# SQLite is one file: the triples side by side keep two processors busy.
pids=
for triple; do
  mkdir -p "$dir/$triple"
  say "building for $triple"
  one_triple "$triple" &
  pids="$pids $!"
done
status=0
for pid in $pids; do
  wait "$pid" || status=1
done
exit $status
