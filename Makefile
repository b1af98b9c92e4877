# The one door: make demo, make test; then check, services, bench.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export UV_PROJECT_ENVIRONMENT := $(VENV)
UV = $$(command -v uv || echo $(PYTHON) -m uv)
export PYTHONUTF8 := 1
# The site is several processes, and each would compile all of Django for itself: five seconds at every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-large check services services-stop bench faults messages clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 18

demo: $(VENV)/.demo site/locale/.compiled ## The site with its demonstration, on 127.0.0.1:8000 (PORT= to change)
	@exec $(BIN)/python manage.py demo --port $(PORT)

test: $(VENV)/.dev site/locale/.compiled ## Everything that this machine can test; says loudly what it left out
	@bash deploy/prepare-tests.sh
	@$(BIN)/python -m tests.run

test-large: $(VENV)/.dev site/locale/.compiled ## All tests but the journeys, on PostgreSQL
	@bash deploy/prepare-tests.sh
	@$(BIN)/python -m tests.run --large

check: $(VENV)/.dev site/locale/.compiled ## Lint, types, import ladder, migrations, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run

services: ## PostgreSQL and Redis on this machine, for tests and benchmarks
	@bash deploy/services.sh start

services-stop: ## End them
	@bash deploy/services.sh stop

bench: $(VENV)/.dev site/locale/.compiled ## Benchmarks: ratios measured in one run
	@bash deploy/prepare-tests.sh
	@$(BIN)/python -m bench

faults: $(VENV)/.dev ## Long tests that kill, hang and break what the site stands on
	@bash deploy/prepare-tests.sh
	@$(BIN)/python -m pytest -n 0 -s -m faults tests/faults

messages: $(VENV)/.dev ## Collect the strings of templates and code into the catalogues (needs gettext)
	@$(BIN)/python deploy/update_catalogues.py

clean: ## Remove the environment and all data
	rm -rf $(VENV) data services build

# -- environments ----------------------------------------------------------------------------------
$(VENV)/.demo: pyproject.toml uv.lock
	@$(call have_uv)
	@[ -f $(VENV)/.dev ] || { echo "Making the environment from uv.lock"; $(UV) sync --frozen --no-default-groups --quiet; }
	@touch $@

$(VENV)/.dev: pyproject.toml uv.lock
	@$(call have_uv)
	@echo "Making the environment with the tools from uv.lock"; $(UV) sync --frozen --extra production --extra semantic --quiet
	@touch $@ $(VENV)/.demo

define have_uv
command -v uv >/dev/null 2>&1 || $(PYTHON) -m uv --version >/dev/null 2>&1 || $(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore uv
endef

site/locale/.compiled: $(wildcard site/locale/*/LC_MESSAGES/django.po) | $(VENV)/.demo
	@$(BIN)/python site/locale/compile.py
	@touch $@
