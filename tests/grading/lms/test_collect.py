"""Downloads of every kind: each file has a student and a state, or is told; nothing leaves OUT."""

from __future__ import annotations

import io
import json
import os
import random
import stat
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from course.grading.intake import files, zips
from course.grading.intake.assignments import load_solution
from course.grading.intake.files import MAX_DEEP
from course.grading.intake.folders import find_submissions, read_submission
from course.grading.intake.restore import restore
from course.grading.lms.collect import Collected, collect
from course.grading.lms.people import known_people
from course.grading.lms.records import load_records
from course.grading.lms.roster import read_roster
from course.grading.submission import GradingError, State
from course.publish.assignment import notebook_bytes, release_notebook, solution_notebook
from course.publish.source import Assignment
from tests.grading.lms.downloads import MOODLE_HEADER, Student, as_csv, canvas_gradebook, zipped

SLUG = "05-accumulation"
CELLS = {SLUG: {"accumulate", "train"}, "06-vector-backward": {"unbroadcast", "train"}}
ADA = "lovelaceada_4711_90001_"


def notebook(*grade_ids: str, mark: str = "") -> bytes:
    cells = [{"cell_type": "code", "source": mark, "metadata": {"nbgrader": {"grade_id": name}}}
             for name in grade_ids]
    return json.dumps({"nbformat": 4, "cells": cells}).encode()


