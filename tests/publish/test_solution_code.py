"""An answer that names only the methods which differ becomes a whole class."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.publish.solution_code import with_methods
from course.publish.source import ASSIGNMENTS, SourceError, read_assignment

COUNTER = '''class Counter:
    """Counts."""

    def __init__(self):
        self.count = 0

    @property
    def twice(self):
        """Twice the count."""
        return 2 * self.count

    def up(self):
        self.count += 1


LAST = Counter()'''


def test_a_method_takes_the_place_of_its_namesake() -> None:
    assert with_methods(COUNTER, "Counter", "def up(self):\n    self.count += 2") == \
        COUNTER.replace("self.count += 1", "self.count += 2")


def test_decorators_belong_to_the_method() -> None:
    changed = with_methods(COUNTER, "Counter", "@property\ndef twice(self):\n    return 0")
    assert changed == COUNTER.replace(
        '        """Twice the count."""\n        return 2 * self.count', "        return 0")


def test_several_methods_and_a_new_one() -> None:
    changed = with_methods(COUNTER, "Counter", "def up(self):\n    self.add(1)\n\n\n"
                           "def add(self, number):\n\n    self.count += number")
    names: dict[str, object] = {}
    exec(changed + "\nLAST.up()\nfound = LAST.twice", names)
    assert names["found"] == 2


@pytest.mark.parametrize(("methods", "words"), [
    ("x = 1", "write functions alone"),
    ("", "write functions alone"),
    ("def up(self):\n    pass", "the solution has no class Other"),
])
def test_what_cannot_be_joined_is_refused(methods: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        with_methods(COUNTER, "Other", methods)


def test_the_message_names_file_and_cell(tmp_path: Path) -> None:
    text = (ASSIGNMENTS / "05_accumulation.py").read_text()
    broken = tmp_path / "05_accumulation.py"
    broken.write_text(text.replace('by="clearing first, to None"',
                                   'by="clearing first, to None" methods=true'))
    with pytest.raises(SourceError, match=r"05_accumulation.py, cell \d+ \(right train\): "
                                          "methods=true, but the solution has no class train"):
        read_assignment(broken)
