"""A small class through a whole term; `make term` is the full size."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading.support.term import ROLES, run


def test_every_number_of_a_term(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, len(ROLES), monkeypatch)
