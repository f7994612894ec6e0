# `make` alone lists the targets. The demo needs Python 3.11+ and nothing else.
PORT ?= 8000
OUT ?= var/shots
PYTHON ?= python3
RUN = $(PYTHON) -m corrections.launch
VENV_RUN = .venv/bin/python -m corrections.launch

.PHONY: help setup demo demo-reset dev test check bench shots messages
.DEFAULT_GOAL := help

help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

setup: ## make the environment; does nothing when it is there
	@$(RUN).setup

demo: ## start the demo prison (PORT=8000; Ctrl-C stops it)
	@$(RUN).demo --port $(PORT)

demo-reset: ## the same with the demo's data thrown away first
	@$(RUN).demo --port $(PORT) --reset

dev:
	@$(RUN).setup --dev

test: dev ## the whole suite (BROWSER=no, SERVERS=no leave out what needs them; ARGS= goes to pytest)
	@$(VENV_RUN).suite $(ARGS)

check: dev ## lint, types, import contracts, migrations, templates, messages, compose file
	@$(VENV_RUN).check

bench: dev ## measure against the floors in PERFORMANCE (SCALE= makes the set larger)
	@.venv/bin/python -m bench

shots: dev ## photograph every page as every role (OUT=folder)
	@.venv/bin/python -m tests.shots "$(OUT)"

messages: dev ## collect the texts of code and templates into locale/
	@$(VENV_RUN).collect_messages
