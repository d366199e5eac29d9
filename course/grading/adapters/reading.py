"""What all adapters do: read the document from standard input, write what the platform takes."""

from __future__ import annotations

import sys
from collections.abc import Callable

from course.grading.adapters.document import Document, read_document
from course.grading.sandbox.protection import unsandboxed

FAILED = 1  # the exit code if the grader failed: the platform shall try again, and store no 0


def adapt(convert: Callable[[Document], str]) -> Document:
    """Convert the document on standard input and print the result; ends without one if it failed.

    What is for the instructor goes to standard error, in one line.
    """
    try:
        document = read_document(sys.stdin.read())
    except ValueError as error:
        sys.exit(f"the grader wrote no document: {error}")
    print(protection_line(document), " ".join(document["detail"].split()), file=sys.stderr)
    print(convert(document))
    return document


def protection_line(document: Document) -> str:
    """What kept the student's code from the host, for the instructor."""
    protection = document["protection"]
    if protection is None:
        return "No sandbox could be started."
    if protection["sandboxed"]:
        return "Sandboxed."
    return unsandboxed(protection["missing"], protection["held"])


def waiting_line(document: Document) -> str:
    """Which points wait for a person; "" if none do."""
    return f"{document['pending']:g} points wait for a person." if document["pending"] else ""
