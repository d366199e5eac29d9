"""The line that tells how far a run is."""

from __future__ import annotations

import io
import os

import pytest

from course.commands.support.progress_line import ProgressLine, rounded_duration
from course.grading.submission import Result, State


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that goes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def result(state: State) -> Result:
    return Result("student-01", "05-accumulation", 1, 2, state, "")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((60, 20)))
    return Terminal()


def test_count_rate_time_left_and_states(terminal: Terminal) -> None:
    clock = Clock()
    progress = ProgressLine(terminal, clock)
    for done, state in enumerate((State.GRADED, State.MALFORMED, State.GRADED), start=1):
        clock.now += 0.5
        progress(done, 10, result(state))
    lines = terminal.getvalue().split("\r")
    assert lines[-1].rstrip() == "3 of 10, 2.0 a second, 4 s left: 2 graded, 1 malformed"
    assert "\n" not in terminal.getvalue()


def test_a_line_covers_the_one_before_and_does_not_wrap(terminal: Terminal) -> None:
    clock = Clock()
    progress = ProgressLine(terminal, clock)
    for done in range(10_000, 10_006):
        clock.now += 100 if done < 10_003 else 1
        progress(done, 100_000, result(State.GRADED))
    lengths = [len(line) for line in terminal.getvalue().split("\r")]
    lines = [line.rstrip() for line in terminal.getvalue().split("\r")]
    assert all(now >= len(before) for now, before in zip(lengths[1:], lines, strict=False))
    assert max(lengths) == 59


def test_an_error_finds_an_empty_line(terminal: Terminal) -> None:
    clock = Clock()
    with ProgressLine(terminal, clock) as progress:
        clock.now += 1
        progress(1, 10, result(State.GRADED))
    *_, shown, wiped, start = terminal.getvalue().split("\r")
    assert shown.startswith("1 of 10")
    assert wiped == " " * len(shown)
    assert start == ""


def test_the_last_line_stays(terminal: Terminal) -> None:
    clock = Clock()
    progress = ProgressLine(terminal, clock)
    for done in range(1, 1001):
        clock.now += 0.001
        progress(done, 1000, result(State.GRADED))
    lines = terminal.getvalue().split("\r")
    assert lines[-1].endswith("\n")
    assert lines[-1].startswith("1000 of 1000, ")
    assert len(lines) < 15, "a fast run redraws ten times a second, not for every result"


def test_what_was_done_before_does_not_count_for_the_rate(terminal: Terminal) -> None:
    clock = Clock()
    progress = ProgressLine(terminal, clock)
    clock.now += 4
    progress(501, 1000, result(State.TIMED_OUT))
    assert progress.line(501, 1000) == \
        "501 of 1000, 15 a minute, 33 min left: 1 timed-out, 500 from before"
    assert terminal.getvalue().split("\r")[-1].startswith("501 of 1000, 15 a minute, 33 min left")


def test_the_rate_is_that_of_the_last_results(terminal: Terminal) -> None:
    clock = Clock()
    progress = ProgressLine(terminal, clock)
    for done in range(1, 101):
        clock.now += 0.1 if done <= 50 else 1
        progress(done, 200, result(State.GRADED))
    assert terminal.getvalue().split("\r")[-1].startswith("100 of 200, 1.0 a second, 2 min left: ")


def test_quiet_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    ProgressLine()(1, 1, result(State.GRADED))
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


@pytest.mark.parametrize(("seconds", "said"), [
    (0.2, "0 s"), (99, "99 s"), (100, "2 min"), (3600, "60 min"), (7_320, "2 h 2 min"),
])
def test_a_time_is_said_as_people_say_it(seconds: float, said: str) -> None:
    assert rounded_duration(seconds) == said
