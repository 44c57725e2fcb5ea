#!/usr/bin/env bash
# Checks and tests the Python package against a server that the tests start: `npm run test:python [-- pytest options]`.
# Needs Python 3.9 or newer; everything else goes into .venv, from sdk-python/requirements-test.txt.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
pins=sdk-python/requirements-test.txt
if [ ! -x "$python" ]; then
  python3 -m venv .venv || {
    echo 'python3 -m venv failed: install Python 3 with its venv module (on Debian: apt-get install python3-venv)' >&2
    exit 1
  }
fi
if ! cmp -s "$pins" .venv/installed.txt; then
  "$python" -m pip install --quiet --disable-pip-version-check --requirement "$pins"
  cp "$pins" .venv/installed.txt
fi

# Programs and scripts that the tests start find this Python and the package, too.
export PATH="$PWD/.venv/bin:$PATH" PYTHONPATH="$PWD/sdk-python/src"
cd sdk-python
python -m ruff check --quiet --config pyproject.toml . ../examples/clients/python
python -m ruff format --quiet --config pyproject.toml --check . ../examples/clients/python
python -m mypy
python -m pytest "$@"
