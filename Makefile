# The two commands of the README: `make demo` shows the table, `make test` runs every check.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: dates mutation fuzz floors sdist-test hook-test torture torture-journal torture-readers torture-store demo test lint check-docs docs bench bench-growth bench-memory bench-journal bench-nation bench-store wheel-smoke catalog offline offline-test clean

# The language of the locale, English if it is not Vietnamese: the data itself would choose Vietnamese.
LOCALE = $(or $(TRACKER_LANG),$(if $(filter vi%,$(or $(LC_ALL),$(LC_MESSAGES),$(LANG))),vi,en))
CATALOGS = $(wildcard src/tracker/locale/*/LC_MESSAGES/tracker.po)

demo: $(VENV)/.package
	@TRACKER_LANG=$(LOCALE) BIN=$(BIN) sh .ci/demo

test: lint check-docs
	$(BIN)/pytest -q -n auto --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --skip-covered --fail-under=98 --include='src/tracker/assess/*,src/tracker/journal/*,src/tracker/targets/*,src/tracker/recording/*,src/tracker/folder/*,src/tracker/numbers.py,src/tracker/periods.py,src/tracker/model/*,src/tracker/errors.py'

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The tests that run the program, on other days: a leap day, the last minutes of a year in Vietnam, ten years on.
# The tests then use the system clock instead of a fixed one. Needs faketime, which .ci/system installs.
MOMENTS = 2028-02-29T10:00 2026-12-31T23:50 2036-11-27T10:00
dates: $(VENV)/.dev
	@command -v faketime >/dev/null || { echo "make dates needs faketime; .ci/system installs it"; exit 1; }
	@set -e; for moment in $(MOMENTS); do \
	  echo "== the clock is set to $$moment in Asia/Ho_Chi_Minh"; \
	  TODAY=system TZ=Asia/Ho_Chi_Minh NO_FAKE_STAT=1 faketime -f "@$$(echo $$moment | tr T ' '):00" \
	    $(BIN)/pytest -q -n auto --dist worksteal -m dates -p no:cacheprovider; \
	done

# Outputs and pictures in the documents are made by the program itself; the pages of the guides are sessions of it.
# Those of the two languages are checked at the same time.
VIETNAMESE = README.vi.md $(wildcard docs/vi/*.md)
ENGLISH = README.md $(wildcard docs/*.md docs/guide/*.md)
COG = $(BIN)/cog -I tests -I tests/support
check-docs: $(VENV)/.dev
	@$(COG) --check --diff $(VIETNAMESE) & vi=$$!; \
	  $(COG) --check --diff $(ENGLISH); en=$$?; \
	  wait $$vi && exit $$en
	$(BIN)/python docs/pictures/draw.py --check

docs: $(VENV)/.dev
	$(COG) -r $(VIETNAMESE) $(ENGLISH)
	$(BIN)/python docs/pictures/draw.py

# Tens of thousands of random registers: the judging against its oracle and its laws, with new seeds at each run;
# thousands of random territories: the roll-up against its own; and of random sheets of offices: what `import` makes of them.
torture: $(VENV)/.dev torture-journal torture-readers
	TIMES=25 $(BIN)/pytest -q tests/test_oracle.py tests/test_judging_laws.py
	TIMES=20 $(BIN)/pytest -q -n auto --dist worksteal tests/test_rollup_oracle.py tests/test_rollup_laws.py
	TIMES=40 $(BIN)/pytest -q -n auto --dist worksteal tests/test_office_sheets.py

# Each reader for MINUTES, guided by coverage where atheris can be installed, and drawn by hypothesis; findings in fuzz/found.
MINUTES ?= 10
FUZZ = toml journal whole number period sheet workbook
fuzz: $(VENV)/.dev
	-$(BIN)/pip install -q --disable-pip-version-check -e '.[fuzz]'
	set -e; for target in $(FUZZ); do \
	  for engine in memory hypothesis atheris; do \
	    $(BIN)/python fuzz/run.py $$target --engine $$engine --minutes $(MINUTES) || exit 1; \
	  done; done

# Each journal and the closing of a year under crowds, kills, full and broken disks, with many undos, and with random
# bytes changed; prints what it did.
torture-journal: $(VENV)/.dev
	TORTURE=1 $(BIN)/pytest -q -s tests/test_durability.py tests/test_closing.py tests/test_replaced_journals.py tests/test_fault_table.py
	TIMES=25 $(BIN)/pytest -q tests/test_undo.py tests/test_decisions.py
	TIMES=100 $(BIN)/pytest -q -s tests/test_damaged_files.py

# A crowd that records into a store while its server is killed ten times, on each server that is installed.
torture-store: $(VENV)/.dev
	TORTURE=1 $(BIN)/pytest -q -s tests/test_store_crowd.py

# Each reader of files over good files with random changes: MUTATING seconds in all, five at most for one input.
MUTATING ?= 3600
torture-readers: $(VENV)/.dev
	$(BIN)/python fuzz/mutate.py --seconds $(MUTATING)

# The judging with one operator, constant or argument changed at a time: does a test notice? See tests/mutation.md.
mutation: $(VENV)/.dev
	$(BIN)/pip install -q --disable-pip-version-check 'mutmut>=3.8,<4'
	rm -rf mutants
	TIMES=0.1 $(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/judging.py
	$(BIN)/python benchmarks/appending.py
	$(BIN)/python benchmarks/reporting.py

# How time grows when an input doubles, for every kind of input; GROWTH="revisions --scale 0.5" chooses some.
bench-growth: $(VENV)/.dev
	$(BIN)/python benchmarks/growth.py $(GROWTH)

# The memory of each command over a journal of a million rows; MEMORY="--rows 200000 log" makes it shorter.
bench-memory: $(VENV)/.dev
	$(BIN)/python benchmarks/memory.py $(MEMORY)

# Long journals beside DuckDB, polars and pandas; ROWS="10000 1000000" chooses their lengths.
bench-journal: $(VENV)/.dev
	$(BIN)/pip install -q --disable-pip-version-check -e '.[bench]'
	$(BIN)/python benchmarks/journal.py $(ROWS)

# The folder of an invented nation beside DuckDB; NATION="--scale 0.1" makes it smaller.
bench-nation: $(VENV)/.dev
	$(BIN)/pip install -q --disable-pip-version-check -e '.[bench]'
	$(BIN)/python benchmarks/nation.py $(NATION)

# The same nation in a store, beside its files; STORE="--scale 0.1" makes it smaller.
bench-store: $(VENV)/.dev
	$(BIN)/python benchmarks/store.py $(STORE)

# The built wheel, without development tools: every command once.
wheel-smoke: $(VENV)/.dev
	sh tests/smoke.sh $(BIN)/python $(PYTHON)

# One zip to install from where there is no internet, in dist/offline: PLATFORM is win_amd64 or this.
PLATFORM ?= win_amd64
PYTHONS ?= 3.11 3.12 3.13 3.14
offline: $(VENV)/.dev
	$(BIN)/python offline/build.py --platform $(PLATFORM) --pythons $(PYTHONS)

# The same for this computer, installed from without a network: by its installer, and by the commands of the guides.
offline-test: $(VENV)/.dev
	$(BIN)/pytest -q offline

# The tests with the lowest versions of the libraries that pyproject.toml allows.
floors:
	rm -rf .venv-floors
	$(PYTHON) -m venv .venv-floors
	.venv-floors/bin/python .ci/floors.py > .venv-floors/floors.txt
	.venv-floors/bin/pip install -q --disable-pip-version-check -c .venv-floors/floors.txt -e '.[dev]'
	.venv-floors/bin/pip install -q --disable-pip-version-check -r .venv-floors/floors.txt
	@cat .venv-floors/floors.txt
	.venv-floors/bin/pytest -q -n auto --dist worksteal

# The sdist, unpacked elsewhere, passes its own tests.
sdist-test: $(VENV)/.dev
	.ci/sdist-test $(BIN)/python

hook-test: $(VENV)/.dev
	.ci/hook-test $(BIN)/python

# After a change of texts: collects them, and updates and compiles every catalog.
catalog: $(VENV)/.dev
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k NP_:1,2 -k msg -k mark_text -k _ -c Translators: --no-location --sort-output -o $(VENV)/tracker.pot src
	$(BIN)/pybabel -q update -D tracker -d src/tracker/locale -i $(VENV)/tracker.pot --no-fuzzy-matching --ignore-pot-creation-date -w 110
	$(BIN)/python -c "from hatch_build import compile_catalogs; from pathlib import Path; compile_catalogs(Path())"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "tracker needs Python 3.11 or newer; name one with: make PYTHON=python3.13"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.package: $(BIN)/python pyproject.toml hatch_build.py $(CATALOGS)
	$(BIN)/pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml hatch_build.py $(CATALOGS)
	$(BIN)/pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $(VENV)/.package $@

clean:
	rm -rf $(VENV) .venv-* dist build
