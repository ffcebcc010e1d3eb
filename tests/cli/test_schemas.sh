#!/bin/sh
# The schemas in docs/json: each is a JSON schema, closed against keys that it does not describe, and leads
# nowhere but to what is there.  Arguments: the words that run rsm, which is not run here.
exec "$(dirname "$0")/validate.py" --schemas
