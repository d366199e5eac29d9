"""Record what PyTorch makes of every row of `op_table.py`: `make oracle`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from .op_table import Op, generator, rows

RECORDED = Path(__file__).parent / "recorded_ops.json"
SHAPES = (2, 3), (3,), (2, 3, 2)


def key(op: Op) -> str:
    return f"{op.name}: {op.node}"


def name(tensor: Any) -> str:
    return type(tensor.grad_fn).__name__ if tensor.requires_grad else ""


def outcome(torch: Any, op: Op) -> list[dict[str, Any]]:
    """For samples of some shapes the numbers and the nodes of the result and of its gradients.

    The gradients are taken with create_graph=True for a random upstream gradient that requires one.
    """
    found = []
    for shape in SHAPES:
        arrays = op.samples(generator(op.name, shape), shape)
        inputs = [torch.tensor(array, requires_grad=True) for array in arrays]
        result = op.function(*inputs)
        random = generator(op.name + "upstream", shape)
        upstream = torch.tensor(
            np.asarray(random.standard_normal(tuple(result.shape))), requires_grad=True)
        gradients = torch.autograd.grad(result, inputs, upstream.to(result.dtype),
                                        create_graph=True)
        tensors = [result, *gradients]
        found.append({"numbers": [tensor.detach().tolist() for tensor in tensors],
                      "nodes": [name(tensor) for tensor in tensors]})
    return found


def main() -> None:
    import torch

    torch.set_num_threads(1)
    recorded = {key(op): outcome(torch, op) for op in rows(torch)}
    lines = (f" {json.dumps(name)}: {json.dumps(value)}" for name, value in recorded.items())
    RECORDED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(recorded)} operations")


if __name__ == "__main__":
    main()
