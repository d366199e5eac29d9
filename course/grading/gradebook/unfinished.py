"""The mark of runs that wrote grades and have not published them: nothing is exported meanwhile.

`.unfinished` has, by assignment, the folders of submissions that such runs grade. Only a run over
the same folder takes the mark away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from course.grading.submission import GradingError
from course.grading.whole_file import write_whole

FILE = ".unfinished"


def begin(out: Path, submitted: Path, slugs: Iterable[str]) -> None:
    """Mark that a run writes grades of these assignments, until `end`."""
    before = _read(out)
    now = {**before, **{slug: sorted({*before.get(slug, ()), _name(submitted)}) for slug in slugs}}
    if now != before:
        write_whole(out / FILE, json.dumps(now))


def end(out: Path, submitted: Path, slugs: Iterable[str]) -> None:
    """Mark that all that the run graded is published.

    A folder that is gone cannot be graded again, so its mark goes as well.
    """
    marked = _read(out)
    for slug in slugs:
        marked[slug] = [folder for folder in marked.get(slug, ())
                        if folder != _name(submitted) and Path(folder).is_dir()]
    if left := {slug: folders for slug, folders in marked.items() if folders}:
        write_whole(out / FILE, json.dumps(left))
    else:
        (out / FILE).unlink(missing_ok=True)


def need_finished(out: Path, slugs: Iterable[str]) -> None:
    """Raise GradingError if a run has written grades of these that it has not published."""
    marked = _read(out)
    for slug in slugs:
        for folder in marked.get(slug, ()):
            raise GradingError(f"a run of course grade over {folder} into {out} has not ended, so "
                               f"{slug} cannot be exported: it goes on, or was stopped. Wait for "
                               "it, or give the command again")


def _read(out: Path) -> dict[str, list[str]]:
    try:
        return {str(slug): list(folders)
                for slug, folders in json.loads((out / FILE).read_bytes()).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _name(submitted: Path) -> str:
    return str(submitted.resolve())
