"""What a sandbox shows to the code in it, and what it answers when that code misbehaves.

Attacks on points, on files and on the host, and bombs of every kind, are in `tests/battery/`: there
they are handed in and graded beside honest submissions. `test_layers.py` tries each layer alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace

import pytest

from course.exchange.wire import WireError, decode
from course.grading.judging.job import Job
from course.grading.sandbox import ahead
from course.grading.sandbox.client import Sandbox, SandboxDied, has_namespaces, start_sandbox
from course.grading.sandbox.isolation.layers import Isolation
from course.grading.sandbox.supplies import Supplies
from course.grading.submission import Limits
from course.publish.assignment import solution_notebook
from course.publish.source import ROOT, Assignment

SLUG = "05-accumulation"
ISOLATION = replace(Isolation(), memory=2**30, file_size=2**20)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = start_sandbox(ISOLATION)
    if not has_namespaces():
        pytest.skip("this host builds no namespaces: the sandbox was NOT tried")
    yield sandbox
    sandbox.kill()


def run(sandbox: Sandbox, code: str, seconds: float = 20) -> str:
    """The text that a cell shows, with the name of the error that ends it."""
    outputs = sandbox.run(textwrap.dedent(code), seconds)
    return "".join(o.get("text", "") or o.get("ename", "") for o in outputs)


SHUT = {
    "the solutions": (f"open({str(ROOT / 'solutions' / SLUG / f'{SLUG}.ipynb')!r})",
                      "FileNotFoundError"),
    "the repository": (f"import os; os.listdir({str(ROOT / 'course')!r})", "FileNotFoundError"),
    "the reference": ("import autograd_ref", "ModuleNotFoundError"),
    "the checks": ("import course.checks", "ModuleNotFoundError"),
    "the system's files": ("open('/usr/bin/python3x', 'w')", "OSError"),
    "the root folder": ("open('/x', 'w')", "OSError"),
    "being root": ("import os\ntry:\n    os.setuid(0)\nexcept OSError:\n    print('refused')",
                   "refused"),
}


@pytest.mark.parametrize("target", SHUT)
def test_out_of_reach(sandbox: Sandbox, target: str) -> None:
    code, error = SHUT[target]
    assert error in run(sandbox, code)


def test_only_its_own_processes_are_seen(sandbox: Sandbox) -> None:
    seen = run(sandbox, "import os; print([p for p in os.listdir('/proc') if p.isdigit()])")
    assert seen.strip() == "['1']"


def test_one_descriptor_leads_out(sandbox: Sandbox) -> None:
    code = "import os; print(sorted(int(f) for f in os.listdir('/proc/self/fd'))[:4])"
    assert run(sandbox, code).strip() == "[0, 1, 2, 3]"
    code = "import os; print({os.readlink(f'/proc/self/fd/{n}')[-5:] for n in range(3)})"
    assert run(sandbox, code).strip() == "{'/null'}"


def test_the_environment_does_not_tell_grading(sandbox: Sandbox) -> None:
    names = run(sandbox, "import os; print(' '.join(os.environ))").lower()
    for word in ("course", "grade", "nbgrader", "sandbox", "pytest"):
        assert word not in names


def test_a_cell_that_is_no_text_costs_only_itself(sandbox: Sandbox) -> None:
    assert run(sandbox, "x = 1\x00") != ""
    assert run(sandbox, "print(1)").strip() == "1"


def test_all_of_python_is_there(sandbox: Sandbox) -> None:
    """Modules that nobody imported before, wherever the installation lies."""
    shown = run(sandbox, """
        import sys, os
        import numpy.random, sqlite3, matplotlib.animation
        print(os.path.isdir(sys.prefix), os.path.isfile(os.__file__))
        import tempfile; open(tempfile.mktemp(), "w").write("x"); open("/tmp/mine", "w").write("x")
        print("written")""")
    assert shown.split() == ["True", "True", "written"]


BOMBS = {
    "threads": "import threading, time\nwhile True: threading.Thread(target=time.sleep,"
               " args=(60,), daemon=True).start()",
    "files": "n = 0\nwhile True:\n    open(f'/scratch/{n}', 'w').write('x'); n += 1",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_meets_its_limit(sandbox: Sandbox, bomb: str) -> None:
    """Those whose limit `test_layers.py` does not try: an error ends them, not the clock."""
    try:
        assert "Error" in run(sandbox, BOMBS[bomb])
        assert run(sandbox, "print(1)").strip() == "1"
    except SandboxDied:
        pass


def test_output_is_capped(sandbox: Sandbox) -> None:
    outputs = sandbox.run("for i in range(3000): print('x' * 10_000)", 20)
    assert sum(len(str(output)) for output in outputs) < 5_000_000
    outputs = sandbox.run("for i in range(3000): display(i)", 20)
    assert len(outputs) <= 200


@pytest.mark.parametrize("value", [
    {"array": "AAAA", "dtype": "O", "shape": [1]}, {"array": "AAAA", "dtype": "<f8", "shape": [-1]},
    {"array": "AAAA", "dtype": "<f8", "shape": [10**12]}, {"pickle": "x"}, {"token": 1.5},
    {"dict": [[1, 2]]}, {"array": 3, "dtype": "<f8", "shape": []}, {},
])
def test_what_is_not_plain_data_is_refused(value: object) -> None:
    with pytest.raises(WireError):
        decode(value)


def test_fresh_inputs_repeat_with_their_secret(accumulation: Assignment) -> None:
    job = Job("eve", SLUG, solution_notebook(accumulation), b"secret")
    assert job.seed("train") == replace(job, limits=Limits(1, 1)).seed("train")
    assert len({job.seed("train"), job.seed("backward"), replace(job, student="ada").seed("train"),
                replace(job, secret=b"other").seed("train")}) == 4
    batch = replace(job, batch="all that was handed in")
    assert batch.seed("train") == replace(batch, student="ada").seed("train") != job.seed("train")
    assert len({batch.seed("train"), batch.seed("backward"),
                replace(batch, batch="other").seed("train"),
                replace(batch, secret=b"other").seed("train")}) == 4


@pytest.fixture
def none_waits() -> Iterator[None]:
    yield
    if ahead._ahead is not None:
        ahead._ahead.sandbox.kill()
        ahead._ahead = None


@pytest.mark.skipif(not has_namespaces(), reason="no sandbox waits beside a running one")
def test_sandbox_that_waits_serves_the_next_submission_alone(none_waits: None) -> None:
    first = ahead.take_sandbox(ISOLATION)
    first.run("seen = 1", 10)
    waiting = ahead._ahead
    second = ahead.take_sandbox(ISOLATION)
    assert waiting is not None
    assert second is waiting.sandbox
    assert "NameError" in str(second.run("seen", 10))
    for sandbox in (first, second):
        sandbox.kill()


@pytest.mark.skipif(not has_namespaces(), reason="no sandbox waits beside a running one")
def test_sandbox_that_waits_serves_nobody_with_other_limits_or_files(none_waits: None) -> None:
    ahead.take_sandbox(ISOLATION).kill()
    waiting = ahead._ahead
    other = ahead.take_sandbox(replace(ISOLATION, processes=30))
    assert waiting is not None
    assert other is not waiting.sandbox
    assert not waiting.sandbox.alive
    supplied = ahead.take_sandbox(ISOLATION, Supplies({"data.csv": b"1"}, {}))
    assert "1" in str(supplied.run("open('data.csv').read()", 10))
    assert ahead._ahead is None
    for sandbox in (other, supplied):
        sandbox.kill()
