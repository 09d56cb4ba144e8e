# Every chore in one word; `make help` lists them. Nothing here needs more than Debian 12 or newer
# with make, apt and Python 3.11 or newer (with venv and pip): Node comes from PyPI.

PYTHON ?= python3
UV ?= uv

# how many tests run side by side; each process starts a product of its own. One more than the two
# cores the time budget is made for: about half of the time a test waits
TEST_PROCESSES ?= 3
SIDE_BY_SIDE := --numprocesses=$(TEST_PROCESSES) --dist=loadfile --no-loadscope-reorder

TORTURE_MINUTES ?= 30

# the packages that decide what a call is, whose it is and what is written
DECIDING := assignment calls configuration logbook outbox

# what agents do with records and logs, whatever page is around the softphone
STORIES := tests/browser/assignment $(addprefix tests/browser/test_,assign.py log.py notes.py \
	finding_records.py from_a_task.py call_events.py history.py not_the_pages_log.py \
	pop.py calling_back.py)
# what besides only a page around the softphone has
BESIDE_A_PAGE := $(addprefix tests/browser/test_,click_to_dial.py presence.py)

# the tests start some hundred processes: what is compiled once is kept
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
# what scans us brings a hundred packages of its own: it lives beside the product
SCAN := .venv-scan/bin
BIN := $(VENV)/bin
PY := $(BIN)/python
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
JS := tests/js/node_modules
WITNESSES := tests/witnesses/node_modules
# npm starts a `node` of its own: it has to find ours
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm

# stamps: what they stand for is done again only when a lock file or the project file changes
SCANNERS := $(SCAN)/.scanners-are-installed
RUNTIME := $(BIN)/.runtime-is-installed
DEV := $(BIN)/.dev-is-installed
CHECKERS := $(JS)/.package-lock.json
CLIENTS := $(WITNESSES)/.package-lock.json

LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' $(LOCK_FLAGS)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check scan sbom js witnesses branches coverage contract fast plain-host companion-host typedefs rules settings fix requirements bench torture cluster shots site lock test-asterisk test-postgresql

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) ## start the product with its stand-ins on this machine; Ctrl-C ends it
	@exec $(BIN)/cti-adapter demo

cluster: $(RUNTIME) ## the same as three web and two work processes, on PostgreSQL behind haproxy
	@exec $(BIN)/cti-adapter demo --cluster 3 2

test: ## everything a release must pass, cheapest first; pytest's closing line comes last
	@bin/prepare-tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync check scan js witnesses
	@$(MAKE) --no-print-directory branches
	$(PY) -m pytest $(SIDE_BY_SIDE)

check: $(DEV) $(SCANNERS) ## format, lint, types and layers, nothing else
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(SCAN)/bandit --quiet --configfile pyproject.toml --recursive cti_adapter gunicorn.conf.py

scan: $(DEV) $(SCANNERS) ## our own rules over the code (semgrep), the API, the list of parts
	$(PY) -m pytest scan -p tests.product_plugin

sbom: $(SCANNERS) ## what the product is made of, with licences and hashes: build/sbom.json (CycloneDX)
	$(SCAN)/python bin/write-sbom build/sbom.json

js: $(DEV) $(CHECKERS) ## types, format, lint and tests of the browser code
	$(BIN)/node $(JS)/typescript/bin/tsc -p tests/js
	$(JS)/@biomejs/*/biome ci --colors=off
	$(BIN)/node --test --test-reporter=dot 'tests/js/**/*.test.js'

witnesses: $(DEV) $(CLIENTS) ## clients of Salesforce that we did not write, for the contract tests

contract: $(DEV) $(CLIENTS) ## all that speaks to Salesforce, ours and others', against the stand-in
	$(PY) -m pytest tests/contract/salesforce tests/contract/emulator/test_*_witness.py

