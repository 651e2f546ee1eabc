#!/usr/bin/env bash
# Run the contract suite and the failure tests against three real OpenSearch nodes, and stop them again.
# TELUSUR_CASES: corpora and queries drawn; TELUSUR_RATE, TELUSUR_KILLS: see tests/cluster/test_failures.py.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
bash bench/opensearch.sh fetch || status=$?
if [ "$status" = 3 ]; then
  echo "CLUSTER TESTS NOT RUN: they need Java 11 or later and Maven (apt-get install openjdk-17-jre-headless maven)"
  [ -z "${TELUSUR_CLUSTER_OPTIONAL:-}" ] && exit 3
  exit 0
fi
[ "$status" = 0 ] || exit "$status"
trap 'bash bench/opensearch.sh stop' EXIT
TELUSUR_CLUSTER=$(bash bench/opensearch.sh start 3)
export TELUSUR_CLUSTER TELUSUR_CASES=${TELUSUR_CASES:-50}
.venv/bin/pytest -m cluster tests/contract tests/cluster --timeout 1800 "$@"
