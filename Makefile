# Lookback: the commands of a newcomer. `make demo` and `make test` set everything up by themselves.
.DEFAULT_GOAL := help
SHELL := /bin/bash
UV_VERSION := 0.13.8
BIN := .venv/bin
STAMP := .venv/.installed
AS_OF := 2026-06-01
DEMO := data/demo/ca
ROWS ?= 1000000
PORT ?= 3000
PEOPLE ?= 2000
SEED ?= 7
STATE ?= ca

export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
export PYTHONWARNINGS := ignore

.PHONY: help setup demo test cases test-long lint merge-markers format release ui bench bench-state bench-ray bench-identity bench-filing waiting faults docs clean

help: ## Show what there is.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## Make .venv from uv.lock; nothing is done again while it is unchanged.

# The first Python from 3.11 to 3.13 that is on the machine.
$(STAMP): uv.lock pyproject.toml
	@python=$$(for name in python3.13 python3.12 python3.11 python3 python; do \
	    command -v $$name >/dev/null && $$name -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	    && { echo $$name; break; }; done); \
	if [ -z "$$python" ]; then echo "Lookback needs Python 3.11, 3.12 or 3.13 with venv, and found none." >&2; exit 1; fi; \
	echo "Installing $$(grep -c '^name = ' uv.lock) packages of uv.lock into .venv with $$($$python --version): about a minute, needs a network or a mirror."; \
	started=$$SECONDS; \
	test -x $(BIN)/python || $$python -m venv .venv; \
	$(BIN)/python -c 'import uv' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); \
	$(BIN)/uv sync --frozen --inexact --quiet --compile-bytecode --python $(BIN)/python && \
	echo "Installed in $$((SECONDS - started)) s."
	@touch $(STAMP)

demo: $(DEMO)/README.txt ## Invent 20,000 people in 58 counties, run the main job on them and say what came out.
	@$(BIN)/lookback run --state ca --deliveries $(DEMO) --as-of $(AS_OF)

# `sample` writes README.txt last: a folder without it was left half written.
$(DEMO)/README.txt: | setup
	@rm -rf $(DEMO)
	@$(BIN)/lookback sample --state ca --people 20000 --seed 2026 --out $(DEMO)

test: setup ## Run all tests but the long ones (about twenty minutes on two cores).
	@$(BIN)/pytest -m "not long" -n auto --dist loadfile --no-loadscope-reorder

cases: setup ## Compare every case with its statute, for lookback law verify-code; writes data/cases_STATE.xml.
	@hash=$$($(BIN)/python -c "from pathlib import Path; from orchestration.law.law_entries import read_law_now as read; print(read(Path('models'), '$(STATE)').code_hash)") \
	&& $(BIN)/pytest tests/models/cases tests/models/test_cases_from_files.py tests/models/law/test_states.py \
	-m "not long" -n auto --dist loadfile --junit-xml data/cases_$(STATE).xml -o junit_suite_name=$$hash

test-long: setup ## Run everything, the long tests too.
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

lint: setup merge-markers ## Merge markers, ruff, mypy, import-linter, sqlfluff, licences, known vulnerabilities.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/sqlfluff lint models dbt_project/tests --processes 2 --disable-progress-bar
	@$(BIN)/python -m tests.support.supply_chain lint

merge-markers: # Refuse what a merge leaves in a tracked file.
	@git grep -nE '^(<{7}|[|]{7}|={7}|>{7})( |$$)'; test $$? -eq 1 || { echo "Expected no merge markers in tracked files." >&2; exit 1; }

format: setup ## Let ruff format and mend.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

release: setup ## Build dist/: wheel, source, bill of materials (CycloneDX) and licences.
	@$(BIN)/uv build --quiet --clear --python $(BIN)/python --out-dir dist
	@$(BIN)/python -m tests.support.supply_chain release dist

ui: setup ## Serve the Dagster UI; it prints the address to open.
	@$(BIN)/lookback ui --state $(STATE) --port $(PORT)

bench: setup ## Measure a whole run of ROWS=1000000 invented rows, and that of an earlier version, AGAINST=0b71b153.
	@$(BIN)/python -m tests.support.bench $(ROWS) $(AGAINST)

bench-state: ROWS = 105000000
bench-state: AGAINST = 10000000
bench-state: setup ## Measure a whole state, ROWS=105000000 from compressed files, and AGAINST=10000000 (0: none).
	@$(BIN)/python -m tests.support.bench_state $(ROWS) $(AGAINST)

bench-ray: ROWS = 500000
bench-ray: setup ## Measure the shards of ROWS=500000 on one and on two workers of Ray (extra `ray`).
	@$(BIN)/python -m tests.support.bench_ray $(ROWS)

bench-identity: ROWS = 108000000
bench-identity: setup ## Measure alone who may be one person, of ROWS=108000000 rows.
	@$(BIN)/python -m tests.support.bench_identity $(ROWS)

bench-filing: setup ## Measure filing a whole state to its end and a release of it, on a copy of the home of a run (OF=…; else the sample), and again with the next delivery (LATER=its deliveries); lines of one remedy alone (REMEDY=…).
	@$(BIN)/python -m tests.support.bench_filing --home "$(OF)" --deliveries "$(LATER)" --remedy "$(REMEDY)"

waiting: setup ## Count how many findings wait for a person, on usual and hard samples of PEOPLE=2000 with SEED=7 (STATES="pa mi"; else all: half an hour).
	@$(BIN)/python -m tests.support.waiting $(PEOPLE) $(SEED) $(STATES)

faults: setup ## Put faults into the SQL of the rules and ask who notices (IN="relief rule_ca__new_felonies"; else all: hours).
	@$(BIN)/python -m tests.models.generative.faults_in_the_rules $(IN)

docs: setup ## Write the data dictionary (not kept by git) and the page of the law.
	@$(BIN)/lookback docs --state $(STATE)

clean: ## Remove what runs wrote (not the sample).
	@find data -mindepth 1 -maxdepth 1 ! -name README.md ! -name sample -exec rm -rf {} +
