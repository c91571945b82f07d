# Rebond's commands. `make` alone lists them.
#
#   make run HOST=0.0.0.0 PORT=8080        where it listens
#   make test ARGS="-k streak"             which tests

HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
export HOST PORT

py := .venv/bin/python
app := .venv/run.stamp static/dist/manifest.json translations/fr/LC_MESSAGES/messages.mo
sources := $(shell find static -path static/dist -prune -o -type f -print 2>/dev/null)
words := $(wildcard translations/*/*.po)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run serve build quick test check advisories scores lint format bench shots lock clean chromium

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(app) ## the demo, with a company of four teams and eight weeks of history
	@.venv/bin/rebond run

serve: $(app) ## your own company; prints a one-time link for its first administrator
	@.venv/bin/rebond serve

build: $(app) ## everything that `run` needs, and start nothing
	@mkdir -p -m 700 var

quick: .venv/dev.stamp $(app) ## in about a minute: style, and one case of each fast test on SQLite
	$(py) -m ruff check --quiet .
	REBOND_QUICK=1 $(py) -m pytest -q -n 3 $(ARGS)

# Three workers on two cores: a third of the time they wait for disks, browsers and servers.
test: lint chromium ## lint, then every test but the slow repetitions
	$(py) -m pytest -n 3 --dist worksteal -m "not slow" --durations 10 --durations-min 5 $(ARGS)

check: lint chromium ## the same with the slow repetitions whole, then the scores
	REBOND_CHECK=1 $(py) -m pytest -n 2 -m "not alone" --durations 30 --durations-min 5 $(ARGS)
	@$(MAKE) --no-print-directory scores
	@$(MAKE) --no-print-directory advisories

advisories: .venv/dev.stamp ## whether anything is known against the libraries that the locks name
	@$(py) bin/advisories.py

scores: .venv/dev.stamp $(app) chromium tests/lighthouse/node_modules/.package-lock.json ## what Lighthouse says of Today, the Log and the boards, and a tap on a phone four times slower
	$(py) -m pytest tests/lighthouse tests/screens/test_tap_latency.py -m alone -rsP

lint: .venv/dev.stamp $(app) ## style, types, the drawing of the imports, templates, scripts and styles
	$(py) -m ruff check .
	$(py) -m ruff format --check .
	$(py) -m mypy
	.venv/bin/lint-imports --no-logo --cache-dir .cache/imports
	$(py) -m djlint templates --lint --quiet
	bin/node.sh npm run --silent check

format: .venv/dev.stamp node_modules/.package-lock.json ## put the style right
	$(py) -m ruff check --fix .
	$(py) -m ruff format .
	bin/node.sh node_modules/.bin/biome check --write static biome.json package.json

bench: .venv/dev.stamp $(app) ## what a log, a board and Today cost, held to their limits
	$(py) bin/bench.py $(ARGS)

shots: .venv/dev.stamp $(app) chromium ## a picture of every screen, in each language, theme and width, into shots/
	$(py) bin/shots.py $(ARGS)

lock: .venv/dev.stamp ## write the Python locks anew; ARGS=--upgrade takes newer versions
	bin/lock.sh $(ARGS)

clean: ## remove what was installed and built, never the data in var/
	rm -rf .venv node_modules tests/lighthouse/node_modules static/dist translations/*/LC_MESSAGES shots
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache .cache
	find webapp tests bin migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

chromium:
	@bin/chromium.sh --install >/dev/null

.venv/run.stamp: requirements.lock pyproject.toml bin/venv.sh
	bin/venv.sh requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	bin/venv.sh requirements-dev.lock
	@touch $@

node_modules/.package-lock.json: package-lock.json .venv/run.stamp
	bin/node.sh npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# 180 MB that nothing else needs; without a network the scores are skipped, and say so.
tests/lighthouse/node_modules/.package-lock.json: tests/lighthouse/package-lock.json .venv/run.stamp
	@bin/node.sh npm ci --prefix tests/lighthouse --ignore-scripts --no-audit --no-fund && touch $@ \
		|| echo "rebond: Lighthouse could not be installed: no scores. With a network, make scores" >&2

static/dist/manifest.json: $(sources) node_modules/.package-lock.json
	bin/node.sh node static/build.mjs
	@touch $@

translations/fr/LC_MESSAGES/messages.mo: $(words) bin/compile_translations.py .venv/run.stamp
	$(py) bin/compile_translations.py
