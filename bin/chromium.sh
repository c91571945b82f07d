#!/bin/sh
# Prints where Chromium is. With --install, installs it where it is absent and that can be done.
set -eu

find_chromium() {
    for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return
    done
    return 1
}

find_chromium && exit
if [ "${1:-}" = --install ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "rebond: no Chromium here: installing Debian's for the browser tests" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet=2 >&2
    apt-get install --yes --quiet=2 --no-install-recommends chromium fonts-roboto-unhinted >&2
    find_chromium && exit
fi
echo "rebond: the browser tests need Chromium: install it (Debian: apt-get install chromium)" >&2
echo "rebond: or name one: make test CHROMIUM=/path/to/chrome" >&2
exit 1
