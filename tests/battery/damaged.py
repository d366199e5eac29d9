"""Damaged input: cut off, edited by hand, half converted, marked in ways that pay."""

from __future__ import annotations

import copy
import io
import json
import random
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from course.grading.submission import State
from tests.battery.attack import SLUG, STATES, Attack
from tests.grading.lms.downloads import zipped

Edit = Callable[[dict[str, Any]], None]
Damage = Callable[[bytes], bytes]
MALFORMED, GRADED = (State.MALFORMED,), (State.GRADED,)
JUNK: list[Any] = [
    None, True, -1, 10**400, 1.5, "", "\x00\ud800", [], {}, [[]], {"a": {}}, "x" * 9999,
]


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every place in a piece of JSON, as the container and the key."""
    found: list[tuple[Any, Any]] = []
    _add_places(node, found)
    return found


def _add_places(node: Any, found: list[tuple[Any, Any]]) -> None:
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        found.append((node, key))
        if isinstance(value, dict | list):
            _add_places(value, found)


def damage_bytes(content: bytes, dice: random.Random) -> bytes:
    """A few bytes changed, cut out, doubled or put in."""
    damaged = bytearray(content)
    for _ in range(dice.randint(1, 20)):
        place = dice.randrange(len(damaged))
        match dice.randrange(4):
            case 0:
                damaged[place] = dice.randrange(256)
            case 1:
                del damaged[place : place + dice.randint(1, 500)]
            case 2:
                damaged[place:place] = damaged[: dice.randint(1, 500)]
            case 3:
                damaged[place:place] = bytes(dice.randrange(256) for _ in range(5))
    return bytes(damaged)


def damage_structure(content: bytes, dice: random.Random) -> bytes:
    """A few pieces of the JSON replaced by junk, deleted, or put in another's place."""
    notebook = json.loads(content)
    for _ in range(dice.randint(1, 8)):
        container, key = dice.choice(places(notebook))
        match dice.randrange(3):
            case 0:
                container[key] = copy.deepcopy(dice.choice(JUNK))
            case 1:
                del container[key]
            case 2:
                container[key] = copy.deepcopy(dice.choice(places(notebook))[0])
    return json.dumps(notebook).encode("utf-8", "surrogatepass")


def damaged_at_random(content: bytes, number: int) -> bytes:
    """The notebook damaged in the way that a number stands for."""
    damage = damage_bytes if number % 2 else damage_structure
    return damage(content, random.Random(number))


def edited(edit: Edit) -> Damage:
    """Damage done to the notebook's JSON."""
    def damage(content: bytes) -> bytes:
        notebook = json.loads(content)
        edit(notebook)
        return json.dumps(notebook).encode("utf-8", "surrogatepass")
    return damage


def graded_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]


def each_check(change: Callable[[dict[str, Any]], object]) -> Damage:
    """Damage done to every cell with points."""
    def edit(notebook: dict[str, Any]) -> None:
        for cell in graded_cells(notebook):
            change(cell)
    return edited(edit)


def mark(**marks: Any) -> Callable[[dict[str, Any]], object]:
    return lambda cell: cell["metadata"]["nbgrader"].update(marks)


def without_checks(notebook: dict[str, Any]) -> None:
    checks = graded_cells(notebook)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in checks]


def doubled_checks(notebook: dict[str, Any]) -> None:
    notebook["cells"] += copy.deepcopy(graded_cells(notebook))


def reversed_cells(notebook: dict[str, Any]) -> None:
    notebook["cells"].reverse()


def foreign_marks(notebook: dict[str, Any]) -> None:
    for marks in ({}, 7, {"grade_id": 3}, {"grade_id": "bonus", "grade": True, "points": 99,
                                          "schema_version": 3, "solution": False, "locked": True}):
        notebook["cells"].append({"cell_type": "code", "source": "99.0", "outputs": [],
                                  "metadata": {"nbgrader": marks}, "execution_count": None})


def other_kernel(notebook: dict[str, Any]) -> None:
    notebook["metadata"]["kernelspec"] = {"name": "bash", "display_name": "; touch x"}


