"""Code that never ends is stopped, whatever it catches, and wherever it runs."""

from __future__ import annotations

import sys
import textwrap
import threading
import time
from typing import Any

import pytest

from course.checks import stopwatch
from course.publish.variants import execute

LOOPS = {
    "nothing in it": "while True: pass",
    "several lines": """
        while True:
            sum(range(10))
            n = 1""",
    "catches everything": """
        while True:
            try:
                sum(range(10))
            except:
                pass""",
    "catches everything twice": """
        while True:
            try:
                while True:
                    try:
                        sum(range(10))
                    except:
                        pass
            except:
                pass""",
    "keeps what it caught": """
        kept = []
        while True:
            try:
                sum(range(10))
            except BaseException as error:
                kept.append(error)""",
}


def seconds_of(loop: str, ended: list[Any]) -> None:
    names: dict[str, Any] = {}
    execute("def answer():\n" + textwrap.indent(textwrap.dedent(loop), "    "), "<loop>", names)
    begin, traced = time.monotonic(), sys.gettrace()
    with pytest.raises(stopwatch.TooSlow), stopwatch.stopping_after(0.1):
        names["answer"]()
    assert sys.gettrace() is traced
    ended.append(time.monotonic() - begin)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("where", ["with an alarm", "without an alarm", "in a thread"])
def test_a_loop_is_stopped(loop: str, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if loop == "keeps what it caught" and where != "with an alarm" and sys.version_info < (3, 12):
        pytest.skip("before Python 3.12 only an alarm stops it")
    ended: list[float] = []
    if where == "without an alarm":
        monkeypatch.delattr("signal.setitimer")
        monkeypatch.delattr("signal.SIGALRM")
    if where == "in a thread":
        thread = threading.Thread(target=seconds_of, args=(LOOPS[loop], ended), daemon=True)
        thread.start()
        thread.join(10)
    else:
        seconds_of(LOOPS[loop], ended)
    assert ended, "it was not stopped"
    assert ended[0] < 5


class Clocks:
    """What the clocks of a machine say whose processor is somewhere else most of the time."""

    def __init__(self, share: float, waits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        self.share, self.waits = share, waits
        self.now = 0.0
        monkeypatch.setattr(stopwatch.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(stopwatch, "processor_time", lambda: self.share * self.now)
        monkeypatch.setattr(
            stopwatch, "processor_wait", lambda: self.waits * (1 - self.share) * self.now)

    def end_of(self, allowance: stopwatch.Allowance, step: float = 0.5) -> float:
        """When the code has used up what it is allowed; it is asked after every `step`."""
        while not allowance.is_over():
            self.now += step
        return self.now


@pytest.mark.parametrize(("share", "waits", "end"), [
    (1, False, 2), (0.5, False, 4), (0.5, True, 4), (0.01, True, 200), (0, False, 8)])
def test_processor_time_counts(
    share: float, waits: bool, end: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = Clocks(share, waits, monkeypatch)
    allowance = stopwatch.Allowance(2.0)
    assert clocks.end_of(allowance) == pytest.approx(end, abs=1)
    assert allowance.starved is (waits and share < 0.5)
    assert allowance.is_over(), "it stays over"


def test_a_machine_that_stood_still_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clocks = Clocks(0, False, monkeypatch)
    allowance = stopwatch.Allowance(2.0)
    clocks.now = 1000.0
    assert not allowance.is_over()
    assert clocks.end_of(allowance) < 1010
    assert allowance.starved


def test_without_a_clock_of_the_processor_all_time_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("time.thread_time")
    assert stopwatch.processor_time() == pytest.approx(time.monotonic(), abs=1)


def test_code_that_sleeps_is_stopped() -> None:
    begin = time.monotonic()
    with pytest.raises(stopwatch.TooSlow), stopwatch.stopping_after(0.05):
        time.sleep(60)
    assert 0.2 <= time.monotonic() - begin < 10


def test_code_that_waits_for_a_processor_is_not() -> None:
    with stopwatch.stopping_after(0.1):
        time.sleep(0.2)


def test_code_that_ends_in_time_goes_on() -> None:
    with stopwatch.stopping_after(5):
        total = sum(range(1000))
    assert total == 499500
