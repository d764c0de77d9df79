# A bare Debian needs python3 ≥ 3.11 and make; scripts/bootstrap.py gets the rest.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
export PORT HOST
export LC_ALL := C.UTF-8
export PYTHONUTF8 := 1
VENV := .venv/bin/python
TOO_OLD := Il faut Python 3.11 ou plus récent : make PYTHON=python3.12
READY = $(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("$(TOO_OLD)")' && $(PYTHON) scripts/bootstrap.py
UV = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.DEFAULT_GOAL := help
.PHONY: help run test lint bench bench-planner soak mutants lock

help: ## shows this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' Makefile

run: ## installs what is missing, then serves (PORT=8000 HOST=127.0.0.1)
	@$(READY) --for run
	@$(VENV) scripts/serve.py

test: ## the whole suite on SQLite, then on PostgreSQL (TEST_DATABASE_URL)
	@$(READY) --for test
	@$(VENV) scripts/run_tests.py

lint: ## ruff, djlint, mypy, migrations, deployment checks, static files
	@$(READY) --for lint
	@$(VENV) scripts/lint.py

bench: ## our figures beside their references
	@$(READY) --for test
	@$(VENV) -m bench $(ARGS)

bench-planner: ## plans sessions of every size and judges them (ARGS="--runs 5 --sizes 40")
	@$(READY) --for test
	@$(VENV) -m bench.planner $(ARGS)

soak: ## tablets on a bad network before a killed server: nothing may be lost (ARGS="--seconds 150 --seed 1")
	@$(READY) --for test
	@$(VENV) -m bench.soak $(ARGS)

mutants: ## breaks the tablet's promises one by one: the test of each must fail (ARGS="--only badge")
	@$(READY) --for test
	@$(VENV) -m bench.mutants $(ARGS)

lock: ## requirements*.in to requirements*.txt, with hashes, for every Python from 3.11
	@$(READY) --for lint
	@$(VENV) -m pip install --quiet --disable-pip-version-check uv
	@$(UV) requirements.in -o requirements.txt
	@$(UV) requirements-dev.in -o requirements-dev.txt
