#!/usr/bin/env bash
# Install Telusur with each Python from 3.11 to 3.14 that is here, from the lock, and go from articles to answers.
set -uo pipefail
cd "$(dirname "$0")/.."
shopt -s nullglob
failed=0 tried=0
for version in 3.11 3.12 3.13 3.14; do
  python=""
  for candidate in "$HOME"/.pyenv/versions/"$version".*/bin/python "$(command -v "python$version" || true)"; do
    if [ -x "$candidate" ] && "$candidate" -c "import sys; sys.exit(sys.version_info[:2] != tuple(map(int, '$version'.split('.'))))" 2> /dev/null; then python=$candidate; fi
  done
  if [ -z "$python" ]; then echo "Python $version: NOT TRIED, it is not here"; continue; fi
  tried=$((tried + 1)) place=$(mktemp -d) log=$(mktemp)
  if { "$python" -m venv "$place/venv" &&
       "$place/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/run.txt &&
       cp -r pyproject.toml setup.py README.md LICENSE telusur.py index search web "$place/" &&
       "$place/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation "$place" &&
       "$place/venv/bin/telusur" index seeds --index "$place/index" --workers 1 &&
       "$place/venv/bin/telusur" search banjir --index "$place/index" --json | grep -q '"total":[1-9]' &&
       "$place/venv/bin/telusur" doctor --index "$place/index"; } > "$log" 2>&1
  then echo "Python $version: well ($("$python" -V), $(tail -n 1 "$log"))"
  else echo "Python $version: FAILED"; tail -n 20 "$log"; failed=1; fi
  rm -rf "$place" "$log"
done
[ "$tried" -gt 0 ] && exit "$failed"
