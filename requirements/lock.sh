#!/usr/bin/env bash
# Lock every dependency by name, version and hash; no registry is named, pip's own setting decides where from.
set -euo pipefail
cd "$(dirname "$0")/.."
export CUSTOM_COMPILE_COMMAND="make lock"
compile() { .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@"; }
compile -o requirements/build.txt requirements/build.in
compile -o requirements/run.txt pyproject.toml
compile --extra cluster -c requirements/run.txt -o requirements/cluster.txt pyproject.toml
compile --extra dev --extra cluster -c requirements/run.txt -o requirements/dev.txt pyproject.toml
compile -c requirements/dev.txt -o requirements/compile.txt requirements/compile.in
compile -c requirements/dev.txt -o requirements/bench.txt requirements/bench.in
