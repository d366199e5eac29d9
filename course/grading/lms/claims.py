"""Whose folder is whose, if several folders fit one person of the roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from course.grading.lms.roster import Person, Roster


def people_of(logins: Iterable[str], roster: Roster) -> dict[str, Person]:
    """The person behind each login, as far as there is no doubt.

    Of several logins that fit one person, that one counts which the roster has letter for letter;
    if it has none of them so, or more than one, none counts.
    """
    claims: dict[str, list[tuple[str, Person]]] = defaultdict(list)
    for login in logins:
        person = roster.match(login)
        if person is not None:
            claims[person.student].append((login, person))
    found: dict[str, Person] = {}
    for claim in claims.values():
        exact = [(login, person) for login, person in claim
                 if login in (person.student, *person.aliases)]
        found.update(claim if len(claim) == 1 else exact if len(exact) == 1 else [])
    return found
