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


def test_code_that_ends_in_time_goes_on() -> None:
    with stopwatch.stopping_after(5):
        total = sum(range(1000))
    assert total == 499500