branches: $(DEV) ## every branch of the packages that decide, by their own unit tests
	$(PY) -m pytest --numprocesses=2 $(DECIDING:%=tests/unit/%) \
		$(DECIDING:%=--cov=cti_adapter/%) --cov-report=term:skip-covered --cov-fail-under=100

coverage: $(DEV) $(CLIENTS) ## the whole suite with everything measured, the servers too; takes half as long again
	$(PY) -m pytest $(SIDE_BY_SIDE) --cov --cov-report=term:skip-covered --cov-fail-under=95

fast: $(DEV) ## the unit tests alone
	$(PY) -m pytest tests/unit

plain-host: $(DEV) ## the stories of assignment and log in a page that knows no Open CTI
	$(PY) -m pytest --numprocesses=2 --dist=loadfile --host=plain $(STORIES) \
		$(BESIDE_A_PAGE)

companion-host: $(DEV) ## the same where no page tells which record is open
	$(PY) -m pytest --numprocesses=2 --dist=loadfile --through-companion $(STORIES)

typedefs: $(DEV) ## types.js of the panel, from the messages the server sends
	$(PY) bin/generate-js-types

rules: $(DEV) ## docs/rules.md, from the assignment engine
	$(PY) bin/write-rules

settings: $(DEV) ## docs/settings.md, from the schema of the configuration
	$(PY) bin/write-settings

fix: $(DEV) $(CHECKERS) ## format, and mend what the linters can mend
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(JS)/@biomejs/*/biome check --write --colors=off

requirements: $(DEV) ## the state of every requirement of docs/requirements.md
	@bin/requirements

bench: $(DEV) ## speed and size beside a Node server, as ratios; wants a quiet machine
	@failed=0; for part in bench.decisions bench.connectors bench.panel bench.log bench; do \
		$(PY) -m $$part || failed=1; done; exit $$failed

torture: $(DEV) ## the long fault runs and a table of what is promised; TORTURE_MINUTES=30 for each
	$(BIN)/cti-adapter torture all --minutes $(TORTURE_MINUTES) $(TORTURE_FLAGS)

test-postgresql: $(DEV) $(CLIENTS) ## the tests of server, browser and contract with every product on PostgreSQL
	$(PY) -m pytest $(SIDE_BY_SIDE) --postgresql tests/web tests/browser tests/contract

test-asterisk: $(DEV) ## Debian's own Asterisk, unpacked into a folder, with sipp and small phones; wants root
	live/asterisk/unpack var/asterisk
	unshare --net --mount sh -c 'ip link set lo up; exec $(PY) -m pytest live/asterisk \
		-p tests.product_plugin -p no:randomly'

shots: $(DEV) ## the screenshots of README and guides, from the running product
	$(PY) bin/shots

site: $(DEV) ## the documents as a site, in var/site
	$(PY) bin/write-site

lock: ## write the lock files again; LOCK_FLAGS=--upgrade takes newer releases
	$(LOCK) pyproject.toml --group build --output-file requirements.lock
	$(LOCK) pyproject.toml --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock
	$(LOCK) --group pyproject.toml:scan --output-file requirements-scan.lock

# ── environment ──────────────────────────────────────────────────────────────────────────────

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/pip
	$(INSTALL) --require-hashes --requirement requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/pip
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@$(PY) bin/link-node
	@touch $@ $(RUNTIME)

# the lock names all there is to install: pip has nothing to find out, nor to compile at once
$(SCANNERS): requirements-scan.lock
	$(PYTHON) -m venv .venv-scan
	$(SCAN)/pip install --quiet --disable-pip-version-check --no-deps --no-compile \
		--require-hashes --requirement requirements-scan.lock
	@touch $@

$(CHECKERS): tests/js/package-lock.json tests/js/.npmrc $(DEV)
	cd tests/js && $(NPM) ci --loglevel=error
	@touch $@

$(CLIENTS): tests/witnesses/package-lock.json tests/witnesses/.npmrc $(DEV)
	cd tests/witnesses && $(NPM) ci --ignore-scripts --loglevel=error
	@touch $@
