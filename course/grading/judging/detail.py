"""The sentences about a run: what went wrong, what did nothing, how far to trust the grade."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from course.grading.intake.cell_kinds import is_locked
from course.grading.intake.naming import printable
from course.grading.judging.budget import Budget
from course.grading.judging.job import Job
from course.grading.judging.troubles import Troubles
from course.grading.sandbox.absent import CHECKS, absent_modules, installs
from course.grading.sandbox.client import missing_layers
from course.grading.sandbox.protection import held_layers, unsandboxed
from course.words import first_few, listed

MAX_NAME = 40  # characters of a name that a student chose
MAX_CELLS_TOLD = 100
WRITTEN_MODULE = re.compile(r"^%%(?:write)?file\s+(?:-a\s+)?(\w+)\.py\s*$", re.MULTILINE)


def detail(job: Job, troubles: Troubles, budget: Budget) -> str:
    """What happened, for the student and the instructor."""
    return " ".join([*_failures(troubles, budget), *_did_nothing(job), *_dropped(troubles)])


def _failures(troubles: Troubles, budget: Budget) -> Iterator[str]:
    if troubles.timed_out:
        yield f"{_listed(troubles.timed_out)} did not end in time."
    if budget.starved:
        yield (f"The machine was busy: before a timeout, {budget.waited:.1f} s went by without a "
               "free processor.")
    if troubles.out_of_cpu:
        yield (f"The processes of {_listed(troubles.out_of_cpu)} used too much processor time "
               "together.")
    if troubles.died:
        yield f"{_listed(troubles.died)} ended the process."
    if troubles.out_of_memory:
        yield f"{_listed(troubles.out_of_memory)} used too much memory."
    if troubles.out_of_disk:
        yield f"{_listed(troubles.out_of_disk)} wrote too many or too large files."


def _did_nothing(job: Job) -> Iterator[str]:
    """Sentences about what the student's cells asked for and did not get."""
    own = [cell.source for cell in job.code_cells if not is_locked(cell)][:MAX_CELLS_TOLD]
    written = {name for source in own for name in WRITTEN_MODULE.findall(source)}
    modules = dict.fromkeys(name[:MAX_NAME] for source in own for name in absent_modules(source)
                            if name not in (CHECKS, *written)
                            and f"{name}.py" not in job.supplies.own)
    if modules:
        yield (f"{listed(list(modules))} {'are' if len(modules) > 1 else 'is'} not installed "
               "where grades are made; importing did nothing.")
    if commands := dict.fromkeys(printable(line) for source in own for line in installs(source)):
        yield f"Nothing was installed: {listed(list(commands))} did nothing."


def _dropped(troubles: Troubles) -> Iterator[str]:
    if troubles.dropped:
        yield (f"After a restart, {_listed(troubles.dropped)} failed when run again; later cells "
               "ran without it.")


def caveats(unjudged: Sequence[str], readable_hidden_tests: Sequence[str]) -> Iterator[str]:
    """Sentences for the instructor alone: how far to trust the grade.

    The first are the checks that ran beside the student's code, the second those whose hidden tests
    later cells could read.
    """
    if missing := missing_layers():
        yield unsandboxed(missing, held_layers(missing))
    if unjudged:
        yield f"Unjudged: {_listed(unjudged)} ran beside the student's code, which could cheat."
    if readable_hidden_tests:
        yield ("The notebook was too slow to restart, so later cells could read the hidden tests "
               f"of {_listed(readable_hidden_tests)}.")


def _listed(names: Sequence[str]) -> str:
    return first_few(list(dict.fromkeys(names)), most=3)
