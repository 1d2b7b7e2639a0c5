# Everything a newcomer needs: `make demo` and `make test` set themselves up. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
PARALLEL := -n 2 --dist loadfile
# The rooms whose branches must be covered, by the tests of their own. Counting doubles a test's cost, so it has a target.
COVERED := tests/core tests/store tests/pipeline

.DEFAULT_GOAL := help
.PHONY: help demo test coverage fuzz fuzz-readers eval alerting pictures check format lock clean chaos power-cut cluster-test soak deb systemd-test browser-test page-pictures bench

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

# The stamp is rebuilt when the lock changes, so an old environment never lingers.
$(VENV)/.ready: requirements/dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.ready  ## The main job on a small newsroom of its own: stories in, alerts out
	$(BIN)/envoy-monitor demo

test: $(VENV)/.ready  ## The whole suite
	$(BIN)/python -m pytest $(PARALLEL)

coverage: $(VENV)/.ready  ## Count the branches of core, store and pipeline; 95 % must be covered by their own tests
	$(BIN)/python -m pytest $(PARALLEL) $(COVERED) --cov --cov-report=term

fuzz: $(VENV)/.ready  ## Try every property on thousands of random examples (takes long; for the night)
	$(BIN)/python -m pytest -n 2 -m hypothesis --hypothesis-profile=fuzz

fuzz-readers:  ## Guided fuzzing of every reader of strangers' bytes, SECONDS each (brings atheris in a venv of its own)
	test -x .venv-fuzz/bin/python || $(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check atheris
	.venv-fuzz/bin/python tests/fuzz.py $(or $(SECONDS),60)

eval: $(VENV)/.ready  ## Measure the reading on labelled stories; figures go to docs/accuracy.md
	$(BIN)/python -m tests.evaluation

alerting: $(VENV)/.ready  ## Measure the alerts on labelled stories: as labelled, as read, and with random mistakes
	for told in labels read misread; do $(BIN)/python -m tests.evaluation.alerting tests/evaluation/corpus --told $$told --seeds 3; done

pictures: $(VENV)/.ready  ## Draw the README's picture of the demonstration anew
	cd "$$(mktemp -d)" && $(abspath $(BIN))/envoy-monitor demo --seconds 0 --picture $(CURDIR)/docs/demo.svg

browser-test: $(VENV)/.ready  ## The page in a real Chromium, under axe's and the Nu HTML checker's rules (Debian: apt install chromium npm default-jre-headless)
	npm install --silent --no-audit --no-fund --prefix .browser axe-core@4.14.1 vnu-jar@26.9.27
	BROWSER=1 $(BIN)/python -m pytest tests/browser

page-pictures: $(VENV)/.ready  ## The pictures of docs/web.md, anew (needs Chromium)
	$(BIN)/python -m tests.browser.pictures

check: $(VENV)/.ready  ## Lint, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.ready  ## Put the code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

chaos: $(VENV)/.ready  ## Kill the whole daemon 200 times, its disk full or failing, its clock jumping, its receivers failing
	CHAOS_KILLS=200 $(BIN)/python -m pytest -q tests/chaos tests/pipeline/test_chaos.py
	EVALUATION_KILLS=50 $(BIN)/python -m pytest -q tests/evaluation/test_alerting.py -k killed
	DISK_ROUNDS=20 $(BIN)/python -m pytest -q tests/disk/test_failing.py

power-cut: $(VENV)/.ready  ## Cut the power at 2,000 moments: nothing acknowledged is lost (needs a C compiler)
	POWER_CUTS=2000 $(BIN)/python -m pytest -q tests/disk/test_power_cut.py

cluster-test: $(VENV)/.ready  ## A Dask cluster that loses its parts in mid-work, against this machine alone (namespaces where root)
	$(BIN)/python -m tests.cluster

soak: $(VENV)/.ready  ## The daemon for simulated months, faults throughout: MINUTES of real time at most
	$(BIN)/python -m tests.soak $(or $(MINUTES),1440)

systemd-test: $(VENV)/.ready  ## The service under a real systemd in a container (needs root and systemd-nspawn)
	rm -rf build/systemd/*.whl build/systemd/*.deb && mkdir -p build/systemd
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir build/systemd .
	PYTHON=$(BIN)/python sh deploy/deb.sh build/systemd/*.whl build/systemd
	bash deploy/systemd-test.sh build/systemd/*.whl build/systemd/work build/systemd/*.deb

deb: $(VENV)/.ready  ## A Debian package with its libraries inside; PYTHON_VERSION=3.11 for bookworm
	rm -rf build/deb && mkdir -p build/deb
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir build/deb .
	PYTHON=$(BIN)/python sh deploy/deb.sh build/deb/*.whl dist

bench:  ## Every benchmark beside what one would take instead; figures go to docs/performance.md (BENCH=--quick: a short run)
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.lock
	.venv-bench/bin/python -m benchmarks $(addprefix --pages ,$(wildcard $(SHARED)/pages)) $(BENCH)

lock:  ## Pin every dependency anew, with hashes, for Python 3.11 and later (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements/run.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o requirements/dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group bench pyproject.toml -o requirements/bench.lock

clean:  ## Remove what the targets made
	rm -rf $(VENV) .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
