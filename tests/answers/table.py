"""What students are told, beside what its writer says of each wrong answer: in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tests.answers.judging import Judged

INTRODUCTION = """\
# What students are told of wrong answers

Read each line and ask: is what we tell *true* of this answer? Nothing checks that but a reader.
"""


def told_table(judged: Sequence[Judged]) -> str:
    """All wrong answers by exercise, then in full the reports that give no reason."""
    wrong = [one for one in judged if one.answer.why]
    silent = [one for one in wrong if one.told is None and one.full < one.draws]
    parts = [INTRODUCTION, *_tables(wrong), "# Without a reason\n", *map(_in_full, silent)]
    return "\n".join(parts)


def _tables(wrong: Iterable[Judged]) -> Iterator[str]:
    title = ""
    for one in wrong:
        answer = one.answer
        if title != f"{answer.unit} `{answer.exercise}`":
            title = f"{answer.unit} `{answer.exercise}`"
            yield f"\n## {title}\n\n| why it is wrong | kind | what students are told |"
            yield "|---|---|---|"
        told = one.told
        earned = "" if one.full == 0 else f" (all points on {one.full} of {one.draws} draws)"
        decided = f" ({answer.verdict}: {answer.reason})" if answer.reason else ""
        cells = (answer.why + decided, told.kind if told else "", (told.words if told else "")
                 + earned)
        yield "| " + " | ".join(_cell(text) for text in cells) + " |"
    yield ""


def _in_full(one: Judged) -> str:
    return (f"## {one.answer.unit} `{one.answer.exercise}`: {one.answer.why}\n\n"
            f"```python\n{one.answer.source}\n```\n\n```\n{one.report}\n```\n")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
