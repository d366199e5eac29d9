"""A sandbox beside the kernel that students practise in: what code can see, and how cells run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import nbformat
import pytest
from nbclient import NotebookClient

from course.grading.sandbox.client import Sandbox, has_namespaces, start_sandbox
from course.grading.sandbox.isolation.layers import Isolation

# What code may look at to find out where it runs, each an expression that gives text.
SEEN = {
    "arguments": "[os.path.basename(a).split('-')[0] for a in sys.argv[:2]]",
    "the program": "os.path.basename(sys.orig_argv[0])[:6], sys.orig_argv[1:4]",
    "the module": "__name__, '__file__' in globals(), sys.modules['__main__'].__name__",
    "names at hand": "sorted(n for n in globals() if not n.startswith('_'))",
    "the shell": "type(shell).__module__, type(shell).__name__, shell.execution_count, len(In)",
    "displays": "type(shell.display_pub).__name__, type(shell.displayhook).__name__",
    "streams": "type(sys.stdout).__name__, sys.stdout.encoding, sys.stdout.isatty()",
    "ipykernel": "'ipykernel' in sys.modules",
    "the course": "[m for m in sys.modules if m.split('.')[0] in ('course', 'autograd_ref')]",
    "a cell's file": "look.__code__.co_filename.split('/')[1:2], 'ipykernel_' in "
                     "look.__code__.co_filename, look.__code__.co_filename[-3:]",
    "prompts": "hasattr(sys, 'ps1'), sys.flags.interactive",
    "kernel variables": "sorted((k, v) for k, v in os.environ.items() if k.startswith(('CLI', "
                        "'FORCE', 'TERM', 'PAGER', 'GIT_PAGER', 'PYDEVD', 'MPLBACKEND')))",
    "a parent": "'JPY_PARENT_PID' in os.environ",
    "its command line": "[os.path.basename(a)[:7] for a in "
                        "open('/proc/self/cmdline').read().split('\\0')][1:4]",
}
LOOK = "import os, sys, json\nshell = get_ipython()\ndef look(): pass\nprint(json.dumps([{}]))"


@pytest.fixture(scope="module")
def kernel_saw() -> list[str]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(looking())])
    # `make test` chooses a backend for itself; students' kernels choose their own.
    theirs = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    NotebookClient(notebook, kernel_name="python3").execute(env=theirs)
    seen: list[str] = json.loads(notebook.cells[0].outputs[0].text)
    return seen


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    if not has_namespaces():
        pytest.skip("this host builds no namespaces: the likeness was NOT looked at")
    sandbox = start_sandbox(Isolation())
    yield sandbox
    sandbox.kill()


def looking() -> str:
    return LOOK.format(", ".join(f"repr(({expression}))" for expression in SEEN.values()))


@pytest.mark.filterwarnings("ignore")
def test_code_sees_what_it_sees_in_a_kernel(kernel_saw: list[str], sandbox: Sandbox) -> None:
    outputs = sandbox.run(looking(), 20)
    assert outputs[0]["output_type"] == "stream", outputs
    seen = json.loads(outputs[0]["text"])
    assert dict(zip(SEEN, seen, strict=True)) == dict(zip(SEEN, kernel_saw, strict=True))


CELLS = {
    "a magic": ("%timeit -n1 -r1 pass", "loop"),
    "a cell magic": ("%%capture kept\nprint('hidden')", ""),
    "a shell command": ("!echo from the shell", "from the shell"),
    "a shell command's output": ("lines = !echo one; echo two\nprint(lines)", "['one', 'two']"),
    "a magic with a name": ("x = 3\n%who_ls int", "['x']"),
    "await": ("import asyncio\nprint(await asyncio.sleep(0, 'awaited'))", "awaited"),
    "the last expression": ("1 + 1", "2"),
    "a semicolon": ("1 + 1;", ""),
    "help": ("len?", ""),
    "an error": ("1 / 0", "ZeroDivisionError"),
    "display": ("from IPython.display import Markdown\ndisplay(Markdown('# x'))", "Markdown"),
    "the value before": ("6 * 7\n", "42"),
}


@pytest.mark.parametrize("kind", CELLS)
def test_cells_run_as_in_jupyter(sandbox: Sandbox, kind: str) -> None:
    source, words = CELLS[kind]
    outputs = sandbox.run(source, 20)
    shown = "".join(o.get("text") or o.get("ename") or o["data"].get("text/plain", "")
                    for o in outputs)
    assert words in shown
    if words:
        assert outputs
    assert "_" in source or sandbox.run("In[1]", 20)[0]["data"]["text/plain"]


@pytest.mark.parametrize("pictures", [True, False])
@pytest.mark.parametrize("magic", ["%matplotlib inline\n", ""])
def test_pictures_are_shown_inline(pictures: bool, magic: str) -> None:
    sandbox = start_sandbox(Isolation(pictures=pictures))
    try:
        sandbox.run(f"import sys\nbefore = 'matplotlib' in sys.modules\n{magic}"
                    "import matplotlib.pyplot as plt", 20)
        outputs = sandbox.run("plt.plot([1, 2]);", 20)
        assert [sorted(o["data"]) for o in outputs] == [["image/png", "text/plain"]]
        assert not pictures or sandbox.run("before", 20)[0]["data"]["text/plain"] == "True"
    finally:
        sandbox.kill()


def test_values_are_kept_in_out(sandbox: Sandbox) -> None:
    sandbox.run("40 + 2", 20)
    assert sandbox.run("print(_, Out)", 20)[0]["text"].strip() == "42 {1: 42}"
