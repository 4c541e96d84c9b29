# One name per thing to do. `make` alone lists them.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
PURE := $(wildcard $(addprefix tests/,schema formtree manifest hosts compiler lifecycle catalogue cloudinit networks wiring \
	outbound registry fetching architecture))
NOT_PURE := $(addprefix --ignore=,$(PURE))
UNMARKED := -m "not libvirt and not qemu and not browser and not full"

.PHONY: help install run demo check test test-pure test-db test-libvirt test-qemu test-browser test-full clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## fetch and build everything the portal needs; quick when nothing changed
	@bin/install

run: install ## start the whole portal with a hypervisor of its own; Ctrl-C stops it
	@$(PYTHON) manage.py up

demo: install ## walk through the portal from the form to a guest's login prompt
	@$(PYTHON) manage.py demo

check: ## style, spelling, types, imports, migrations
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	find templates -name '*.html' -exec .venv/bin/djhtml --tabwidth 2 --check {} +
	.venv/bin/codespell
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) manage.py check
	$(PYTHON) manage.py makemigrations --check --dry-run
	find static/js -name '*.js' -print0 | xargs -0 -n 1 node --check

test: install ## the checks, then every lane in order
	$(MAKE) check
	$(MAKE) test-pure
	$(MAKE) test-db
	$(MAKE) test-libvirt
	$(MAKE) test-qemu
	$(MAKE) test-browser

test-pure: ## what needs neither a database nor a host: the pure rooms, and the door outside
	$(PYTEST) -n auto $(UNMARKED) $(PURE)

test-db: ## everything else without a marker, on SQLite and on PostgreSQL
	$(PYTEST) -n auto $(UNMARKED) $(NOT_PURE)
	$(PYTHON) -m tests.postgres -- $(PYTEST) -n auto $(UNMARKED) $(NOT_PURE)

test-libvirt: ## libvirt's simulated host
	$(PYTEST) -m libvirt

test-qemu: ## real guests under QEMU
	$(PYTEST) -m "qemu and not browser and not full"

test-browser: ## journeys in Chromium
	$(PYTEST) -m "browser and not full"

test-full: test ## all of it, and what takes longer
	$(PYTEST) -m full
	$(PYTEST) -n auto -m lossless --hypothesis-profile=full

clean: ## remove what was built; the portal's state in var/ stays
	rm -rf .venv node_modules static/dist staticfiles var/stamps var/guest-kernel var/test-registry var/cache
	rm -rf .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
