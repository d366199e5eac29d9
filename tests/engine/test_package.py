"""The package: what it imports, how fast, and that its version of a user's program is torch's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

IMPORTS = """
import sys, time
import numpy
before = set(sys.modules)
started = time.process_time()
import autograd_ref
spent = time.process_time() - started
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(spent)
print(*sorted(new - set(sys.stdlib_module_names)))
print("numpy.random" in sys.modules and "numpy.random" not in before)
"""


def fresh(program: str, cache: Path) -> list[str]:
    """What a program prints in an interpreter of its own that keeps compiled modules."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-X", f"pycache_prefix={cache}", "-c", program],
        capture_output=True, text=True, check=True, env=environment,
    )
    return done.stdout.splitlines()


def test_it_needs_numpy_alone_and_little_time(tmp_path: Path) -> None:
    runs = [fresh(IMPORTS, tmp_path) for _ in range(5)]
    assert {run[1] for run in runs} == {"autograd_ref"}
    assert min(float(run[0]) for run in runs) < 0.04  # the bar is 20 ms on a quiet machine
    assert {run[2] for run in runs} == {"False"}
