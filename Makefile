# One entry for everything. `make` alone prints this list.
# Nothing is written outside this folder but pip's package cache.

PYTHON ?= python3
PYTEST_ARGS ?=
# Processes that run tests at once; 0 is none but the first, as a debugger needs.
JOBS ?= 2
BENCH_ARGS ?=

VENV := .venv
TEST_VENV := .venv-test
BENCH_VENV := .venv-bench
OPENCTI_VENV := .venv-opencti
STORE := demo-out/ng911risk.sqlite
# Style sheets, scripts and fonts of others: fetched once, never committed.
ASSETS := api/frontend/.fetched
VENDOR := api/ng911risk_api/web/static/vendor
FONTS := ng911risk/exporters/documents/fonts
PIP := -m pip --disable-pip-version-check --no-input install --quiet
LOCKED := --require-hashes --only-binary :all: --requirement

# What goes into the wheel; caches are not part of it.
SOURCES = $(shell find ng911risk api threat_catalog mitigations -type f \
	-not -path '*/__pycache__/*' -not -path '$(VENDOR)/*' -not -path '$(FONTS)/*' \
	-not -path 'api/frontend/*' | LC_ALL=C sort) pyproject.toml README.md LICENSE .gitignore

# A test must import the installed wheel, never the sources beside it.
FROM_WHEEL := PYTHONSAFEPATH=1 NG911RISK_EXPECT_WHEEL=1
# Work that is left over moves to who is idle; otherwise the tests of a file stay together.
PYTEST := $(TEST_VENV)/bin/python -m pytest --numprocesses $(JOBS) --dist worksteal

.DELETE_ON_ERROR:
.PHONY: help demo serve lab test test-browser test-lab lint types imports content generated bench package fix lock clean FORCE

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.installed ## Assess the sample centres and write the reports to demo-out/
	@$(VENV)/bin/ng911risk demo --out demo-out

serve: $(VENV)/.installed ## Open the assessments of the demo at 127.0.0.1
	@test -f $(STORE) || $(VENV)/bin/ng911risk demo --out demo-out
	@$(VENV)/bin/ng911risk serve --store $(STORE)

lab: $(VENV)/.installed requirements-lab.lock ## Add what lab checks and captures need to .venv (scapy, GPL-2.0-only)
	@$(VENV)/bin/python $(PIP) $(LOCKED) requirements-lab.lock

test: $(TEST_VENV)/.wheel $(OPENCTI_VENV)/.installed ## Build the wheel, install it apart, run every test against it
	$(FROM_WHEEL) $(PYTEST) $(PYTEST_ARGS)

test-browser: $(TEST_VENV)/.browser ## Walk through the pages in a real browser (needs chromium; NG911RISK_DATABASE_URL for PostgreSQL)
	$(FROM_WHEEL) $(PYTEST) --dist loadfile -m browser $(PYTEST_ARGS) tests

test-lab: $(TEST_VENV)/.wheel ## Try the lab checks on a real network of namespaces (root or user namespaces; see CONTRIBUTING.md)
	$(FROM_WHEEL) .ci/test-lab $(TEST_VENV)/bin/python $(PYTEST_ARGS)

lint: $(TEST_VENV)/.installed ## Check style
	$(TEST_VENV)/bin/ruff check .
	$(TEST_VENV)/bin/ruff format --check .

types: $(TEST_VENV)/.installed ## Check types
	$(TEST_VENV)/bin/mypy

imports: $(TEST_VENV)/.wheel ## Check that imports point downwards
	$(TEST_VENV)/bin/lint-imports --no-cache

content: $(VENV)/.installed ## Check every threat vector and mitigation
	$(VENV)/bin/ng911risk content check

generated: $(VENV)/.installed ## Write again what is made from the types and the content
	$(VENV)/bin/python -m ng911risk.content.generated

bench: $(BENCH_VENV)/.installed lab ## Measure speed and memory beside other tools (up to half an hour)
	@$(BENCH_VENV)/bin/python benchmarks/assess_site.py
	@$(BENCH_VENV)/bin/python benchmarks/import_workbook.py
	@$(VENV)/bin/python -m benchmarks.pages
	@$(VENV)/bin/python -m benchmarks.captures
	@$(BENCH_VENV)/bin/python -m benchmarks $(BENCH_ARGS)

package: $(TEST_VENV)/.installed $(ASSETS) ## Build the source archive and the wheel into dist/
	rm -rf dist
	$(TEST_VENV)/bin/python -m build --no-isolation --outdir dist .

fix: $(TEST_VENV)/.installed ## Repair style where that is mechanical
	$(TEST_VENV)/bin/ruff check --fix .
	$(TEST_VENV)/bin/ruff format .

lock: ## Rewrite the hash-locked requirement files (needs uv)
	.ci/lock

