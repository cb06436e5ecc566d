# `make demo` and `make test` are the two commands of this project; both set up what they need.

SHELL := /bin/bash
export LC_ALL := C.UTF-8
export PYTHON

BIN := .venv/bin
PACKAGES := surveys analysis mer_models gui
# Tests that need the screen or the sound run one after the other, files beside each other (tests/conftest.py).
PYTEST := $(BIN)/pytest -n 2 --dist loadgroup

.PHONY: help demo test check typing soak screenshots pictures benchmark wheel translations docs constraints setup-run setup-dev

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

demo: setup-run translations  ## Set up what is missing and open the window on the demo study
	$(BIN)/merlingua demo

test: setup-dev translations  ## Set up what is missing and run all tests
	$(PYTEST)

check: setup-dev typing  ## Lint, formatting, types and the layers of the packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	MYPYPATH=build/typing $(BIN)/mypy --strict -p merlingua
	$(BIN)/lint-imports

typing:  ## Lay the links through which mypy sees the packages as merlingua.*
	@mkdir -p build/typing/merlingua
	@for package in $(PACKAGES); do ln -sfn ../../../$$package build/typing/merlingua/$$package; done

soak: setup-dev translations  ## Run the long form of the tests (many minutes) and write docs/soak.md
	@mkdir -p build
	$(PYTEST) -m soak --timeout 3600 --junitxml build/soak.xml -o junit_logging=system-out; \
		status=$$?; $(BIN)/python tools/write_soak.py build/soak.xml; exit $$status

screenshots: setup-dev translations  ## Photograph every page in four languages into screenshots/
	$(BIN)/python tools/make_screenshots.py

pictures: screenshots  ## Take the README's pictures anew, from all screenshots
	$(BIN)/python tools/make_screenshots.py --languages en --scales 100 --theme dark
	tools/update_screenshots.sh

benchmark: setup-dev translations  ## Measure what a listener waits for and what a session costs
	$(BIN)/python benchmarks/survey.py

wheel: setup-dev translations  ## Build the wheel into dist/
	rm -rf build/lib build/bdist.* dist && mkdir -p build
	$(BIN)/python -m build --wheel --no-isolation --outdir dist . >build/wheel.log || { cat build/wheel.log; exit 1; }
	@ls dist/*.whl

translations:  # The window's translations, compiled from gui/i18n/*.ts
	@if [ -f tools/build_translations.py ]; then $(BIN)/python tools/build_translations.py; fi

docs: setup-dev  ## Write the help of every command into docs/commands.md
	$(BIN)/python tools/update_docs.py

constraints: setup-dev  ## Write the versions that are installed now into constraints.txt
	$(BIN)/pip freeze --all --exclude pip --exclude merlingua | sed "s/+cpu$$//" | sort -f >constraints.txt

setup-run:
	@tools/setup_system.sh run
	@tools/setup_venv.sh run

setup-dev:
	@tools/setup_system.sh test
	@tools/setup_venv.sh dev
