"""Record what torch prints for every program: `python -m tests.oracle.record [--check]`.

Writes `recorded/<program>.json` and prints what changed against the earlier recording.
With `--check` nothing is written, and the exit code is 1 if anything changed.
"""

from __future__ import annotations

import difflib
import json
import sys

from .replay import (
    FOLDERS,
    Cell,
    load_recording,
    program_names,
    recording_path,
    recordings,
    run_program,
)

WANTED = "2.13."


def torch_version() -> str | None:
    """The installed torch's version without its build tag, or None without torch."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    return str(torch.__version__).partition("+")[0]


def as_text(program: str, version: str, cells: list[Cell]) -> str:
    """The recording of one program as the text of its file."""
    data = {"program": program, "torch": version, "cells": [cell.to_json() for cell in cells]}
    return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def changes(program: str, before: list[Cell], after: list[Cell]) -> list[str]:
    """A readable account, as lines, of what differs between two recordings of a program."""

    def lines(cells: list[Cell]) -> list[str]:
        text = []
        for cell in cells:
            text += [f"> {line}" for line in cell.source.split("\n")]
            text += [*cell.seen().split("\n"), ""]
        return text

    return list(
        difflib.unified_diff(
            lines(before), lines(after), f"{program} (earlier)", f"{program} (now)", lineterm=""
        )
    )


def main(arguments: list[str]) -> int:
    """Record (or, with `--check`, only compare); the exit code."""
    version = torch_version()
    if version is None or not version.startswith(WANTED):
        found = "torch is not installed" if version is None else f"torch {version} is installed"
        print(
            f"recording needs torch {WANTED}x, and {found} here: pip install torch==2.13.0",
            file=sys.stderr,
        )
        return 2
    if unknown := set(arguments) - {"--check"}:
        print(f"the only option is --check, not {' '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    check = "--check" in arguments
    for folder in FOLDERS.values():
        folder.mkdir(exist_ok=True)
    names = program_names()
    cells = changed = 0
    for program in names:
        now = run_program(program, "torch")
        cells += len(now)
        path = recording_path(program)
        text = as_text(program, version, now)
        if path.exists() and path.read_text("utf-8") == text:
            continue
        changed += 1
        diff = changes(program, load_recording(program), now)
        print("\n".join(diff or [f"{program}: only the record of torch's version changes"]))
        if not check:
            path.write_text(text, "utf-8")
    for path in recordings():
        if path.stem not in names:
            changed += 1
            print(f"{path.stem}: the program is gone, and so is its recording")
            if not check:
                path.unlink()
    print(f"{len(names)} programs, {cells} cells, {changed} recordings changed")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
