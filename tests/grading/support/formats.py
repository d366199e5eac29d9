"""The forms of what grading one notebook gives, as JSON schemas: ours, and those of platforms.

Each platform's schema says in our words what its page asks for, and names the page.
"""

from __future__ import annotations

from typing import Any

import jsonschema

TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "number"}, {"type": "boolean"}
SHARE = {"type": "number", "minimum": 0}
OR_NULL = {"anyOf": [SHARE, {"type": "null"}]}


def record(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these members, and no others."""
    return {"type": "object", "properties": required | (optional or {}),
            "required": list(required), "additionalProperties": False}


def list_of(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


DOCUMENT = record({
    "version": {"const": 1},
    "assignment": {"type": "string", "pattern": "^[0-9]{2}-"},
    "state": {"enum": ["graded", "timed-out", "crashed", "malformed", "missing", "needs-review",
                       "not-graded"]},
    "score": OR_NULL, "max_score": SHARE, "pending": SHARE,
    "inputs": {"enum": ["secret", "throw-away"]},
    "protection": {"anyOf": [
        {"type": "null"},
        record({"sandboxed": FLAG, "held": list_of(TEXT), "missing": list_of(TEXT)})]},
    "note": TEXT, "detail": TEXT, "seconds": SHARE,
    "exercises": list_of(record({
        "name": TEXT, "score": OR_NULL, "max_score": SHARE, "needs_review": FLAG, "advice": TEXT,
        "misconception": {"type": ["string", "null"]},
        "probes": list_of(record({"label": TEXT, "points": SHARE, "max_points": SHARE,
                                  "passed": FLAG, "output": TEXT})),
    })),
})

# https://gradescope-autograders.readthedocs.io/en/latest/specs/, "Output format"
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
GRADESCOPE = record({}, {
    "score": NUMBER, "execution_time": SHARE, "output": TEXT, "visibility": VISIBILITY,
    "stdout_visibility": VISIBILITY, "extra_data": {"type": "object"},
    "tests": list_of(record({}, {
        "score": NUMBER, "max_score": NUMBER, "name": TEXT, "number": TEXT, "output": TEXT,
        "tags": list_of(TEXT), "visibility": VISIBILITY, "extra_data": {"type": "object"}})),
    "leaderboard": {"type": "array"},
}) | {"anyOf": [{"required": ["score"]}, {"required": ["tests"]}]}

# https://docs.prairielearn.com/externalGrading/, "Grading results"
PRAIRIELEARN_TEST = record({"name": TEXT, "points": SHARE, "max_points": SHARE},
                           {"description": TEXT, "message": TEXT, "output": TEXT})
PRAIRIELEARN = {"anyOf": [
    record({"score": {"type": "number", "minimum": 0, "maximum": 1}},
           {"gradable": {"const": True}, "message": TEXT, "output": TEXT,
            "tests": list_of(PRAIRIELEARN_TEST)}),
    record({"gradable": {"const": False}},
           {"format_errors": {"anyOf": [TEXT, list_of(TEXT)]}, "message": TEXT, "output": TEXT}),
]}
PRAIRIELEARN_MOST = 1_000_000  # bytes of results.json

# The same page, "Configuring and enabling external grader support"
EXTERNAL_GRADING = record({"enabled": FLAG, "image": TEXT}, {
    "entrypoint": {"anyOf": [TEXT, list_of(TEXT)]}, "serverFilesCourse": list_of(TEXT),
    "timeout": {"type": "number", "maximum": 600}, "enableNetworking": FLAG,
    "environment": {"type": "object"}})

# https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
STEP = {
    "type": "object",
    "properties": {"name": TEXT, "uses": {"type": "string", "pattern": "^[\\w-]+/[\\w-]+@v[0-9]+$"},
                   "with": {"type": "object"}, "run": TEXT, "id": TEXT, "env": {"type": "object"},
                   "if": TEXT},
    "oneOf": [{"required": ["uses"]}, {"required": ["run"]}], "additionalProperties": False,
}
INPUTS = {"type": "object", "additionalProperties": record(
    {"type": {"enum": ["string", "boolean", "number"]}},
    {"description": TEXT, "required": FLAG, "default": TEXT})}
WORKFLOW = record({
    "name": TEXT,
    "on": record({}, {
        "workflow_dispatch": record({}, {"inputs": INPUTS}),
        "workflow_call": record({}, {"inputs": INPUTS, "secrets": {
            "type": "object",
            "additionalProperties": record({}, {"required": FLAG, "description": TEXT})}})}),
    "permissions": {"type": "object", "additionalProperties": {"enum": ["read", "none"]}},
    "jobs": {"type": "object", "minProperties": 1, "additionalProperties": record(
        {"runs-on": TEXT, "steps": list_of(STEP)}, {"timeout-minutes": NUMBER})},
})


def assert_valid(value: Any, schema: dict[str, Any]) -> None:
    """Raises jsonschema.ValidationError if the value has another form."""
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(value)
