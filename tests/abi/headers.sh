#!/bin/sh
# The public headers stand by themselves, without a word from a strict compiler, in each language
# and standard that a caller may use.
#
#   headers.sh INCLUDE_FOLDER STANDARDS CLANG [OPTION]...     STANDARDS as in "c11 c++17"
set -u
include=$1 standards=$2
shift 2
status=0
for standard in $standards; do
  case $standard in
  c++*) language=c++ ;;
  *) language=c ;;
  esac
  for header in ntmsapi.h ntmsmli.h; do
    echo "#include <$header>" |
      "$@" -x $language -std="$standard" -Wall -Wextra -pedantic -Werror -fsyntax-only \
        -I "$include" - || {
      echo "headers: $header as $standard: not clean"
      status=1
    }
  done
done
[ $status -ne 0 ] || echo "headers: clean as $standards"
exit $status
