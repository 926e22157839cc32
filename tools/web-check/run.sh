#!/usr/bin/env bash
# Checks the web app of a release build: in a browser (Chromium from apt), by many sessions at once, and its API
# against its own OpenAPI document. Works on a copy of the examples.
#   tools/web-check/run.sh [browser] [live] [api]      all without words
#   PICTURES=docs/web tools/web-check/run.sh browser   keeps the pictures
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
wanted="${*:-browser live api}"
gigawatt="${GIGAWATT:-.build/release/gigawatt}"
venv=.deps/web-check
command -v chromium >/dev/null && command -v chromedriver >/dev/null \
  || { echo "please install chromium and chromium-driver (apt-get install chromium chromium-driver)" >&2; exit 1; }
if [ ! -x $venv/bin/schemathesis ]; then
  python3 -m venv $venv
  $venv/bin/pip install --quiet --disable-pip-version-check -r tools/web-check/requirements.txt
fi

work="$(mktemp -d)"
cp -r Examples/. "$work"
rm -rf "$work/.gigawatt"
cp tools/web-check/hostile.yaml tools/web-check/quoted.yaml tools/web-check/block.yaml "$work"
$gigawatt serve "$work" --port 0 >"$work/address" 2>"$work/log" &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do [ -s "$work/address" ] && break; sleep 0.1; done
url="$(head -1 "$work/address")"
status=0
for part in $wanted; do
  echo "== $part"
  case $part in
    browser) $venv/bin/python tools/web-check/check.py "$url" ${ONLY:+--only "$ONLY"} ${PICTURES:+--pictures "$PICTURES"} || status=1 ;;
    live) $venv/bin/python tools/web-check/live.py "$url" 50 20 $server || status=1 ;;
    api) $venv/bin/schemathesis run "${url}api/openapi.json" --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
           --max-examples "${EXAMPLES:-40}" --workers 2 --exclude-path-regex events --continue-on-failure || status=1 ;;
  esac
done
exit $status
