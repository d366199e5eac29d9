#!/usr/bin/env bash
# PrairieLearn runs this for each submission, in the image.
# GRADE_ROOT and COURSE_PYTHON are for trying it elsewhere.
set -euo pipefail
root=${GRADE_ROOT:-/grade}
grader=$root/tests/grader
python=${COURSE_PYTHON:-python3}
export PYTHONPATH=$grader
umask 077
mkdir -p "$root/results" "$root/student"
# Solution and secret: student code never runs as root.
chmod -R go= "$root/tests" "$root/results"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$python" -P -m course.cli grade-one "$root/student" --json --assignment @ASSIGNMENT@ \
    --secret-file "$grader/secret" > document.json
"$python" -P -m course.grading.adapters.prairielearn < document.json > results.json
mv results.json "$root/results/results.json"
