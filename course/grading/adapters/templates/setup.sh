#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image.
# AUTOGRADER_ROOT and COURSE_PYTHON are for trying it elsewhere.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
grader=$root/source

# A Python from 3.11 that can make a virtual environment.
find_python() {
    local name
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    return 1
}

if [ -z "${COURSE_PYTHON:-}" ]; then
    if ! python=$(find_python); then
        apt-get update -qq
        apt-get install -y -qq python3.12 python3.12-venv || \
            apt-get install -y -qq python3.11 python3.11-venv
        python=$(find_python)
    fi
    "$python" -m venv "$root/venv"
    "$root/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --requirement "$grader/requirements.txt" --constraint "$grader/constraints.txt"
fi
# Solution and secret: student code never runs as root.
chmod -R go= "$grader"
