"""The versions that are promised are those that can be tried."""

from __future__ import annotations

import itertools
import re
import tomllib

from course.publish.source import ROOT


def test_the_lower_bounds_are_those_of_the_oldest_versions_tried() -> None:
    """`make quick CONSTRAINTS=oldest.txt VENV=.venv-oldest` runs with exactly these."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *itertools.chain(*extras)]
    bounds = {line.partition(";")[0] for line in wanted
              if not line.startswith(f"{project['name']}[")}
    oldest = re.findall(r"^(\S+)==(\S+)$", (ROOT / "oldest.txt").read_text(), re.MULTILINE)
    assert bounds == {f"{name}>={version}" for name, version in oldest}
