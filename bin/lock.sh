#!/bin/sh
# Rewrites the three locks from pyproject.toml: hashes, every platform, no address.
# Usage: bin/lock.sh [--upgrade]
set -eu
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile "$@" --quiet --no-config --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "make lock"
}

compile pyproject.toml --extra postgres --group build -o requirements.lock "$@"
compile pyproject.toml --extra postgres --group build --group dev \
    -c requirements.lock -o requirements-dev.lock "$@"
compile --group node -o requirements-node.lock "$@"
