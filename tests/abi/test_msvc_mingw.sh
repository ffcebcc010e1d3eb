#!/bin/sh
# A program built as MSVC builds: compiled by clang for the MSVC target and linked by lld-link with
# our ntmsapi.lib, without one file of mingw.  It is loaded, calls, and hears ERROR_INVALID_HANDLE.
# Exit status 77: clang or lld-link is not there.
#
#   test_msvc_mingw.sh [EMULATOR] RSM.exe     the library is looked for beside the command
set -eu
for command; do :; done
build=$(dirname "$command")
emulator=
[ $# -lt 2 ] || emulator=$1
for tool in clang lld-link; do
  command -v $tool >/dev/null || { echo "msvc: no $tool"; exit 77; }
done

# The machine the library was built for is in its PE header.
header=$(od -An -tu4 -j60 -N4 "$build/ntmsapi.dll" | tr -d ' ')
case $(od -An -tx1 -j$((header + 4)) -N2 "$build/ntmsapi.dll" | tr -d ' ') in
6486) target=x86_64-pc-windows-msvc ;;
4c01) target=i686-pc-windows-msvc ;;
*) echo "msvc: unknown machine"; exit 1 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/caller.c" <<'C'
unsigned long __stdcall CloseNtmsSession(void *session);
__declspec(dllimport) unsigned long __stdcall EnumerateNtmsObject(
    void *session, void *container, void *list, unsigned long *size, unsigned long type,
    unsigned long options);

int start(void)
{
    unsigned long size = 0;
    unsigned long first = CloseNtmsSession(0);
    unsigned long second = EnumerateNtmsObject(0, 0, 0, &size, 9, 0);

    return first == second ? (int)first + 40 : 1;
}
C
clang --target=$target -c "$work/caller.c" -o "$work/caller.obj"
lld-link /nologo /nodefaultlib /entry:start /subsystem:console /safeseh:no "$work/caller.obj" \
  "$build/ntmsapi.lib" "/out:$work/caller.exe"
cp "$build/ntmsapi.dll" "$work/"

# 40 is added so that an answer cannot be taken for the status of a program that never ran.
status=0
$emulator "$work/caller.exe" </dev/null || status=$?
[ $status = 46 ] || { echo "msvc: exit status $status, not 46"; exit 1; }
echo "msvc: $target"
