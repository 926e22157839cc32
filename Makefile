.PHONY: help setup netcdf build demo serve web-check test slow-test agreement benchmark format lint clean

help:
	@echo "make setup      fetch the solver, the chart library and the example data"
	@echo "make netcdf     fetch what reads PyPSA networks in netCDF"
	@echo "make build      build the gigawatt tool (release)"
	@echo "make demo       plan the Abilene example and write its report"
	@echo "make serve      show the examples in a browser"
	@echo "make web-check  check the web app in Chromium, under load, and its API"
	@echo "make test       run the tests"
	@echo "make slow-test  run all tests, the slow ones too"
	@echo "make agreement  compute what others have published (GIGAWATT_DATA: folder with further data)"
	@echo "make benchmark  measure Gigawatt and other programs on the same input (an idle machine, 10 minutes)"
	@echo "make format     format the sources"
	@echo "make lint       check the format"
	@echo "make clean      remove what was built and written"

setup:
	@scripts/bootstrap.sh
	@scripts/fetch-example-data.sh

netcdf:
	python3 -m venv .deps/netcdf
	.deps/netcdf/bin/pip install --quiet netCDF4==1.7.5.1.post1

# Swift's own libraries go into the program on Linux: it starts in 4 ms instead of 12.
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)

build: setup
	swift build -c release $(STATIC)

demo: build
	.build/release/gigawatt plan Examples/abilene-power --out out/abilene-power
	@echo "The report: out/abilene-power/report.html"

serve: build
	.build/release/gigawatt serve Examples

web-check: build
	tools/web-check/run.sh

test: setup
	swift test --disable-xctest

slow-test: setup
	GIGAWATT_SLOW=1 swift test --disable-xctest

# Times of other programs where they can be had; the page is made without them otherwise.
agreement: build
	@rm -f .deps/peers-times.json
	@if [ -n "$(GIGAWATT_DATA)" ]; then \
	  (test -x .deps/peers/bin/python || python3 -m venv .deps/peers) \
	  && .deps/peers/bin/pip install --quiet --disable-pip-version-check -r tools/peers/requirements.txt \
	  && .deps/peers/bin/python tools/peers/measure.py "$(GIGAWATT_DATA)" .deps/peers-times.json >/dev/null \
	  || echo "without times of other programs: PyPSA cannot be had here"; fi
	.build/release/gigawatt agreement --out docs/agreement.md --offgridai docs/offgridai.md \
	  $$(test -f .deps/peers-times.json && echo "--peers .deps/peers-times.json")

format:
	swift format -i -r Sources Tests Package.swift

lint:
	swift format lint -r --strict Sources Tests Package.swift

benchmark: build
	python3 Benchmarks/compare.py && python3 Benchmarks/scaling.py

clean:
	swift package clean
	rm -rf out
