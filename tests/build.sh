#!/bin/sh
# Builds the project, from whatever state this machine is in: installs the packages that are
# missing, fetches and builds the dependencies of the Windows binaries, configures and builds.
#
#   tests/build.sh [PRESET]...     native native-asan native-tsan win64 win32; all without an argument
#
# leaves build/native/libntmsapi.so, build/win64/ntmsapi.dll, build/win32/ntmsapi.dll, and rsm or
# rsm.exe beside them.  What is there already is not made again.
#
#   NTMS_TARBALLS=FOLDER     take the dependencies' tarballs from there, not from the archive
#   NTMS_NO_PACKAGES=1       install nothing, whatever is missing
#   NTMS_TARGETS="NAME..."   build these and what they need, not everything
set -eu
cd "$(dirname "$0")/.."

case ${1:-} in
-h | --help)
  sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' tests/build.sh
  exit 0
  ;;
esac
[ $# -gt 0 ] || set -- native native-asan native-tsan win64 win32

groups=native
triples=
for preset; do
  case $preset in
  native) ;;
  native-asan | native-tsan) groups="$groups clang" ;;
  win64) groups="$groups windows wine" triples="$triples x86_64-w64-mingw32" ;;
  win32) groups="$groups windows wine" triples="$triples i686-w64-mingw32" ;;
  *)
    echo "build: no preset $preset; see $0 --help" >&2
    exit 2
    ;;
  esac
done

mkdir -p build
[ -n "${NTMS_NO_PACKAGES:-}" ] || tests/support/packages.sh $groups
if [ -n "$triples" ]; then
  cmake/deps/deps.sh $triples
  cmake/deps/wine32.sh build/wine32
  tests/support/wine-prefix.sh build/wine build/wine32
fi

for preset; do
  # ninja configures again by itself when a CMakeLists.txt changed, but it does not know presets.
  if [ ! -f "build/$preset/build.ninja" ] ||
    [ CMakePresets.json -nt "build/$preset/CMakeCache.txt" ]; then
    echo "build: configuring $preset"
    cmake --preset "$preset" >"build/$preset.log" 2>&1 || {
      cat "build/$preset.log" >&2
      exit 1
    }
    touch "build/$preset/CMakeCache.txt"
  fi
  echo "build: $preset"
  # shellcheck disable=SC2086
  cmake --build "build/$preset" -- --quiet ${NTMS_TARGETS:-}
done
