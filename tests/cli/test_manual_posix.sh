#!/bin/sh
# The manual pages, read by those who will: groff finds no mistake, and the example of ntmsapi(3) compiles.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)

fail() {
  echo "manual: $1" >&2
  exit 1
}

"$@" help /manual >rsm.1
for page in rsm.1 "$top/docs/ntmsapi.3.in"; do
  groff -ww -man -Tutf8 -P-cbou "$page" >page.txt 2>warnings.txt || fail "groff cannot read $page"
  [ ! -s warnings.txt ] || { cat warnings.txt >&2; fail "$page has mistakes"; }
  grep -q 'SEE ALSO' page.txt || fail "$page is not whole"
done

sed -n '/^\.EX/,/^\.EE/{/^\.E/d;p;}' "$top/docs/ntmsapi.3.in" >example.c
[ -s example.c ] || fail "ntmsapi(3) has no example"
cc -std=c11 -Wall -Wextra -Werror -fsyntax-only -I"$top/include" example.c || fail "the example is wrong"
