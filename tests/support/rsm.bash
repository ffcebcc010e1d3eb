# What scripts that try the rsm command share.  Sourced by tests/tgt/test_*.sh with the words that run rsm as
# arguments; begins with no database.
rsm=("$@")
failed=0
rm -rf NtmsData documents.txt
validator=$(dirname "${BASH_SOURCE[0]}")/../cli/validate.py

# run WORDS...: rsm with these; its answer is in $out and $err (without carriage returns), $status.
# Once in many hundred starts Wine ends with status 1 before the program began, and nothing is printed but
# perhaps its own word, which rsm never does; it is then started again, as tests/support/wine-run.sh does it.
run() {
  local start
  ran="rsm $*"
  for start in 1 2 3; do
    "${rsm[@]}" "$@" >out.txt 2>err.txt </dev/null
    status=$?
    if [ $status -ne 1 ] || { [ -s out.txt ] || [ -s err.txt ]; } &&
      ! head -q -n 1 out.txt err.txt | grep -q '^Application could not be started'; then
      break
    fi
    echo "wine-run: start $start of $ran ended before the program began"
  done
  [ -z "${NTMS_TEST_TIMES:-}" ] || echo "$SECONDS s after $ran" >&2
  out=$(tr -d '\r' <out.txt) err=$(tr -d '\r' <err.txt)
}
wrong() {
  printf '%s\n  %s\n  status %s\n%s\n%s\n' "$ran" "$1" "$status" "$out" "$err" | sed '2,$s/^/    /'
  failed=1
}
passes() { [ "$status" = 0 ] || wrong "should have succeeded"; }
fails() { [ "$status" != 0 ] || wrong "should have failed"; }
says() { grep -q -E -- "$1" <<<"$out" || wrong "should have said: $1"; }
complains() { grep -q -E -- "$1" <<<"$err" || wrong "should have complained: $1"; }
# operate COMMAND: what the tape library's operator does; see with-vtl.sh
requests=0
operate() {
  local folder
  folder=$(printf %s "${NTMS_TEST_VTL_DIR#Z:}" | tr '\\' /)/cmd
  requests=$((requests + 1))
  echo "$1" >"$folder/$requests.new" && mv "$folder/$requests.new" "$folder/$requests.cmd"
  for ((waited = 0; waited < 600; waited++)); do
    [ ! -e "$folder/$requests.done" ] || break
    sleep 0.1
  done
  ran="operator: $1" status=$(cat "$folder/$requests.done" 2>/dev/null || echo none) out= err=
  passes
}
# wait_for PATTERN FILE: until it is there, at most 60 s
wait_for() {
  local waited
  for ((waited = 0; waited < 600; waited++)); do
    ! grep -q -- "$1" "$2" 2>/dev/null || return 0
    sleep 0.1
  done
  ran="wait for $1 in $2" status=none out=$(cat "$2" 2>/dev/null) err=
  wrong "did not come"
}
last_line() { grep -v '^$' <<<"$out" | tail -n 1; }
# schema [OPTION]...: what was said is JSON, as the schema of its command in docs/json tells; options as those of
# tests/cli/validate.py.  Documents are kept, and judged together by held.
schema() {
  [ $# != 0 ] || {
    printf '%s\n' "$out" >>documents.txt
    return
  }
  python3 "$validator" "$@" <<<"$out" || wrong "is not as the schema wants"
}
# value EXPRESSION: what Python finds in the JSON document d that was said, as in d["pools"][0]["id"]
value() {
  python3 -c 'import json, sys; d = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1" <<<"$out" 2>/dev/null
}

# The end of a script.
held() {
  if [ -s documents.txt ] && ! python3 "$validator" documents.txt; then
    echo "rsm: a document is not as its schema wants"
    failed=1
  fi
  [ $failed = 0 ] && echo "rsm: all held"
  exit $failed
}
