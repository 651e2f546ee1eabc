# One word runs everything: make run, make test, make check. Long runs: make quality, make bench, make soak.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INDEX ?= build/index
HOST ?= 127.0.0.1
PORT ?= 8000
SHARED ?= ../shared
COMPILED := $(wildcard index/*.py index/analysis/chunks.py index/analysis/parts.py index/analysis/readings.py index/analysis/rows.py index/analysis/stem.py index/analysis/table.py index/analysis/vocabulary.py index/extract/*.py index/knowledge/*.py search/deadline.py search/highlight.py search/marking.py search/passages.py search/query.py search/results.py search/engines/*.py search/engines/whoosh/*.py)

.PHONY: help install interpreted dev run index serve test test-cluster check lock bench bench-quick quality load pythons soak lighthouse pictures release audit clean

help: ## show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(VENV)/.compiled ## the .venv with the run-time dependencies alone

dev: $(VENV)/.dev ## the .venv with what tests and checks need, Chromium included

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Telusur needs Python 3.11 or later; name one with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "No venv module: apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Optional, both: without a compiler, or where anything fails, numpy takes the place of the kernels and the modules run
# interpreted, and setup.py says so.
$(VENV)/.kernels: setup.py $(wildcard index/c/* index/analysis/c/* index/extract/c/* search/engines/whoosh/c/*) $(VENV)/.installed
	@mkdir -p build; $(BIN)/python setup.py kernels > build/kernels.txt 2>&1; tail -n 1 build/kernels.txt
	@touch $@

$(VENV)/.compiled: setup.py requirements/compile.txt $(COMPILED) $(VENV)/.kernels
	@if command -v $${CC:-cc} > /dev/null; then \
	  $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/compile.txt || true; fi
	@echo "compiling what reads the facts and answers the queries, once; it may take three minutes"
	@mkdir -p build; $(BIN)/python setup.py build_ext --inplace > build/compile.txt 2>&1; tail -n 1 build/compile.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.kernels
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@bash bench/chromium.sh
	@touch $@

index: install ## index the sample articles
	$(BIN)/telusur index seeds --index $(INDEX)

serve: install ## serve the index that is there
	$(BIN)/telusur serve --index $(INDEX) --host $(HOST) --port $(PORT)

run: index ## set everything up, index seeds/ and serve the search page
	$(BIN)/telusur serve --index $(INDEX) --host $(HOST) --port $(PORT)

interpreted: ## remove what was compiled, so that a change of its sources is seen at once
	rm -f $(filter-out $(wildcard */*/native.* */*/*/native.*),$(wildcard index/knowledge/*.so index/analysis/*.so index/extract/*.so search/*.so search/engines/whoosh/*.so)) $(VENV)/.compiled

test: dev ## run all tests, and those of the engines once more on numpy alone
	$(BIN)/python -m pytest -q -p tests.without_kernels tests/contract tests/search/engines/whoosh
	$(BIN)/pytest

test-cluster: dev ## the contract suite and failure tests on three real OpenSearch nodes (Java and Maven)
	bash bench/test_cluster.sh

check: dev ## style, types, import directions
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy telusur.py
	$(BIN)/lint-imports

lock: dev ## lock the dependencies anew, by name, version and hash
	bash requirements/lock.sh

bench: dev install ## speed of reading facts, and beside other engines from 10k to 1M documents (hours); BENCH=--keep
	$(BIN)/python -m bench.extraction --shared $(SHARED)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	$(BIN)/python -m bench.speed --shared $(SHARED) $(BENCH)
	$(BIN)/python -m bench.plots

bench-quick: dev install ## the same at 20k documents; the last line is JSON
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	$(BIN)/python -m bench.speed --quick --shared $(SHARED)

quality: dev ## words, facts and retrieval against their floors
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	$(BIN)/python -m bench.quality --shared $(SHARED)

load: dev ## wrk on a results page and on JSON at 1, 16 and 128 connections over INDEX, and beyond capacity
	$(BIN)/python -m bench.load --index $(INDEX)

lighthouse: dev ## Lighthouse on a results page over INDEX, 95 of 100 or it fails (Node, npm, Chromium)
	$(BIN)/python -m bench.lighthouse --index $(INDEX)

pictures: dev install ## take the pictures of docs/pictures anew, over the sample articles
	$(BIN)/python -m bench.pictures

pythons: ## install and try Telusur with each Python from 3.11 to 3.14; 3.14 comes out of Debian where it is not here (root)
	bash bench/pythons.sh

soak: dev ## long runs: kernels under sanitizers, differential suite, made-up queries and requests, kills, faults of the disk, damage, hostile files
	bash bench/sanitize.sh
	TELUSUR_SOAK=20000 $(BIN)/pytest tests/contract --timeout 0
	TELUSUR_SOAK=20000 $(BIN)/pytest tests/search -k any_text --timeout 0
	TELUSUR_KILLS=100 TELUSUR_FAULTS=1 TELUSUR_DAMAGES=100 $(BIN)/pytest --timeout 0 -s \
	  tests/search/engines/whoosh/test_crashes.py tests/search/engines/whoosh/test_examination.py
	TELUSUR_FAULTS=1 TELUSUR_FUZZED=20000 TELUSUR_ROUTED=60 TELUSUR_SECONDS=60 TELUSUR_GENERATIONS=1000 TELUSUR_GIB=5 \
	  $(BIN)/pytest tests/trust --timeout 0 -s

release: dev ## sdist, wheel and bill of materials (CycloneDX) in dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist .
	$(BIN)/cyclonedx-py requirements requirements/run.txt --output-reproducible --output-file dist/telusur.cdx.json

audit: dev ## known vulnerabilities of the locked packages; says so where the data cannot be reached
	$(BIN)/python -m bench.audit

clean: ## remove what was built
	rm -rf build $(VENV) index/knowledge/*.so index/analysis/*.so index/extract/*.so search/*.so search/engines/whoosh/*.so
