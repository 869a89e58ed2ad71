# Everything runs from one environment, .venv, made by uv from uv.lock.
# Where uv is missing, a private copy goes to .uv; nothing outside this folder changes.

PYTHON ?= python3
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN := $(UV) run --no-sync

# Bytecode is written up front: start-up time is a feature, and the environment may forbid writing it later.
export UV_COMPILE_BYTECODE = 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test thorough newest lint check examples schema rules keys pictures walkthrough bench clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check 'uv>=0.8'

setup: $(UV) ## Make .venv from uv.lock (the other targets do it themselves)
	@$(UV) sync --locked --quiet
	@$(RUN) python -m compileall -q tool

demo: setup ## Structure an example report and show its time ledger
	$(RUN) pmtool times examples/status-page/report.txt --format table
	$(RUN) pmtool structure examples/status-page/report.txt

test: setup ## Run the tests
	$(RUN) pytest -n 3 --dist worksteal -m "not slow"

thorough: setup ## Run all tests, those too that take long, with more examples of each property
	PMTOOL_TESTS=thorough $(RUN) pytest -n auto

newest: setup ## Run the model engine's tests against the newest openai and instructor, whatever the lock says
	@$(UV) venv --quiet --clear .newest
	@$(UV) export --quiet --locked --no-hashes --no-emit-project | $(UV) pip install --quiet --python .newest -r -
	@printf 'jiter>=0.14\nrich>=14\n' | $(UV) pip install --quiet --python .newest --upgrade openai instructor --overrides -
	@$(UV) pip install --quiet --python .newest --no-deps -e .
	@$(UV) pip list --quiet --python .newest | grep -E '^(openai|instructor|jiter|httpx2) '
	.newest/bin/python -m pytest -n auto $(wildcard tests/test_llm_*.py tests/test_model_server.py)

lint: setup ## Format check, lint, types, import directions
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports

check: lint test ## Everything CI runs

examples: setup ## Write the expected output of examples/ anew
	$(RUN) python tests/refresh_examples.py

schema: setup ## Write schemas/ anew from the model
	$(RUN) python -m pmtool.model.schema schemas/postmortem-1.json

rules: setup ## Write docs/rules.md anew from the rules' docstrings
	$(RUN) python -m pmtool.validator.book docs/rules.md

keys: setup ## Write docs/keys.md anew from the desk's actions
	$(RUN) python -m pmtool.tui.book docs/keys.md

pictures: setup ## Take the documentation's pictures of the desk anew
	$(RUN) python tests/pictures.py

walkthrough: setup ## Record docs/drafting.cast anew
	$(RUN) python tests/record_walkthrough.py

bench: $(UV) ## Measure speed, start-up and scaling
	@$(UV) sync --locked --quiet --group bench
	@$(UV) run --no-sync python -m compileall -q tool
	$(RUN) python benchmarks/startup.py
	$(RUN) python benchmarks/temporal.py
	$(RUN) python benchmarks/scaling.py
	$(RUN) python benchmarks/check.py
	$(RUN) python benchmarks/llm.py
	$(RUN) python benchmarks/tui.py
	$(RUN) python benchmarks/batch.py

clean: ## Remove what make made
	rm -rf .venv .newest .uv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
