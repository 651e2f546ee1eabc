#!/usr/bin/env bash
# Install the engines that the speed bench measures beside ours, and wrk: Debian's packages, as root. tantivy and
# matplotlib come with requirements/bench.txt; SQLite and Whoosh are there.
set -euo pipefail
if ! command -v apt-get > /dev/null; then echo "no apt-get: install Xapian's Python module, libgroonga and wrk by hand" >&2; exit 1; fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3-xapian libgroonga0 wrk > /dev/null
dpkg-query -W -f '${Package} ${Version}\n' python3-xapian libgroonga0 wrk
