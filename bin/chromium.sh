#!/bin/sh
# Prints where Chromium is. With --install, installs it where it is absent and that can be done.
# With --engine, prints where its engine is alone, without windows that no test looks at: Debian's
# chromium-headless-shell, for a quarter of the processor's time; where there is none, the browser.
set -eu

find_chromium() {
    for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return
    done
    return 1
}

install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "rebond: installing Debian's $1 for the browser tests" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet=2 >&2
    apt-get install --yes --quiet=2 --no-install-recommends "$@" >&2
}

case "${1:-}" in
--engine)
    [ -z "${CHROMIUM:-}" ] && command -v chromium-headless-shell && exit
    ;;
--install)
    find_chromium >/dev/null || install chromium fonts-roboto-unhinted || true
    command -v chromium-headless-shell >/dev/null || install chromium-headless-shell || true
    ;;
esac
find_chromium && exit
echo "rebond: the browser tests need Chromium: install it (Debian: apt-get install chromium)" >&2
echo "rebond: or name one: make test CHROMIUM=/path/to/chrome" >&2
exit 1