def endless_names(notebook: dict[str, Any]) -> None:
    notebook["metadata"]["kernelspec"] = {"name": "k" * 15_000_000}
    for cell in graded_cells(notebook):
        cell["metadata"]["nbgrader"]["schema_version"] = "v" * 100_000


def half_a_pair(notebook: dict[str, Any]) -> None:
    picture = {"image/png": "iVBORw0KGgo="}
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "mine",
                              "attachments": {"half\ud800.png": picture}})


def torn_answer(notebook: dict[str, Any]) -> None:
    [answer] = [cell for cell in notebook["cells"]
                if cell["metadata"].get("nbgrader", {}).get("grade_id") == "accumulate"]
    lines = "".join(answer["source"]).splitlines()
    answer["metadata"]["nbgrader"] = 7
    answer["source"] = "\n".join([*lines[:-1], "    if"])


def stored_outputs(notebook: dict[str, Any]) -> None:
    for cell in graded_cells(notebook):
        cell["outputs"] = [{"output_type": "execute_result", "execution_count": 1, "metadata": {},
                            "data": {"text/plain": "99.0"}}]


def retyped(notebook: dict[str, Any]) -> None:
    for number, cell in enumerate(notebook["cells"]):
        cell["cell_type"] = ("markdown", "raw", "code")[number % 3]


def format_3(notebook: dict[str, Any]) -> None:
    cells = notebook.pop("cells")
    for cell in cells:
        cell["input"] = cell.pop("source")
    notebook |= {"nbformat": 3, "worksheets": [{"cells": cells}]}


def broken(name: str, tries: str, content: bytes, says: str) -> Attack:
    return Attack(name, tries, damage=lambda whole: content, states=MALFORMED, says=says)


def missing(folder: Path, places: Mapping[str, str]) -> None:
    folder.mkdir()


def other_name(folder: Path, places: Mapping[str, str]) -> None:
    folder.mkdir()
    (folder / f"{SLUG} (1).ipynb").write_text("{}")


def unreadable(folder: Path, places: Mapping[str, str]) -> None:
    folder.mkdir()
    (folder / f"{SLUG}.ipynb").write_bytes(b"\x80\x04\x95pickle")


