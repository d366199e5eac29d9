"""Random tensors, printed by the engine and by PyTorch, which must agree to the character.

`python -m tests.engine.fuzz_torch --print` runs it.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

PROFILES = ({"profile": "short"}, {"profile": "full"}, {"profile": "default"})


def some_shape(rng: random.Random) -> tuple[int, ...]:
    ndim = rng.choice([0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5])
    largest = {0: 1, 1: 40, 2: 14, 3: 8, 4: 5, 5: 3}[ndim]
    if rng.random() < 0.12:  # large enough to be summarised
        largest = {0: 1, 1: 3000, 2: 90, 3: 24, 4: 11, 5: 6}[ndim]
    return tuple(rng.randint(0 if rng.random() < 0.1 else 1, largest) for _ in range(ndim))


def some_array(rng: random.Random, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """Numbers of all sizes and kinds: whole, tiny, huge, mixed, with zeros, nan and inf."""
    numbers = np.random.default_rng(rng.randrange(2**32))
    kind = rng.choice([np.float32, np.float32, np.float64, np.int64, np.int32, np.bool_])
    if kind is np.bool_:
        return np.asarray(numbers.random(shape) < 0.5)
    if kind in (np.int64, np.int32):
        reach = 10 ** rng.randint(0, 9)
        return np.asarray(numbers.integers(-reach, reach + 1, shape)).astype(kind)
    values = np.asarray(numbers.standard_normal(shape))
    values = values * 10.0 ** rng.choice([0, 0, 0, 1, 2, 3, 4, 5, 7, 8, 9, 20, -1, -3, -4, -5, -9])
    form = rng.choice(["as is", "as is", "whole", "wide", "rounded", "signless"])
    if form == "whole":
        values = np.round(values)
    elif form == "wide":
        values = values * 10.0 ** numbers.integers(-6, 7, shape)
    elif form == "rounded":
        values = np.round(values, rng.randint(0, 4))
    elif form == "signless":
        values = np.abs(values)
    for special in (0.0, -0.0, np.nan, np.inf, -np.inf):
        if rng.random() < 0.15:
            values = np.where(numbers.random(shape) < rng.choice([0.1, 0.9]), special, values)
    with np.errstate(over="ignore"):
        return np.asarray(values).astype(kind)


def some_options(rng: random.Random) -> dict[str, Any]:
    if rng.random() < 0.75:
        return {}
    if rng.random() < 0.3:
        return dict(rng.choice(PROFILES))
    choices = {"precision": [0, 1, 2, 6, 8], "threshold": [0, 5, 50, 1000], "edgeitems": [1, 2, 5],
               "linewidth": [20, 40, 80, 120], "sci_mode": [True, False, None]}
    chosen = rng.sample(list(choices), rng.randint(1, 3))
    return {name: rng.choice(choices[name]) for name in chosen}


def printed(module: Any, array: Any, form: str, options: dict[str, Any]) -> str:
    """What a tensor of the numbers looks like, as a leaf or as a result."""
    module.set_printoptions(**options)
    try:
        wanted = array.dtype.kind == "f" and form != "plain"
        tensor = module.tensor(array, requires_grad=wanted)
        if wanted and form != "leaf":
            tensor = {"neg": lambda: -tensor, "view": lambda: tensor.reshape(-1),
                      "row": lambda: tensor[None],
                      "part": lambda: tensor.flatten()[1:]}[form]()
        return str(tensor) if form == "row" else repr(tensor)
    finally:
        module.set_printoptions(profile="default")


def compare(seed: int, torch: Any, engine: Any) -> str | None:
    """What differs for the tensor of a seed; None where nothing does."""
    rng = random.Random(seed)
    array = some_array(rng, some_shape(rng))
    form = rng.choice(["plain", "plain", "plain", "leaf", "neg", "view", "row", "part"])
    options = some_options(rng)
    a, b = (printed(module, array, form, options) for module in (torch, engine))
    return None if a == b else f"{form} {array.dtype} {array.shape} {options}\n{a}\n{b}"
