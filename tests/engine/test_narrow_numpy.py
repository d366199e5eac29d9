"""The engine on a NumPy whose own integers have 32 bits, as in a browser: tensors stay int64."""

from __future__ import annotations

import subprocess
import sys

NARROW = """
import functools
import numpy as np

def narrow(found):
    if isinstance(found, tuple):
        return tuple(map(narrow, found))
    wide = isinstance(found, (np.ndarray, np.generic)) and found.dtype == np.int64
    return found.astype(np.int32) if wide else found

def narrowed(function, refuses_wide=False):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        places = args[0]
        if refuses_wide and isinstance(places, np.ndarray) and places.dtype == np.int64:
            raise TypeError("Cannot cast array data from dtype('int64') to dtype('int32')")
        found = function(*args, **kwargs)
        return found if "dtype" in kwargs else narrow(found)
    return inner

for name in ("arange argmax argmin argsort count_nonzero nonzero searchsorted tril_indices "
             "triu_indices unique").split():
    setattr(np, name, narrowed(getattr(np, name)))
for name in ("bincount", "unravel_index"):
    setattr(np, name, narrowed(getattr(np, name), refuses_wide=True))
np.intp = np.int32

import autograd_ref as torch

x, n = torch.tensor([[3.0, 1.0, 2.0], [0.0, 5.0, 4.0]]), torch.tensor([2, 0, 2])
integers = {
    "argmax": x.argmax(), "argmax(1)": x.argmax(1), "argmin": x.argmin(0, keepdim=True),
    "max": x.max(1).indices, "min": x.min(0).indices, "argsort": x.argsort(),
    "sort": x.sort(descending=True).indices, "topk": x.topk(2).indices,
    "median": x.median(1).indices, "nonzero": x.nonzero(), "where": torch.where(x > 1)[1],
    "count": torch.count_nonzero(x), "inverse": torch.unique(n, return_inverse=True)[1],
    "counts": torch.unique(n, return_counts=True)[1], "bincount": torch.bincount(n),
    "tril": torch.tril_indices(2, 2), "triu": torch.triu_indices(2, 2),
    "randperm": torch.randperm(3), "multinomial": torch.multinomial(x + 1, 2),
    "one": torch.multinomial(x + 1, 1), "many": torch.multinomial(x + 1, 5, replacement=True),
    "arange": torch.arange(3), "sum": torch.tensor([True]).sum(), "tensor": torch.tensor([1]),
    "randint": torch.randint(9, (3,)), "one_hot": torch.nn.functional.one_hot(n),
}
print([name for name, tensor in integers.items() if tensor.dtype is not torch.int64])
print(x.index_select(1, n).tolist(), torch.take(x, n).tolist(),
      x.gather(1, torch.tensor([[0], [2]])).tolist(), torch.bincount(n, n.float()).tolist())
"""


def test_places_and_counts_are_int64() -> None:
    run = subprocess.run([sys.executable, "-c", NARROW], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == [
        "[]",
        "[[2.0, 3.0, 2.0], [4.0, 0.0, 4.0]] [2.0, 3.0, 2.0] [[3.0], [4.0]] [0.0, 0.0, 4.0]",
    ]
