"""A notebook that a student handed in as a mail: opened, within limits."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from course.grading.intake import mails
from course.grading.intake.folders import read_submission
from course.grading.intake.mails import attachments
from course.grading.intake.zips import Refused
from course.grading.submission import State
from tests.grading.lms.downloads import zipped

SLUG = "05-accumulation"
NOTEBOOK = b'{"cells": [], "nbformat": 4, "metadata": {"x": "' + SLUG.encode() + b'"}}'
HEAD = b"From: ada\nMIME-Version: 1.0\n"


def mail(name: str, content: bytes) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "ada@example.org"
    made.set_content("here it is")
    made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def forwarded(inner: EmailMessage) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "bo@example.org"
    made.set_content("see below")
    made.add_attachment(inner)
    return made


WHOLE = mail("homework.ipynb", NOTEBOOK)
MAILS = {
    "plain": WHOLE.as_bytes(),
    "line ends of Windows": WHOLE.as_bytes().replace(b"\n", b"\r\n"),
    "an accent": mail("\u00dcbung.ipynb", NOTEBOOK).as_bytes(),
    "a zip": mail("work.zip", zipped({"homework.ipynb": NOTEBOOK})).as_bytes(),
    "forwarded": forwarded(WHOLE).as_bytes(),
    "a mailbox": b"From ada Fri Nov 20\n" + mail("a.txt", b"x").as_bytes()
                 + b"\nFrom ada Fri Nov 20\n" + WHOLE.as_bytes(),
}


@pytest.mark.parametrize("content", MAILS.values(), ids=list(MAILS))
def test_the_notebook_in_a_mail_is_found(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    (folder / "HW5.eml").write_bytes(content)
    submission = read_submission(folder)
    assert submission.content == NOTEBOOK
    assert "in HW5.eml." in " ".join(submission.notes)


def test_a_mail_without_a_notebook_says_what_it_holds(tmp_path: Path) -> None:
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    (folder / "HW5.eml").write_bytes(mail("HW.pdf", b"%PDF-1.4").as_bytes())
    submission = read_submission(folder)
    assert submission.state is State.MALFORMED
    assert "holds only HW.pdf (a PDF)" in submission.notes[0]


BOMBS = {
    "MAX_LINES": HEAD + b"\n" + b"x\n" * 400_001,
    "MAX_PARTS": HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\ny\n" * 1_001,
    "MAX_DEEP": HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (i, i)
                                for i in range(21)),
    "MAX_FIELD": HEAD + b"Content-Type: text/plain;\n" + b" a=1;\n" * 2_000 + b"\n",
}


@pytest.mark.parametrize("limit", BOMBS)
def test_each_limit_holds_a_mail_that_is_a_bomb(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="the limit is"):
        attachments(BOMBS[limit])
    monkeypatch.setattr(mails, limit, 10**9)
    assert attachments(BOMBS[limit]) == []  # without the limit Python takes it apart
