"""Run the oracle's programs cell by cell, under torch or under the engine.

A program is a file of `programs/`, here or in `tests/programs/`. Its cells are parted by lines that
start with `# %%`.
The cells of one program share a namespace, as in a notebook. Of each cell the runner keeps
what a reader would see: printed lines, the repr of a last expression, an exception (type and
first line) and warnings (category and first line). A cell that fails does not stop the next.

`python -m tests.oracle.replay [PROGRAM ...]` replays on `autograd_ref` and lists the cells
that differ from the recording; with `--sources` it shows each such cell's source as well.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import io
import json
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
# Folders of programs, and the folders of their recordings: what each operation does, and whole
# programs as learners write them.
FOLDERS = {
    HERE / "programs": HERE / "recorded",
    HERE.parent / "programs": HERE.parent / "programs" / "recorded",
}

# Every word of torch's that no engine can sensibly share, and what stands in its place.
NORMALISED = [
    (re.compile(r"\b0x[0-9a-fA-F]{4,}\b"), "0x…"),  # an object's address
    (re.compile(r" *\(Triggered internally at .*?\)\.?"), ""),  # a C++ file and line
    (re.compile(r"(?<=\. )Exception raised from .*"), ""),  # a C++ stack
]

# NumPy's remarks on how torch implements the array protocol: they come and go with its version. And
# what torch says of its own files when it loads those of forward mode.
LEFT_OUT = re.compile(r"__array__ implementation doesn't accept|__array_wrap__ must accept"
                      r"|`torch.jit.script` is deprecated")


@dataclass
class Cell:
    """What one cell says (`source`) and what a reader saw when it ran."""

    source: str
    stdout: str = ""
    result: str | None = None
    error: str | None = None
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The cell as JSON data: texts as lists of lines, empty parts left out."""
        data = {key: value for key, value in asdict(self).items() if value not in ("", None, [])}
        for key in ("source", "stdout", "result"):
            if key in data:
                data[key] = data[key].split("\n")
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Cell:
        """The inverse of `to_json`."""
        texts = [key for key in ("source", "stdout", "result") if key in data]
        return cls(**(data | {key: "\n".join(data[key]) for key in texts}))

    def seen(self) -> str:
        """Everything but the source, as one text to compare and to show."""
        parts = [f"warning: {line}" for line in self.warnings]
        parts += [self.stdout.removesuffix("\n")] if self.stdout else []
        parts += [f"Out: {self.result}"] if self.result is not None else []
        parts += [f"error: {self.error}"] if self.error is not None else []
        return "\n".join(parts)


def normalise(text: str) -> str:
    """`text` without addresses and C++ places."""
    for pattern, stand_in in NORMALISED:
        text = pattern.sub(stand_in, text)
    return text


def program_names() -> list[str]:
    """The programs there are, in alphabetical order."""
    return sorted(path.stem for folder in FOLDERS for path in folder.glob("[!_]*.py"))


def program_path(program: str) -> Path:
    """The file of a program."""
    return next(path for folder in FOLDERS if (path := folder / f"{program}.py").exists())


def recording_path(program: str) -> Path:
    """The file of its recording."""
    return FOLDERS[program_path(program).parent] / f"{program}.json"


def recordings() -> list[Path]:
    """The files of all recordings."""
    return sorted(path for folder in FOLDERS.values() for path in folder.glob("*.json"))


def cell_id(program: str, index: int) -> str:
    """The name of a cell in reports, counted from 1: `backward-07`."""
    return f"{program}-{index + 1:02d}"


def read_cells(program: str) -> list[str]:
    """The sources of a program's cells; what stands before the first `# %%` is a remark."""
    text = program_path(program).read_text(encoding="utf-8")
    chunks = re.split(r"(?m)^# %%.*\n?", text)[1:]
    return [chunk.strip("\n") for chunk in chunks if chunk.strip()]


def load_recording(program: str) -> list[Cell]:
    """The recorded cells of a program; an empty list where nothing is recorded yet."""
    path = recording_path(program)
    if not path.exists():
        return []
    return [Cell.from_json(data) for data in json.loads(path.read_text("utf-8"))["cells"]]


def first_line(kind: type, message: object) -> str:
    """`Type: first line of the message`, normalised."""
    lines = str(message).splitlines()
    return normalise(f"{kind.__name__}: {lines[0] if lines else ''}").rstrip()


def new_namespace(engine: str) -> dict[str, Any]:
    """A namespace in which `import torch` imports the module named `engine`."""

    def import_engine(name: str, *args: Any, **kwargs: Any) -> ModuleType:
        head, dot, rest = name.partition(".")
        return builtins.__import__(
            engine + dot + rest if head == "torch" else name, *args, **kwargs
        )

    names = vars(builtins) | {"__import__": import_engine}
    return {"__name__": "__main__", "__builtins__": names}


def run_cell(source: str, namespace: dict[str, Any], name: str = "cell") -> Cell:
    """Run one cell in `namespace` and return what a reader would see of it."""
    cell = Cell(source)
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            body = ast.parse(source, name).body
            last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), name, "exec"), namespace)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
                cell.result = None if value is None else normalise(repr(value))
        except Exception as error:
            cell.error = first_line(type(error), error)
    cell.stdout = normalise(printed.getvalue())
    warned = [first_line(entry.category, entry.message) for entry in caught]
    cell.warnings = [line for line in warned if not LEFT_OUT.search(line)]
    return cell


def run_program(program: str, engine: str = "autograd_ref") -> list[Cell]:
    """Run all cells of a program under the module named `engine`."""
    torch = importlib.import_module(engine)
    torch.set_warn_always(True)  # else a warning shows in whichever cell comes first
    namespace = new_namespace(engine)
    cells = []
    try:
        for index, source in enumerate(read_cells(program)):
            cells.append(run_cell(source, namespace, cell_id(program, index)))
    finally:
        torch.set_grad_enabled(True)  # a program that broke off leaves nothing to the next
    return cells


def differing(program: str) -> Iterator[tuple[str, Cell, Cell]]:
    """(cell id, recorded cell, replayed cell) wherever the engine shows something else."""
    recorded = load_recording(program)
    if [cell.source for cell in recorded] != read_cells(program):
        raise SystemExit(f"{program} changed since it was recorded: run `make oracle` first")
    for index, (want, got) in enumerate(zip(recorded, run_program(program), strict=True)):
        if want.seen() != got.seen():
            yield cell_id(program, index), want, got


def main(arguments: list[str]) -> int:
    """List the cells in which engine and recording differ; 0 where there is none."""
    with_sources = "--sources" in arguments
    chosen = [name for name in arguments if not name.startswith("-")] or program_names()
    if unknown := [name for name in chosen if name not in program_names()]:
        print(f"no such program: {', '.join(unknown)}; there are {', '.join(program_names())}")
        return 2
    total = bad = 0
    for program in chosen:
        total += len(load_recording(program))
        for name, want, got in differing(program):
            bad += 1
            print(f"--- {name}")
            if with_sources:
                print("    " + want.source.replace("\n", "\n    "))
            for label, cell in (("torch ", want), ("engine", got)):
                print(f"  {label} | " + cell.seen().replace("\n", "\n         | "))
    print(f"{total - bad} of {total} cells agree")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
