"""Forged verdicts: points for wrong answers."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import nbformat

from course.checks.cases import ProbeCase, fresh_cases, visible_cases
from course.checks.implementation import LocalImplementation
from course.checks.probing import ask
from course.checks.unit import find_exercise
from course.grading.judging.job import Job
from course.grading.submission import State
from tests.battery.attack import ELSEWHERE, SLUG, Attack
from tests.battery.canaries import SECRET

WRONG = "\ndef add_contributions(c): return c[0] * 0\n"
# Sends a message of the cheat's own where the sandbox's answer belongs.
WIRE = """
import json, os, struct
def forge(message):
    content = message if isinstance(message, bytes) else json.dumps(message).encode()
    os.write(3, struct.pack("!I", len(content)) + content)
"""


def answered(value: str) -> str:
    """Wrong code that returns what an expression gives."""
    return f"\nimport numpy as np\ndef add_contributions(c):\n    return {value}\n"


def wired(code: str) -> str:
    """Code that has `forge` at hand."""
    return WIRE + textwrap.dedent(code)


def forged(reply: str, times: int = 1) -> str:
    """Code that sends forged replies from within a call."""
    return wired(f"\ndef add_contributions(c):\n"
                 f"    for _ in range({times}): forge({reply})\n    return c[0] * 0\n")


def table_of(cases: Sequence[ProbeCase]) -> str:
    """Code that has the right answer to everything that is asked in these cases, and to no more."""
    table: dict[str, Any] = {}

    def note(contributions: list[Any]) -> Any:
        total = sum(contributions)
        table[str([float(n) for a in contributions for n in a.ravel()])] = total.tolist()
        return total

    for case in cases:
        for probe in EXERCISE.probes:
            ask(probe, LocalImplementation({EXERCISE.name: note}), case(probe))
    seen = ", ".join(f"{key!r}: np.array({value})" for key, value in table.items())
    return f"""
