#!/bin/sh
# Makes .venv when it is absent and installs a lock into it.
# Usage: bin/venv.sh requirements.lock
set -eu
cd "$(dirname "$0")/.."

say() { echo "rebond: $*" >&2; }

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "Python 3.11 or newer is needed, and '$python' is not that."
    say "Install it, or name one: make PYTHON=/path/to/python3.12 ..."
    exit 1
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        say "this Python cannot make a virtual environment (its venv and ensurepip are missing)."
        say "On Debian and Ubuntu: apt-get install python3-venv"
        exit 1
    fi
    "$python" -m venv --clear .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --no-deps --require-hashes --requirement "$1"
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --no-deps --no-build-isolation --no-index --editable .
