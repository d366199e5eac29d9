"""Attacks on the grader: no point gained, nothing read, nobody else harmed, nothing left behind."""

from __future__ import annotations

import os
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from course.exchange.wire import WireError, decode
from course.grading.judge import Job, run_job
from course.grading.sandbox.client import (
    Sandbox,
    SandboxDied,
    SandboxTimeout,
    has_namespaces,
    start_sandbox,
)
from course.grading.sandbox.isolation.layers import Isolation
from course.grading.scoring import result_of, tidy_checks
from course.grading.submission import Limits, Result, State, Submission
from course.publish.assignment import solution_notebook
from course.publish.source import ROOT, Assignment
from course.publish.variants import code_cells

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
    "the network": ("import socket; socket.create_connection(('127.0.0.1', 22), 2)", "Error"),
    "other processes": ("import os; os.kill(2**15, 9)", "ProcessLookupError"),
    "the system's files": ("open('/usr/bin/python3x', 'w')", "OSError"),
    "the root folder": ("open('/x', 'w')", "OSError"),
    "the user database": ("open('/etc/passwd')", "FileNotFoundError"),
    "being root": ("import os; os.setuid(0)", "PermissionError"),
}


@pytest.mark.parametrize("target", SHUT)
def test_out_of_reach(sandbox: Sandbox, target: str) -> None:
    code, error = SHUT[target]
    assert error in run(sandbox, code)


def test_mounting_is_out_of_reach(sandbox: Sandbox) -> None:
    assert "-1" in run(sandbox, """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        print(libc.mount(b"tmpfs", b"/scratch", b"tmpfs", 0, None))""")


def test_only_its_own_processes_are_seen(sandbox: Sandbox) -> None:
    seen = run(sandbox, "import os; print([p for p in os.listdir('/proc') if p.isdigit()])")
    assert seen.strip() == "['1']"


def test_one_descriptor_leads_out(sandbox: Sandbox) -> None:
    code = "import os; print(sorted(int(f) for f in os.listdir('/proc/self/fd'))[:4])"
    assert run(sandbox, code).strip() == "[0, 1, 2, 3]"
    code = "import os; print({os.readlink(f'/proc/self/fd/{n}')[-5:] for n in range(3)})"
    assert run(sandbox, code).strip() == "{'/null'}"


def test_the_environment_does_not_mention_grading(sandbox: Sandbox) -> None:
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


def test_a_file_is_gone_with_its_sandbox(sandbox: Sandbox) -> None:
    assert run(sandbox, "open('/scratch/note', 'w').write('answers'); print(1)").strip() == "1"
    other = start_sandbox(ISOLATION)
    assert "FileNotFoundError" in run(other, "open('/scratch/note')")
    other.kill()


