"""Sequences of different lengths: padded to one, or packed. Loaded when first used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ...api.creation import full
from ...api.shape import cat, stack
from ...gradient_names import named
from ...tensor import Tensor, wrap


class Packed(NamedTuple):
    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None = None
    unsorted_indices: Tensor | None = None


class PackedSequence(Packed):
    """Sequences step by step: all first elements, then all second ones, and so on.

    batch_sizes: how many sequences have so many steps
    sorted_indices, unsorted_indices: the order by length, and the way back; None if they came so

    Raises AssertionError for data without batch_sizes that is no pair of both.
    """

    def __new__(
        cls, data: Any, batch_sizes: Tensor | None = None, sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> PackedSequence:
        if batch_sizes is None:
            if not (isinstance(data, (list, tuple)) and len(data) == 2):
                raise AssertionError("Expected data to be a list or tuple of length 2")
            data, batch_sizes = data
        if unsorted_indices is None and sorted_indices is not None:
            unsorted_indices = sorted_indices.argsort()
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The sequences in another dtype or on another device; the same ones if nothing changes."""
        data = self.data.to(*args, **kwargs)
        return self if data is self.data else self._replace(data=data)

    @property
    def is_cuda(self) -> bool:
        return self.data.is_cuda

    def is_pinned(self) -> bool:
        return False


def converted(name: str) -> Any:
    """The method of a packed sequence that calls the tensor's method of this name."""

    def method(self: PackedSequence, *args: Any, **kwargs: Any) -> PackedSequence:
        data = getattr(self.data, name)(*args, **kwargs)
        return self if data is self.data else self._replace(data=data)

    return method


for name in ("byte", "char", "cpu", "cuda", "double", "float", "half", "int", "long", "short"):
    setattr(PackedSequence, name, converted(name))


def pad_sequence(
    sequences: Any, batch_first: bool = False, padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Sequences (length, ...) side by side, the shorter ones filled up with a number.

    Raises RuntimeError for what is no sequence of tensors.
    """
    if not isinstance(sequences, (list, tuple, Tensor)):
        raise RuntimeError(
            "pad_sequence: Expected iterable for input sequences, but got arg of type:"
            f" {type(sequences)}")
    parts = list(sequences)
    longest = max(len(part) for part in parts)
    return side_by_side(parts, longest, batch_first, padding_value, padding_side)


def side_by_side(
    parts: list[Tensor], longest: int, batch_first: bool, padding_value: float,
    padding_side: str = "right",
) -> Tensor:
    shape = (len(parts), longest) if batch_first else (longest, len(parts))
    out = full((*shape, *parts[0].shape[1:]), padding_value, dtype=parts[0].dtype)
    for place, part in enumerate(parts):
        start = 0 if padding_side == "right" else longest - len(part)
        steps = slice(start, start + len(part))
        out[(place, steps) if batch_first else (steps, place)] = part
    return out


def unpad_sequence(padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False
                   ) -> list[Tensor]:
    """The sequences that `pad_sequence` joined."""
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [row[: int(length)] for row, length in zip(rows, lengths, strict=True)]


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Padded sequences of these lengths, packed; sorted by length unless enforce_sorted=False.

    Raises RuntimeError for lengths that are not sorted, not above 0 or too few.
    """
    found = packed_padded(input, lengths, batch_first, enforce_sorted)
    return found._replace(data=named(found.data, "PackPaddedSequenceBackward0"))


def packed_padded(
    input: Tensor, lengths: Any, batch_first: bool, enforce_sorted: bool
) -> PackedSequence:
    sizes = [int(length) for length in lengths]
    order = unsorted = None
    rows = input.transpose(0, 1) if batch_first else input
    if rows.shape[1] != len(sizes):
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(sizes)} (batch_size="
            f"{rows.shape[1]})")
    if not sizes:
        raise RuntimeError("Cannot pack empty tensors.")
    if min(sizes) <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that"
            " is <= 0")
    if not enforce_sorted:
        places = np.argsort(-np.array(sizes), kind="stable").astype(np.int64)
        order, unsorted = wrap(places), wrap(np.argsort(places).astype(np.int64))
        rows = rows.index_select(1, order)
        sizes = [sizes[place] for place in places]
    elif sizes != sorted(sizes, reverse=True):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You"
            " can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to"
            " sidestep this requirement if you do not need ONNX exportability.")
    steps = [sum(size > step for size in sizes) for step in range(sizes[0])]
    data = cat([rows[step, :number] for step, number in enumerate(steps)])
    return PackedSequence(data, wrap(np.array(steps, np.int64)), order, unsorted)


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """Packed sequences padded, to total_length or as long as the longest, and their lengths.

    Raises ValueError if the longest is longer than total_length.
    """
    parts = in_packed_order(sequence)
    lengths = wrap(np.array([len(part) for part in parts], np.int64))
    longest, order = len(sequence.batch_sizes), sequence.unsorted_indices
    if total_length is not None and total_length < longest:
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input,"
            f" but got total_length={total_length} and max sequence length being {longest}")
    padded = side_by_side(parts, total_length or longest, False, padding_value)
    padded = padded.transpose(0, 1) if batch_first else padded
    if order is None:
        return padded, lengths
    return padded.index_select(0 if batch_first else 1, order), lengths[order]


def in_packed_order(sequence: PackedSequence) -> list[Tensor]:
    """Packed sequences one by one, the longest first."""
    steps = sequence.batch_sizes.tolist()
    starts = np.concatenate(([0], np.cumsum(steps)))
    return [stack([sequence.data[int(starts[step]) + place]
                   for step, number in enumerate(steps) if number > place])
            for place in range(steps[0])]


def pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Sequences of different lengths, packed."""
    lengths = [len(part) for part in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The sequences that were packed, in the order in which they came."""
    parts, order = in_packed_order(packed_sequences), packed_sequences.unsorted_indices
    return parts if order is None else [parts[place] for place in order.tolist()]


PackedSequence.__module__ = "torch.nn.utils.rnn"
