# Every command of the project. `make` alone lists them; CI calls the same ones.
# All it needs is Python 3.11 or newer (PYTHON=… picks one), git and make.

PYTHON ?= python3
PORT ?= 8000
SANDBOX_PORT ?= 12111
export PORT SANDBOX_PORT
# Python keeps what it has compiled, whatever the surroundings say: every process of ours would else
# compile Django and Wagtail again, which takes longer than most of them run.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes
# uv, in the version that requirements-dev.txt locks, installs in seconds what takes pip a minute.
# Where it cannot (no build for this machine, an index that only pip knows), pip does.
UV := $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode --python $(BIN)/python
install = { sed -n '/^uv==/,/[^\]$$/p' requirements-dev.txt >.venv/uv.txt && $(PIP) -r .venv/uv.txt \
	&& $(UV) -r $(1); } || $(PIP) -r $(1)
# What reckons, books and moves money: tests are to reach every line and every way through it. What
# is promised, printed or shown is not among it.
MONEY := site/core/money.py,site/ledger/models/*,site/ledger/services/*,site/ledger/verification.py
MONEY := $(MONEY),site/payments/gateway/*,site/payments/models/*,site/payments/services/*
MONEY := $(MONEY),site/payments/verification/*,site/payments/*handlers.py,site/payments/webhooks.py
MONEY := $(MONEY),donations/splits.py,donations/forms/splits.py
MONEY := $(MONEY),donations/services/documents/corrections.py
MONEY := $(MONEY),donations/services/documents/receipt*.py,donations/services/documents/statements.py
MONEY := $(MONEY),donations/services/funders/instalments.py
MONEY := $(MONEY),donations/services/funds/*,donations/services/giving/*,donations/services/offline/*
MONEY := $(MONEY),shop/services/*
OURS := manage.py site shop stories donations tests bench .ci
SOAK_MINUTES ?= 60
SOAK := SOAK=1 SOAK_MINUTES=$(SOAK_MINUTES) RECORD=var/soak.jsonl
# The moment when that much of a soak is over.
soaked = $$($(BIN)/python -c "print(int(open('var/soak.begun').read()) + 60 * $(SOAK_MINUTES) * $(1))")
# How many processes run the tests on SQLite; those on PostgreSQL run in one more beside them.
WORKERS ?= auto
# How many break things: one waits for a server most of the time, another for a kill.
BREAKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help run sandbox stripe-live-check test check types format layers migrations translations \
	deployment faults soak coverage mutants bench screenshots lock clean

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '%-24s %s\n' "$$name" "$$text"; done

run: $(BIN)/.runtime ## Install, migrate, load the demo, start the Stripe sandbox and the site
	@$(BIN)/python manage.py demo

sandbox: $(BIN)/.runtime ## Start the Stripe sandbox alone and print how to use it
	@mkdir -p var
	@PYTHONPATH=site $(BIN)/python -m stripe_sandbox --welcome --port $(SANDBOX_PORT) \
		--database var/sandbox-alone.sqlite3 \
		--restricted-key "rk_test_local=$$(PYTHONPATH=site $(BIN)/python -c \
			'from payments.permissions import NEEDED; print(",".join(NEEDED))')" \
		--webhook http://127.0.0.1:$(PORT)/payments/stripe/webhook/ --webhook-secret whsec_local

stripe-live-check: $(BIN)/.runtime ## Compare the sandbox with Stripe itself; needs STRIPE_TEST_KEY
	@PYTHONPATH=site $(BIN)/python -m stripe_sandbox.live_check

test: $(BIN)/.dev ## Run the tests on SQLite, and beside it those of books and stock on PostgreSQL
	@mkdir -p var
	@TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -m "books and not stripe and not faults" \
		>var/test-postgresql.txt 2>&1 & postgresql=$$!; \
	echo "Everything but what talks to Stripe on SQLite, books and stock on PostgreSQL …"; \
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not stripe and not faults"; sqlite=$$?; \
	wait $$postgresql; failed=$$?; \
	echo "Books and stock on PostgreSQL:"; cat var/test-postgresql.txt; \
	exit $$((sqlite || failed))

# Types take as long as all the rest, which runs beside them.
check: $(BIN)/.dev ## Check format, lint, types, layers, migrations, translations, deployment
	@$(MAKE) --no-print-directory -j2 --output-sync=target \
		types format layers migrations translations deployment

types:
	@echo "Types …"
	@$(BIN)/mypy

format:
	@echo "Format and lint …"
	@$(BIN)/ruff format --check --quiet $(OURS)
	@$(BIN)/ruff check --quiet $(OURS)
	@git ls-files -z templates | grep -z '\.html$$' | xargs -0 -r $(BIN)/djade --target-version 5.2 --check
	@$(BIN)/python .ci/forbidden.py

layers:
	@echo "Layers …"
	@PYTHONPATH=site $(BIN)/lint-imports --no-logo

migrations:
	@echo "Migrations …"
	@$(BIN)/python manage.py makemigrations --check --dry-run

translations:
	@echo "Translations …"
	@$(BIN)/python .ci/translations.py

deployment:
	@echo "Deployment …"
	@$(BIN)/python .ci/deployment.py

faults: $(BIN)/.dev ## Run what talks to Stripe, and break things: crashes, races (some minutes)
	@echo "What talks to Stripe; crashes, races and bad input …"
	@$(BIN)/python -m pytest -m "stripe or faults" -n $(BREAKERS) --dist loadgroup
	@echo "All that is about money on PostgreSQL …"
	@TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(BREAKERS) --dist loadgroup \
		-m "faults and promise and not live or money and (faults or stripe or not books)"

# What measures time comes last and runs alone. A test that breaks does not keep the others from
# being recorded; the report then says so, and this fails. Each part is to be over at its time, and
# its tests come in the same order in every soak.
soak: $(BIN)/.dev ## The same for SOAK_MINUTES (60); writes docs/reliability.md
	@mkdir -p var && rm -f var/soak.jsonl && date +%s >var/soak.begun
	@echo "For about $(SOAK_MINUTES) minutes: on SQLite, and live on both …"
	-@SOAK_UNTIL=$(call soaked,0.52) $(SOAK) $(BIN)/python -m pytest -n 2 --dist loadgroup \
		-p no:randomly -m "promise and not quiet"
	@echo "On PostgreSQL …"
	-@SOAK_UNTIL=$(call soaked,0.76) $(SOAK) TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 \
		-p no:randomly -m "promise and not live"
	@echo "Load, with nothing beside it …"
	-@SOAK_UNTIL=$(call soaked,1) $(SOAK) $(BIN)/python -m pytest -p no:randomly \
		-m "promise and quiet"
	@PYTHONPATH=site $(BIN)/python -m tests.infrastructure.promises var/soak.jsonl $(SOAK_MINUTES)

coverage: $(BIN)/.dev ## Fail where tests miss a branch of the code that money depends on, and list it (some minutes)
	@$(BIN)/python -m pytest -q -n $(WORKERS) --cov --cov-report= \
		-m "not live and not quiet and not browser" tests/core/test_money.py tests/config/test_server.py \
		tests/core/test_attribution.py tests/stories/services tests/ledger tests/payments \
		tests/donations tests/shop tests/faults
	@$(BIN)/python -m coverage report --include="$(MONEY)" --fail-under=100

mutants: $(BIN)/.dev ## Change money code in small ways: do tests notice? Writes docs/mutants.md (ONLY=stock: one)
	@$(BIN)/python -m tests.mutation $(ONLY)

bench: $(BIN)/.dev ## Measure every goal beside its anchor; writes docs/performance.md (ONLY=S,B,M,R: some)
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

screenshots: $(BIN)/.dev ## Picture every page in every state into var/screenshots (some minutes)
	@PYTHONPATH=site $(BIN)/python -m tests.looks.screenshots

lock: $(BIN)/.dev ## Write requirements.txt and requirements-dev.txt anew from pyproject.toml
	@echo "Resolving …"
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
		--no-emit-index-url -o requirements.txt pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
		--no-emit-index-url --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

clean: ## Throw away .venv, databases and caches
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# --- The environment, made again only when a lock file changes --------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; pick one with PYTHON=python3.12 make …"; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv || \
		{ echo "Python lacks its venv module (Debian: apt install python3-venv)."; exit 1; }

$(BIN)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing what the site needs (about 130 MB, once) …"
	@$(call install,requirements.txt)
	@touch $@

# The databases that tests copy are migrated while the tools of the tests arrive.
$(BIN)/.dev: requirements-dev.txt $(BIN)/.runtime
	@echo "Installing what its tests need (about 70 MB more, once) …"
	@PYTHONPATH=site $(BIN)/python -m tests.infrastructure.templates >/dev/null 2>&1 &
	@$(call install,requirements-dev.txt)
	@touch $@
