# Two commands for a newcomer: make demo, make test.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := demo
BRIEF ?= examples/briefs/club-dues.md

.PHONY: demo loop test rest check types lint contracts wheel-test beside receipt faults models-page campaign bench docs screens snapshots tour system messages clean

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }
	@if command -v uv >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv; then \
	  PATH="$(CURDIR)/$(BIN):$$PATH" VIRTUAL_ENV="$(CURDIR)/$(VENV)" uv pip install --quiet --constraint constraints.txt --editable . --group dev; \
	else \
	  $(BIN)/python -m pip install --quiet --upgrade "pip>=25.1" && $(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev; \
	fi
	@touch $@

system: ## Parts of the operating system that the tests use; says what it could not install.
	@for part in bwrap:bubblewrap git:git; do \
	  command -v $${part%%:*} >/dev/null && continue; \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "Installing $${part##*:} …"; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $${part##*:} >/dev/null; } 2>/dev/null && continue; \
	  fi; \
	  echo "$${part##*:} is missing and could not be installed: what needs it is skipped and says so (apt-get install $${part##*:})"; \
	done

demo: $(READY) system ## The whole loop on an example brief, without a key.
	@rm -rf $(DEMO)
	@$(BIN)/superindividual init $(DEMO)
	@cp $(BRIEF) $(DEMO)/briefs/
	@$(BIN)/superindividual rehearse --company $(DEMO) --brief $(BRIEF) --in-process

test: $(READY) system ## All tests.
	@$(BIN)/python -m pytest -n auto -q -m "not campaign"

rest: $(READY) system ## What `wheel-test` leaves out: the long ones, and those that need the checkout.
	@$(BIN)/python -m pytest -n auto -q -m "(long or checkout) and not campaign"

loop: $(READY) system ## The product loop against an endpoint from npm that answers as a model would: its transcript.
	@$(BIN)/python -m tests.engine.aimock_loop

bench: $(READY) ## Figures beside a baseline of the same run.
	@for one in benchmarks/*.py; do $(BIN)/python $$one || exit 1; done

receipt: $(READY) system ## Approve, kill -9 in the midst of the delivery, restart, receipt: the transcript.
	@$(BIN)/python -m tests.cli.receipt

models-page: $(READY) system ## docs/models.md: the table of faults, the loop, what a call costs, all as they come out now.
	@$(BIN)/python -m tests.models.page

faults: $(READY) ## The table of a model's faults: what each is called, and how many requests it costs.
	@$(BIN)/python -m tests.models.fault_table

campaign: $(READY) system ## The long forms of the hostile suites.
	@$(BIN)/python -m pytest -q -m campaign

check: lint types contracts ## Lint, types, import contracts.

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/mypy

contracts: $(READY)
	@$(BIN)/lint-imports

messages: $(READY) ## The catalogue brought in line with the sources; says what has no translation.
	@$(BIN)/python tests/catalogue.py

docs: $(READY) ## Pages in both languages: the reference from the models, tables and transcripts from what was kept.
	@$(BIN)/python docs/language.py && $(BIN)/python docs/figures.py && $(BIN)/python -m tests.models.page --kept

screens: $(READY) ## Six screens of the cockpit as SVG, for the documentation.
	@$(BIN)/python -m tests.tui.shoot docs/screens

snapshots: $(READY) ## What the cockpit's screens look like, written anew; look at the difference before it is kept.
	@SNAPSHOTS_ANEW=1 $(BIN)/python -m pytest -q tests/tui/test_snapshots.py

tour: $(READY) system ## A robot at a real terminal, from no company to what was launched; its log is kept.
	@TOUR_LOG=docs/screens/tour.log $(BIN)/python -m pytest -q tests/tui/test_tour.py -m campaign

wheel-test: $(READY) system ## The tests against the built wheel, with the source hidden.
	@BIN=$(CURDIR)/$(BIN) bash .ci/wheel-test

beside: $(READY) ## Installs the wheel beside other agent frameworks, newest first, and runs the loop there.
	@BIN=$(CURDIR)/$(BIN) bash .ci/beside

clean:
	@rm -rf $(VENV) $(DEMO) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
