#!/bin/sh
# Runs a command with a Node that is new enough: the system's, or else one in .venv.
# Usage: bin/node.sh npm ci
set -eu
cd "$(dirname "$0")/.."

new_enough() {
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null &&
        npm --version >/dev/null 2>&1
}

# .venv comes first: its npm finds its own node only so, and the build finds its Python.
PATH="$PWD/.venv/bin:$PATH"
export PATH
[ -w "${HOME:-/nowhere}" ] || export npm_config_cache="$PWD/.cache/npm"
if ! new_enough; then
    echo "rebond: no Node 20.19 or newer here: one is installed into .venv" >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --no-deps --require-hashes --requirement requirements-node.lock
fi
exec "$@"
