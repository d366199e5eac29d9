"""Answers that a newer Python than ours can run are for a person, mistakes are not."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from course.grading.grade_one import Settings, Task, grade_one
from course.grading.submission import Limits, State, Submission

from .support.notebooks import SLUG, RawNotebook, answered, append, restored, solutions

TRAIN = solutions()["train"]
NEWER = {
    "the same quotation marks": ((3, 12), '\n\nprint(f"{", ".join(["a"])}")'),
    "a backslash": ((3, 12), "\n\nprint(f\"{'\\n'.join(['a'])}\")"),
    "a generic function": ((3, 12), "\n\ndef first[T](values: list[T]) -> T:\n    return values"),
    "a generic class": ((3, 12), "\n\nclass Box[T]:\n    pass"),
    "a type": ((3, 12), "\n\ntype Numbers = list[float]"),
    "two exceptions": ((3, 14), "\n\ntry:\n    pass\nexcept KeyError, ValueError:\n    pass"),
    "a template": ((3, 14), "\n\nprint(t'{TRAIN}')"),
}
MISTAKES = ["\n\nprint('don't')", "\n\nx = ['t' 't'", "\n\ndef f(:", "\n\ntype = = 3"]


def handed_in(added: str, version: Any) -> RawNotebook:
    """The notebook with something below an answer, as a Python of this version saved it."""
    notebook = answered(append(added, "train"))
    notebook["metadata"]["language_info"] = version and {"name": "python", "version": version}
    return notebook


@pytest.mark.parametrize("version", ["3.14.2", None])
@pytest.mark.parametrize("syntax", NEWER)
def test_newer_syntax_is_for_a_person(syntax: str, version: str | None) -> None:
    since, added = NEWER[syntax]
    submission = restored(handed_in(added, version))
    if sys.version_info >= since:
        assert not submission.to_choose
    else:
        assert submission.to_choose.keys() == {"train"}
        assert f"that Python has since 3.{since[1]}, and" in submission.to_choose["train"]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python has the syntax")
def test_such_an_answer_waits_and_the_others_count() -> None:
    content = json.dumps(handed_in(NEWER["a type"][1], "3.13.1")).encode()
    result = grade_one(Task(Submission("ada", SLUG, content=content),
                            Settings(b"0" * 32, Limits()))).result
    assert (result.state, result.score) == (State.NEEDS_REVIEW, 17)
    assert [e.name for e in result.exercises if e.needs_review] == ["train"]


@pytest.mark.parametrize("syntax", NEWER)
def test_what_the_students_own_python_lacks_is_a_mistake(syntax: str) -> None:
    assert not restored(handed_in(NEWER[syntax][1], "3.11.9")).to_choose


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_any_python_stays_one(mistake: str) -> None:
    assert not restored(handed_in(mistake, "3.14.0")).to_choose


@pytest.mark.parametrize("version", ["x" * 1000, ["3.14"], 3.14, {"3": 14}])
def test_a_version_that_is_none_stops_nothing(version: Any) -> None:
    assert not restored(handed_in("\n\ndef f(:", version)).to_choose