clean: ## Remove everything that make has made
	rm -rf $(VENV) $(TEST_VENV) $(BENCH_VENV) $(OPENCTI_VENV) dist build demo-out test-results .pytest_cache .mypy_cache \
		.ruff_cache .hypothesis .import_linter_cache .coverage htmlcov
	rm -rf $(ASSETS) $(VENDOR) $(FONTS) api/frontend/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(ASSETS): api/frontend/package-lock.json .ci/frontend requirements-node.lock
	@.ci/check-python "$(PYTHON)" demo
	@echo "Fetching the style sheets and fonts of the pages (once, some seconds) ..."
	@"$(PYTHON)" .ci/frontend "$(PYTHON)"
	@touch $@

# The environment of the user: locked packages, then this folder itself.
$(VENV)/.installed: requirements.lock pyproject.toml .ci/check-python $(ASSETS)
	@.ci/check-python "$(PYTHON)" demo
	@echo "Preparing $(VENV) (once, about a minute) ..."
	@test -x $(VENV)/bin/python || "$(PYTHON)" -m venv $(VENV)
	@$(VENV)/bin/python $(PIP) $(LOCKED) requirements.lock
	@$(VENV)/bin/python $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# The environment of the tests: never sees the sources, only the wheel.
$(TEST_VENV)/.installed: requirements-dev.lock requirements-consumers.lock requirements-consumers-source.lock .ci/check-python
	@.ci/check-python "$(PYTHON)" test
	@echo "Preparing $(TEST_VENV) (once, about two minutes) ..."
	@test -x $(TEST_VENV)/bin/python || "$(PYTHON)" -m venv $(TEST_VENV)
	@$(TEST_VENV)/bin/python $(PIP) $(LOCKED) requirements-dev.lock
	@$(TEST_VENV)/bin/python $(PIP) --no-deps $(LOCKED) requirements-consumers.lock && \
		$(TEST_VENV)/bin/python $(PIP) --no-deps --no-build-isolation --require-hashes \
			--requirement requirements-consumers-source.lock || \
		echo "Those who read our exports cannot be installed here; the tests that ask them are skipped."
	@touch $@

# The environment of the benchmarks: ours and the tools that we are measured against.
# The list is whole, and one name that another package asks for is left out on purpose
# (see .ci/lock), so nothing is looked up here.
$(BENCH_VENV)/.installed: requirements-bench.lock pyproject.toml .ci/check-python $(ASSETS)
	@.ci/check-python "$(PYTHON)" bench
	@echo "Preparing $(BENCH_VENV) (once, about a minute) ..."
	@test -x $(BENCH_VENV)/bin/python || "$(PYTHON)" -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python $(PIP) --no-deps $(LOCKED) requirements-bench.lock || { \
		echo "The other tools cannot be installed here; what needs them is reported as not run."; \
		$(BENCH_VENV)/bin/python $(PIP) $(LOCKED) requirements.lock; }
	@$(BENCH_VENV)/bin/python $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# OpenCTI's own client needs other releases of what we use, so it lives apart; tests that ask
# it are skipped with a reason where it cannot be installed.
$(OPENCTI_VENV): $(OPENCTI_VENV)/.installed
$(OPENCTI_VENV)/.installed: requirements-opencti.lock .ci/check-python
	@echo "Preparing $(OPENCTI_VENV) (once, about half a minute) ..."
	@test -x $(OPENCTI_VENV)/bin/python || "$(PYTHON)" -m venv $(OPENCTI_VENV)
	@if $(OPENCTI_VENV)/bin/python $(PIP) $(LOCKED) requirements-opencti.lock; then touch $@; else \
		rm -rf $(OPENCTI_VENV); \
		echo "pycti cannot be installed here; the tests that ask it are skipped."; fi

# A file that was removed must not stay in the wheel, so the list counts as an input.
$(TEST_VENV)/.sources: $(TEST_VENV)/.installed FORCE
	@echo $(SOURCES) | tr ' ' '\n' > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(TEST_VENV)/.wheel: $(TEST_VENV)/.installed $(TEST_VENV)/.sources $(SOURCES) $(ASSETS)
	rm -rf dist
	$(TEST_VENV)/bin/python -m build --wheel --no-isolation --outdir dist .
	$(TEST_VENV)/bin/python $(PIP) --no-deps --no-index --force-reinstall dist/*.whl
	@touch $@

# The browser itself is the system's; this is what drives it, and what checks the pages.
$(TEST_VENV)/.browser: $(TEST_VENV)/.wheel requirements-browser.lock api/frontend/package-lock.json
	@$(TEST_VENV)/bin/python $(PIP) $(LOCKED) requirements-browser.lock
	@"$(PYTHON)" .ci/frontend "$(PYTHON)" --tests
	@touch $@
