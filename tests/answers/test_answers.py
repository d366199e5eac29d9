"""Readers' answers: right ones earn everything, wrong ones are caught, and most are told why.

Of 4,000 each 48th; `make proof` judges all of them on more draws.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.checks.unit import find_exercise
from tests.answers.__main__ import BAR_TOLD, told_share
from tests.answers.judging import Judged, judged_file
from tests.answers.reading import answer_files, read_answers
from tests.answers.table import told_table

FILES = answer_files()


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_answers_earn_what_they_are_worth(path: Path, every: int) -> None:
    judged = judged_file(path, draws=1, every=1 if every == 1 else 2 * every)
    assert [(one.answer.exercise, one.answer.why or one.answer.source, one.full)
            for one in judged if not one.as_it_must_be] == []
    assert told_share(judged) >= BAR_TOLD


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_answer_is_to_an_exercise_and_has_a_verdict(path: Path) -> None:
    answers = list(read_answers(path))
    assert {answer.verdict for answer in answers} == {"right", "wrong"}
    for answer in answers:
        find_exercise(answer.unit, answer.exercise)
        compile(answer.source, answer.exercise, "exec")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_answer_has_a_line(path: Path) -> None:
    count = len(list(read_answers(path)))
    exercises = len(json.loads(path.read_text(encoding="utf-8")))
    assert len(path.read_text(encoding="utf-8").splitlines()) == count + 2 * exercises + 2


def small_file(folder: Path) -> Path:
    wrong = [
        {"source": "def add_contributions(contributions):\n    return contributions[0]",
         "why": "the first alone"},
        {"source": "def add_contributions(contributions):\n    return sum(contributions[1:], "
                   "contributions[0] * 1.0)", "why": "not wrong", "decided": "allowed: a test"},
        {"source": "def add_contributions(contributions):\n    return None", "why": "open",
         "disputable": True},
    ]
    right = ["def add_contributions(contributions):\n    return 1 / 0"]
    path = folder / "05-of-a-new-reader.json"
    path.write_text(json.dumps({"add_contributions": {"right": right, "wrong": wrong}}))
    return path


def test_verdicts_decisions_and_the_table(tmp_path: Path) -> None:
    judged: list[Judged] = judged_file(small_file(tmp_path), draws=1)
    found = [(one.answer.verdict, one.full, one.as_it_must_be) for one in judged]
    assert found == [("right", 0, False), ("wrong", 0, True), ("right", 2, True),
                     ("open", 0, True)]
    assert judged[1].told is not None
    table = told_table(judged)
    assert f"| the first alone | {judged[1].told.kind} | {judged[1].told.words} |" in table
    assert "not wrong (right: a test)" in table
