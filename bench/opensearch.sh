#!/usr/bin/env bash
# Start and stop real OpenSearch nodes on loopback, for tests and measuring.
#
#   bench/opensearch.sh start N     fetch the server if need be, start N nodes, wait for them, print their addresses
#   bench/opensearch.sh urls        print the addresses, separated by commas
#   bench/opensearch.sh kill I      end node I (0, 1 ...) at once, as a power cut would
#   bench/opensearch.sh revive I    start node I again with the data it had
#   bench/opensearch.sh freeze I    let node I hang: it takes connections and answers nothing
#   bench/opensearch.sh thaw I      let node I go on
#   bench/opensearch.sh stop        stop all nodes and remove their data
#
# The server comes from Maven Central: the distribution without plugins, and the jars of two modules that every full
# distribution holds (analysis-common, lang-painless). Exit codes: 3 no Java 11 or later, or no Maven; 4 Maven Central
# cannot be reached. Variables: OPENSEARCH_HEAP (512m), OPENSEARCH_JVM (more options of Java), OPENSEARCH_PORT (the
# first port; by default free ones are looked for), OPENSEARCH_RUN (/var/tmp: where
# servers and data lie while they run).
set -euo pipefail

VERSION=${OPENSEARCH_VERSION:-2.19.5}
HEAP=${OPENSEARCH_HEAP:-512m}
HERE=$(cd "$(dirname "$0")/.." && pwd)
CACHE=$HERE/.cache/opensearch
RUN=${OPENSEARCH_RUN:-/var/tmp}/telusur-opensearch-$(cksum <<<"$HERE" | cut -d' ' -f1)
SERVER=$RUN/opensearch-$VERSION
BASE_PORT=$(cat "$RUN/port" 2>/dev/null || echo "${OPENSEARCH_PORT:-9250}")
ACCOUNT=telusur-search

fail() { echo "opensearch.sh: $2" >&2; exit "$1"; }

as_account() {
  # The server refuses to run as root.
  if [ "$(id -u)" = 0 ]; then setpriv --reuid="$ACCOUNT" --regid="$ACCOUNT" --clear-groups "$@"; else "$@"; fi
}

fetch() {
  command -v java >/dev/null || fail 3 "no Java: apt-get install openjdk-17-jre-headless"
  command -v mvn >/dev/null || fail 3 "no Maven: apt-get install maven"
  mkdir -p "$CACHE"
  copy() {
    [ -e "$CACHE/$2" ] || mvn -q -B dependency:copy -Dartifact="$1" -DoutputDirectory="$CACHE" >&2 ||
      fail 4 "cannot fetch $1 from Maven Central"
  }
  copy "org.opensearch.distribution.integ-test-zip:opensearch:$VERSION:zip" "opensearch-$VERSION.zip"
  copy "org.opensearch.plugin:analysis-common:$VERSION" "analysis-common-$VERSION.jar"
  copy "org.opensearch.plugin:lang-painless:$VERSION" "lang-painless-$VERSION.jar"
  copy "org.opensearch.plugin:opensearch-scripting-painless-spi:$VERSION" "opensearch-scripting-painless-spi-$VERSION.jar"
  copy org.antlr:antlr4-runtime:4.13.1 antlr4-runtime-4.13.1.jar
  local part
  for part in asm asm-analysis asm-commons asm-tree asm-util; do copy "org.ow2.asm:$part:9.7" "$part-9.7.jar"; done
}

module() {
  # module NAME CLASS EXTENDS JAR...: what a full distribution holds as modules/NAME.
  local folder=$SERVER/modules/$1 name=$1 class=$2 extends=$3
  shift 3
  mkdir -p "$folder"
  (cd "$CACHE" && cp "$@" "$folder/")
  printf '%s\n' "description=$name" "version=$VERSION" "name=$name" "classname=$class" "java.version=11" \
    "opensearch.version=$VERSION" "extended.plugins=$extends" "has.native.controller=false" \
    >"$folder/plugin-descriptor.properties"
}