def broken_zip(folder: Path, places: Mapping[str, str]) -> None:
    """A zip file whose compressed data says nothing."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(f"{SLUG}.ipynb", str([*range(1000)]))
        start = archive.infolist()[0].header_offset
    content = bytearray(made.getvalue())
    start += content[start:].index(b".ipynb") + len(".ipynb") + 9  # behind the decoder's properties
    content[start:start + 40] = b"\xff" * 40
    folder.mkdir()
    (folder / "work.zip").write_bytes(content)


def many_digits(folder: Path, places: Mapping[str, str]) -> None:
    """A zip file with a name that no file system has room for."""
    folder.mkdir()
    with zipfile.ZipFile(folder / "work.zip", "w") as archive:
        archive.writestr(f"{SLUG}-{'1' * 5000}.ipynb", "{}")


def made_up_time(folder: Path, places: Mapping[str, str]) -> None:
    folder.mkdir()
    (folder / f"{SLUG}.ipynb").write_text("{}")
    (folder / "timestamp.txt").write_text("m9999999999999999999909999999999999999999924h]")


def many_damaged(count: int) -> list[Attack]:
    """Notebooks damaged by dice. If what is left of an answer cannot run, a person looks at it."""
    return [Attack(f"damaged at random, {number}", "bytes or JSON changed by dice",
                   damage=partial(damaged_at_random, number=number),
                   states=(*STATES, State.NEEDS_REVIEW)) for number in range(count)]


def zipped_again(times: int) -> bytes:
    content = b"{}"
    for _ in range(times):
        content = zipped({"work.zip": content})
    return content


ATTACKS = [
    broken("an empty file", "nothing was saved", b"", "is empty"),
    broken("a file cut off", "the upload broke", b'{"cells": [', "not JSON"),
    broken("a picture", "the wrong file was handed in", b"\x89PNG\r\n\x1a\n" + bytes(999),
           "is a picture"),
    broken("a zip in place of a notebook", "not unpacked", b"PK\x03\x04" + bytes(99), "cut off"),
    broken("zips in zips", "thirty zip files in one another", zipped_again(30), "in 3 zip files"),
    broken("a mail of mails", "mails in one another, in place of the notebook",
           b"From: a\nMIME-Version: 1.0\n" + b"Content-Type: message/rfc822\n\n" * 100_000,
           "the limit is 20"),
    broken("a list", "JSON, but no notebook", b"[1, 2]", "not a notebook"),
    broken("millions of lists", "20 MB that take half a minute to read",
           b'{"cells": [' + b"[]," * 6_900_000 + b"1]}", "the limit is 1,000,000"),
    broken("quotes without end", "nearly JSON, with a text of escapes that nothing closes",
           b'{"nbformat": 4, "cells": [1,], "a": "' + b'\\"' * 10**6, "not JSON"),
    broken("no cells", "a notebook without any", b'{"nbformat": 4, "nbformat_minor": 5, '
           b'"metadata": {}, "cells": []}', "None of its cells"),
    broken("a format to come", "saved by a newer Jupyter", b'{"nbformat": 9, "cells": []}',
           "notebook format 9"),
    Attack("a byte order mark", "saved by an editor", damage=lambda whole: b"\xef\xbb\xbf" + whole),
    Attack("another encoding", "saved as UTF-16",
           damage=lambda whole: whole.decode().encode("utf-16")),
    Attack("format 3", "saved by an old Jupyter", damage=edited(format_3)),
    Attack("checks deleted", "no check, no fault", damage=edited(without_checks), states=GRADED,
           says="the grader put"),
    Attack("checks copied", "every check twice", damage=edited(doubled_checks), states=GRADED,
           says="twice"),
    Attack("checks that are scores", "every check says 99",
           damage=each_check(lambda cell: cell.update(source="99.0")), states=GRADED,
           says="the grader put"),
    Attack("checks worth more", "points raised to 99", damage=each_check(mark(points=99)),
           states=GRADED),
    Attack("checks unlocked", "points to be given for an answer that students write",
           damage=each_check(mark(solution=True, locked=False, grade=True, task=True)),
           states=GRADED),
    Attack("checks not graded", "cells without points cannot fail",
           damage=each_check(mark(grade=False)), states=GRADED),
    Attack("outputs stored", "the file says what the checks gave", damage=edited(stored_outputs),
           states=GRADED),
    Attack("a newer nbgrader", "schema_version 4", damage=each_check(mark(schema_version=4)),
           states=GRADED, says="schema"),
    Attack("foreign marks", "cells of another course, worth 99", damage=edited(foreign_marks),
           states=GRADED, says="ordinary cell"),
    Attack("another kernel", "a kernel that is a shell", damage=edited(other_kernel), states=GRADED,
           says="ran with Python 3"),
    Attack("names without end", "a kernel's name of 15 MB, versions of 100,000 letters",
           damage=edited(endless_names), states=GRADED, says="kernelspec was 'kkk"),
    Attack("an answer torn off", "its cell has no metadata that says anything, and no last line",
           damage=edited(torn_answer), states=(State.NEEDS_REVIEW,),
           says="An answer to accumulate stands outside of its cell and is not Python; a person "
           "has to look."),
    Attack("cells retyped", "code turned into text and back", damage=edited(retyped)),
    Attack("cells reversed", "from bottom to top", damage=edited(reversed_cells), states=GRADED),
    Attack("an empty folder", "nothing was handed in", place=missing, states=(State.MISSING,),
           says="no 05-accumulation.ipynb"),
    Attack("another name", "a browser numbered the download", place=other_name,
           states=MALFORMED, says="(1)"),
    Attack("a pickle", "no notebook at all", place=unreadable, states=MALFORMED, says="JSON"),
    *many_damaged(30),
    Attack("a broken zip", "what unpacks it fails in its own way", place=broken_zip,
           states=MALFORMED, says="cannot be unpacked"),
    Attack("an attempt of 5,000 digits", "a name in a zip file that is no number",
           place=many_digits, states=MALFORMED, says="Handed in as"),
    Attack("half of a pair in a picture's name", "text that no file can hold",
           damage=edited(half_a_pair), states=GRADED),
    Attack("a time made up", "a timestamp whose numbers no parser takes", place=made_up_time,
           states=MALFORMED, says="which cannot be read"),
]
