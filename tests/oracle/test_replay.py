"""Every cell of the oracle's programs prints under the engine what it printed under torch."""

from __future__ import annotations

from functools import cache

import pytest

from .replay import (
    Cell,
    cell_id,
    load_recording,
    program_names,
    read_cells,
    recordings,
    run_program,
)

CELLS = [(name, index) for name in program_names() for index in range(len(read_cells(name)))]


@cache
def replayed(program: str) -> list[Cell]:
    """A program's cells as the engine shows them; run once, then shared by its tests."""
    return run_program(program)


@cache
def recorded(program: str) -> list[Cell]:
    """A program's cells as torch showed them."""
    return load_recording(program)


@pytest.mark.parametrize("program", program_names())
def test_recording_is_of_the_program_as_it_stands(program: str) -> None:
    """A changed program must be recorded anew (`make oracle`)."""
    assert [cell.source for cell in recorded(program)] == read_cells(program)


def test_no_recording_without_its_program() -> None:
    """A removed or renamed program leaves no recording behind."""
    assert sorted(path.stem for path in recordings()) == program_names()


def test_there_are_enough_cells() -> None:
    """docs/engine.md promises so many."""
    assert len(CELLS) > 3_500


@pytest.mark.parametrize(
    ("program", "index"), [pytest.param(*cell, id=cell_id(*cell)) for cell in CELLS]
)
def test_engine_shows_what_torch_showed(program: str, index: int) -> None:
    """Characters are compared, not numbers: there is no tolerance."""
    want, got = recorded(program)[index], replayed(program)[index]
    assert got.seen() == want.seen(), (
        f"\n--- {cell_id(program, index)}\n{want.source}"
        f"\n--- torch showed\n{want.seen()}\n--- the engine shows\n{got.seen()}"
    )
