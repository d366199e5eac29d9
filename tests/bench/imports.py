"""How long `import autograd_ref` takes beyond `import numpy`: part of `make bench`."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile

ROUNDS, BAR = 11, 20
PROGRAM = """
import time
import numpy
started = time.perf_counter()
import autograd_ref
print((time.perf_counter() - started) * 1000)
"""


def main() -> None:
    """Print the median of fresh interpreters that keep compiled modules."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as cache:
        command = [sys.executable, "-X", f"pycache_prefix={cache}", "-c", PROGRAM]
        times = [float(subprocess.run(command, capture_output=True, text=True, check=True,
                                      env=environment).stdout) for _ in range(ROUNDS)][1:]
    print(f"import autograd_ref after numpy: {statistics.median(times):.1f} ms, bar {BAR}")


if __name__ == "__main__":
    main()
