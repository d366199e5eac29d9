"""Run PyTorch's own tests of autograd under torch and under the engine.

`python -m tests.oracle.pytorchs_tests SOURCES` takes a checkout of PyTorch's sources and tells how
many of the tests that pass under torch pass under the engine too, and which do not, of those in
scope. Each test runs in a process of its own. `--all` runs and lists the tests out of scope too,
with the reason of each; `--only TEXT` runs the tests with that text in their name, and prints the
tracebacks of those that fail.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import inspect
import os
import re
import signal
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .record import torch_version
from .replay import new_namespace
from .standins import Absent, Standins

FILES = "test_autograd.py", "autograd/test_functional.py"
CLASSES = ("TestAutograd", "TestAutogradDeviceType", "TestAutogradInferenceMode",
           "TestAutogradFunctional")
SECONDS = 60  # for one test
ON_CPU = {"device": "cpu", "devices": ["cpu"]}  # what tests for devices take

# A test is out of scope if its name or its text mentions one of these.
LEFT_OUT = {
    "sparse tensors": r"sparse|mkldnn",
    "complex numbers": r"complex|cfloat|cdouble|\dj\b",
    "forward mode": r"fwAD|forward_ad|forward-mode|def jvp",
    "checkpoints": r"checkpoint",
    "hooks of saved tensors": r"saved_tensors_hooks|save_on_cpu|register_hooks|_raw_saved"
                              r"|allow_mutation_on_saved",
    "several threads": r"threading|Thread\(",
    "C++ extensions": r"load_inline",
    "the profiler": r"profile|emit_|record_function|EventList",
    "PyTorch's internals": r"torch\._C|torch\.ops|Library\(|__torch_|DispatchMode|logging_tensor",
    "the compiler": r"torch\.compile|_dynamo|torch\.jit",
    "other processes": r"subprocess|multiprocessing",
}


class OneTest:
    """One test with its arguments, under one engine."""

    def __init__(self, case: type, method: str, label: str, arguments: dict[str, Any]) -> None:
        self.case, self.method, self.arguments = case, method, arguments
        self.name = f"{case.__name__}.{method}" + (f"[{label}]" if label else "")

    def left_out(self) -> str | None:
        """Why the test is out of scope; None if it is in scope."""
        body = inspect.getsource(getattr(self.case, self.method)).partition("def ")[2]
        text = self.name + body
        return next((why for why, words in LEFT_OUT.items() if re.search(words, text)), None)

    def run(self) -> str:
        """The word "passed", or the traceback."""
        test = self.case(self.method)
        method = getattr(test, self.method)
        named = {word: ON_CPU[word] for word in inspect.signature(method).parameters
                 if word in ON_CPU}
        warnings.simplefilter("default")  # as unittest does
        try:
            test.setUp()
            method(**named, **self.arguments)
            test.tearDown()
        except BaseException:
            return traceback.format_exc()
        return "passed"


def collect(sources: Path, engine: str) -> dict[str, OneTest]:
    """The tests of all files, by name."""
    tests = []
    standins = Standins(importlib.import_module(engine))
    for file in FILES:
        names = load(sources / "test" / file, engine, standins)
        for case in (names[name] for name in CLASSES if isinstance(names.get(name), type)):
            for method in (word for word in vars(case) if word.startswith("test")):
                cases = getattr(getattr(case, method), "cases", {"": {}})
                tests += [OneTest(case, method, *one) for one in cases.items()]
    return {test.name: test for test in tests}


def load(path: Path, engine: str, standins: Standins) -> dict[str, Any]:
    """The names of a file of tests, in which `import torch` imports `engine`."""
    namespace = new_namespace(engine) | {"__name__": path.stem}
    for statement in ast.parse(path.read_text("utf-8")).body:
        if isinstance(statement, ast.ImportFrom):
            for name in (alias.name for alias in statement.names):
                namespace[name] = imported(str(statement.module), name, engine, standins)
        elif not isinstance(statement, (ast.Expr, ast.If)):
            without_absent_decorators(statement, namespace)
            with contextlib.suppress(ImportError):
                exec(compile(ast.Module([statement], []), str(path), "exec"), namespace)
    return namespace


def imported(module: str, name: str, engine: str, standins: Standins) -> Any:
    """What `from module import name` gives, or a class that stands for it."""
    if "._internal." in module:
        return getattr(standins, name)
    try:
        return getattr(importlib.import_module(re.sub(r"^torch\b", engine, module)), name)
    except (ImportError, AttributeError):
        return Absent


def without_absent_decorators(statement: ast.stmt, namespace: dict[str, Any]) -> None:
    """Take the decorators that name what the engine lacks off the methods of a class."""
    for method in getattr(statement, "body", []):
        try:
            for expression in getattr(method, "decorator_list", []):
                eval(compile(ast.Expression(expression), "decorator", "eval"), namespace)
        except AttributeError:
            method.decorator_list = []


def in_a_process(function: Callable[[], str]) -> str:
    """What `function` returns in a process of its own, or how that ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.write(writing, function().encode()[-60_000:])
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8", errors="replace") as pipe:
        text = pipe.read()
    status = os.waitpid(child, 0)[1]
    return text or f"ended by {signal.Signals(status & 127).name}"


def result_of(theirs: OneTest, ours: OneTest | None) -> tuple[str, str]:
    """What a test does under torch and then under the engine: in two words, and its traceback."""
    found = in_a_process(theirs.run)
    if found != "passed":
        return "fail under torch", found
    found = in_a_process(ours.run) if ours else "Error: the engine lacks its parameters"
    return "pass" if found == "passed" else "fail", found


def error_line(text: str) -> str:
    """The line of a traceback that names the error; of another text its first line."""
    lines = text.rpartition("Traceback (most recent call last):\n")[2].splitlines()
    return next(line for line in lines if not line.startswith(" "))[:160]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Run PyTorch's own tests of autograd.")
    parser.add_argument("sources", type=Path, help="a checkout of PyTorch's sources")
    parser.add_argument("--all", action="store_true", help="run and list those out of scope too")
    parser.add_argument("--only", default="", help="a part of the names of the tests to run")
    options = parser.parse_args(arguments)
    if torch_version() is None:
        print("this needs torch 2.13: pip install torch==2.13.0", file=sys.stderr)
        return 2
    theirs, ours = (collect(options.sources, engine) for engine in ("torch", "autograd_ref"))
    counts = Counter[str]()
    for name, test in theirs.items():
        why = test.left_out()
        if options.only not in name or (why and not options.all):
            counts["not run"] += 1
            continue
        word, found = result_of(test, ours.get(name))
        kind = f"{word}, out of scope: {why}" if why else word
        counts[kind] += 1
        if options.all or word == "fail":
            print(f"{name}, {kind}: {found if options.only else error_line(found)}", flush=True)
    for kind, number in sorted(counts.items()):
        print(f"{number:5} {kind}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
