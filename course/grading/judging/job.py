"""What the judge is given: one submission, its limits, and the secret that seeds its inputs."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from functools import cached_property

import nbformat

from course.grading.sandbox.isolation.layers import Isolation
from course.grading.sandbox.supplies import NO_SUPPLIES, Supplies
from course.grading.submission import Limits

DEFAULT_LIMITS, FULL_ISOLATION = Limits(), Isolation()
DRAWS = re.compile(r"matplotlib|pylab|pyplot")


@dataclass(frozen=True)
class Job:
    """One submission to run: whose it is, its notebook, and the secret that seeds its inputs.

    `supplies` are the files that the notebook may read. With `ahead`, another job follows: its
    sandbox gets ready meanwhile. All jobs of a `batch` get the same fresh inputs, which one process
    draws and answers once; a job without one gets inputs of its own. `keep_reports` keeps the
    reports on its exercises, which can be large.
    """

    student: str
    assignment: str
    notebook: nbformat.NotebookNode
    secret: bytes
    limits: Limits = DEFAULT_LIMITS
    isolation: Isolation = FULL_ISOLATION
    supplies: Supplies = NO_SUPPLIES
    ahead: bool = False
    batch: str = ""
    keep_reports: bool = False

    @property
    def code_cells(self) -> list[nbformat.NotebookNode]:
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]

    def seed(self, exercise: str) -> int:
        """The seed of the fresh inputs: the same whenever and wherever the job is run."""
        whose = ("", self.batch) if self.batch else (self.student, self.digest)
        message = "\0".join((whose[0], self.assignment, exercise, whose[1])).encode()
        return int.from_bytes(hmac.digest(self.secret, message, hashlib.sha256)[:8])

    @cached_property
    def draws(self) -> bool:
        """Whether its code may draw pictures, as far as it names what it takes."""
        texts = [cell.source for cell in self.code_cells]
        texts += [content.decode(errors="replace") for content in self.supplies.own.values()]
        return any(DRAWS.search(text) for text in texts)

    @cached_property
    def digest(self) -> str:
        """A digest of all of the submission that its code can read: its cells and its files.

        Who knows the inputs of an earlier run, and hands in a table of answers, gets other inputs.
        """
        sources = [cell.source for cell in self.code_cells]
        files = [(name, hashlib.sha256(content).hexdigest())
                 for name, content in sorted(self.supplies.own.items())]
        return hashlib.sha256(json.dumps([sources, files]).encode()).hexdigest()
