# Everything here needs only Python >= 3.11 with venv, make and git. `make help` lists the targets.

.PHONY: help demo test check test-server bench nightly docs pictures lock clean clean-data
.DEFAULT_GOAL := help

PYTEST = .venv/bin/python -m pytest -q
# The tests bring their own database and settings; what the shell holds must not reach them.
CLEAN_ENV = env -u DATABASE_URL -u FIELDCRAFT_DATA -u FIELDCRAFT_MODE -u FIELDCRAFT_ORIGIN -u FIELDCRAFT_SECRET_KEY \
	-u FIELDCRAFT_STATIC -u FIELDCRAFT_POSTGRES -u DJANGO_SETTINGS_MODULE

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.installed-run  ## run Fieldcraft with a simulated sales organisation
	@.venv/bin/fieldcraft demo

test: .venv/.installed-test  ## run all tests on the embedded PostgreSQL, in Chromium too
	@.venv/bin/python tools/browser.py
	@$(CLEAN_ENV) $(PYTEST) -n 2 --dist worksteal -m "not nightly"

check: .venv/.installed-test  ## lint, types, import ladder, templates, migrations, deployment settings
	@$(CLEAN_ENV) .venv/bin/python tools/check.py

test-server: .venv/.installed-test  ## run the database tests on the PostgreSQL server this system ships
	@$(CLEAN_ENV) .venv/bin/python tools/server_tests.py

bench: .venv/.installed-test  ## measure, and print the figures of docs/reference/performance.md
	@$(CLEAN_ENV) .venv/bin/python -m bench

nightly: .venv/.installed-test  ## the long fault, fuzz and simulation runs
	@$(CLEAN_ENV) $(PYTEST) -m nightly
	@$(CLEAN_ENV) FIELDCRAFT_NIGHTLY=1 $(PYTEST) tests/browser/test_every_page.py

docs: .venv/.installed-test  ## draw the reference pages that come from the product itself
	@$(CLEAN_ENV) .venv/bin/python tools/docs.py

pictures: .venv/.installed-test  ## take the pictures of the documentation anew
	@.venv/bin/python tools/browser.py
	@$(CLEAN_ENV) FIELDCRAFT_PICTURES=1 $(PYTEST) tests/browser/test_pictures.py

# The files name no registry: whoever installs uses their own.
COMPILE = .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --system-certs --only-binary :all:
lock: .venv/.installed-run  ## pin requirements/*.in anew, with hashes
	$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(COMPILE) requirements/run.in -o requirements/run.txt
	cd requirements && ../$(COMPILE) test.in -o test.txt

clean: clean-tests  ## remove the environment, caches and test databases; keeps your data in var
	@rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find fieldcraft tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

.PHONY: clean-tests
clean-tests:
	@test ! -x .venv/bin/python || .venv/bin/python -m fieldcraft.lib.postgres remove var/test-pg
	@test ! -x .venv/bin/python || .venv/bin/python -m fieldcraft.lib.postgres remove var/test-server
	@rm -rf var/test-pg var/test-server

clean-data: .venv/.installed-run  ## stop Fieldcraft and delete its database in var: demo and real data alike
	@$(CLEAN_ENV) .venv/bin/fieldcraft stop
	@.venv/bin/python -m fieldcraft.lib.postgres remove var/postgres
	@rm -rf var

.venv/.installed-run: requirements/bootstrap.txt requirements/run.txt tools/install
	@sh tools/install run

.venv/.installed-test: requirements/bootstrap.txt requirements/run.txt requirements/test.txt tools/install
	@sh tools/install test
