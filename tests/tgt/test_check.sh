#!/usr/bin/env bash
# rsm check against a library that nobody here wrote.
# Arguments: the words that run rsm.  Says what did not hold, and exits with 1.
set -u
export NTMS_DEVICES=$NTMS_TEST_VTL

. "$(dirname "$0")/../support/rsm.bash"

run check
passes
says '^There is no database in '

run view
passes
run inventory /lfIET /afast
passes
run check
passes
says '^Library "IET VIRTUAL-CHANGER": sound; places compared: 5$'
says '^Nothing is wrong\.$'

# Somebody takes one out, and puts another in.
operate 'remove 1024'
operate 'insert A00003L6 1026'
run check
fails
says '^  slot 1: the record says A00001L6, the changer says empty$'
says '^  slot 3: the record says empty, the changer says A00003L6$'
says '^Findings: 2\.'
run check /lfIET /json
fails
schema
[ "$(value 'len(d["findings"])')" = 2 ] || wrong 'should have found the same'

run check /repair
passes
says '^  inventory finished$'
says '^Nothing is wrong\.$'
run view
says '^ +3  full +A00003L6 '

held
