"""How fast the engine is, beside PyTorch, HIPS autograd, micrograd and hand-written NumPy.

    python -m tests.bench.engine [--rounds N] [--quick] [--out build/bench]

The libraries take turns, one thread, round by round, there and back, so that none always follows
the same. A turn begins with a call that does not count: it pays for the caches that the library
before has filled. A figure is the median over the rounds of the time divided by PyTorch's in the
same round. Prints a table; writes engine.json and engine.png.
Libraries that are not installed are left out.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import math
import os
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402

import autograd_ref  # noqa: E402

Program = Callable[[], Any]
LESSONS = ("four ops and mean", "linear, mse", "linear, BCE with logits", "vector backward",
           "three accumulating steps", "two ops under no_grad")
BARS = {"chain of 200 ops": 0.45}
LESSON_BAR, MLP_BAR = 0.45, 1.10
TURN = 0.01  # seconds


def optional(name: str) -> Any:
    """A library, or None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


# -- the programs, in the words that PyTorch and the engine share -------------------------------


def four_ops(torch: Any) -> Program:
    x = torch.randn(3, requires_grad=True)

    def program() -> None:
        y = x + 2
        z = y * y * 2
        z.mean().backward()

    return program


def linear_mse(torch: Any) -> Program:
    x, target = torch.rand((1, 5)), torch.rand(1).squeeze()
    weight = torch.rand((5, 1), requires_grad=True)
    bias = torch.rand(1, requires_grad=True)

    def program() -> None:
        prediction = (x @ weight + bias).squeeze()
        torch.nn.functional.mse_loss(prediction, target).backward()

    return program


def linear_bce(torch: Any) -> Program:
    x, y = torch.ones(5), torch.zeros(3)
    w, b = torch.randn(5, 3, requires_grad=True), torch.randn(3, requires_grad=True)

    def program() -> None:
        z = torch.matmul(x, w) + b
        torch.nn.functional.binary_cross_entropy_with_logits(z, y).backward()

    return program


def vector_backward(torch: Any) -> Program:
    x = torch.randn(3, requires_grad=True)
    v = torch.tensor([0.1, 1.0, 0.001])

    def program() -> None:
        y = x + 2
        z = y * y * 2
        z.backward(v)

    return program


def three_steps(torch: Any) -> Program:
    weights = torch.ones(4, requires_grad=True)

    def program() -> None:
        for _ in range(3):
            (weights * 3).sum().backward()

    return program


def without_recording(torch: Any) -> Program:
    x, w = torch.randn(3), torch.randn(3, requires_grad=True)
    b = torch.randn(3, requires_grad=True)

    def program() -> None:
        with torch.no_grad():
            x * w + b

    return program


