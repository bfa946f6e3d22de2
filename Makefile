# Every target does its own set-up; it needs make and Python 3.11 to 3.13, nothing else.
PYTHON ?= python3
RUN = .venv/bin

.PHONY: help venv demo demo-script test check bench campaign lock

help:
	@echo 'make demo          the whole desk on this machine, in your browser; ARGS="--port 8080" where you like'
	@echo 'make demo-script   the same as a story, told as a transcript'
	@echo 'make test          every test'
	@echo 'make check         every gate: format, lint, types, floors, dependencies'
	@echo 'make bench         how fast, as ratios'
	@echo 'make campaign      the long tests: many more kills'
	@echo 'make lock          pin the newest dependencies'
	@echo 'PYTHON=python3.13  another Python for any of them'

venv:
	@sh .ci/venv "$(PYTHON)"

demo: venv
	@$(RUN)/owona-bot demo $(ARGS)

demo-script: venv
	@$(RUN)/owona-bot demo --script

test: venv
	$(RUN)/python -m pytest -m 'not campaign' $(ARGS)

check: venv
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports --no-cache
	$(RUN)/deptry .

bench: venv
	$(RUN)/python -m benchmarks $(ARGS)

campaign: venv
	$(RUN)/python -m pytest -m campaign $(ARGS)

lock: venv
	@sh .ci/lock
