#!/usr/bin/env bash
# Install Debian's Chromium, which the browser tests drive; without it they are skipped and say so.
set -u
command -v chromium >/dev/null && exit 0
if ! command -v apt-get >/dev/null; then
  echo "No apt-get here: install Chromium yourself, or the browser tests are skipped." >&2
  exit 0
fi
run=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Chromium is missing: run apt-get install chromium as root, or the browser tests are skipped." >&2; exit 0; }
  run="sudo"
fi
$run env DEBIAN_FRONTEND=noninteractive sh -c 'apt-get -qq update && apt-get -qq install -y chromium' >/dev/null \
  || echo "Chromium could not be installed: the browser tests are skipped." >&2
exit 0