BOMBS = {
    "memory": "x = []\nwhile True: x.append(bytearray(10**7))",
    "processes": "import os, time\nwhile True:\n    if os.fork() == 0: time.sleep(60)",
    "threads": "import threading, time\nwhile True: threading.Thread(target=time.sleep,"
               " args=(60,), daemon=True).start()",
    "files": "n = 0\nwhile True:\n    open(f'/scratch/{n}', 'w').write('x'); n += 1",
    "disk": "open('/scratch/big', 'wb').write(b'x' * 10**8)",
    "recursion": "def f(): return f()\nf()",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_fizzles(sandbox: Sandbox, bomb: str) -> None:
    try:
        assert "Error" in run(sandbox, BOMBS[bomb])
        assert run(sandbox, "print(1)").strip() == "1"
    except SandboxDied:
        pass
    other = start_sandbox(ISOLATION)
    assert run(other, "print(2)").strip() == "2"
    other.kill()


def test_output_is_capped(sandbox: Sandbox) -> None:
    outputs = sandbox.run("for i in range(3000): print('x' * 10_000)", 20)
    assert sum(len(str(output)) for output in outputs) < 5_000_000
    outputs = sandbox.run("for i in range(3000): display(i)", 20)
    assert len(outputs) <= 200


DEADLY = {
    "segfault": "import ctypes; ctypes.string_at(0)",
    "exit": "import os; os._exit(0)",
    "kill": "import os, signal; os.kill(os.getpid(), signal.SIGKILL); os.abort()",
    "garbage on the wire": "import os; os.write(3, b'\\xff' * 1000)",
    "a huge message": "import os; os.write(3, b'\\xff\\xff\\xff\\xff')",
    "no message": "import os, json; m = json.dumps([1]).encode();"
                  " os.write(3, len(m).to_bytes(4, 'big') + m)",
    "the wire closed": "import os; os.close(3)",
}


@pytest.mark.parametrize("deed", DEADLY)
def test_the_client_notices_a_death(sandbox: Sandbox, deed: str) -> None:
    def twice() -> None:
        sandbox.run(DEADLY[deed], 5)
        sandbox.run("", 5)

    with pytest.raises((SandboxDied, SandboxTimeout)):
        twice()


def test_a_loop_that_catches_everything_is_stopped(sandbox: Sandbox) -> None:
    started = time.monotonic()
    with pytest.raises(SandboxTimeout):
        run(sandbox, """
            import signal
            for number in range(1, 32):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            while True:
                try:
                    while True: pass
                except BaseException: pass""", seconds=1)
    assert time.monotonic() - started < 10


def test_nothing_outlives_its_sandbox(sandbox: Sandbox) -> None:
    marker = f"marker-{os.getpid()}"
    run(sandbox, f"""
        import subprocess
        subprocess.Popen(["/bin/sh", "-c", "sleep 300; : {marker}"], start_new_session=True)""")
    assert soon(lambda: alive(marker))
    sandbox.kill()
    assert soon(lambda: not alive(marker))


def soon(happened: Callable[[], bool]) -> bool:
    """Whether something comes true within some seconds."""
    deadline = time.monotonic() + 10
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
    return happened()


def alive(marker: str) -> bool:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if marker.encode() in path.read_bytes():
                return True
        except OSError:
            continue
    return False


@pytest.mark.parametrize("value", [
    {"array": "AAAA", "dtype": "O", "shape": [1]}, {"array": "AAAA", "dtype": "<f8", "shape": [-1]},
    {"array": "AAAA", "dtype": "<f8", "shape": [10**12]}, {"pickle": "x"}, {"token": 1.5},
    {"dict": [[1, 2]]}, {"array": 3, "dtype": "<f8", "shape": []}, {},
])
def test_what_is_not_plain_data_is_refused(value: object) -> None:
    with pytest.raises(WireError):
        decode(value)


CHEATS = {
    "equals everything": """
        class Yes:
            def __eq__(self, other): return True
            def __array__(self, *a, **k): return np.zeros((2, 3))
            __hash__ = None
        def add_contributions(c): return Yes()""",
    "an array subclass": """
        class Sly(np.ndarray):
            def __eq__(self, other): return True
            def __sub__(self, other): return np.zeros(self.shape)
        def add_contributions(c): return np.zeros_like(c[0]).view(Sly)""",
    "patched comparison": """
        np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
        import numpy.testing
        numpy.testing.assert_allclose = lambda *a, **k: None
        def add_contributions(c): return c[0] * 0""",
    "patched shell": """
        shell = get_ipython()
        shell.run_cell = lambda *a, **k: None
        shell.showtraceback = lambda *a, **k: None
        shell.display_formatter.format = lambda *a, **k: ({"text/plain": "2.0"}, {})
        def add_contributions(c): return c[0] * 0""",
    "patched answers": """
        import gc
        for thing in gc.get_objects():
            if isinstance(thing, dict) and "plain" in thing and callable(thing.get("plain")):
                thing["plain"] = lambda value, depth=0: 2.0
        def add_contributions(c): return c[0] * 0""",
    "transformers": """
        get_ipython().input_transformers_cleanup.append(lambda lines: ["2.0"])
        def add_contributions(c): return c[0] * 0""",
    "a frame walk": """
        import sys
        def add_contributions(c):
            frame = sys._getframe()
            while frame:
                for value in frame.f_locals.values():
                    if hasattr(value, "expected"): return value.expected
                frame = frame.f_back
            return c[0] * 0""",
    "an exit with success": """
        import atexit, os
        atexit.register(lambda: os._exit(0))
        def add_contributions(c): os._exit(0)""",
    "a printed score": """
        def add_contributions(c):
            print("2.0"); display(2.0); return None""",
    "a thread that swaps": """
        import threading, time
        def swap():
            while True:
                globals()["add_contributions"] = lambda c: c[0] * 0
                time.sleep(0.001)
        threading.Thread(target=swap, daemon=True).start()
        def add_contributions(c): return c[0] * 0""",
    "answers of the visible cases": """
        def add_contributions(c):
            seen = {VISIBLE}
            return seen.get(tuple(np.ravel(c).tolist()), c[0] * 0)""",
}


SELF_HARM = ("patched shell", "transformers")  # the cheat's own later cells do not run any more


@pytest.mark.parametrize("cheat", CHEATS)
def test_no_cheat_gains_a_point(accumulation: Assignment, cheat: str) -> None:
    code = textwrap.dedent(CHEATS[cheat])
    result = graded(accumulation, {"add_contributions": with_visible_answers(code)})
    scores = {e.name: e.score for e in result.exercises}
    assert scores["add_contributions"] == 0
    if cheat not in SELF_HARM:
        assert scores["zero_grads"] == 3, "an honest exercise keeps its points"


def with_visible_answers(code: str) -> str:
    """Fill in a table of what the visible cases ask and what is right, as a cheat would keep."""
    from course.checks.draw import Draw, visible_seed
    from course.checks.unit import find_exercise

    table = {}
    for probe, size in zip(find_exercise(SLUG, "add_contributions").probes, (3, 1, 2), strict=True):
        draw = Draw(visible_seed(SLUG, "add_contributions", probe.label))
        shape = {3: (2, 3), 1: (4,), 2: (3,)}[size]
        arrays = draw.arrays("contributions", size, *shape)
        table[tuple(float(n) for a in arrays for n in a.ravel())] = sum(arrays).tolist()
    listed = ", ".join(f"{key}: np.array({value})" for key, value in table.items())
    return code.replace("{VISIBLE}", "{" + listed + "}")


def graded(assignment: Assignment, replaced: dict[str, str], cell: float = 3) -> Result:
    """A solved notebook with some exercises replaced, through the judge."""
    notebook = solution_notebook(assignment)
    code = code_cells(assignment, replaced)
    for c in notebook.cells:
        if c.metadata.get("nbgrader", {}).get("solution"):
            c.source = code[c.metadata.nbgrader.grade_id]
    executed = run_job(Job("eve", SLUG, nbformat.from_dict(notebook), b"secret", Limits(cell, 30)))
    tidy_checks(executed.notebook)
    return result_of(Submission("eve", SLUG, executed.notebook), executed)


def test_a_death_costs_its_exercise_only(accumulation: Assignment) -> None:
    result = graded(accumulation, {"zero_grads": "import os\ndef zero_grads(*a, **k): os._exit(0)"})
    scores = {e.name: e.score for e in result.exercises}
    assert result.state is State.CRASHED
    assert scores["zero_grads"] == 0
    assert (scores["add_contributions"], scores["accumulate"], scores["backward"]) == (2, 2, 5)


def test_fresh_inputs_repeat_with_their_secret(accumulation: Assignment) -> None:
    job = Job("eve", SLUG, solution_notebook(accumulation), b"secret")
    assert job.seed("train") == replace(job, limits=Limits(1, 1)).seed("train")
    assert len({job.seed("train"), job.seed("backward"), replace(job, student="ada").seed("train"),
                replace(job, secret=b"other").seed("train")}) == 4