def chain(torch: Any, length: int = 200) -> Program:
    x = torch.randn(3, requires_grad=True)

    def program() -> None:
        y = x
        for _ in range(length // 2):
            y = y * 1.01
            y = y + 0.5
        y.sum().backward()

    return program


INPUTS, HIDDEN, CLASSES, BATCH = 784, 256, 10, 64


def numbers() -> tuple[np.ndarray, ...]:
    r = np.random.default_rng(0)
    x = r.standard_normal((BATCH, INPUTS)).astype(np.float32)
    labels = r.integers(0, CLASSES, BATCH)
    w1 = (r.standard_normal((HIDDEN, INPUTS)) / 28).astype(np.float32)
    w2 = (r.standard_normal((CLASSES, HIDDEN)) / 16).astype(np.float32)
    return x, labels, w1, np.zeros(HIDDEN, np.float32), w2, np.zeros(CLASSES, np.float32)


def mlp(torch: Any) -> Program:
    """One step of SGD on a 784-256-10 network with cross entropy."""
    x, labels, *arrays = numbers()
    inputs, targets = torch.tensor(x), torch.tensor(labels)
    w1, b1, w2, b2 = (torch.tensor(a, requires_grad=True) for a in arrays)
    F, optimizer = torch.nn.functional, torch.optim.SGD([w1, b1, w2, b2], lr=0.01)

    def program() -> None:
        optimizer.zero_grad()
        hidden = F.relu(F.linear(inputs, w1, b1))
        F.cross_entropy(F.linear(hidden, w2, b2), targets).backward()
        optimizer.step()

    return program


def mlp_by_hand() -> Program:
    """The same step in NumPy, as one would write it knowing the network."""
    x, labels, w1, b1, w2, b2 = numbers()
    rows = np.arange(BATCH)

    def program() -> None:
        before = x @ w1.T + b1
        hidden = np.maximum(before, 0)
        logits = hidden @ w2.T + b2
        logits -= logits.max(1, keepdims=True)
        powers = np.exp(logits)
        total = powers.sum(1, keepdims=True)
        (np.log(total)[:, 0] - logits[rows, labels]).mean()
        g = powers / total
        g[rows, labels] -= 1
        g /= BATCH
        g_hidden = (g @ w2) * (before > 0)
        for w, gradient in ((w1, g_hidden.T @ x), (b1, g_hidden.sum(0)), (w2, g.T @ hidden),
                            (b2, g.sum(0))):
            w -= np.float32(0.01) * gradient

    return program


# -- the same for libraries with other words ----------------------------------------------------


def hips_programs(autograd: Any) -> dict[str, Program]:
    """HIPS autograd: functions in, gradient functions out."""
    anp = importlib.import_module("autograd.numpy")
    x = np.random.randn(3).astype(np.float32)
    four = autograd.grad(lambda x: anp.mean((x + 2) * (x + 2) * 2))
    row, target = np.random.rand(1, 5).astype(np.float32), np.float32(0.5)
    w, b = np.random.rand(5, 1).astype(np.float32), np.random.rand(1).astype(np.float32)
    line = autograd.grad(
        lambda p: anp.mean((anp.squeeze(anp.dot(row, p[0]) + p[1]) - target) ** 2))
    steps = autograd.grad(lambda w: anp.sum(w * 3))

    def long(x: Any) -> Any:
        for _ in range(100):
            x = x * 1.01
            x = x + 0.5
        return anp.sum(x)

    images, labels, *arrays = numbers()
    rows = np.arange(BATCH)

    def loss(p: Any) -> Any:
        hidden = anp.maximum(anp.dot(images, p[0].T) + p[1], 0)
        logits = anp.dot(hidden, p[2].T) + p[3]
        top = anp.max(logits, 1, keepdims=True)
        logs = logits - top - anp.log(anp.sum(anp.exp(logits - top), 1, keepdims=True))
        return -anp.mean(logs[rows, labels])

    slope, of_chain = autograd.grad(loss), autograd.grad(long)

    def step() -> None:
        for w, g in zip(arrays, slope(arrays), strict=True):
            w -= np.float32(0.01) * g

    return {
        "four ops and mean": lambda: four(x),
        "linear, mse": lambda: line((w, b)),
        "three accumulating steps": lambda: [steps(x) for _ in range(3)],
        "chain of 200 ops": lambda: of_chain(x),
        "MLP 784-256-10 step": step,
    }


def micrograd_programs(engine: Any) -> dict[str, Program]:
    """micrograd: single numbers only, so each program goes through its elements."""
    Value = engine.Value
    xs = [Value(float(v)) for v in np.random.randn(3)]
    row, ws, b = np.random.rand(5).tolist(), [Value(0.3) for _ in range(5)], Value(0.1)
    weights = [Value(1.0) for _ in range(4)]

    def four() -> None:
        ys = [x + 2 for x in xs]
        (sum(y * y * 2 for y in ys) * (1 / 3)).backward()

    def line() -> None:
        ((sum((w * v for w, v in zip(ws, row, strict=True)), b) - 0.5) ** 2).backward()

    def steps() -> None:
        for _ in range(3):
            sum(w * 3 for w in weights).backward()

    def long() -> None:
        for x in xs:
            y = x
            for _ in range(100):
                y = y * 1.01
                y = y + 0.5
            y.backward()

    return {"four ops and mean": four, "linear, mse": line, "three accumulating steps": steps,
            "chain of 200 ops": long}


SHARED: dict[str, Callable[[Any], Program]] = {
    "four ops and mean": four_ops,
    "linear, mse": linear_mse,
    "linear, BCE with logits": linear_bce,
    "vector backward": vector_backward,
    "three accumulating steps": three_steps,
    "two ops under no_grad": without_recording,
    "chain of 200 ops": chain,
    "MLP 784-256-10 step": mlp,
}


def contenders() -> dict[str, dict[str, Program]]:
    """For each program the libraries that can run it."""
    torch, autograd = optional("torch"), optional("autograd")
    micrograd = optional("micrograd.engine")
    if torch is not None:
        torch.set_num_threads(1)
    else:
        print("PyTorch is not installed here, so its column is left out; ratios are to the engine.")
    hips = hips_programs(autograd) if autograd is not None else {}
    small = micrograd_programs(micrograd) if micrograd is not None else {}
    rows: dict[str, dict[str, Program]] = {}
    for name, make in SHARED.items():
        row = {"engine": make(autograd_ref)}
        if torch is not None:
            row["PyTorch"] = make(torch)
        if name in hips:
            row["HIPS autograd"] = hips[name]
        if name in small:
            row["micrograd"] = small[name]
        if name.startswith("MLP"):
            row["NumPy by hand"] = mlp_by_hand()
        rows[name] = row
    return rows


def seconds(program: Program, times: int) -> float:
    """Seconds a call of a program that runs `times` times, after a call that does not count."""
    program()
    started = time.perf_counter()
    for _ in range(times):
        program()
    return (time.perf_counter() - started) / times


def measure(row: dict[str, Program], rounds: int) -> dict[str, list[float]]:
    """Seconds a call for each library, round by round; the libraries take turns, there and back."""
    times = {}
    for name, program in row.items():
        seconds(program, 3)
        times[name] = max(1, int(TURN / max(seconds(program, 5), 1e-7)))
    spent: dict[str, list[float]] = {name: [] for name in row}
    gc.collect()
    for _ in range(rounds):
        there = {name: seconds(row[name], times[name]) for name in row}
        back = {name: seconds(row[name], times[name]) for name in reversed(row)}
        for name in row:
            spent[name].append((there[name] + back[name]) / 2)
    return spent


def ratio(spent: dict[str, list[float]], one: str, other: str) -> float:
    """The median over the rounds of one library's time divided by another's."""
    return statistics.median(a / b for a, b in zip(spent[one], spent[other], strict=True))


# -- growth -------------------------------------------------------------------------------------


def chain_cost(length: int, collector: bool = False) -> float:
    """Seconds an operation, forward and backward, of a chain of additions.

    Python's garbage collector, which walks every living object again and again, is off or on.
    """
    best = math.inf
    gc.collect()  # once: it leaves cold caches, for which a short chain would pay
    for _ in range(max(1, min(50, 200_000 // length))):
        x = autograd_ref.tensor(1.0, requires_grad=True)
        if not collector:
            gc.disable()
        started = time.perf_counter()
        y = x
        for _ in range(length):
            y = y + 1.0
        y.backward()
        del y
        best = min(best, (time.perf_counter() - started) / length)
        gc.enable()
    return best


def doubling_cost(length: int) -> float:
    best = math.inf
    for _ in range(10):
        y = autograd_ref.tensor(1.0, requires_grad=True, dtype=autograd_ref.float64)
        started = time.perf_counter()
        for _ in range(length):
            y = y + y
        y.backward()
        best = min(best, (time.perf_counter() - started) / length)
    return best


def memory_of_step() -> float:
    """The most memory a forward pass holds, over what its saved arrays need."""
    size = 250_000
    x = autograd_ref.ones(size, requires_grad=True)
    tracemalloc.start()
    y = x
    for _ in range(8):
        y = (y * 0.5).tanh()  # tanh saves its result, the product only its number
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held / (8 * size * 4)


def growth(largest: int) -> dict[str, float]:
    gc.freeze()  # the collector need not walk the objects of the libraries compared with
    lengths = [n for n in (100, 1_000, 10_000, 100_000, 1_000_000) if n <= largest]
    result = {f"chain of {n:,} ops, us an op": chain_cost(n) * 1e6 for n in lengths}
    costs = list(result.values())
    result["chain: dearest op over the cheapest"] = max(costs) / min(costs)
    collected = [chain_cost(n, collector=True) for n in lengths]
    result["the same, with the garbage collector on"] = max(collected) / min(collected)
    result["y = y + y, 100 times, us an op"] = doubling_cost(100) * 1e6
    result["y = y + y, 1,000 times, us an op"] = doubling_cost(1000) * 1e6
    result["memory of a step over what it saved"] = memory_of_step()
    return result


# -- output -------------------------------------------------------------------------------------


def table(results: dict[str, dict[str, list[float]]], base: str) -> None:
    libraries = ["engine", "PyTorch", "HIPS autograd", "micrograd", "NumPy by hand"]
    libraries = [name for name in libraries if any(name in row for row in results.values())]
    print(f"\n{'microseconds, and x ' + base:28s}" + "".join(f"{n:>20s}" for n in libraries))
    for name, spent in results.items():
        cells = ""
        for library in libraries:
            if library in spent:
                middle = statistics.median(spent[library]) * 1e6
                cells += f"{middle:12.1f} {ratio(spent, library, base):6.2f}x"
            else:
                cells += " " * 20
        print(f"{name:28s}{cells}")


def summary(results: dict[str, dict[str, list[float]]]) -> dict[str, float]:
    """The figures that have a bar."""
    figures: dict[str, float] = {}
    mlp_row = results["MLP 784-256-10 step"]
    if "PyTorch" in mlp_row:
        ratios = [ratio(results[name], "engine", "PyTorch") for name in LESSONS]
        figures["lesson programs, geometric mean x PyTorch"] = statistics.geometric_mean(ratios)
        figures["chain of 200 ops x PyTorch"] = ratio(
            results["chain of 200 ops"], "engine", "PyTorch")
        figures["MLP step x PyTorch"] = ratio(mlp_row, "engine", "PyTorch")
    figures["MLP step x NumPy by hand"] = ratio(mlp_row, "engine", "NumPy by hand")
    return figures


def plot(results: dict[str, dict[str, list[float]]], base: str, path: Path) -> None:
    try:
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
    except ImportError:
        print("matplotlib is not installed here, so there is no plot.")
        return
    figure, axes = plt.subplots(figsize=(9, 4.8))
    libraries = sorted({name for row in results.values() for name in row} - {base})
    names = list(results)
    height = 0.8 / len(libraries)
    for place, library in enumerate(libraries):
        rows = [row for row, name in enumerate(names) if library in results[name]]
        values = [ratio(results[names[row]], library, base) for row in rows]
        axes.barh([row + place * height for row in rows], values, height, label=library)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_yticks([row + 0.4 - height / 2 for row in range(len(names))], names)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xlabel(f"time divided by {base}'s (left of the line is faster)")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    print(f"plot: {path}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="How fast the engine is.")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and shorter chains")
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    options = parser.parse_args(arguments)
    rounds = 5 if options.quick else options.rounds
    rows = contenders()
    base = "PyTorch" if "PyTorch" in rows["four ops and mean"] else "engine"
    results = {}
    for name, row in rows.items():
        results[name] = measure(row, rounds)
    table(results, base)
    figures = summary(results)
    bars = {"lesson programs, geometric mean x PyTorch": LESSON_BAR,
            "chain of 200 ops x PyTorch": BARS["chain of 200 ops"],
            "MLP step x PyTorch": 1.0, "MLP step x NumPy by hand": MLP_BAR}
    print()
    for name, value in figures.items():
        missed = "" if value <= bars[name] else ": missed"
        print(f"{name:45s} {value:6.3f}   (bar {bars[name]}{missed})")
    grown = growth(10_000 if options.quick else 1_000_000)
    print()
    for name, value in grown.items():
        print(f"{name:45s} {value:8.3f}")
    options.out.mkdir(parents=True, exist_ok=True)
    medians = {name: {library: statistics.median(times) for library, times in spent.items()}
               for name, spent in results.items()}
    (options.out / "engine.json").write_text(
        json.dumps({"seconds": medians, "figures": figures, "growth": grown}, indent=2) + "\n"
    )
    plot(results, base, options.out / "engine.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