install_server() {
  command -v java >/dev/null || fail 3 "no Java: apt-get install openjdk-17-jre-headless"
  [ -e "$SERVER/.installed" ] && return
  fetch
  mkdir -p "$RUN"
  python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])' \
    "$CACHE/opensearch-$VERSION.zip" "$RUN"
  chmod +x "$SERVER"/bin/*
  module lang-painless org.opensearch.painless.PainlessPlugin "" "lang-painless-$VERSION.jar" \
    "opensearch-scripting-painless-spi-$VERSION.jar" antlr4-runtime-4.13.1.jar asm-9.7.jar asm-analysis-9.7.jar \
    asm-commons-9.7.jar asm-tree-9.7.jar asm-util-9.7.jar
  cat >"$SERVER/modules/lang-painless/plugin-security.policy" <<'POLICY'
grant {
  permission java.lang.RuntimePermission "createClassLoader";
  permission java.lang.RuntimePermission "getClassLoader";
};
POLICY
  module analysis-common org.opensearch.analysis.common.CommonAnalysisPlugin lang-painless \
    "analysis-common-$VERSION.jar"
  if [ "$(id -u)" = 0 ]; then
    id "$ACCOUNT" >/dev/null 2>&1 || useradd --system --user-group --no-create-home --shell /usr/sbin/nologin "$ACCOUNT"
    chown -R "$ACCOUNT:$ACCOUNT" "$RUN"
  fi
  touch "$SERVER/.installed"
}

choose_ports() {
  # The first of N ports in a row that are free, and so are those a hundred above, by which nodes talk to one another;
  # at a second try any such ports, for the first may have been taken meanwhile.
  BASE_PORT=${OPENSEARCH_PORT:-$(python3 - "$1" "$2" <<'PY'
import random, socket, sys

def free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return trial.connect_ex(("127.0.0.1", port)) != 0

count, attempt = map(int, sys.argv[1:])
bases = list(range(9250, 20000, 200))
if attempt > 1:
    random.shuffle(bases)
print(next(base for base in bases if all(free(base + n) and free(base + 100 + n) for n in range(count))))
PY
  )}
  echo "$BASE_PORT" >"$RUN/port"
}

configure() {
  # configure I N: the settings of node I of N.
  local conf=$RUN/node-$1/config seeds managers
  mkdir -p "$conf" "$RUN/node-$1/tmp"
  seeds=$(for ((i = 0; i < $2; i++)); do printf '"127.0.0.1:%d",' $((BASE_PORT + 100 + i)); done)
  managers=$(for ((i = 0; i < $2; i++)); do printf '"node-%d",' "$i"; done)
  cat >"$conf/opensearch.yml" <<YML
cluster.name: $(basename "$RUN")
node.name: node-$1
network.host: 127.0.0.1
http.port: $((BASE_PORT + $1))
transport.port: $((BASE_PORT + 100 + $1))
discovery.seed_hosts: [${seeds%,}]
cluster.initial_cluster_manager_nodes: [${managers%,}]
path.data: $RUN/node-$1/data
path.logs: $RUN/node-$1/logs
action.auto_create_index: false
cluster.routing.allocation.disk.threshold_enabled: false
YML
  cp "$SERVER/config/log4j2.properties" "$conf/"
  printf '%s\n' "-Xms$HEAP" "-Xmx$HEAP" -XX:+UseSerialGC '18-:-Djava.security.manager=allow' \
    "-Djava.io.tmpdir=$RUN/node-$1/tmp" ${OPENSEARCH_JVM:-} \
    -Djava.util.concurrent.ForkJoinPool.common.threadFactory=org.opensearch.secure_sm.SecuredForkJoinWorkerThreadFactory \
    >"$conf/jvm.options"
  if [ "$(id -u)" = 0 ]; then chown -R "$ACCOUNT:$ACCOUNT" "$RUN/node-$1"; fi
}

launch() {
  local home
  home=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
  (cd "$RUN" && as_account env -i PATH="$PATH" OPENSEARCH_JAVA_HOME="$home" OPENSEARCH_PATH_CONF="$RUN/node-$1/config" \
    OPENSEARCH_TMPDIR="$RUN/node-$1/tmp" "$SERVER/bin/opensearch" -d -p "$RUN/node-$1/pid" >"$RUN/node-$1/out" 2>&1) ||
    { tail -5 "$RUN/node-$1/out" >&2; fail 1 "node $1 did not start"; }
}

nodes() { ls -d "$RUN"/node-* 2>/dev/null | wc -l; }

urls() {
  local i list=()
  for ((i = 0; i < $(nodes); i++)); do list+=("http://127.0.0.1:$((BASE_PORT + i))"); done
  (IFS=,; echo "${list[*]}")
}

wait_for() {
  # wait_for I N: until node I sees N nodes; false if it gave up, or after 400 s.
  local end=$((SECONDS + 400)) out=$RUN/node-$1/out
  while [ "$SECONDS" -lt "$end" ]; do
    curl -fsS -m 10 "http://127.0.0.1:$((BASE_PORT + $1))/_cluster/health" 2>/dev/null |
      grep -q "\"number_of_nodes\":$2," && return
    grep -q "uncaught exception" "$out" && break
    sleep 0.5
  done
  echo "opensearch.sh: node $1 sees no $2 nodes" >&2
  grep -m 3 "Exception" "$out" >&2 || tail -n 5 "$out" >&2
  return 1
}

start() {
  # start N ATTEMPT: start N nodes and wait until each sees all; false if one of them gave up.
  local i
  stop
  choose_ports "$1" "$2"
  for ((i = 0; i < $1; i++)); do configure "$i" "$1"; done
  for ((i = 0; i < $1; i++)); do launch "$i"; done
  for ((i = 0; i < $1; i++)); do wait_for "$i" "$1" || return 1; done
}

pid_of() { cat "$RUN/node-$1/pid" 2>/dev/null || true; }

stop() {
  local i pid
  for ((i = 0; i < $(nodes); i++)); do
    pid=$(pid_of "$i")
    if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
      kill "$pid" || true
      for _ in $(seq 60); do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
      kill -9 "$pid" 2>/dev/null || true
    fi
  done
  rm -rf "$RUN"/node-*
}

case "${1:-}" in
  start)
    count=${2:-1}
    install_server
    start "$count" 1 || start "$count" 2 || { stop; fail 1 "$count nodes could not be started"; }
    urls
    ;;
  urls) urls ;;
  fetch) fetch ;;
  kill) kill -9 "$(pid_of "$2")" ;;
  freeze) kill -STOP "$(pid_of "$2")" ;;
  thaw) kill -CONT "$(pid_of "$2")" ;;
  revive)
    launch "$2"
    wait_for "$2" "$(nodes)" || fail 1 "node $2 did not come back"
    ;;
  stop) stop ;;
  *) sed -n '2,17p' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
