"""`save` and `load`.

A file is a zip archive: `structure.json` says how lists, dictionaries and numbers are nested, and
each tensor is a file of NumPy's format. Loading runs nothing that a file holds. PyTorch's own
files, which are pickles, are not read.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import pickle
import zipfile
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import dtypes
from ...tensor import Tensor, wrap
from ..absent import sentence
from ..metadata import Size, use

SAVED: list[Any] = []  # modules that this process saved as a whole
SAFE: set[Any] = set()  # classes whose objects may be loaded as if they were weights
STRUCTURE = "structure.json"
NOT_WEIGHTS = (
    "Weights only load failed. This file can still be loaded, to do so you have two options,"
    " \x1b[1mdo those steps only if you trust the source of the checkpoint\x1b[0m. "
)
PLAIN = type(None), bool, int, str
SEQUENCES: dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "Size": Size}
MAPPINGS: dict[str, Any] = {
    "dict": dict, "OrderedDict": OrderedDict, "Counter": Counter}


class Writer:
    """Turns an object into JSON and a list of arrays."""

    def __init__(self) -> None:
        self.arrays: list[Any] = []
        self.places: dict[int, int] = {}  # of an array's id, so that one tensor is saved once

    def described(self, value: Any) -> Any:
        """A value as JSON: plain values as they are, all others as [what it is, ...]."""
        if type(value) in PLAIN:
            return value
        if isinstance(value, float):
            return ["float", value.hex()]
        if isinstance(value, Tensor):
            return self.tensor(value)
        if isinstance(value, dtypes.dtype):
            return ["dtype", value.name]
        if isinstance(value, np.generic):
            return self.described(value.item())
        for name, kind in MAPPINGS.items():
            if type(value) is kind or (kind is dict and type(value) is defaultdict):
                items = [[self.described(k), self.described(v)] for k, v in value.items()]
                return [name, items]
        for name, kind in SEQUENCES.items():
            if type(value) is kind:
                return [name, [self.described(item) for item in value]]
        if hasattr(value, "state_dict"):
            return self.by_state(value)
        raise TypeError(sentence(f"save of {type(value).__name__}") + " Save its state_dict().")

    def by_state(self, value: Any) -> Any:
        """A module or an optimizer: its state, and a number for what it is, which only this process
        knows. A file that makes objects of any class could run anything.
        """
        SAVED.append(copy.deepcopy(value))
        return ["object", len(SAVED) - 1, type(value).__name__, self.described(value.state_dict())]

    def tensor(self, value: Tensor) -> Any:
        place = self.places.setdefault(id(value._array), len(self.arrays))
        if place == len(self.arrays):
            self.arrays.append(value._array)
        return ["tensor", place, value.requires_grad]


def save(
    obj: Any, f: Any, pickle_module: Any = None, pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True, _disable_byteorder_record: bool = False,
) -> None:
    """Write an object to a path or an open binary file: tensors, numbers, texts, and lists, tuples
    and dictionaries of them, such as a `state_dict`.

    Raises TypeError for objects of other classes.
    """
    writer = Writer()
    structure = json.dumps(writer.described(obj))
    with zipfile.ZipFile(f, "w") as archive:
        archive.writestr(STRUCTURE, structure)
        for place, array in enumerate(writer.arrays):
            held = io.BytesIO()
            np.lib.format.write_array(held, np.asarray(array, order="C"), allow_pickle=False)
            archive.writestr(f"{place}.npy", held.getvalue())


def load(
    f: Any, map_location: Any = None, pickle_module: Any = None, *, weights_only: Any = None,
    mmap: Any = None, **kwargs: Any,
) -> Any:
    """Read an object that `save` wrote, from a path or an open binary file.

    Raises RuntimeError if the file holds something else.
    """
    if map_location is not None and not callable(map_location):
        use(map_location)
    try:
        with zipfile.ZipFile(f) as archive:
            structure = json.loads(archive.read(STRUCTURE))
            arrays = [
                np.lib.format.read_array(io.BytesIO(archive.read(f"{place}.npy")),
                                         allow_pickle=False)
                for place in range(len(archive.namelist()) - 1)
            ]
    except (zipfile.BadZipFile, KeyError) as error:
        raise RuntimeError(
            f"this is no file that autograd_ref.save wrote ({error}); it does not read PyTorch's"
            " own files"
        ) from None
    return restored(structure, [wrap(array) for array in arrays], weights_only is not False)


def restored(value: Any, tensors: list[Tensor], weights_only: bool = True) -> Any:
    """The value that `Writer.described` described."""
    if not isinstance(value, list):
        return value
    kind, content, *rest = value
    if kind == "float":
        return float.fromhex(content)
    if kind == "dtype":
        return dtypes.of_name(content)
    if kind in MAPPINGS:
        return MAPPINGS[kind]({
            restored(k, tensors, weights_only): restored(v, tensors, weights_only)
            for k, v in content})
    if kind in SEQUENCES:
        return SEQUENCES[kind](restored(item, tensors, weights_only) for item in content)
    if kind == "object":
        name, state = rest
        known = content < len(SAVED) and type(SAVED[content]).__name__ == name
        if weights_only and not (known and classes_of(SAVED[content]) <= SAFE):
            raise pickle.UnpicklingError(NOT_WEIGHTS)
        if not known:
            raise RuntimeError(sentence(f"load of a {name} that another process saved")
                               + " Save and load its state_dict().")
        found = copy.deepcopy(SAVED[content])
        found.load_state_dict(restored(state, tensors))
        return found
    return tensors[content]._alias().requires_grad_(rest[0])


def classes_of(value: Any) -> set[Any]:
    """The classes of a module and all that it holds, or of an optimizer."""
    if hasattr(value, "modules"):
        return {type(module) for module in value.modules()}
    return {type(value), dict, defaultdict}


def add_safe_globals(safe_globals: list[Any]) -> None:
    """Let `load` make objects of these classes, though it loads weights only."""
    SAFE.update(safe_globals)


def get_safe_globals() -> list[Any]:
    """The classes that were added."""
    return list(SAFE)


def clear_safe_globals() -> None:
    """Take all classes back."""
    SAFE.clear()


@contextlib.contextmanager
def safe_globals(safe_globals: list[Any]) -> Iterator[None]:
    """`add_safe_globals` within a `with` block."""
    before = set(SAFE)
    add_safe_globals(safe_globals)
    try:
        yield
    finally:
        SAFE.intersection_update(before)
