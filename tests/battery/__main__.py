"""Run every attack and fault and print what came of it: `python -m tests.battery [WORD ...]`.

With words, only the attacks whose names hold one of them, or `interruption`. `--without-namespaces`
grades as on a host that builds none. `--dask` grades on two workers of a Dask cluster, and
interrupts no runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from course.grading.sandbox.isolation import seccomp
from tests.battery.attack import Attack
from tests.battery.bank import FAMILIES
from tests.battery.damaged import many_damaged
from tests.battery.interruption import (
    KILLS,
    OTHERS,
    SLOW,
    Class,
    Trouble,
    full_disk,
    killed,
)
from tests.battery.runner import Row, rows
from tests.grading.test_cluster import Cluster

HEAD = ("attack or fault", "state", "points", "read", "touched", "left", "held", "reason")
WIDTHS = (38, 13, 6, 4, 7, 4, 4, 70)


def main(arguments: Sequence[str]) -> int:
    """Print the table; returns 1 if anything did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.battery")
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--without-namespaces", action="store_true")
    parser.add_argument("--dask", action="store_true")
    options = parser.parse_args(arguments)
    if options.without_namespaces:
        refuse_namespaces()
    if not options.dask:
        return battery(options.words, None, options.without_namespaces)
    with tempfile.TemporaryDirectory() as place, Cluster(Path(place)) as cluster:
        cluster.add_workers(1, 1)
        return battery(options.words, cluster.address)


def refuse_namespaces() -> None:
    """Let this process and those that it starts build no namespaces, and do all else."""
    others = seccomp.REFUSED
    seccomp.REFUSED = {name: others[name] for name in ("unshare", "setns")}
    try:
        seccomp.refuse_calls(seccomp.NAMESPACED_FAMILIES)
    finally:
        seccomp.REFUSED = others


def battery(words: Sequence[str], scheduler: str | None, without_namespaces: bool = False) -> int:
    """Print the table; returns 1 if anything did not hold."""
    started = time.monotonic()
    held = total = 0
    families = {name: chosen(attacks, words) for name, attacks in
                (FAMILIES | {"a thousand damaged notebooks": many_damaged(1000)}).items()}
    for name, attacks in families.items():
        if not attacks:
            continue
        print(f"\n{name}\n{line(HEAD)}")
        with tempfile.TemporaryDirectory() as place:
            found = rows(attacks, Path(place), scheduler=scheduler)
        for row in found if len(found) < 500 else summed_up(found):
            print(line(cells(row)))
            for fault in row.faults:
                print(f"    NOT HELD: {fault}")
        held += sum(not row.faults for row in found)
        total += len(found)
    if scheduler is None and (not words or "interruption" in words):
        troubles = list(all_troubles(without_namespaces))
        held += sum(not trouble.faults for trouble in troubles)
        total += len(troubles)
    print(f"\n{held} of {total} held, {100 * held / max(total, 1):.1f} %, "
          f"in {time.monotonic() - started:.0f} s")
    return 0 if held == total else 1


def all_troubles(without_namespaces: bool) -> Iterator[Trouble]:
    """Disturb runs in every way, and print what became of them.

    A small disk is a mount, for which it takes a namespace.
    """
    widths = (38, 5, 100)
    print("\ninterruption: then started again, everything as in an undisturbed run\n",
          line(("trouble", "held", "message"), widths), sep="")
    with tempfile.TemporaryDirectory() as place:
        group = Class(Path(place))
        kills = (partial(killed, number=number) for number in range(KILLS))
        for disturb in (*OTHERS, *SLOW, *kills):
            if without_namespaces and disturb is full_disk:
                continue
            trouble = disturb(group)
            print(line((trouble.name, "NO" if trouble.faults else "yes", trouble.message), widths))
            for fault in trouble.faults:
                print(f"    NOT HELD: {fault}")
            yield trouble


def chosen(attacks: Sequence[Attack], words: Sequence[str]) -> list[Attack]:
    return [a for a in attacks if not words or any(word in a.name for word in words)]


def summed_up(found: Sequence[Row]) -> list[Row]:
    """One row for each state of a crowd, and those that did not hold."""
    first = {row.state: row for row in found if not row.faults}
    counts = {state: sum(row.state == state for row in found) for state in first}
    return [row for row in found if row.faults] + [
        Row(Attack(f"{counts[state]} notebooks", ""), state,
            max(r.points for r in found if r.state == state), reason=f"such as: {row.reason}")
        for state, row in first.items()]


def cells(row: Row) -> tuple[str, ...]:
    return (row.attack.name, row.state, f"{row.points:g}", *("no" if not found else "YES" for found
            in (row.read, row.touched, row.left)), "NO" if row.faults else "yes",
            " ".join(row.reason.split()))


def line(texts: Sequence[str], widths: Sequence[int] = WIDTHS) -> str:
    return "  ".join(text[:width].ljust(width) for text, width in zip(texts, widths, strict=True))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
