"""A notebook in the form in which a program passes it on: as text, in an answer, with a tail."""

from __future__ import annotations

import base64
from typing import Any

from course.grading.intake.json_text import read_json
from course.grading.intake.notes import Notes

MAX_WRAPS = 3


def unwrapped(content: Any, notes: Notes) -> Any:
    """The notebook in what a file holds; the content itself if there is none in it.

    Raises TooManyValues.
    """
    for wraps in range(MAX_WRAPS + 1):
        if isinstance(content, dict) and ("cells" in content or "worksheets" in content):
            if wraps:
                notes.say("The file wraps the notebook, as an answer of a program does; the grader "
                          "unwrapped it.")
            return content
        try:
            content = _inner(content)
        except (ValueError, RecursionError, TypeError):
            break
    return content


def _inner(content: Any) -> Any:
    """What a text or an answer holds, such as those of Jupyter Server and GitHub.

    Raises ValueError, RecursionError, TypeError and TooManyValues.
    """
    if isinstance(content, str):
        return read_json(content)
    if not isinstance(content, dict) or "content" not in content:
        raise TypeError("nothing is wrapped in it")
    inner = content["content"]
    return read_json(base64.b64decode(inner)) if content.get("encoding") == "base64" else inner
