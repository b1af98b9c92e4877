#!/usr/bin/env bash
# A real Elasticsearch node for tests: the vendor's minimal distribution from Maven Central with our analysis plugin.
#   node.sh start [NAME [HTTP_PORT [TRANSPORT_PORT]]]   prints its address      node.sh stop [NAME]
# On 127.0.0.1 only, all state below /tmp/site-services-<user>/, ended by process id. It refuses root, so root gives it
# a user of its own.
set -euo pipefail
VERSION=8.19.0
HERE=$(cd "$(dirname "$0")" && pwd)
STATE=/tmp/site-services-$(id -u)
HOME_DIR=$STATE/elasticsearch-$VERSION
NAME=${2:-one}
HTTP_PORT=${3:-${ES_PORT:-59200}}
TRANSPORT_PORT=${4:-$((HTTP_PORT + 100))}
RUN=$STATE/elasticsearch-run/$NAME
ES_USER=elasticsearch-tests

say() { echo "elasticsearch: $*" >&2; }

need() { # command, Debian package: install it if it is missing and we may
  command -v "$1" >/dev/null 2>&1 && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    [ -n "${APT_FRESH:-}" ] || { apt-get update -qq >/dev/null 2>&1 || true; APT_FRESH=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $2 >/dev/null 2>&1 || true
  fi
  command -v "$1" >/dev/null 2>&1 || { say "$1 is missing; install $2"; return 1; }
}

java_home() { dirname "$(dirname "$(readlink -f "$(command -v java)")")"; }

as_user() { # run as the node's user where we are root
  if [ "$(id -u)" = 0 ]; then runuser -u $ES_USER -- "$@"; else "$@"; fi
}

install_node() {
  [ -f "$HOME_DIR/.ready" ] && [ "$HOME_DIR/.ready" -nt "$HERE/plugin/StemmerPlugin.java" ] && return 0
  need mvn maven && need javac openjdk-17-jdk-headless && need unzip unzip
  local work; work=$(mktemp -d "$STATE/unpack.XXXXXX")
  mvn -q -B dependency:copy -DoutputDirectory="$work" \
    -Dartifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$VERSION:zip >&2
  unzip -q "$work/elasticsearch-$VERSION.zip" -d "$work"
  local node=$work/elasticsearch-$VERSION plugin
  plugin=$node/plugins/passerelle-analysis
  mkdir -p "$work/classes" "$plugin"
  local jars; jars=$(find "$node/lib" -name '*.jar' | tr '\n' ':')
  javac --release 17 -nowarn -cp "$jars" -d "$work/classes" "$HERE/plugin/StemmerPlugin.java"
  (cd "$work/classes" && "$(command -v jar)" cf "$plugin/passerelle-analysis.jar" .)
  cat > "$plugin/plugin-descriptor.properties" <<EOF
description=token filters of the full distribution that our index uses
version=1
name=passerelle-analysis
classname=passerelle.StemmerPlugin
java.version=17
elasticsearch.version=$VERSION
EOF
  touch "$node/.ready"
  rm -rf "$HOME_DIR" && mv "$node" "$HOME_DIR" && rm -rf "$work"
  chmod -R a+rX "$HOME_DIR"
}

alive() { [ -f "$RUN/pid" ] && kill -0 "$(cat "$RUN/pid")" 2>/dev/null; }

answers() { curl -fsS --max-time 2 "http://127.0.0.1:$HTTP_PORT/_cluster/health" >/dev/null 2>&1; }

start() {
  mkdir -p "$STATE" && chmod 755 "$STATE"
  need java openjdk-17-jdk-headless && need curl curl
  install_node
  if ! { alive && answers; }; then
    stop
    rm -rf "$RUN" && mkdir -p "$RUN/data" "$RUN/logs" "$RUN/tmp"
    cp -r "$HOME_DIR/config" "$RUN/config"
    sed -i "s#logs/#$RUN/logs/#; s#HeapDumpPath=data#HeapDumpPath=$RUN/data#" "$RUN/config/jvm.options"
    cat > "$RUN/config/elasticsearch.yml" <<EOF
cluster.name: ${ES_CLUSTER:-passerelle-tests}
node.name: $NAME
path.data: $RUN/data
path.logs: $RUN/logs
network.host: 127.0.0.1
http.port: $HTTP_PORT
transport.port: $TRANSPORT_PORT
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
${ES_DISCOVERY:-discovery.type: single-node}
EOF
    if [ "$(id -u)" = 0 ]; then
      id $ES_USER >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin $ES_USER
      chown -R $ES_USER "$RUN"
    fi
    as_user env ES_JAVA_HOME="$(java_home)" ES_PATH_CONF="$RUN/config" ES_TMPDIR="$RUN/tmp" \
      ES_JAVA_OPTS="-Xms${ES_HEAP:-512m} -Xmx${ES_HEAP:-512m}" \
      "$HOME_DIR/bin/elasticsearch" -d -p "$RUN/pid" >"$RUN/logs/start" 2>&1 </dev/null \
      || { say "did not start:"; tail -20 "$RUN/logs/start" >&2; return 1; }
    for _ in $(seq 120); do answers && break; alive || break; sleep 0.5; done
    answers || { say "does not answer; see $RUN/logs"; tail -5 "$RUN/logs/start" >&2; stop; return 1; }
  fi
  echo "http://127.0.0.1:$HTTP_PORT"
}

stop() {
  alive || return 0
  local pid; pid=$(cat "$RUN/pid")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 60); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.25; done
  kill -9 "$pid" 2>/dev/null || true
}

case "${1:-start}" in
  start) start ;;
  stop) stop ;;
  *) say "node.sh start|stop [NAME [HTTP_PORT [TRANSPORT_PORT]]]"; exit 2 ;;
esac
