"""The relation of a wrong answer to the right one: its opposite, a multiple, transposed, one late.

Each relation looks at one wrong place and yields what is true of it, as the end of a sentence that
begins with what the place is called. Nothing here says whether it is a coincidence: diagnosis.py
tells only what is true of every wrong place.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.checks import number_relations as numbers
from course.checks import other_relations as others
from course.checks.place import Place, Predicates, equal

Relation = Callable[[Place], Predicates]
NUMERIC: tuple[Relation, ...] = (
    numbers.of_number_types, numbers.of_sign, numbers.of_neighbours, numbers.of_missing_factors,
    numbers.of_order, numbers.of_sums, numbers.of_steps, numbers.of_constant_factors,
    numbers.of_masks, numbers.of_functions, numbers.of_inputs, numbers.of_small_errors,
)
OF_THE_SAME: tuple[Relation, ...] = (numbers.of_number_types, numbers.of_small_errors)
COUNTS: tuple[Relation, ...] = (numbers.of_number_types, numbers.of_counts)
OTHER: tuple[Relation, ...] = (
    others.of_containers, others.of_lists, others.of_errors, others.of_nothing,
    others.of_other_texts,
)


def predicates(place: Place) -> list[str]:
    """All that is true of one wrong place, the most telling first."""
    relations = OTHER if not place.numeric else COUNTS if type(place.expected) is int else NUMERIC
    with np.errstate(all="ignore"):
        if place.numeric and equal(place.expected, place.got):  # to six digits
            relations = OF_THE_SAME
        found = [text for relation in relations for text in relation(place)]
    return list(dict.fromkeys(found))
