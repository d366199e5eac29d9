"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.publish.source import ROOT, Assignment, assignment_paths, read_assignment


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def accumulation() -> Assignment:
    """The assignment of unit 05."""
    return next(a for a in map(read_assignment, assignment_paths()) if a.slug == "05-accumulation")
