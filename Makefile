# Parta. `make demo` shows it, `make test` proves it. Needs Python 3.11 or newer; the tests that need
# more install it (`make debs`).

PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin
HOME_DEMO ?= .demo
SCHOOL ?= examples/school
PORT ?= 8008
# What the server tests start besides Synapse.
DEBS := postgresql redis-server clamav-daemon poppler-utils zbar-tools
# What the tests of the video doors start or ask: the door, the pages' server, and Lua's compiler.
JITSI_DEBS := prosody lua-unbound lua-luaossl lua5.4 nginx-light openssl
# The client tests run Element's SDK in Node.js 20 or newer; any will do, so Debian's where none is.
NODE_DEBS := chromium $(if $(and $(shell command -v node),$(shell command -v npm)),,nodejs npm)

# What boots the clean Debian machines that the playbook is tried on.
DEPLOY_DEBS := mmdebstrap systemd-container nftables iproute2 openssh-client debian-archive-keyring

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-stop test lint unit debs server client jitsi deploy-debs deploy-test \
	test-deploy test-deploy-13 sweep years replay mutations bench lock deploy

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.ready ## make the virtual environment from the locked requirements

# --no-deps for Parta itself: everything it needs is in the lock already, with hashes.
$(VENV)/.ready: requirements/all.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Parta needs Python 3.11 or newer / Нужен Python 3.11 или новее'; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(RUN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/all.txt
	$(RUN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: setup ## a whole sample school on this machine; Ctrl-C stops it
	$(RUN)/parta demo --school $(SCHOOL) --home $(HOME_DEMO) --port-base $(PORT)

deploy: setup ## the school's server: INVENTORY= a folder like ansible/inventory.example
	PARTA_BIN=$(abspath $(RUN)) ansible/run "$(INVENTORY)"

demo-stop: setup ## stop a demo that was left running
	$(RUN)/parta demo --home $(HOME_DEMO) --stop

test: lint unit server client jitsi deploy-test ## everything that CI runs

lint: setup ## ruff, mypy, yamllint, ansible-lint
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/yamllint --strict .
	cd ansible && $(abspath $(RUN))/ansible-lint -q

unit: setup ## tests without a server
	$(RUN)/python -m pytest tests/unit

debs: ## Debian packages that the server and client tests need; asks for root where some are missing
	@tests/debs $(DEBS) $(JITSI_DEBS) $(NODE_DEBS)

server: setup debs ## tests against a real Synapse that they start
	$(RUN)/python -m pytest tests/server

client: setup debs ## the assistant through the SDK of Element, against a real Synapse
	$(RUN)/python -m pytest tests/client

jitsi: setup debs ## who gets past the door of a video conference, with Debian's Prosody
	$(RUN)/python -m pytest tests/jitsi

deploy-debs: ## Debian packages that boot machines for the playbook; as root
	@[ "$$(id -u)" -ne 0 ] || tests/debs $(DEPLOY_DEBS)

deploy-test: setup deploy-debs ## the playbook on a clean Debian 12; needs root
	$(RUN)/python -m pytest tests/deploy

test-deploy: setup deploy-debs ## the long form: more power cuts, workers, all of conformance
	PARTA_SWEEP=full $(RUN)/python -m pytest tests/deploy

test-deploy-13: setup deploy-debs ## the long form on Debian 13, every night
	PARTA_SWEEP=full PARTA_SUITE=trixie $(RUN)/python -m pytest tests/deploy

sweep: setup ## the long form of the fault tests: every request cut, more kills
	PARTA_SWEEP=full $(RUN)/python -m pytest tests/server/test_faults.py

years: setup ## a roll-over killed at many of its requests
	PARTA_SWEEP=full $(RUN)/python -m pytest tests/server/test_years.py

replay: setup ## the assistant killed fifty times among thousands of commands, and left alone
	PARTA_SWEEP=full $(RUN)/python -m pytest tests/server/test_assistant_faults.py

mutations: setup ## every row of the regulation without each callback of the module: it must turn red
	PARTA_SWEEP=full $(RUN)/python -m pytest tests/server/test_mutations.py

bench: setup ## figures: plans, the cost of a decision, CPU of the homeserver, the assistant
	$(RUN)/python -m tests.bench.plan
	$(RUN)/python -m tests.bench.decisions
	$(RUN)/python -m tests.bench.homeserver_cpu
	$(RUN)/python -m tests.bench.assistant
	$(RUN)/python -m tests.bench.doors
	$(RUN)/python -m tests.bench.letters

lock: ## renew requirements/*.txt (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras \
		--no-header --no-annotate --no-emit-index-url \
		--output-file requirements/all.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		$(foreach extra,provisioning bot synapse server,--extra $(extra)) \
		--constraint requirements/all.txt --no-header --no-annotate --no-emit-index-url \
		--output-file requirements/server.txt pyproject.toml
