#!/usr/bin/env bash
# Starts and ends the bridge between the test driver and a virtual tape library.
#
#   bridge.sh FOLDER PROGRAM PORTAL TARGET   remember these in FOLDER, take a free port, and start it
#   bridge.sh FOLDER start                   start it again, on the same port; nothing when it runs
#   bridge.sh FOLDER kill                    SIGKILL at once; nothing when it does not run
#
# FOLDER/bridge.port is the port, FOLDER/bridge.log what it says.  It ends by itself after ten minutes.
set -u
folder=$1
cd "$folder" || exit 1

runs() { # its number may be somebody else's by now
  local line
  [ -s bridge.pid ] || return 1
  line=/proc/$(cat bridge.pid)/cmdline
  [ -r "$line" ] && tr '\0' '\n' 2>/dev/null <"$line" | grep -qFx "$(cat bridge.program)"
}

start() { # 0 = it listens, 3 = somebody else has the port
  local said=
  runs && return 0
  exec 3< <(exec "$(cat bridge.program)" "$(cat bridge.port)" "$(cat bridge.portal)" \
    "$(cat bridge.target)" 660 2>>bridge.log </dev/null)
  echo $! >bridge.pid
  read -r -t 20 -u 3 said
  exec 3<&-
  [ "$said" = ready ] && return 0
  grep -q 'cannot listen' bridge.log && return 3
  return 1
}

end() {
  runs || return 0
  kill -9 "$(cat bridge.pid)" 2>/dev/null
  for _ in {1..500}; do
    runs || break
    sleep 0.01
  done
  rm -f bridge.pid
}

case ${2:-} in
start) start ;;
kill) end ;;
*)
  [ $# = 4 ] || exit 2
  echo "$2" >bridge.program
  echo "$3" >bridge.portal
  echo "$4" >bridge.target
  seed=$(printf %s "$folder" | cksum)
  seed=${seed%% *}
  # Ports 30000..32699: above those of the libraries, below those of outgoing connections.
  for try in {0..9}; do
    echo $((30000 + (seed + try * 613) % 2700)) >bridge.port
    : >bridge.log
    start && exit 0
  done
  cat bridge.log >&2
  exit 1
  ;;
esac
