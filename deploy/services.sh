#!/usr/bin/env bash
# PostgreSQL, Redis and Elasticsearch for tests and benchmarks: on 127.0.0.1, with all state below services/, ended by process id.
set -euo pipefail
cd "$(dirname "$0")/.."
HERE=$PWD/services
PG_PORT=${PG_PORT:-54329}
REDIS_PORT=${REDIS_PORT:-63799}

install() { # what Debian package, if the command is missing and we may
  command -v "$1" >/dev/null 2>&1 && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    [ -n "${APT_FRESH:-}" ] || { apt-get update -qq >/dev/null; APT_FRESH=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
  fi
}

pg_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

as_pg() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start_postgres() {
  [ -x "$(pg_bin)/postgres" ] || install postgres-is-missing postgresql || true
  local bin; bin=$(pg_bin)
  [ -x "$bin/postgres" ] || { echo "PostgreSQL is not installed and cannot be installed here"; return 1; }
  local data=/tmp/site-services-$(id -u)/postgres
  mkdir -p "$data" && chmod 755 "$(dirname "$data")"
  [ "$(id -u)" = 0 ] && chown postgres "$data"
  chmod 700 "$data"
  if ! as_pg "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; then
    [ -f "$data/PG_VERSION" ] || as_pg "$bin/initdb" -D "$data" -U site --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    as_pg "$bin/pg_ctl" -D "$data" -w -t 60 -l "$data/log" \
      -o "-p $PG_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" start >/dev/null
  fi
  as_pg "$bin/psql" -h 127.0.0.1 -p "$PG_PORT" -U site -d postgres -tAc "select 1 from pg_database where datname='site'" | grep -q 1 \
    || as_pg "$bin/createdb" -h 127.0.0.1 -p "$PG_PORT" -U site site
  echo "postgres://site@127.0.0.1:$PG_PORT/site" > "$HERE/postgres.url"
}

stop_postgres() {
  local data=/tmp/site-services-$(id -u)/postgres bin; bin=$(pg_bin)
  [ -d "$data" ] && as_pg "$bin/pg_ctl" -D "$data" -m fast stop >/dev/null 2>&1 || true
  rm -f "$HERE/postgres.url"
}

start_redis() {
  install redis-server redis-server || true
  command -v redis-server >/dev/null 2>&1 || { echo "Redis is not installed and cannot be installed here"; return 1; }
  if ! { [ -f "$HERE/redis.pid" ] && kill -0 "$(cat "$HERE/redis.pid")" 2>/dev/null; }; then
    redis-server --bind 127.0.0.1 --port "$REDIS_PORT" --save "" --daemonize yes --pidfile "$HERE/redis.pid" --dir "$HERE" >/dev/null
  fi
  echo "redis://127.0.0.1:$REDIS_PORT/0" > "$HERE/redis.url"
}

stop_redis() {
  [ -f "$HERE/redis.pid" ] && kill "$(cat "$HERE/redis.pid")" 2>/dev/null || true
  rm -f "$HERE/redis.pid" "$HERE/redis.url"
}

start_elasticsearch() { # a fresh machine downloads 97 MB the first time; Maven keeps it
  local url
  url=$(bash deploy/elasticsearch/node.sh start) || { rm -f "$HERE/elasticsearch.url"; return 1; }
  echo "$url" > "$HERE/elasticsearch.url"
}

stop_elasticsearch() {
  bash deploy/elasticsearch/node.sh stop || true
  rm -f "$HERE/elasticsearch.url"
}

mkdir -p "$HERE"
case "${1:-start}" in
  start) failed=0; start_postgres || failed=1; start_redis || failed=1; start_elasticsearch || failed=1
         for name in postgres redis elasticsearch; do
           [ -f "$HERE/$name.url" ] && echo "$name at $(cat "$HERE/$name.url")" || echo "$name is not there"
         done; exit $failed ;;
  stop) stop_postgres; stop_redis; stop_elasticsearch ;;
  *) echo "services.sh start|stop" >&2; exit 2 ;;
esac
