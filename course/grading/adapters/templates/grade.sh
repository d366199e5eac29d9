#!/usr/bin/env bash
# Usage: grade.sh SUBMISSION. Grades the folder, writes document.json into the working folder and
# the job's summary. Ends with 0 if all points are there, otherwise with 1. It prints nothing of the
# student's: a runner obeys some lines of its log.
set -euo pipefail
submission=$1
grader=$(cd "$(dirname "$0")" && pwd)
python=${COURSE_PYTHON:-python3}
export PYTHONPATH=$grader
: "${COURSE_SECRET:?Set the secret COURSE_SECRET in the settings of this repository.}"

"$python" -P -m course.cli grade-one "$submission" --json --assignment @ASSIGNMENT@ > document.json
code=0
"$python" -P -m course.grading.adapters.actions \
    < document.json 2> /dev/null >> "$GITHUB_STEP_SUMMARY" || code=$?
echo "Graded. The points are in the summary of this job."
exit "$code"
