"""Print how the checks do on readers' answers; `build/answers.md` gets what students are told."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from course.publish.source import ROOT
from tests.answers.judging import Judged, judged_file
from tests.answers.reading import answer_files
from tests.answers.table import told_table

DRAWS = 3
BAR_TOLD = 0.75
HEADS = ("unit", "right", "all points", "wrong", "caught", "told", "named", "advice",
         "condition", "cell", "open")


def main(arguments: Sequence[str] | None = None) -> int:
    """One row a unit, then the sums; 1 if anything is below its bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.answers", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", help="files of answers (default: our own)")
    parser.add_argument("--draws", type=int, default=DRAWS, help="fresh draws (default: 3)")
    parser.add_argument("--table", type=Path, default=ROOT / "build" / "answers.md")
    options = parser.parse_args(arguments)
    found: list[Judged] = []
    print(" ".join(f"{head:>13}" for head in HEADS))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for judged in pool.map(
                partial(judged_file, draws=options.draws), options.files or answer_files()):
            found += judged
            print_row(judged[0].answer.unit, judged)
    print_row("together", found)
    for one in found:
        if not one.as_it_must_be:
            print(f"  {one.answer.unit} {one.answer.exercise}, all points on {one.full} of "
                  f"{one.draws} draws, {one.answer.verdict}: {one.answer.why or one.answer.source}")
    options.table.parent.mkdir(parents=True, exist_ok=True)
    options.table.write_text(told_table(found), encoding="utf-8")
    print(f"What students are told of each wrong answer: {options.table}")
    return int(not all(one.as_it_must_be for one in found) or told_share(found) < BAR_TOLD)


def print_row(label: str, judged: Sequence[Judged]) -> None:
    """A line of the table, in the order of HEADS."""
    right = [one for one in judged if one.answer.verdict == "right"]
    wrong = [one for one in judged if one.answer.verdict == "wrong"]
    kinds = [one.told.kind for one in caught(judged) if one.told]
    row = [label, len(right), sum(one.as_it_must_be for one in right), len(wrong),
           sum(one.as_it_must_be for one in wrong), f"{told_share(judged):.0%}",
           *(kinds.count(kind) for kind in ("named", "advice", "condition", "cell")),
           len(judged) - len(right) - len(wrong)]
    print(" ".join(f"{value:>13}" for value in row), flush=True)


def caught(judged: Sequence[Judged]) -> list[Judged]:
    """The wrong answers that a student sees fail."""
    return [one for one in judged if one.answer.verdict == "wrong" and one.full < one.draws]


def told_share(judged: Sequence[Judged]) -> float:
    """The share of the caught answers of which a student is told a reason."""
    answers = caught(judged)
    return sum(one.told is not None for one in answers) / len(answers) if answers else 1.0


if __name__ == "__main__":
    sys.exit(main())
