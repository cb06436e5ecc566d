#!/usr/bin/env bash
# Makes .venv with Merlingua (editable) and what it needs, in the exact versions of constraints.txt.
#
#   tools/setup_venv.sh run     to run the program
#   tools/setup_venv.sh dev     also to test and check it
#
# A stamp holds the hash of what decides the result, so that a second run takes no time.
# PYTHON=/path/to/python3 picks another interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-run}
case "$purpose" in run) wanted=. ;; dev) wanted=.[dev] ;; *) echo "usage: $0 run|dev" >&2; exit 2 ;; esac

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "Merlingua needs Python 3.11 or newer, and found none (python3 is $(python3 --version 2>&1 || echo missing))." \
        "Install it, or name one: make PYTHON=/path/to/python3.12 ..." >&2
    return 1
}

stamp_of() { # the checkout's place counts too: an editable install and a venv are bound to it
    { pwd; cat pyproject.toml constraints.txt; .venv/bin/python --version; } | sha256sum | cut -d' ' -f1
}

if [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null; then
    for done_for in dev "$purpose"; do
        [ "$(cat ".venv/stamp-$done_for" 2>/dev/null)" = "$(stamp_of)" ] && exit 0
    done
else
    python=$(find_python)
    rm -rf .venv
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv .venv || {
        rm -rf .venv
        echo "$python could not make a virtual environment (see above); on Debian: sudo apt-get install python3-venv" >&2
        exit 1
    }
fi

echo "Installing Python packages into .venv (a minute or two)"
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt)
"${pip[@]}" setuptools
"${pip[@]}" --no-build-isolation --editable "$wanted"
stamp_of >".venv/stamp-$purpose"
