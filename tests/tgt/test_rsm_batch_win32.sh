#!/usr/bin/env bash
# The lines of test_rsm_scripts.sh as Windows' own users have them: in a batch file, by the command
# interpreter, which takes what rsm printed apart and hands names with blanks back to it.
# Arguments: the words that run rsm.
set -u
unset NTMS_DEVICES
. "$(dirname "$0")/../support/rsm.bash"

export NTMS_DEVICES=$NTMS_TEST_VTL
run inventory "/lfIET VIRTUAL-CHANGER" /afull
passes
run identify '/sfSlot 1' /odeferred
passes
rm -rf NtmsData
export NTMS_DEVICES=$NTMS_TEST_VTL/2

cp "${rsm[-1]}" rsm.exe
sed 's/$/\r/' >lines.bat <<'E2'
@echo off
set name=
for /f "delims=" %%i in ('rsm view /tlibrary ^| find "IET"') do if not defined name set name=%%i
echo name is [%name%]
rsm.exe refresh /lf"%name%"
echo refresh ended with %errorlevel%
for /f "delims=" %%i in ('rsm view /tlibrary /guiddisplay ^| find "%name%"') do set line=%%i
for /f "delims=" %%i in ('rsm view /tphysical_media /guiddisplay /b') do set medium=%%i
for /f "delims=" %%i in ('rsm view /tpartition /cg%medium% /guiddisplay /b') do set side=%%i
echo ntbackup /g %side:~0,8%-%side:~8,4%-%side:~12,4%-%side:~16,4%-%side:~20,12%
rsm.exe eject /PF"Monday - 1" /astart
echo eject ended with %errorlevel%
rsm eject /lf"Nowhere at all"
echo eject of nothing ended with %errorlevel%
exit /b 0
E2
ran=lines.bat
"${rsm[0]}" cmd /c lines.bat >out.txt 2>err.txt </dev/null
status=$?
out=$(tr -d '\r' <out.txt) err=$(tr -d '\r' <err.txt)
passes
says '^name is \[IET VIRTUAL-TAPE\]$'
says '^refresh ended with 0$'
says '^ntbackup /g [0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$'
says '^eject ended with 0$'
says '^eject of nothing ended with 4301$'
complains 'there is no library "Nowhere at all"'

held
