#!/usr/bin/env bash
# Requests a second of the JSON endpoint and of the results page, over HTTP on loopback, by wrk.
#
#   bash bench/load.sh INDEX [SECONDS] [CONNECTIONS...]      default: 10 seconds, 16 connections
#
# The addresses are the bench's queries over the index (bench/addresses.py). "First" asks 2,000 different ones of a
# server that has kept no answers, "again" 200 that it has kept. WORKERS (2) are the server's; wrk takes one thread and
# shares the cores with it. The processor time a request is the server's: it tells what a busy machine hides.
set -euo pipefail
cd "$(dirname "$0")/.."
index=${1:?which index?}; seconds=${2:-10}; shift $(( $# < 2 ? $# : 2 ))
connections=("${@:-16}")
python=${PYTHON:-.venv/bin/python}
folder=$(mktemp -d); server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait 2>/dev/null || true; rm -rf "$folder"' EXIT

start() {
  "$python" telusur.py serve --index "$index" --port 0 --workers "${WORKERS:-2}" > "$folder/serve" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    url=$(grep -o 'http://[0-9.:]*' "$folder/serve" | head -1 || true)
    [ -n "$url" ] && curl -fs "$url/readyz" > /dev/null && return
    sleep 0.2
  done
  cat "$folder/serve"; exit 1
}

ticks() { for pid in "$server" $(pgrep -P "$server"); do awk '{ print $14 + $15 }' "/proc/$pid/stat"; done | paste -sd+ | bc; }

stop() { kill "$server"; wait "$server" 2>/dev/null || true; server=; }

uptime
"$python" -m bench.addresses --index "$index" --count 2000 > "$folder/pages"
for path in /api/v1/search /; do
  sed "s#^/#$path#" "$folder/pages" > "$folder/many"
  head -200 "$folder/many" > "$folder/few"
  for count in "${connections[@]}"; do
    for run in first again; do
      start
      [ "$run" = first ] && file=many || file=few
      if [ "$run" = again ]; then ADDRESSES="$folder/few" wrk -t1 -c16 -d5s -s bench/load.lua "$url" > /dev/null; fi
      echo "$path, $count connections, $run:"
      before=$(ticks)
      line=$(ADDRESSES="$folder/$file" wrk -t1 -c"$count" -d"${seconds}s" -s bench/load.lua "$url" | tail -1)
      spent=$(( ($(ticks) - before) * 1000 / $(getconf CLK_TCK) ))
      echo "  $line; $(echo "scale=2; $spent / ${line%% *}" | bc) ms of processor time a request"
      stop
    done
  done
done
uptime
