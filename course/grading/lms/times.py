"""Times with their zones: due dates as an instructor types them, times in Moodle's worksheet."""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from course.grading.lms.languages import read_date
from course.grading.submission import GradingError

# None is the zone of this computer.
Zone = tzinfo | None
FIRST_YEAR, LAST_YEAR = 1970, 2999  # beyond some of these no zone can be applied
WORKSHEET_FORMS = (
    "%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M",
    "%A, %B %d, %Y, %I:%M %p", "%A, %B %d, %Y, %H:%M",
    "%A, %d %b %Y, %I:%M %p", "%d %B %Y, %I:%M %p", "%d %B %Y, %H:%M",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M",
)


def read_zone(name: str | None) -> Zone:
    """A time zone by its name, such as Europe/Berlin. Raises GradingError if it is unknown."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise GradingError(f"no time zone {name!r}; give one such as Europe/Berlin") from None


def read_due(text: str, zone: Zone, what: str = "--due") -> datetime:
    """A due date with its zone: its own if it names one, else `zone`.

    Raises GradingError if `text` is no date, or far from ours; the message calls it `what`.
    """
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise GradingError(f"{what} is {text!r}; give a date and a time, such as "
                           "2026-11-20T23:59 or 2026-11-20T23:59+01:00") from None
    if "T" not in text and ":" not in text:
        time = time.replace(hour=23, minute=59, second=59)
    if not FIRST_YEAR <= time.year <= LAST_YEAR:
        raise GradingError(f"{what} is {text!r}; give a year from {FIRST_YEAR} to {LAST_YEAR}")
    return time if time.tzinfo else _in_zone(time, zone)


def worksheet_time(text: str, zone: Zone) -> datetime | None:
    """A time of Moodle's worksheet, in UTC; None if its form is unknown or it is far from ours."""
    time = _parsed(" ".join(text.split()))
    if time is None or not FIRST_YEAR <= time.year <= LAST_YEAR:
        return None
    return _in_zone(time, zone).astimezone(UTC)


def _parsed(text: str) -> datetime | None:
    for form in WORKSHEET_FORMS:
        with suppress(ValueError):
            return datetime.strptime(text, form)
    return read_date(text)


def read_stamp(text: str) -> datetime:
    """The time in a timestamp file, in UTC without a zone, as nbgrader reads it.

    Raises ValueError if it is none, lacks a part of the date, or names a zone that is not known.
    """
    # It takes long to import.
    from dateutil.parser import UnknownTimezoneWarning  # type: ignore[import-untyped]

    with warnings.catch_warnings():
        warnings.simplefilter("error", UnknownTimezoneWarning)
        try:
            return _time_in(text)
        except (ArithmeticError, TypeError, UnknownTimezoneWarning) as error:
            raise ValueError(f"{text!r} is no time: {error}") from None


def _time_in(text: str) -> datetime:
    from dateutil.parser import parse
    from nbgrader.utils import parse_utc

    text = re.sub(r"\s+(?=[+-]\d{2}:?\d{2}$)", "", text.strip())  # nbgrader takes it for a name
    parts = text.split()
    has_zone = len(parts) == 3 and _is_zone(parts[2])  # nbgrader takes PM for one
    without_zone = " ".join(parts[:2]) if has_zone else text
    first, second = (parse(without_zone, default=default).replace(tzinfo=None).date()
                     for default in (datetime(2000, 1, 1), datetime(2001, 2, 2)))
    if first != second:
        raise ValueError(f"{text!r} lacks a part of the date")
    time: datetime = parse_utc(text if has_zone else parse(text))
    return time


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_later(stamp: str | None, other: str | None) -> bool:
    """Whether the text of one timestamp file is a later time than that of another."""
    if not stamp or not other:
        return False
    try:
        return read_stamp(stamp) > read_stamp(other)
    except ValueError:
        return False


def format_time(time: datetime) -> str:
    """A time for people to read, with its zone."""
    offset = f"{time:%z}"
    return f"{time:%Y-%m-%d %H:%M} ({time.tzname()}, UTC{offset[:3]}:{offset[3:5]})"


def format_duration(seconds: float) -> str:
    """A duration in its two largest units: `1 day 2 h`, `2 h 5 min`, `40 s`."""
    days, rest = divmod(int(seconds), 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [(days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min"), (rest, "s")]
    largest = [f"{count} {unit}" for count, unit in parts if count][:2]
    return " ".join(largest) or "less than a second"


def _in_zone(time: datetime, zone: Zone) -> datetime:
    return time.replace(tzinfo=zone) if zone else time.astimezone()
