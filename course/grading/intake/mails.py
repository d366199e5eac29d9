"""Read mails that students handed in, saved as files: the attachments, and nothing of the text.

Whoever wrote the mail chose its parts, so their number is limited before any of it is parsed.
"""

from __future__ import annotations

import email.policy
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser

from course.grading.intake.zips import Refused

MAX_HEADER = 50_000  # bytes in which the header says that it is a mail's
MAX_LINES, MAX_PARTS, MAX_DEEP = 400_000, 1_000, 20
MAX_FIELD = 10_000  # bytes of a field that Python takes apart, in time that grows with its square
MAX_NAME = 1_000  # characters of an attachment's name
FIELD = re.compile(rb"(?:From [^\n]*\n)?[A-Za-z][A-Za-z0-9-]{0,60}:[ \t]")
MARK = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
MAILBOX = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
FIELDS = re.compile(rb"^Content-[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
DEEPER = re.compile(rb"multipart/|message/", re.IGNORECASE)
BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass
class Attachment:
    """A file that came with a mail."""

    path: str
    content: bytes

    def read(self) -> bytes:
        """The content, as the entry of a zip file gives it."""
        return self.content


def is_mail(content: bytes) -> bool:
    """Whether a file is a mail, as programs save it."""
    return FIELD.match(content) is not None and MARK.search(content, 0, MAX_HEADER) is not None


def attachments(content: bytes) -> list[Attachment]:
    """The files that came with a mail, or with a mail forwarded in it. Raises Refused."""
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    parts = content.count(b"\n--") + content.count(b"\nFrom ")
    longest = max((len(field) for field in FIELDS.findall(content)), default=0)
    for found, most, what in (
        (content.count(b"\n"), MAX_LINES, "lines"), (parts, MAX_PARTS, "parts"),
        (len(DEEPER.findall(content)), MAX_DEEP, "mails and parts in one another"),
        (longest, MAX_FIELD, "bytes in one field"),
    ):
        if found > most:
            raise Refused(f"is a mail of {found:,} {what}; the limit is {most:,}")
    try:
        mails = map(BytesParser(policy=email.policy.compat32).parsebytes, _mails(content))
        return [Attachment(name, bytes(part.get_payload(decode=True))) for mail in mails
                for part in mail.walk() if not part.is_multipart() and (name := _name(part))]
    except BROKEN as error:
        raise Refused(f"is a mail that cannot be read ({type(error).__name__})") from None


def _mails(content: bytes) -> list[bytes]:
    """The mails in a file: several if it is a mailbox."""
    return MAILBOX.split(content)[1:] if MAILBOX.match(content) else [content]


def _name(part: Message) -> str:
    """The name under which a part was attached; "" if it is no file."""
    name = part.get_filename("")[:MAX_NAME]
    try:
        return str(make_header(decode_header(name)))
    except BROKEN:
        return name
