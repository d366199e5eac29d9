# The commands of this repository. `make help` lists them.
# Another Python: `make test PYTHON=python3.13 VENV=.venv-3.13`. The oldest versions that are
# promised: `make quick CONSTRAINTS=oldest.txt VENV=.venv-oldest`.
PYTHON ?= python3
VENV ?= .venv
CONSTRAINTS ?= constraints.txt
BIN := $(VENV)/bin
# Bytecode is written even if the environment forbids it: else every process compiles the course.
# pip leaves it to that, for most of what it installs is never imported.
ENV := PATH="$(abspath $(BIN)):$$PATH" MPLBACKEND=agg JUPYTER_PLATFORM_DIRS=1 PYTHONDONTWRITEBYTECODE=

.PHONY: help install demo test test-site test-long axe quick lab build site pyodide check bench bench-grading bench-grading-1000 bench-site battery term oracle fuzz pytorchs-tests proof honest kit pictures lint clean
.DEFAULT_GOAL := help

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "make %-20s%s\n", $$1, $$2}' Makefile

install: $(VENV)/.installed ## set up .venv

$(VENV)/.installed: pyproject.toml $(CONSTRAINTS)
	@echo "Setting up $(VENV) (a minute or two, once) ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --constraint $(CONSTRAINTS) --editable '.[dev]'
	@touch $@

demo: install ## make a class with every kind of trouble, grade it, print a table
	@$(ENV) $(BIN)/course demo

# Three processes for two processors, for many tests wait for a browser or a sandbox. The tests of
# a file share one, and their fixtures.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(os.cpu_count() * 3 // 2)')
PYTEST := $(ENV) $(BIN)/python -m pytest -p tests.early --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
PYODIDE_FILES = $(BIN)/python -m course.publish.site.pyodide --out build/pyodide $(if $(WHEELS),--wheels $(WHEELS))
QUICK := $(addprefix tests/, engine oracle checks proof answers publish view) $(wildcard tests/test_*.py)

# With SITE=1 also the site's tests: together they leave no processor idle.
test: install ## run the tests and the lessons, whose outputs are compared with the stored ones
	@echo "Tests and all lessons: some minutes on two cores ..."
	@$(PYTEST) -m "not long" $(if $(SITE),,--ignore tests/site) --nbval --nbval-sanitize-with tests/nbval.cfg tests course/lessons

axe: install ## look with axe at every page of the site, the report and the feedback
	@$(ENV) $(BIN)/python -W ignore -m tests.site.axe

quick: install ## run the tests of engine, checks, rules and pictures, in under a minute
	@$(PYTEST) -m "not slow and not long" $(QUICK)

test-site: install ## open the site in Chromium, and run the course on its Python there and in Node
	-@$(PYODIDE_FILES)
	@$(PYTEST) $(if $(EVERY),--every $(EVERY)) tests/site

test-long: install ## run the tests that take long, which the others leave out
	-@$(PYODIDE_FILES)
	@$(PYTEST) -m long tests

lab: install ## open the lessons and assignments in JupyterLab
	@$(ENV) $(BIN)/course lab

build: install ## make lessons, solutions and student notebooks from the text sources
	@$(ENV) $(BIN)/course build

kit: install ## pack what students get into build/autograd-course-kit.zip
	@$(BIN)/course kit

# PYODIDE is a folder with Pyodide, to be part of the site; without it browsers load it from its CDN.
site: install ## make the site in build/site: pages, and a lab that runs in the browser
	@$(BIN)/course site $(if $(PYODIDE),--pyodide "$(PYODIDE)")

# WHEELS is a folder with Pyodide's wheels; without it they come from the Python index.
pyodide: install ## gather the Python of the browser into build/pyodide, each file verified
	@$(PYODIDE_FILES)

check: install ## tell which generated files drifted from their sources
	@$(ENV) $(BIN)/course build --check

# TORCH_PYTHON is a Python that has torch 2.13; without it the engine's table has no torch column.
TORCH_PYTHON ?= $(BIN)/python
UNSET := env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE PYTHONPATH=$(CURDIR)

bench: install ## time the engine beside PyTorch, the lessons, and the checks
	@$(UNSET) $(TORCH_PYTHON) -m tests.bench.engine
	@$(BIN)/python -m tests.bench.imports
	@$(ENV) $(BIN)/python -m tests.bench.lessons
	@$(ENV) $(BIN)/python -m tests.bench.checks

bench-grading: install ## time stock nbgrader and course grade on the same class
	@$(ENV) $(BIN)/python -W ignore -m tests.bench.grading

bench-site: install pyodide ## time the lab in Chromium, and the way from the package to a solved assignment
	@$(ENV) $(BIN)/python -W ignore -m tests.bench.site

bench-grading-1000: install ## compare memory and rate of course grade for 1,000 submissions and for 60
	@$(ENV) $(BIN)/python -W ignore -m tests.bench.grading --large 334

battery: install ## try every attack and fault on the grader, print a table
	@$(ENV) $(BIN)/python -W ignore -m tests.battery

term: install ## take a class of 40 through a term, compare every number with a table
	@$(ENV) $(BIN)/python -W ignore -m tests.grading.support.term 40

oracle: ## record anew what PyTorch prints (TORCH_PYTHON), and show what changed
	@$(UNSET) $(TORCH_PYTHON) -m tests.oracle.record
	@$(UNSET) $(TORCH_PYTHON) -m tests.engine.record_ops
	@$(UNSET) $(TORCH_PYTHON) -W ignore -m tests.oracle.record_names

fuzz: ## compare the engine with PyTorch (TORCH_PYTHON): random programs (from SEED=N on), tensors, bits
	@$(UNSET) $(TORCH_PYTHON) -m tests.engine.fuzz_torch --graphs 20000 $(SEED:%=--seed %)
	@$(UNSET) $(TORCH_PYTHON) -m tests.engine.fuzz_torch --graphs 20000 $(SEED:%=--seed %) --print
	@$(UNSET) $(TORCH_PYTHON) -m tests.engine.fuzz_bits --draws 10000 $(SEED:%=--seed %)

pytorchs-tests: ## run PyTorch's own tests of autograd, of a checkout of its sources in SOURCES (TORCH_PYTHON)
	@$(UNSET) $(TORCH_PYTHON) -W ignore -m tests.oracle.pytorchs_tests $(SOURCES)

proof: install ## prove the checks: misconceptions, right answers, mutants, readers' answers
	@$(BIN)/python -m tests.proof
	@$(BIN)/python -m tests.answers --draws 10
	@$(ENV) $(BIN)/python -m pytest --quiet --draws 20 tests/publish/test_contributing.py
	@$(PYTEST) --quiet --every 1 tests/checks/test_proof.py tests/checks/test_odd_answers.py \
		tests/checks/test_script.py tests/publish/test_build.py

honest: install ## compare the judge with the notebook's own checks, for every answer in the sources
	@$(BIN)/python -m tests.grading.support.honest

pictures: install ## take the README's pictures from the running product, with Chromium
	@$(ENV) $(BIN)/python -W ignore -m tests.browser.pictures

lint: install ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/mypy

clean: ## delete what can be made again
	rm -rf build .pytest_cache .mypy_cache .ruff_cache
