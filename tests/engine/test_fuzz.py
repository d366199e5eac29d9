"""The random programs themselves: they run, and the engine agrees with itself."""

from __future__ import annotations

import random
import warnings

import numpy as np

import autograd_ref as engine

from . import fuzz_bits, fuzz_print
from .fuzz_torch import run


def test_programs_give_the_same_twice() -> None:
    """Without PyTorch the fuzzer cannot compare, but every kind of step can run."""
    lines = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for seed in range(100):
            difference, program = run(seed, engine, engine)
            assert difference is None, f"seed {seed}: {difference}"
            lines += program.text
    for words in ("in place of", "hook of", "retain of", "gradients, twice", "matmul", "loss"):
        assert any(words in line for line in lines), f"no program with '{words}'"


def test_every_kind_of_number_can_be_computed() -> None:
    rng, draw = random.Random(0), np.random.default_rng(0)
    x = fuzz_bits.numbers_of(rng, draw, "float32")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, kind in fuzz_bits.KINDS.items():
            first, second = (kind(engine, x, (0,)) for _ in range(2))
            assert fuzz_bits.same(first, second)[0] or bool(first.isnan().any()), name


def test_printing_gives_the_same_twice() -> None:
    for seed in range(100):
        assert fuzz_print.compare(seed, engine, engine) is None
