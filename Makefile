# make demo | make test: the only two commands a fresh machine needs.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check bench words lock clean

demo: $(VENV)/ready
	$(BIN)/duban demo

test: check
	$(BIN)/python -m pytest -n 2

check: $(VENV)/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/ready-to-test
	$(BIN)/python -m benchmarks all

# After changing a sentence: compile the catalogues in models/words/zh/.
words: $(VENV)/ready-to-test
	$(BIN)/python -m models.words.build

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --no-deps --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --editable . --config-settings editable_mode=compat
	touch $@

$(VENV)/ready-to-test: $(VENV)/ready requirements-test.lock
	$(INSTALL) --no-deps --require-hashes -r requirements-test.lock
	touch $@

# Pin every dependency anew; needs uv. Versions and hashes only, no addresses.
LOCK = uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11
lock:
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra test -c requirements.lock -o requirements-test.lock

clean:
	rm -rf $(VENV) duban-demo
