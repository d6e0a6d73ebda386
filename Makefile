# Everything a person types. `make help` says what there is; the steps themselves are short scripts in tools/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory --no-builtin-rules
.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench lock

PORT ?= 8501

help:   ## say what there is
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 16

setup:  ## build .venv from requirements.txt, only when something changed
	@tools/setup.sh

run: setup  ## serve the dashboard with the demonstration at http://127.0.0.1:8501 (PORT=… for another port)
	@PORT=$(PORT) tools/run.sh

test: setup  ## every check and every test, the browser ones too (ARGS='-k drift' goes to pytest)
	@tools/need.sh tests
	@$(MAKE) lint
	@.venv/bin/pytest $(ARGS)

lint: setup  ## style, types, and who may import whom
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: setup  ## every benchmark in bench/, as printed tables
	@for file in bench/[a-z]*.py; do \
	  if [[ -e $$file ]]; then echo "== $$file"; .venv/bin/python "$$file"; else echo "bench/ is empty"; fi; \
	done

lock:   ## write requirements.txt anew from pyproject.toml, with hashes (UPGRADE=--upgrade takes newer releases)
	@[[ -x .venv/bin/uv ]] || tools/setup.sh
	@.venv/bin/uv pip compile pyproject.toml --extra test --universal --generate-hashes \
	  --no-header --no-emit-index-url --quiet $(UPGRADE) --output-file requirements.txt
	@grep -c '^[a-z].*==' requirements.txt | sed 's/$$/ packages in requirements.txt/'