def add_contributions(c):
    from numpy import inf, nan
    seen = {{{seen}}}
    return seen.get(str(np.ravel(c).tolist()), c[0] * 0)"""


def table_of_first_run(job: Job) -> str:
    """A table of what an earlier run of the same student asked on fresh inputs."""
    return table_of(fresh_cases(EXERCISE, job.seed(EXERCISE.name)))


EXERCISE = find_exercise(SLUG, "add_contributions")
HANDED_IN_TWICE = "a table of the first run"
FIRST = Job(HANDED_IN_TWICE.replace(" ", "-"), SLUG, nbformat.v4.new_notebook(), SECRET,
            batch="all that was handed in then")

KEPT = {"keeps": ELSEWHERE, "states": (State.GRADED,)}

ATTACKS = [
    Attack("patched assert helpers", "numpy.testing, allclose and unittest always say yes", """
        import numpy.testing, unittest
        for module in (np, numpy.testing):
            for name in dir(module):
                if name.startswith(("assert_", "allclose", "isclose", "array_equal")):
                    setattr(module, name, lambda *a, **k: True)
        for name in dir(unittest.TestCase):
            if name.startswith("assert"): setattr(unittest.TestCase, name, lambda *a, **k: None)
        def add_contributions(c): return c[0] * 0""", **KEPT),
    Attack("input transformers", "every later cell becomes the number 2",
           "get_ipython().input_transformers_cleanup.append(lambda lines: ['2.0'])" + WRONG),
    Attack("AST transformers", "asserts and comparisons vanish from later cells", """
        import ast
        class Soft(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
            def visit_Compare(self, node): return ast.Constant(True)
        get_ipython().ast_transformers.append(Soft())
        def add_contributions(c): return c[0] * 0"""),
    Attack("a stubbed run_cell", "later cells are not run, they succeed", """
        shell = get_ipython()
        shell.run_cell = shell.run_cell_async = lambda *a, **k: 2.0
        shell.run = lambda source: [{"output_type": "execute_result", "metadata": {},
                                     "data": {"text/plain": "2.0"}, "execution_count": 1}]
        def add_contributions(c): return c[0] * 0"""),
    Attack("display formatters", "whatever is shown is shown as the full number of points", """
        formatter = get_ipython().display_formatter
        formatter.format = lambda *a, **k: ({"text/plain": "2.0"}, {})
        for one in formatter.formatters.values(): one.for_type(object, lambda *a: "2.0")
        def add_contributions(c): return c[0] * 0""", **KEPT),
    Attack("showtraceback", "errors are not shown", """
        shell = get_ipython()
        shell.showtraceback = shell._showtraceback = lambda *a, **k: print("2.0")
        shell.set_custom_exc((BaseException,), lambda *a, **k: [])
        def add_contributions(c): raise ValueError""", **KEPT),
    Attack("cleared stderr", "nothing is left that tells of a failure", """
        import io, os, sys, warnings
        sys.stderr = sys.stdout = sys.__stderr__ = io.StringIO()
        os.close(2); os.open(os.devnull, os.O_WRONLY)
        warnings.simplefilter("ignore")
        get_ipython().outputs.items.clear()
        def add_contributions(c): return c[0] * 0""", **KEPT),
    Attack("an audit hook", "whatever the sandbox does after it raises", """
        import sys
        def forbid(event, arguments):
            raise RuntimeError(event)
        sys.addaudithook(forbid)"""),
    Attack("equals everything", "an answer that is equal to whatever it is compared with", """
        class Yes:
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            def __array__(self, *a, **k): return np.zeros((2, 3))
            def __getattr__(self, name): return self
            def __call__(self, *a, **k): return self
            __hash__ = None
        def add_contributions(c): return Yes()""", **KEPT),
    Attack("an ndarray subclass", "comparison and subtraction overridden", """
        class Sly(np.ndarray):
            def __eq__(self, other): return np.ones(self.shape, bool)
            def __sub__(self, other): return np.zeros(self.shape)
            def __array_ufunc__(self, *a, **k): return np.ones(self.shape, bool)
            def __array_function__(self, *a, **k): return True
            def __reduce__(self): return (np.ones, ((2, 3),))
        def add_contributions(c): return np.zeros_like(c[0]).view(Sly)""", **KEPT),
    Attack("a float subclass", "a number that says yes to every comparison", """
        class Sly(float):
            __eq__ = __le__ = __lt__ = __ge__ = lambda self, other: True
            __sub__ = __rsub__ = __abs__ = lambda self, *a: Sly(0)
            __hash__ = None
        def add_contributions(c):
            out = np.empty(c[0].shape, object); out.fill(Sly(1)); return out""", **KEPT),
    Attack("a class that lies about itself", "__class__ and __instancecheck__ say ndarray", """
        class Liar:
            __class__ = np.ndarray
            dtype, shape, size = np.dtype(float), (2, 3), 6
            def tobytes(self): return b"0" * 48
        def add_contributions(c): return Liar()""", **KEPT),
    Attack("a thread that swaps functions", "the name means another function between cells", """
        import threading, time
        def swap():
            while True:
                globals()["add_contributions"] = lambda c: c[0] * 0
                time.sleep(0.001)
        threading.Thread(target=swap, daemon=True).start()
        def add_contributions(c): return c[0] * 0""",
           keeps=ELSEWHERE),
    Attack("a thread that rewrites answers", "an array changes while it is compared", """
        import threading, time
        kept = []
        def rewrite():
            while True:
                for array in kept: array += 0.5
        threading.Thread(target=rewrite, daemon=True).start()
        def add_contributions(c):
            kept.append(np.zeros_like(c[0])); return kept[-1]"""),
    Attack("a frame walk", "the expected answer is taken from a caller's variables", """
        import gc, sys
        def add_contributions(c):
            frame = sys._getframe()
            while frame:
                for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
                    for name in ("expected", "answers", "outcomes", "reference"):
                        if hasattr(value, name): return getattr(value, name)
                frame = frame.f_back
            for thing in gc.get_objects():
                if type(thing).__name__ in ("Verdict", "Outcome", "Run", "Probe"): return thing
            return c[0] * 0"""),
    Attack("atexit", "the process ends with success", """
        import atexit, os, sys
        atexit.register(lambda: os._exit(0))
        def add_contributions(c): sys.exit(0)""", **KEPT),
    Attack("os._exit(0)", "the process ends with success at once",
           "import os\ndef add_contributions(c): os._exit(0)",
           states=(State.CRASHED,), keeps=ELSEWHERE, says="ended"),
    Attack("skipped tests", "every way to say that a test does not apply", """
        import unittest
        def add_contributions(c):
            try:
                import pytest
            except ImportError:
                raise unittest.SkipTest("not on this machine")
            pytest.skip("not on this machine", allow_module_level=True)""", **KEPT),
    Attack("pickles", "an answer that runs code when it is unpickled", """
        import os, pickle
        class Bomb:
            def __reduce__(self): return (os.system, ("touch @INTRUDER@",))
        def add_contributions(c):
            return [Bomb(), pickle.dumps(Bomb()), np.array([Bomb()], dtype=object)]""", **KEPT),
    Attack("a submitted numpy.py", "modules of the student's own take the place of real ones",
           "import numpy, sys\nprint(numpy.__file__)" + WRONG,
           files={"numpy.py": "open('@INTRUDER@', 'w')\nallclose = lambda *a, **k: True"}, **KEPT),
    Attack("a submitted conftest.py", "a test configuration that passes everything",
           "try: import conftest\nexcept ImportError: pass" + WRONG,
           files={"conftest.py": "open('@INTRUDER@', 'w')",
                  "pytest.ini": "[pytest]\naddopts = --co"}, keeps=ELSEWHERE),
    Attack("a submitted sitecustomize.py", "code that every Python start runs",
           "import subprocess, sys\n"
           "print(subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True))" + WRONG,
           files={"sitecustomize.py": "open('@INTRUDER@', 'w')",
                  "usercustomize.py": "open('@INTRUDER@', 'w')"}, **KEPT),
    Attack("a submitted autograd_ref", "a reference of the student's own",
           "try: import autograd_ref\nexcept ImportError: pass" + WRONG,
           files={"autograd_ref/__init__.py": "open('@INTRUDER@', 'w')",
                  "course/__init__.py": "open('@INTRUDER@', 'w')"}, keeps=ELSEWHERE),
    Attack("writing to inherited descriptors", "a verdict is written to whatever is open", """
        import json, os
        verdict = json.dumps({"points": 2, "passed": True, "state": "graded"}).encode()
        def add_contributions(c):
            for number in range(256):
                try: os.write(number, len(verdict).to_bytes(4, "big") + verdict)
                except OSError: pass
            return c[0] * 0"""),
    Attack("detecting the grader", "right for a human, whatever it takes for a grader", """
        import os, sys
        signs = [name for name in (*os.environ, *sys.modules, *sys.argv)
                 if any(word in name.lower() for word in ("grad", "judge", "sandbox", "course"))]
        print(signs)
        def add_contributions(c):
            return True if signs else c[0] * 0""", **KEPT),
    Attack("importing the reference", "the answer is asked of autograd_ref and the checks", """
        import importlib, sys, glob
        sys.path += ["@ROOT@", "@ROOT@/.venv/lib", *glob.glob("/usr/lib/python*/site-packages")]
        def add_contributions(c):
            for name in ("autograd_ref", "course", "course.checks.units.u05_accumulation"):
                try: module = importlib.import_module(name)
                except ImportError: continue
                if hasattr(module, "tensor"): return sum(c)
            return c[0] * 0""", **KEPT),
    Attack("answers of the visible cases", "a table of what the notebook's own checks expect",
           table_of(visible_cases(EXERCISE)), **KEPT),
    Attack(HANDED_IN_TWICE, "what the first hand-in was asked, with answers, handed in again",
           table_of_first_run(FIRST), **KEPT),
    Attack("a file left for later, left", "answers are written wherever a later run may look", """
        import os
        def add_contributions(c):
            for folder in ("/", "/tmp", "/scratch", "/dev/shm", "/var/tmp", os.path.expanduser("~"),
                           "@SUBMITTED@", "@OUT@", os.path.dirname(np.__file__)):
                try: open(os.path.join(folder, "left-behind"), "w").write("canary-" + "left-behind")
                except OSError: pass
            return c[0] * 0""", **KEPT),
    Attack("a file left for later, read", "answers are read where an earlier run left them", """
        import os
        def add_contributions(c):
            for folder in ("/", "/tmp", "/scratch", "/dev/shm", "/var/tmp", os.path.expanduser("~"),
                           "@SUBMITTED@", "@OUT@", os.path.dirname(np.__file__)):
                try: return open(os.path.join(folder, "left-behind")).read()
                except OSError: pass
            return c[0] * 0""", **KEPT),
    Attack("a printed score", "the number of points in every form of output", """
        import sys
        def add_contributions(c):
            print("2.0"); print("2.0", file=sys.stderr); display(2.0)
            get_ipython().outputs.show({"text/plain": "2.0"}, {}, 1)
            return None
        2.0""", **KEPT),
    Attack("the judge's own display", "a verdict in the judge's own MIME type", """
        verdict = {"unit": "05-accumulation", "exercise": "add_contributions", "fresh": True,
                   "probes": [{"label": "all", "points": 2, "max_points": 2}],
                   "misconception": None, "unwritten": False}
        def add_contributions(c):
            display({"application/vnd.autograd-course.verdict+json": verdict,
                     "text/html": "<script>canary</script>"}, raw=True)
            return c[0] * 0
        add_contributions([np.zeros(1)])""", **KEPT),
    Attack("a course of the student's own", "course.checks.notebook is replaced in sys.modules", """
        import sys, types
        fake = types.ModuleType("course")
        fake.check = fake.graded = lambda *a, **k: 2.0
        for name in ("course", "course.checks", "course.checks.notebook", "autograd_ref"):
            sys.modules[name] = fake
        def add_contributions(c): return c[0] * 0""", **KEPT),
    Attack("patched builtins", "type, isinstance, len and float say what the cheat wants", """
        import builtins, json
        json.dumps = lambda *a, **k: '{"value": 2.0, "token": 0}'
        builtins.isinstance = lambda *a: True
        def add_contributions(c): return c[0] * 0"""),
    Attack("a patched sandbox", "what turns answers into plain data always says 2", """
        import gc
        for thing in gc.get_objects():
            if isinstance(thing, dict) and "plain" in thing and callable(thing.get("plain")):
                thing["plain"] = lambda value, depth=0: 2.0
        def add_contributions(c): return c[0] * 0""", keeps=("zero_grads",)),
    Attack("a forged token", "an answer that names an object of the judge", forged(
        '{"value": {"token": 0}, "token": 0}')),
    Attack("a token that is no number", "true, a float, a huge number, a name", wired("""
        def add_contributions(c):
            for token in (True, 1.0, 10**30, -1, "__class__", None, [0]):
                forge({"token": token, "value": {"token": token}})
            return c[0] * 0""")),
    Attack("replies out of order", "answers are sent before they are asked for", forged(
        '{"value": [1.0], "token": 10**6}', times=40)),
    Attack("a forged success without asking", "right away the reply of a passed check", forged(
        '{"points": 2, "passed": True, "outputs": [], "value": True}')),
    Attack("numbers in odd clothes", "JSON's NaN, Infinity and numbers with exponents", forged(
        'b\'{"value": [NaN, Infinity, -Infinity, 1e999, -0.0], "token": 1}\'')),
    Attack("a huge integer", "a number of ten thousand digits", answered("10**10_000")),
    Attack("a huge integer on the wire", "more digits than Python prints", forged(
        'b\'{"value": \' + b"9" * 4000 + b\', "token": 1}\'')),
    Attack("nested lists", "lists within lists, deeper than anybody looks", """
        def add_contributions(c):
            out = []
            for _ in range(5_000): out = [out]
            return out""", keeps=ELSEWHERE),
    Attack("nested lists on the wire", "as deep as the parser just allows", wired("""
        def add_contributions(c):
            forge(b'{"token": 1}')
            for depth in (200, 400, 600, 900):
                forge(b'{"value": ' + b"[" * depth + b"]" * depth + b'}')
            return c[0] * 0""")),
    Attack("dict keys of odd types", "keys that are no text, that raise, that are equal", """
        class Key:
            def __str__(self): raise KeyboardInterrupt
            def __hash__(self): return 0
        def add_contributions(c):
            return {1: 2, None: 3, (1, 2): 4, Key(): 5, Key(): 6, float("nan"): 7, b"x": 8}""",
           keeps=ELSEWHERE),
    Attack("NaN payloads", "arrays of NaN, signalling, negative, with payloads", answered(
        "np.full(c[0].shape, np.frombuffer(b'\\x01\\x02\\x03\\x04\\x05\\x06\\xf0\\x7f')[0])"),
           **KEPT),
    Attack("a str subclass as dtype", "a dtype, a shape and a name that are not what they seem", """
        class Sly(str):
            def __eq__(self, other): return True
            def __hash__(self): return hash("float64")
        def add_contributions(c):
            return [Sly("x"), np.zeros(2, dtype=Sly("f8")), {Sly("answer"): c[0]}]""", **KEPT),
    Attack("arrays of other kinds", "objects, records, strings, dates, complex numbers", answered(
        "[np.array([c, None], object), np.zeros(2, 'i4,f8'), np.array(['x']), np.zeros(2, 'M8[s]'),"
        " np.zeros(2, complex), np.broadcast_to(1.0, (10**9,)), np.zeros(0)[::-1]]"), **KEPT),
    Attack("damaged arrays on the wire", "shapes and dtypes that no array has", wired("""
        def add_contributions(c):
            forge({"token": 1})
            for dtype, shape in (("<f8", [10**30]), ("<f8", [0, 2**62]), ("<f8", [2**63, 0]),
                                 ("O", [1]), ("V8", [1]), ("<f8", [True]), ("<f8", [-1]),
                                 ("f8," * 5000, [1]), ("<f8", [0] * 200), ("(9999999,)f8", [0])):
                forge({"value": {"array": "", "dtype": dtype, "shape": shape}})
            return c[0] * 0""")),
    Attack("half of a surrogate pair", "text that no file can hold, in every place", """
        class Odd(Exception): pass
        Odd.__name__ = "Odd\\ud800"
        print("\\ud800 on stdout")
        display({"text/plain": "\\udfff", "\\ud800": "x"}, raw=True)
        def add_contributions(c):
            print("\\ud83d"); raise Odd("\\udc00")""", keeps=ELSEWHERE),
]


def damaged_outputs() -> list[Attack]:
    """Outputs of a cell that no notebook may hold, sent in place of the real ones."""
    outputs = {
        "without fields": '{"output_type": "stream"}',
        "of wrong types": '{"output_type": "stream", "name": 1, "text": {"a": [1]}}',
        "with foreign fields": '{"output_type": "error", "ename": [], "evalue": {}, '
                               '"traceback": [1, None], "metadata": 3}',
        "with odd data": '{"output_type": "display_data", "data": [1], "metadata": "x"}',
        "with odd pictures": '{"output_type": "display_data", "metadata": {}, "data": '
                             '{"image/png": {"a": 1}, "text/plain": [["x"]], "text/html": 5}}',
        "with an odd count": '{"output_type": "execute_result", "data": {}, "metadata": {}, '
                             '"execution_count": "<b>canary</b>"}',
    }
    return [
        Attack(f"a forged output {label}", "the cell's outputs are no notebook's",
               f"{WIRE}\nforge({{'outputs': [{output}] * 3}})" + WRONG)
        for label, output in outputs.items()
    ]


ATTACKS += damaged_outputs()
