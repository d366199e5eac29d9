# The commands of this repository. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
ENV := PATH="$(CURDIR)/$(BIN):$$PATH" MPLBACKEND=agg JUPYTER_PLATFORM_DIRS=1

.PHONY: help install demo test lab build check bench bench-engine oracle fuzz lint clean
.DEFAULT_GOAL := help

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s%s\n", $$1, $$2}' Makefile

install: .venv/.installed ## set up .venv

.venv/.installed: pyproject.toml constraints.txt
	@echo "Setting up .venv (a minute or two, once) ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: install ## make a class with every kind of trouble, grade it, print a table
	@$(ENV) $(BIN)/course demo

test: install ## run all tests, and the lessons with their stored outputs compared
	@$(ENV) $(BIN)/python -m pytest
	@$(ENV) $(BIN)/python -m pytest -p no:cacheprovider --nbval --nbval-sanitize-with tests/nbval.cfg course/lessons

lab: install ## open the lessons and assignments in JupyterLab
	@$(ENV) $(BIN)/course lab

build: install ## make lessons, solutions and student notebooks from the text sources
	@$(ENV) $(BIN)/course build

kit: install ## pack what students get into build/autograd-course-kit.zip
	@$(BIN)/course kit

check: install ## tell which generated files drifted from their sources
	@$(ENV) $(BIN)/course build --check

bench: install ## time the checks, and the engine beside PyTorch where it is installed
	@$(ENV) $(BIN)/python -m tests.bench.checks

proof: install ## prove the checks: misconceptions, right answers, mutants
	@$(BIN)/python -m tests.proof

lint: install ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/mypy

clean: ## delete what can be made again
	rm -rf build .pytest_cache .mypy_cache .ruff_cache
