#!/usr/bin/env bash
# Install Telusur with each Python from 3.11 to 3.14 from the lock, and go from articles to answers. 3.14 comes out of
# Debian's unstable suite where this machine has none (bench/debian_python.sh: root, 300 MB in build/). PYTHONS="3.12 3.14": these alone.
set -uo pipefail
cd "$(dirname "$0")/.."
shopt -s nullglob
failed=0 tried=0

here() {
  # The Python of a version that is on this machine, or nothing.
  local candidate
  for candidate in "$HOME"/.pyenv/versions/"$1".*/bin/python "$(command -v "python$1" || true)"; do
    if [ -x "$candidate" ] && "$candidate" -c "import sys; sys.exit(sys.version_info[:2] != tuple(map(int, '$1'.split('.'))))" 2> /dev/null
    then echo "$candidate"; return; fi
  done
}

trial() {
  # trial VERSION PYTHON PLACE COMMAND...: what is done in the folder PLACE, which the command before each step knows by the name $inside.
  local version=$1 python=$2 place=$3 log
  shift 3
  log=$(mktemp) tried=$((tried + 1))
  cp -r pyproject.toml setup.py README.md LICENSE telusur.py index search web seeds requirements "$place/"
  find "$place/index" "$place/search" -name '*.so' -delete
  if "$@" bash -euc '
       cd "$2"
       "$1" -m venv venv
       venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/run.txt
       venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation .
       venv/bin/telusur index seeds --index made --workers 1
       venv/bin/telusur search banjir --index made --json | grep -q "\"total\":[1-9]"
       venv/bin/telusur doctor --index made
       venv/bin/python -V' _ "$python" "$inside" > "$log" 2>&1
  then echo "Python $version: well ($(tail -n 1 "$log"), $(tail -n 2 "$log" | head -n 1)$note)"
  else echo "Python $version: FAILED"; tail -n 20 "$log"; failed=1; fi
  rm -rf "$place" "$log"
}

for version in ${PYTHONS:-3.11 3.12 3.13 3.14}; do
  python=$(here "$version") note=""
  if [ -n "$python" ]; then
    place=$(mktemp -d) inside=$place
    trial "$version" "$python" "$place"
  elif [ "$version" != 3.14 ]; then
    echo "Python $version: NOT TRIED, it is not here"
  elif root=$PWD/build/python-$version && told=$(bash bench/debian_python.sh "$version" "$root"); then
    place=$(mktemp -d -p "$root/root") inside=${place#"$root"} note=", out of Debian ${DEBIAN_SUITE:-sid}"
    trial "$version" "python$version" "$place" env -u PIP_FIND_LINKS chroot "$root"
  else
    echo "Python $version: NOT TRIED, it is not here, and $told"
  fi
done
[ "$tried" -gt 0 ] && exit "$failed"
