#!/usr/bin/env bash
# Run the contract suite and the failure tests against three real OpenSearch nodes, and stop them again.
# TELUSUR_CASES (30): queries drawn; TELUSUR_RATE, TELUSUR_KILLS (5), TELUSUR_HANG: see tests/cluster/test_failures.py;
# TELUSUR_PATIENCE_OF_TESTS: seconds that a test may take.
# TELUSUR_CLUSTER_OPTIONAL=1: where there is no Java, no Maven or no Maven Central, say so and end well.
set -euo pipefail
cd "$(dirname "$0")/.."
# Tests end before Java's second compiler has paid for itself: with the first alone nodes take half the time.
export OPENSEARCH_JVM=${OPENSEARCH_JVM:--XX:TieredStopAtLevel=1}
trap 'bash bench/opensearch.sh stop' EXIT
trap 'exit 130' INT TERM
status=0
TELUSUR_CLUSTER=$(bash bench/opensearch.sh start 3) || status=$?
if [ "$status" = 3 ] || [ "$status" = 4 ]; then
  echo "############################################################################################"
  if [ "$status" = 3 ]; then
    echo "# CLUSTER TESTS NOT RUN: they need Java 11 or later and Maven:"
    echo "#   apt-get install openjdk-17-jre-headless maven"
  else
    echo "# CLUSTER TESTS NOT RUN: OpenSearch cannot be fetched from Maven Central"
  fi
  echo "############################################################################################"
  [ -z "${TELUSUR_CLUSTER_OPTIONAL:-}" ] && exit "$status"
  exit 0
fi
[ "$status" = 0 ] || exit "$status"
export TELUSUR_CLUSTER TELUSUR_CASES=${TELUSUR_CASES:-30} TELUSUR_KILLS=${TELUSUR_KILLS:-5}
.venv/bin/pytest -m cluster tests/contract tests/cluster --timeout "${TELUSUR_PATIENCE_OF_TESTS:-1200}" --durations 5 "$@"
