#!/usr/bin/env bash
# Brings what the whole suite needs and this machine lacks: a browser, gettext, PostgreSQL and Redis. Where it may not, it says so
# and the suite names what it left out.
set -uo pipefail
cd "$(dirname "$0")/.."
missing=()
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
# The same browser without a window: a third less work for the same pages. Where there is no such package, chromium does.
command -v chromium-headless-shell >/dev/null 2>&1 || missing+=(chromium-headless-shell)
command -v msgfmt >/dev/null 2>&1 || missing+=(gettext)
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing ${missing[*]}"
  apt-get update -qq >/dev/null
  for package in "${missing[@]}"; do
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
  done
fi
bash deploy/services.sh start || echo "Going on without all services."
exit 0
