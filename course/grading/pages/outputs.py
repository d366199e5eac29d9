"""What a student's cell showed, as a notebook may keep it.

It comes from a process that ran the student's code, so that each piece is looked at: known kinds,
the right types, no more than there is room for. What only the judge may say is taken out.
"""

from __future__ import annotations

import re
from typing import Any

from course.grading.pages.sanitising import frame, markdown, picture

MAX_OUTPUTS = 200
MAX_CELL, MAX_NOTEBOOK = 3_000_000, 10_000_000
PICTURES = ("image/png", "image/jpeg", "image/gif")
KINDS = (*PICTURES, "image/svg+xml", "text/html", "text/markdown", "text/latex", "text/plain")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
LEFT_OUT = "Some outputs were left out: there were too many, or they were too large.\n"


class Keeper:
    """Keeps the outputs of one notebook, cell by cell, while there is room."""

    def __init__(self) -> None:
        self._room = MAX_NOTEBOOK

    def keep(self, outputs: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
        """The outputs of one cell as a notebook keeps them; a line tells if some are missing.

        That a cell failed is never left out: points hang on it.
        """
        room = before = min(self._room, MAX_CELL)
        kept: list[dict[str, Any]] = []
        left_out = len(outputs) > MAX_OUTPUTS
        failure = next((o for o in outputs[MAX_OUTPUTS:] if o["output_type"] == "error"), None)
        for output in [*outputs[:MAX_OUTPUTS], failure]:
            clean = _clean(output, count)
            if clean is None:
                continue
            if _size(clean) > room:
                left_out = True
                if clean["output_type"] != "error":
                    continue
                clean |= {"ename": clean["ename"][:100], "evalue": "", "traceback": []}
            room -= _size(clean)
            kept.append(clean)
        self._room -= before - room
        if left_out:
            kept.append({"output_type": "stream", "name": "stdout", "text": LEFT_OUT})
        return kept


def _clean(output: Any, count: int) -> dict[str, Any] | None:
    """One output, made anew from its parts; None where it is no output."""
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": _text(text)}
        case {"output_type": "error", "ename": str(kind), "evalue": str(message),
              "traceback": list(lines)}:
            told = [_text(line) for line in lines if isinstance(line, str)]
            return {"output_type": "error", "ename": _text(kind), "evalue": _text(message),
                    "traceback": told}
        case {"output_type": "execute_result", "data": dict(data)}:
            return {"output_type": "execute_result", "data": _kinds(data), "metadata": {},
                    "execution_count": count}
        case {"output_type": "display_data", "data": dict(data)}:
            return {"output_type": "display_data", "data": _kinds(data), "metadata": {}}
    return None


def _kinds(data: dict[str, Any]) -> dict[str, str]:
    """The forms of a display that can be kept; rich ones so that they do nothing by themselves."""
    given = {kind: text for kind in KINDS if (text := _joined(data.get(kind))) is not None}
    kept = {kind: given[kind] for kind in PICTURES if BASE64.fullmatch(given.get(kind, "-"))}
    if "text/html" in given and (framed := frame(given["text/html"])):
        kept["text/html"] = framed
    elif "image/svg+xml" in given and not kept:
        kept["text/html"] = picture(given["image/svg+xml"])
    for kind in ("text/markdown", "text/latex"):
        if kind in given:
            kept[kind] = markdown(given[kind])
    if "text/plain" in given:
        kept["text/plain"] = given["text/plain"]
    return kept


def _joined(value: Any) -> str | None:
    """A text of a notebook, which may come line by line; None for anything else."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    return _text(value) if isinstance(value, str) else None


def _text(text: str) -> str:
    """Text that a file can hold: half of a surrogate pair becomes a mark."""
    return text.encode("utf-8", "replace").decode()


def _size(output: dict[str, Any]) -> int:
    data = output.get("data", {})
    parts = [output.get("text", ""), output.get("evalue", ""), *output.get("traceback", []),
             *data.values()]
    return sum(len(part) for part in parts)
