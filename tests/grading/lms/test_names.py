"""What the names in a download say."""

from __future__ import annotations

import pytest

from course.grading.intake.file_names import is_noise, is_notebook, is_outside, split_attempt
from course.grading.lms.names import (
    canvas_spelling,
    parse_name,
    safe_name,
)

CANVAS = {
    "lovelaceada_4711_90210_hw.ipynb": ("lovelaceada", "4711", "hw.ipynb", False),
    "lovelaceada_LATE_4711_90210_hw.ipynb": ("lovelaceada", "4711", "hw.ipynb", True),
    "folder/ada_4711_90210_05-accumulation-2.ipynb":
        ("ada", "4711", "05-accumulation-2.ipynb", False),
    "ada_4711_90210_1_2_hw.ipynb": ("ada", "4711", "1_2_hw.ipynb", False),
    "o_neilmüller李_4711_90210_my home work.ipynb":
        ("o_neilmüller李", "4711", "my home work.ipynb", False),
    "_4711_90210_hw.ipynb": ("", "4711", "hw.ipynb", False),
    "anon_Ab3dE_90210_hw.ipynb": ("", "anon_Ab3dE", "hw.ipynb", False),
    "LATE_anon_Ab3dE_90210_hw.ipynb": ("", "anon_Ab3dE", "hw.ipynb", True),
}
MOODLE = {
    "Ada B. Lovelace_1234_assignsubmission_file_/hw.ipynb": ("Ada B. Lovelace", "1234"),
    "Ada B. Lovelace_1234_assignsubmission_file/hw.ipynb": ("Ada B. Lovelace", "1234"),
    "Ada B. Lovelace_1234_assignsubmission_file_hw.ipynb": ("Ada B. Lovelace", "1234"),
    "course/Zoë O'Neil-Ünal_1234_assignsubmission_file_/sub/hw.ipynb": ("Zoë O'Neil-Ünal", "1234"),
    "李 小龙_1234_assignsubmission_file_/hw.ipynb": ("李 小龙", "1234"),
    "Participant_1234_assignsubmission_file_/hw.ipynb": ("Participant", "1234"),
}


@pytest.mark.parametrize("path", CANVAS)
def test_canvas(path: str) -> None:
    named = parse_name(path)
    assert named is not None
    assert named.lms == "Canvas"
    assert (named.person, named.lms_id, named.name, named.late) == CANVAS[path]
    assert named.file_id == 90210


@pytest.mark.parametrize(("path", "person", "user", "name"), [
    ("lovelaceada_4711_text.html", "lovelaceada", "4711", "text.html"),
    ("lovelaceada_LATE_4711_link.html", "lovelaceada", "4711", "link.html"),
    ("anon_Ab3dE_text.html", "", "anon_Ab3dE", "text.html")])
def test_what_canvas_got_in_place_of_a_file(path: str, person: str, user: str, name: str) -> None:
    named = parse_name(path)
    assert named is not None
    assert (named.lms, named.person, named.lms_id, named.name) == ("Canvas", person, user, name)
    assert named.late == ("LATE" in path)


@pytest.mark.parametrize("path", MOODLE)
def test_moodle(path: str) -> None:
    named = parse_name(path)
    assert named is not None
    assert (named.lms, named.person, named.lms_id) == ("Moodle", *MOODLE[path])
    assert named.name == "hw.ipynb"


def lms_id(path: str, known: dict[str, set[str]] | None = None) -> str | None:
    named = parse_name(path, known)
    return named and named.lms_id


def test_the_roster_decides_where_a_name_ends_in_a_number() -> None:
    known = {"4711": {"ada_12"}, "12": {"bo"}}
    assert lms_id("ada_12_4711_90210_hw.ipynb", known) == "4711"
    assert lms_id("bo_12_4711_90210_hw.ipynb", known) == "12"
    assert lms_id("cy_12_4711_90210_hw.ipynb", known) == "12"


def test_a_file_cannot_say_that_it_is_somebody_elses() -> None:
    known = {"4712": {"victim"}}
    assert lms_id("eve_4711_90210_victim_4712_90211_hw.ipynb", known) == "4711"
    assert lms_id("eve_4711_90210_LATE_4712_90211_hw.ipynb", known) == "4711"
    assert lms_id("eve_4711_90210_victim_4712_text.html", known) == "4711"
    assert lms_id("eve_4711_90210_V_4712_assignsubmission_file_hw.ipynb", known) == "4711"
    assert lms_id("Eve_11_assignsubmission_file_V_12_assignsubmission_file_hw.ipynb") == "11"
    assert lms_id("Eve_11_assignsubmission_file_/V_12_assignsubmission_file_/hw.ipynb") == "11"


@pytest.mark.parametrize("path", [
    "hw.ipynb", "ada/05-accumulation/05-accumulation.ipynb", "ada_4711_hw.ipynb", "",
    "Ada_1234_assignsubmission_file_", "_assignsubmission_file_/hw.ipynb"])
def test_other_names(path: str) -> None:
    assert parse_name(path) is None


def test_attempts() -> None:
    assert split_attempt("05-accumulation.ipynb") == ("05-accumulation", 0)
    assert split_attempt("05-accumulation-3.ipynb") == ("05-accumulation", 3)
    assert split_attempt("05-accumulation (2).ipynb") == ("05-accumulation", 2)
    assert split_attempt("05-accumulation\u202f(2).ipynb") == ("05-accumulation", 2)
    assert split_attempt("05-accumulation-Copy1.ipynb") == ("05-accumulation", 1)
    assert split_attempt("05-accumulation-2.ipynb.txt") == ("05-accumulation", 2)


def test_notebooks_by_their_names() -> None:
    assert [is_notebook(name) for name in ("a.ipynb", "A.IPYNB", "a.ipynb.txt", "a.ipynb.json")] \
        == [True] * 4
    assert not is_notebook("a.ipynb.pdf")
    assert not is_notebook("a.json")


@pytest.mark.parametrize(("text", "name"), [
    ("../../etc/passwd", "etc-passwd"), (".hidden", "hidden"), ("a/b\\c", "a-b-c"), ("", "unnamed"),
    ("...", "unnamed"), ("Zoë Ünal", "Zoë-Ünal"), ("ada@example.org", "ada@example.org"),
    ("x" * 300, "x" * 80), ("a\x00b\n", "a-b")])
def test_folder_names_are_safe(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize("rest", ["_1_assignsubmission_file_/a.ipynb", "_4711_90210_a.ipynb"])
def test_a_name_of_letters_of_four_bytes_fits_a_folder(rest: str) -> None:
    file = parse_name("\U0001d4d0" * 80 + rest)
    assert file is not None
    assert len(file.key.encode()) < 120
    assert len(safe_name("x" * 300)) < 120


def test_names_as_canvas_mashes_them() -> None:
    assert canvas_spelling("O'Neil-Ünal, Ada B.") == "oneilünaladab"


def test_noise_and_paths_that_lead_out() -> None:
    assert is_noise("__MACOSX/._ada_4711_90210_hw.ipynb")
    assert is_noise("a/.ipynb_checkpoints/hw.ipynb")
    assert not is_noise("ada_4711_90210_hw.ipynb")
    assert is_outside("/etc/passwd")
    assert is_outside("a/../../b")
    assert is_outside("C:/x")
    assert not is_outside("a..b/c")