RIGHT = notebook("accumulate", "train")
Take = Callable[..., Collected]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    def take(files: dict[str, bytes] | bytes, roster: str | None = None) -> Collected:
        download = tmp_path / "download.zip"
        download.write_bytes(files if isinstance(files, bytes) else zipped(files))
        people = None
        if roster is not None:
            (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
            people = read_roster(tmp_path / "roster.csv")
        return collect(download, SLUG, tmp_path / "out", CELLS, people, None)

    return take


def content(taken: Collected, student: str = "lovelaceada-4711") -> bytes:
    return (taken.submitted / student / SLUG / f"{SLUG}.ipynb").read_bytes()


def notes(taken: Collected, student: str = "lovelaceada-4711") -> str:
    return " ".join(load_records(taken.submitted.parent, SLUG).origins[student].notes)


def folder_of(taken: Collected, student: str = "lovelaceada-4711") -> Path:
    return taken.submitted / student / SLUG


def why_not_unpacked(taken: Collected, student: str = "lovelaceada-4711") -> str:
    return (taken.submitted / student / SLUG / "not-unpacked.txt").read_text()


def test_canvas_and_moodle_names_become_nbgraders_layout(take: Take) -> None:
    taken = take({f"{ADA}{SLUG}.ipynb": RIGHT,
                  f"Zoë Ünal_77_assignsubmission_file_/{SLUG}.ipynb": RIGHT})
    assert taken.students == ["Zoë-Ünal-77", "lovelaceada-4711"]
    assert content(taken) == content(taken, "Zoë-Ünal-77") == RIGHT
    assert notes(taken) == ""
    assert taken.ignored == []


OTHER_LMS = {
    "Blackboard": ({
        "HW 5_ada_attempt_2026-11-20-23-10-00_hw.ipynb": RIGHT,
        "HW 5_ada_attempt_2026-11-21-08-00-00_hw.ipynb": notebook("accumulate", mark="second"),
        "HW 5_ada_attempt_2026-11-21-08-00-00.txt": b"Name: Ada",
        "HW 5_bo_attempt_2026-11-20-10-00-00.txt": b"Name: Bo"},
        ["ada", "bo"], "2026-11-21 07:00:00 UTC"),
    "Blackboard with numbers": (
        {f"HW_05_{login}_poging_2026-11-20-23-10-00_hw.ipynb": RIGHT for login in (12345, 12346)},
        ["12345", "12346"], "2026-11-20 22:10:00 UTC"),
    "Brightspace": ({
        "index.html": b"<html>",
        "397063-2557369 - Ada Byron - Nov 20, 2026 926 AM/hw.ipynb": RIGHT,
        "397063-2557369 - Ada Byron - Nov 20, 2026 1110 PM/hw.ipynb": notebook("accumulate",
                                                                               mark="second"),
        "397064-2557369 - A00123456 - Bo - Nov 2, 2026 1210 AM/"
        "x_1_2_Eve_9_assignsubmission_file_hw.ipynb": RIGHT},
        ["Ada-Byron-397063", "Bo-397064"], "2026-11-20 22:10:00 UTC"),
    "Sakai": ({
        "HW 5/Byron, Ada(ada)/Submission attachment(s)/hw.ipynb": notebook("accumulate",
                                                                           mark="second"),
        "HW 5/Byron, Ada(ada)/timestamp.txt": b"1"}, ["ada"], ""),
    "Sakai with brackets in a name": ({
        "HW 5/O'Brien, Seán (Jr)(sob)/Submission attachment(s)/hw.ipynb": notebook(
            "accumulate", mark="second")}, ["sob"], ""),
    "Blackboard with underscores in logins": ({
        "HW_5_mc_neil_attempt_2026-11-20-23-10-00_hw.ipynb": notebook("accumulate", mark="second"),
        "HW_5_mc_neil_attempt_2026-11-20-23-10-00.txt": b"",
        "HW_5_o_brien_attempt_2026-11-20-23-10-00_x_eve_attempt_2026-11-21-23-10-00_hw.ipynb":
        RIGHT}, ["mc_neil", "o_brien"], "2026-11-20 22:10:00 UTC"),
    "Brightspace in another language": ({
        "397063-2557368 - Ada Byron - 20 nov. 2026 23 10/hw.ipynb": notebook(
            "accumulate", mark="second"),
        "397064-2557369 - Bo-Li - 2026-11-20/hw.ipynb": RIGHT},
        ["Ada-Byron-397063", "Bo-Li-397064"], ""),
    "Google Classroom": ({
        "Classroom/Ada Byron - 05 accumulation.ipynb": notebook("accumulate", mark="second"),
        "Classroom/Bo - Accumulation (2).ipynb": RIGHT, "Classroom/cy.ipynb": RIGHT},
        ["Ada-Byron", "Bo", "cy"], ""),
}


@pytest.mark.parametrize("lms", OTHER_LMS)
def test_downloads_of_other_systems(tmp_path: Path, lms: str) -> None:
    handed_in, students, time = OTHER_LMS[lms]
    (tmp_path / "download.zip").write_bytes(zipped(handed_in))
    zone = timezone(timedelta(hours=1))
    for _ in range(2):
        taken = collect(tmp_path / "download.zip", SLUG, tmp_path / "out", CELLS, None, zone)
        assert (taken.students, taken.older) == (students, [])
    assert (b"second" in content(taken, students[0])) == (lms != "Blackboard with numbers")
    stamp = folder_of(taken, students[0]) / "timestamp.txt"
    assert (stamp.read_text() if stamp.exists() else "") == time
    assert bool(taken.by_name) == (lms == "Google Classroom")


def test_a_roster_names_the_students_of_other_systems(take: Take) -> None:
    roster = "student,name,email\nab1,Ada Byron,ada@uni.example\nbd2,Bo Diaz,bo@uni.example\n"
    for handed_in in ({"HW_ada_attempt_2026-11-20-23-10-00_hw.ipynb": RIGHT,
                   "HW_bd2_attempt_2026-11-20-23-10-00_hw.ipynb": RIGHT},
                  {"1-2 - Ada Byron - Nov 20, 2026 926 AM/hw.ipynb": RIGHT,
                   "3-2 - Bo Diaz - Nov 20, 2026 926 AM/hw.ipynb": RIGHT},
                  {"Byron, Ada(ab1)/Submission attachment(s)/hw.ipynb": RIGHT,
                   "Diaz, Bo(bo)/Submission attachment(s)/hw.ipynb": RIGHT},
                  {"Ada Byron - hw.ipynb": RIGHT, "bo_05.ipynb": RIGHT}):
        taken = take(handed_in, roster)
        assert (taken.students, taken.not_on_roster) == (["ab1", "bd2"], [])


def test_nobody_hands_in_for_another_with_the_name_of_a_file(take: Take) -> None:
    """Each as if another system had written it for bo."""
    for name in ("bo_attempt_2026-11-20-23-10-00_hw.ipynb", "1-2 - Bo - Nov 20, 2026 926 AM.ipynb",
                 "Bo_77_assignsubmission_file_hw.ipynb", "Bo(bo)", "Bo - 05.ipynb"):
        assert take({ADA + name: RIGHT}).students == ["lovelaceada-4711"]
        assert take({ADA + name: RIGHT, f"byronbo_4712_90002_{name}": RIGHT}).students == [
            "byronbo-4712", "lovelaceada-4711"]
    for form in ("HW_{}_attempt_2026-11-20-23-10-00_", "{}_77_assignsubmission_file_",
                 "1-2 - {} - Nov 20, 2026 926 AM/", "A, B({})/Submission attachment(s)/"):
        for name in ("HW_bo_attempt_2026-11-20-23-10-00_hw.ipynb",
                     "Bo_7_assignsubmission_file_hw.ipynb", "b_4712_90002_hw.ipynb"):
            one, two = form.format("ada") + name, form.format("cy") + "hw.ipynb"
            assert not [s for s in take({one: RIGHT, two: RIGHT}).students if s[:2].lower() == "bo"]


def test_of_several_uploads_the_newest_counts(take: Take) -> None:
    taken = take({
        f"lovelaceada_4711_90003_{SLUG}-2.ipynb": notebook("accumulate", mark="third"),
        f"lovelaceada_4711_90002_{SLUG}-1.ipynb": notebook("accumulate", mark="second"),
        f"lovelaceada_4711_90001_{SLUG}.ipynb": notebook("accumulate", mark="first"),
    })
    assert b"third" in content(taken)
    assert notes(taken) == (f"Handed in as {SLUG}-2.ipynb. "
                            f"Not graded: {SLUG}-1.ipynb, {SLUG}.ipynb.")


def test_a_renamed_notebook_is_known_by_its_cells(take: Take) -> None:
    taken = take({ADA + "06-vector-backward.ipynb": notebook("unbroadcast", "train"),
                  ADA + "my home work.ipynb": RIGHT})
    assert content(taken) == RIGHT
    assert "Handed in as my home work.ipynb." in notes(taken)
    assert "Not graded: 06-vector-backward.ipynb." in notes(taken)


def test_a_notebook_of_another_assignment_is_reported(take: Take) -> None:
    taken = take({f"{ADA}{SLUG}.ipynb": notebook("unbroadcast")})
    assert notes(taken) == ""
    submission = restore(read_submission(folder_of(taken)), load_solution(SLUG))
    assert submission.notes == (f"It is the notebook of 06-vector-backward, not of {SLUG}.",)


def test_a_download_of_another_assignment_replaces_nothing(take: Take) -> None:
    right = {f"student{n}_471{n}_9000{n}_{SLUG}.ipynb": RIGHT for n in range(3)}
    wrong = {name: notebook("unbroadcast") for name in right}
    taken = take(right)
    with pytest.raises(GradingError, match=r"download.zip holds notebooks of 06-vector-backward, "
                                           rf"3 of them, and none of {SLUG}; nothing"):
        take(wrong)
    assert content(taken, "student1-4711") == RIGHT
    take({**wrong, f"student0_4710_90000_{SLUG}.ipynb": RIGHT})  # two slips of three
    assert content(taken, "student1-4711") == notebook("unbroadcast")


def test_downloads_in_a_zip_file(take: Take) -> None:
    inner = zipped({f"{ADA}{SLUG}.ipynb": RIGHT})
    with pytest.raises(GradingError, match="If these are downloads, unpack it and give each"):
        take({"Section A/submissions.zip": inner, "Section B/submissions.zip": inner})


def test_what_was_handed_in_later_stays_when_an_earlier_download_is_given_again(
    take: Take,
) -> None:
    early, late = notebook("accumulate", "train", mark="early"), RIGHT
    take({"bo_1_80_a.ipynb": RIGHT, ADA + "hw.ipynb": early})
    take({"lovelaceada_LATE_4711_90055_hw-1.ipynb": late})
    taken = take({"bo_1_80_a.ipynb": RIGHT, ADA + "hw.ipynb": early})
    assert taken.older == ["lovelaceada-4711"]
    assert content(taken) == late
    assert load_records(taken.submitted.parent, SLUG).origins["lovelaceada-4711"].file_id == 90055
    again = collect(taken.submitted.parent.parent / "download.zip", SLUG, taken.submitted.parent,
                    CELLS, None, None, again=["LovelaceAda-4711"])
    assert again.older == []
    assert content(again) == early


def packed(year: int, content: bytes) -> bytes:
    """A download of Moodle's, which says when it was packed and numbers no files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo(f"Zoë Ünal_77_assignsubmission_file_/{SLUG}.ipynb",
                               (year, 11, 9, 8, 0, 0))
        archive.writestr(info, content)
    return file.getvalue()


def test_of_moodles_downloads_the_one_packed_earlier_is_the_older(take: Take) -> None:
    early = notebook("accumulate", "train", mark="early")
    take(packed(2025, early))
    assert content(take(packed(2026, RIGHT)), "Zoë-Ünal-77") == RIGHT
    taken = take(packed(2025, early))
    assert taken.older == ["Zoë-Ünal-77"]
    assert content(taken, "Zoë-Ünal-77") == RIGHT
    assert content(take(packed(2026, early)), "Zoë-Ünal-77") == early


def test_a_notebook_that_cannot_be_read_still_counts_as_handed_in(take: Take) -> None:
    for damaged in (b"", b"{", b"[1]", b'{"cells": 5}', b'{"cells": [7, {"metadata": 1}]}'):
        assert content(take({ADA + "hw.ipynb": damaged})) == damaged


def test_a_notebook_that_was_cut_off_is_known_by_its_cells(take: Take) -> None:
    taken = take({ADA + "other.ipynb": notebook("unbroadcast"), ADA + "cut.ipynb": RIGHT[:-9]})
    assert content(taken) == RIGHT[:-9]
    quoted = json.dumps({"cells": [{"source": json.dumps({"grade_id": "accumulate"})}]})
    taken = take({ADA + "quoted.ipynb": quoted.encode(), ADA + "real.ipynb": RIGHT})
    assert content(taken) == RIGHT


def nested(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = zipped({"work.zip": content})
    return content


def test_a_zip_of_downloads_is_no_students(take: Take) -> None:
    inner = [zipped({f"ada_{number}_9{number}_05-accumulation.ipynb": RIGHT}) for number in (1, 2)]
    for names in (("one.zip",), ("section 1.zip", "section 2.zip"), ("x/a.zip", "x/b.zip")):
        with pytest.raises(GradingError, match="If these are downloads, unpack it and give each"):
            take(dict(zip(names, inner, strict=False)))
    assert take({"ada_05.zip": inner[0], "bo_05.ipynb": RIGHT}).students == ["ada", "bo"]


def test_canvas_names_one_member_of_each_group(take: Take) -> None:
    roster = as_csv([["Student", "ID", "SIS Login ID", "Section"], *(
        [f"{name}, X", str(number), name.lower(), "S"]
        for number, name in enumerate(("Ada", "Bo", "Cy", "Di"), start=1))])
    taken = take({"redteam_1_91_hw.ipynb": RIGHT, "group2_LATE_3_92_hw.ipynb": RIGHT}, roster)
    assert (taken.students, taken.missing) == (["ada", "cy"], ["bo", "di"])
    assert taken.groups == ["redteam for ada", "group2 for cy"]
    assert take({"adax_1_91_hw.ipynb": RIGHT, "group2_3_92_hw.ipynb": RIGHT}, roster).groups == []


def test_zips_in_zips_are_opened(take: Take) -> None:
    inner = zipped({"work/hw.ipynb": RIGHT, "__MACOSX/work/._hw.ipynb": b"x"})
    for times in range(MAX_DEEP):
        taken = take({ADA + "work.zip": nested(inner, times)})
        assert content(taken) == RIGHT
        assert "Handed in as hw.ipynb in work" in notes(taken)
    taken = take({ADA + "work.zip": nested(inner, MAX_DEEP)})
    assert "holds only work.zip (is in 3 zip files or mails)" in why_not_unpacked(taken)


def test_zips_in_zips_share_one_limit(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"{i}.zip": zipped({f"{j}.txt": b"" for j in range(5)}) for i in range(10)}
    assert "only work.zip (holds only 0.txt, 1.txt, 2.txt and 2 more);" in why_not_unpacked(
        take({ADA + "work.zip": zipped(many)}))
    monkeypatch.setattr(files, "MAX_PACKED", 21)
    taken = take({ADA + "work.zip": zipped(many)})
    assert "more than 21" in why_not_unpacked(taken)
    big = zipped({f"{i}.zip": zipped({"0": random.Random(i).randbytes(900)}) for i in range(10)})
    monkeypatch.setattr(files, "MAX_BYTES_EACH", 5_000)
    assert "beyond the limit" in why_not_unpacked(take({ADA + "work.zip": big}))


TARRED = b"work/hw.ipynb".ljust(257, b"\0") + b"ustar\0" + RIGHT
OTHER_ARCHIVES = {"work.tar.gz": b"\x1f\x8b\x08", "work.7z": b"7z\xbc\xaf\x27\x1c",
                  "work.rar": b"Rar!\x1a\x07", "work.tar": TARRED, "work.tar.xz": b"\xfd7zXZ\0",
                  "work.tbz": b"BZh91AY"}


@pytest.mark.parametrize("name", OTHER_ARCHIVES)
def test_of_archives_zip_files_alone_are_opened_and_the_detail_says_so(
    take: Take, name: str
) -> None:
    for uploaded in (OTHER_ARCHIVES[name], zipped({name: OTHER_ARCHIVES[name]})):
        why = why_not_unpacked(take({ADA + name: uploaded}))
        assert f"{name} (" in why
        assert " archive)" in why
        assert "or a zip file with it; it opens no other archives." in why


def test_other_files_are_reported(take: Take) -> None:
    taken = take({ADA + "essay.pdf": b"x", "notes.txt": b"x", "../evil.ipynb": RIGHT,
                  "/etc/bob_1_2_evil.ipynb": RIGHT, "__MACOSX/._x": b"x",
                  f"bob_4712_90002_{SLUG}.ipynb": RIGHT})
    assert why_not_unpacked(taken) == (
        "The student handed in only essay.pdf (a PDF); the grader needs the notebook, a file that "
        "ends in .ipynb.")
    assert taken.ignored == ["notes.txt: no LMS writes such a name",
                          "../evil.ipynb: its name leads out of the zip",
                          "/etc/bob_1_2_evil.ipynb: its name leads out of the zip"]


def test_names_cannot_steer_a_terminal_or_fill_a_page(take: Take) -> None:
    taken = take({f"{ADA}\x1b[2J{i}.txt": b"" for i in range(30)} | {"\u202e\x07": b""})
    assert "and 20 more;" in why_not_unpacked(taken)
    assert "\x1b" not in why_not_unpacked(taken)
    assert taken.ignored == ["??: no LMS writes such a name"]
    assert len(notes(take({ADA + "x" * 5000 + ".ipynb": b""}))) < 200


def test_nothing_is_written_outside(take: Take, tmp_path: Path) -> None:
    take({"..\\..\\x_1_2_a.ipynb": RIGHT, f"{ADA}..": RIGHT, f"{ADA}a\\..\\..\\b.ipynb": RIGHT,
          "../../Eve_9_assignsubmission_file_/a.ipynb": RIGHT,
          "...._8_assignsubmission_file_/a.ipynb": RIGHT,
          "~_7_assignsubmission_file_/a.ipynb": RIGHT})
    files = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert files == {
        "download.zip", f"out/.lms/{SLUG}.json", f"out/submitted/unnamed-8/{SLUG}/{SLUG}.ipynb",
        f"out/submitted/unnamed-7/{SLUG}/{SLUG}.ipynb",
        f"out/submitted/lovelaceada-4711/{SLUG}/{SLUG}.ipynb"}


def special(**marks: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(f"{ADA}{SLUG}.ipynb")
    for name, value in marks.items():
        setattr(info, name, value)
    return info


def archive_of(tmp_path: Path, info: zipfile.ZipInfo, data: bytes, method: int = 0) -> bytes:
    path = tmp_path / "made.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr(info, data)
    return path.read_bytes()


def test_links_are_not_followed(take: Take, tmp_path: Path) -> None:
    link = special(external_attr=(stat.S_IFLNK | 0o777) << 16)
    taken = take(archive_of(tmp_path, link, b"/etc/passwd"))
    assert why_not_unpacked(taken) == f"{SLUG}.ipynb is a link, not a file."


def test_encrypted_files(take: Take, tmp_path: Path) -> None:
    made = bytearray(archive_of(tmp_path, special(), RIGHT))
    made[6] |= 1
    made[made.index(b"PK\x01\x02") + 8] |= 1
    assert "is encrypted with a password" in why_not_unpacked(take(bytes(made)))


def test_damaged_content(take: Take, tmp_path: Path) -> None:
    made = archive_of(tmp_path, special(), RIGHT).replace(b"accumulate", b"bccumulate")
    assert "cannot be unpacked (Bad CRC-32" in why_not_unpacked(take(made))
    unknown = bytearray(archive_of(tmp_path, special(), RIGHT))
    unknown[unknown.index(b"PK\x01\x02") + 10] = 77
    unknown[8] = 77
    assert "cannot be unpacked" in why_not_unpacked(take(bytes(unknown)))


def test_bombs_cost_their_student_only(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "SMALL", 1000)
    bob = f"bob_4712_90002_{SLUG}.ipynb"
    taken = take({f"{ADA}{SLUG}.ipynb": b" " * 2_000_000, bob: RIGHT})
    assert "unpacks to more than 200 times its size" in why_not_unpacked(taken)
    assert content(taken, "bob-4712") == RIGHT
    taken = take({ADA + "work.zip": zipped({"a.ipynb": b" " * 2_000_000}), bob: RIGHT})
    assert "unpacks to more than 200 times its size" in why_not_unpacked(taken)


def test_large_files(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_BYTES", 1000)
    taken = take({f"{ADA}{SLUG}.ipynb": bytes(range(250)) * 5})
    assert "the limit is 0 MB" in why_not_unpacked(taken)


def test_many_files_of_one_student(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_NOTEBOOKS", 3)
    taken = take({f"{ADA}{i}.ipynb": RIGHT for i in range(5)})
    assert notes(taken).count("beyond the limit of 3 notebooks") == 2
    monkeypatch.setattr(zips, "MAX_INNER_ENTRIES", 4)
    taken = take({ADA + "work.zip": zipped({f"{i}.ipynb": RIGHT for i in range(5)})})
    assert "holds 5 files; the limit is 4" in why_not_unpacked(taken)
    taken = take({ADA + "work.zip": zipped({f"{i}.ipynb": b"" for i in range(40)})})
    assert "holds more than 4 files" in why_not_unpacked(taken)


def test_the_same_name_twice(take: Take, tmp_path: Path) -> None:
    path = tmp_path / "made.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(special(), notebook("train", mark="first"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(special(), notebook("train", mark="second"))
    taken = take(path.read_bytes())
    assert b"second" in content(taken)
    assert notes(taken) == f"Not graded: {SLUG}.ipynb."


WHOLE = zipped({f"{ADA}{SLUG}.ipynb": RIGHT})
NO_DOWNLOAD = {
    "not a zip": (b"PDF", "is not a zip file"),
    "empty": (b"", "is not a zip file"),
    "cut off": (WHOLE[:-30], "cut off or damaged; was the download stopped?"),
    "foreign names": (
        zipped({"a.txt": b"x"}), "no file with a name that an LMS writes; it has a"),
    "nbgrader's layout": (
        zipped({f"ada/{SLUG}/{SLUG}.ipynb": RIGHT}), "unpack it and use --submitted"),
    "nothing in it": (zipped({}), "; it is empty"),
}


@pytest.mark.parametrize("case", NO_DOWNLOAD)
def test_what_is_no_download(take: Take, case: str) -> None:
    data, words = NO_DOWNLOAD[case]
    with pytest.raises(GradingError, match=words.replace("?", r"\?")):
        take(data)


def test_downloads_over_the_limits(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_TOTAL", 10)
    with pytest.raises(GradingError, match="Download the class in parts"):
        take(WHOLE)
    monkeypatch.setattr(zips, "MAX_ENTRIES", 0)
    with pytest.raises(GradingError, match="holds more than 0 files"):
        take(WHOLE)


@pytest.mark.parametrize("seed", range(4))
def test_zips_damaged_at_random(take: Take, seed: int) -> None:
    draw = random.Random(seed)
    inner = zipped({"hw.ipynb": RIGHT, "b.ipynb": RIGHT})
    whole = zipped({f"{ADA}{SLUG}.ipynb": RIGHT, "bo_1_2_work.zip": inner})
    outcomes = Counter()
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(draw.choice([1, 3, 30])):
            data[draw.randrange(len(data))] = draw.randrange(256)
        if draw.random() < 0.2:
            del data[draw.randrange(len(data)):]
        try:
            outcomes[len(take(bytes(data)).students)] += 1
        except GradingError:
            outcomes["refused"] += 1
    assert outcomes["refused"] > 10
    assert outcomes[2] > 10


def test_records_that_were_damaged(take: Take, tmp_path: Path) -> None:
    take(WHOLE)
    path = tmp_path / "out" / ".lms" / f"{SLUG}.json"
    for damaged in (b"", b"[]", b'{"due": null, "origins": {"a": {"nothing": 1}}}', b"\xff"):
        path.write_bytes(damaged)
        with pytest.raises(GradingError, match=r"json is damaged. It holds names, extensions"):
            take(WHOLE)
    path.unlink()
    path.mkdir()
    with pytest.raises(GradingError, match=r"cannot read .*json: Is a directory"):
        take(WHOLE)


ROSTER = as_csv([["student", "name", "email", "lms_id"],
                 ["al12", "Ada Lovelace", "ada@example.org", "4711"],
                 ["zu34", "Zoë Ünal", "", ""], ["none1", "Handed Nothing", "", ""]])


def test_a_roster_names_people_and_tells_who_is_missing(take: Take) -> None:
    taken = take({f"{ADA}{SLUG}.ipynb": RIGHT, f"ünalzoë_5_6_{SLUG}.ipynb": RIGHT,
                  f"eve_99_7_{SLUG}.ipynb": RIGHT}, ROSTER)
    assert taken.students == ["al12", "eve-99", "zu34"]
    assert taken.not_on_roster == ["eve-99"]
    assert taken.missing == ["none1"]
    assert notes(taken, "eve-99") == "Not on the roster."
    origin = load_records(taken.submitted.parent, SLUG).origins["al12"]
    assert (origin.lms, origin.lms_id, origin.email) == ("Canvas", "4711", "ada@example.org")


def test_who_is_on_the_roster_no_more_is_told(take: Take) -> None:
    both = {f"{ADA}{SLUG}.ipynb": RIGHT, f"ünalzoë_5_6_{SLUG}.ipynb": RIGHT}
    assert take(both, ROSTER).left == []
    fewer = "".join(line for line in ROSTER.splitlines(keepends=True) if "zu34" not in line)
    assert take(both, fewer).left == []  # told as not on the roster
    assert take(both, ROSTER).left == []
    assert take({f"{ADA}{SLUG}.ipynb": RIGHT}, fewer).left == ["zu34"]
    other_section = as_csv([["student", "name"], ["di56", "Di Wu"]])
    assert take({f"wudi_9_8_{SLUG}.ipynb": RIGHT}, other_section).left == []
    assert take(both, ROSTER).left == []


def test_a_later_download_adds_and_replaces(take: Take) -> None:
    take({f"{ADA}{SLUG}.ipynb": notebook("train", mark="old"),
          f"bob_4712_90002_{SLUG}.ipynb": RIGHT})
    taken = take({f"lovelaceada_4711_90009_{SLUG}-1.ipynb": notebook("train", mark="new")})
    assert b"new" in content(taken)
    assert content(taken, "bob-4712") == RIGHT


def test_a_roster_that_comes_later_does_not_double_people(take: Take) -> None:
    ada = "lovelaceada-4711"
    take({f"{ADA}{SLUG}.ipynb": RIGHT})
    taken = take({f"{ADA}{SLUG}.ipynb": RIGHT}, ROSTER)
    assert taken.students == [ada]
    assert taken.not_on_roster == []
    taken = collect(taken.submitted.parent.parent / "download.zip", "06-vector-backward",
                    taken.submitted.parent, CELLS, None, None)
    assert taken.students == [ada]
    assert take({f"Zoë Ünal_77_assignsubmission_file_/{SLUG}.ipynb": RIGHT}).students == [
        "Zoë-Ünal-77"]
    assert take({f"Zoë Ünal_77_assignsubmission_file_/{SLUG}.ipynb": RIGHT},
                as_csv([MOODLE_HEADER, ["Participant 77", "Zoë Ünal", "zoe@example.org"]])
                ).students == ["Zoë-Ünal-77"]


def test_moodles_students_without_addresses_are_the_same_in_each_assignment(
    take: Take, tmp_path: Path
) -> None:
    def of_moodle(number: int, slug: str, *names: str) -> dict[str, bytes]:
        own = RIGHT if slug == SLUG else notebook("unbroadcast")
        return {f"{name}_{number + i}_assignsubmission_file_/{slug}.ipynb": own
                for i, name in enumerate(names)}

    assert take(of_moodle(70, SLUG, "Ada L", "Bo", "Bo")).students == ["Ada-L-70", "Bo-71", "Bo-72"]
    other = "06-vector-backward"
    download = tmp_path / "download.zip"
    download.write_bytes(zipped(of_moodle(90, other, "ADA  L", "Bo", "Bo", "New")))
    (tmp_path / "worksheet.csv").write_text(as_csv([MOODLE_HEADER, *(
        [f"Participant {number}", name, ""] for number, name in (
            (90, "Ada L"), (91, "Bo"), (92, "Bo"), (93, "New"), (94, "None")))]))
    for roster in (None, read_roster(tmp_path / "worksheet.csv")):
        taken = collect(download, other, tmp_path / "out", CELLS, roster, None)
        assert taken.students == ["Ada-L-70", "Bo-91", "Bo-92", "New-93"]
    assert taken.missing == ["None-94"]


def test_a_login_that_changes_takes_nobody_elses_place(take: Take) -> None:
    take({f"{ADA}{SLUG}.ipynb": RIGHT}, "Student,ID,SIS Login ID,Section\nA,4711,ada,1\n")
    taken = take({f"{ADA}{SLUG}.ipynb": RIGHT, f"b_12_3_{SLUG}.ipynb": RIGHT},
                 "Student,ID,SIS Login ID,Section\nA,4711,aking,1\nB,12,ada,1\n")
    first, second = taken.students
    assert first == "ada"
    assert second.startswith("ada~")
    assert taken.not_on_roster == taken.missing == []


def test_courses_in_one_folder_keep_their_sections(take: Take, tmp_path: Path) -> None:
    header = "Student,ID,SIS Login ID,Section\n"
    take({f"a_4711_1_{SLUG}.ipynb": RIGHT}, f"{header}A,4711,ada,One\nB,12,bo,Two\n")
    take({f"c_13_2_{SLUG}.ipynb": RIGHT}, f"{header}C,13,cy,Nine\nB,12,bo,Three\n")
    take({f"d_14_2_{SLUG}.ipynb": RIGHT}, "student,name\nada,Ada L\n")
    people = known_people(tmp_path / "out", [SLUG])
    assert {name: person.section for name, person in people.items()} == {
        "ada": "One", "bo": "Three", "cy": "Nine", "d-14": ""}


def test_a_stopped_run_is_made_good_by_the_same_command(
    take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"s{i}_{i}_{i}_{SLUG}.ipynb": notebook("train", mark=str(i)) for i in range(5)}

    def tree() -> dict[Path, bytes]:
        return {p.relative_to(tmp_path): p.read_bytes()
                for p in (tmp_path / "out").rglob("*") if p.is_file()}

    take(files)
    undisturbed = tree()
    for stop_at in range(3):
        monkeypatch.setattr(os, "replace", StopAt(stop_at))
        with pytest.raises(KeyboardInterrupt):
            take(files)
        monkeypatch.undo()
        take(files)
        assert tree() == undisturbed


class StopAt:
    """os.replace that is interrupted at a certain call."""

    def __init__(self, left: int) -> None:
        self.left, self.replace = left, os.replace

    def __call__(self, old: Path, new: Path) -> None:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        self.replace(old, new)


def test_who_has_the_name_of_somebody_on_the_roster_does_not_become_them(take: Take) -> None:
    taken = take({f"ünalzoë_5_6_{SLUG}.ipynb": RIGHT, f"zoëünal_7_8_{SLUG}.ipynb": RIGHT}, ROSTER)
    assert taken.not_on_roster == ["zoëünal-7", "ünalzoë-5"]
    assert "zu34" in taken.missing
    taken = take({f"V_4711_assignsubmission_file_/{SLUG}.ipynb": RIGHT}, canvas_gradebook(
        [Student(11, "Student victim", RIGHT)]))
    assert taken.not_on_roster == ["V-4711"]


def test_every_student_has_a_state(take: Take, accumulation: Assignment, tmp_path: Path) -> None:
    source = solution_notebook(accumulation)
    link = special(external_attr=(stat.S_IFLNK | 0o777) << 16)
    download = tmp_path / "made.zip"
    with zipfile.ZipFile(download, "w") as archive:
        archive.writestr(link, b"/etc/passwd")
        archive.writestr(f"bob_2_2_{SLUG}.ipynb", notebook_bytes(release_notebook(source)))
        archive.writestr("cleo_3_3_essay.pdf", b"x")
        archive.writestr(f"dora_4_4_{SLUG}.ipynb", b"{")
    taken = take(download.read_bytes())
    folders = find_submissions(taken.submitted, [SLUG], [SLUG])
    found = [restore(read_submission(folder), source) for folder in folders]
    assert {s.student: s.state for s in found} == {
        "lovelaceada-4711": State.MALFORMED, "bob-2": State.GRADED, "cleo-3": State.MALFORMED,
        "dora-4": State.MALFORMED}
