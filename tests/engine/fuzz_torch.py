"""Random programs, run by the engine and by PyTorch, which must agree.

    python -m tests.engine.fuzz_torch --graphs 20000 --seed 0
    python -m tests.engine.fuzz_torch --print --graphs 20000 --seed 0

Each program makes leaves, applies operations with random shapes and arguments, changes values in
place, hangs hooks on them and lets them retain gradients. Compared are the values, the names of
the graph, the errors, the gradients for random upstream gradients, the gradients of those, and
after `backward`, once or twice and a third time on the freed graph, the `.grad` of all leaves.
With `--print`, tensors are printed instead. Needs PyTorch.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import warnings
from collections import Counter
from typing import Any

import numpy as np

from . import fuzz_print
from .fuzz_pairs import grow_binary, grow_change
from .fuzz_steps import Step, grow_unary


def names(node: Any, depth: int = 3) -> Any:
    """The names of a graph down to a depth. A copy that `reshape` had to make counts as a view:
    NumPy and PyTorch lay results of several layouts out differently.
    """
    if node is None:
        return None
    below = node.next_functions[0][0] if type(node).__name__ == "UnsafeViewBackward0" else None
    if type(below).__name__ == "CloneBackward0":
        return "ViewBackward0", names_below(below, depth)
    return type(node).__name__.replace("ReshapeAlias", "View"), names_below(node, depth)


def names_below(node: Any, depth: int) -> list[Any]:
    return [names(parent, depth - 1) if depth else "" for parent, _ in node.next_functions]


def attempt(function: Step, *args: Any) -> Any:
    """The result, or what the error says."""
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


def numbers(tensor: Any) -> np.ndarray[Any, Any]:
    if getattr(tensor, "_is_zerotensor", bool)():  # PyTorch's zeros without memory
        return np.zeros(tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."))
    return np.asarray(tensor.detach().numpy(force=True))


def close(a: Any, b: Any, largest: float = 0.0) -> bool:
    """Whether two tensors, or two errors, are the same up to rounding.

    Rounding is 1e-7 of a number and 1e-9 for float64. In a program with other types, where float32
    comes in and adds up over some dozen operations, it is 1e-3 of a number and 1e-5 of the largest
    seen so far; for second gradients, of its square.
    """
    if a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return a == b if isinstance(a, str) or isinstance(b, str) else (a is None) == (b is None)
    x, y = numbers(a), numbers(b)
    if x.shape != y.shape or x.dtype != y.dtype or x.dtype.kind != "f":
        return x.shape == y.shape and x.dtype == y.dtype and bool((x == y).all())
    if not largest:
        return np.allclose(x, y, rtol=1e-7, atol=1e-9, equal_nan=True)
    return np.allclose(x, y, rtol=1e-3, atol=1e-5 * largest, equal_nan=True)


def level(a: Any, b: Any) -> None:
    """Give the engine's tensor the last bits of PyTorch's, in its memory, unnoticed by autograd.

    So rounding never adds up, and numbers that tie on one side tie on the other.
    """
    array = b.detach().numpy()
    if array.flags.writeable and array.dtype.kind == "f":
        array[...] = numbers(a)


def facts(tensor: Any) -> Any:
    """What a user can ask of a tensor besides its numbers."""
    return (attempt(lambda: names(tensor.grad_fn)), attempt(lambda: tensor.is_leaf),
            tensor.requires_grad, tensor.output_nr)


TWO_MISTAKES = [("shape mismatch", "out of bounds"), ("leaf Variable", "mismatch"),
                ("leaf Variable", "out of bounds"), ("leaf Variable", "does not match"),
                ("Index put", "out of bounds"), ("is a view and its base", "Error"),
                ("broadcast shape", "is being modified"), ("inconsistent", "Bool"),
                ("broadcast shape", "single memory location"),
                ("not implemented for 'Bool'", "not implemented for 'Bool'"),
                ("does not match", "out of bounds"), ("no_grad mode", "Subtraction"),
                ("one of the variables", "is a view and its base"),
                ("cannot be multiplied", "batch2 tensor"), ("size mismatch", "batch2 tensor"),
                ("Autograd not support dtype", "expected scalar type")]


def made_by(tensor: Any) -> str:
    """An operation, nothing, or an error for a view that its base has left behind."""
    return str(attempt(lambda: "an operation" if tensor.grad_fn is not None else ""))


class Program:
    """A random program as it grows on both sides."""

    def __init__(self, seed: int, torch: Any, engine: Any) -> None:
        self.rng = random.Random(seed)
        self.numbers = np.random.default_rng(seed)
        self.modules = torch, engine
        self.text: list[str] = []
        self.leaves: list[tuple[Any, Any]] = []
        self.values: list[tuple[Any, Any]] = []
        self.watched: list[tuple[Any, Any]] = []
        self.broken = False
        self.kinds = ["float64"]
        if self.rng.random() < 0.25:
            self.kinds = ["float64", "float32", "float32", "int64", "int32", "bool"]
        self.largest = 0.0  # not 0 in programs with other types than float64

    def leaf(self) -> None:
        ndim = self.rng.choice([0, 1, 1, 2, 2, 3])
        shape = tuple(self.rng.choice([1, 2, 3]) for _ in range(ndim))
        if self.rng.random() < 0.03 and shape:
            shape = (0, *shape[1:])
        array = self.numbers.standard_normal(shape)
        if self.rng.random() < 0.25:
            array = np.round(array) + 0.0  # no -0.0, at which PyTorch's pow is of two minds
        if self.rng.random() < 0.4 and self.leaves:
            array = self.numbers.standard_normal(tuple(self.rng.choice(self.leaves)[0].shape))
        kind = self.rng.choice(self.kinds)
        if kind in ("int64", "int32"):
            array = np.round(2 * array)
        array = np.asarray(array).astype(kind)
        grad = self.rng.random() < 0.8 and kind.startswith("float")
        pair = tuple(t.tensor(array, requires_grad=grad) for t in self.modules)
        self.text.append(f"leaf {len(self.values)} {kind} {array.shape} grad={grad}")
        self.leaves.append(pair)  # type: ignore[arg-type]
        self.keep(*pair)

    def keep(self, a: Any, b: Any) -> None:
        self.values.append((a, b))
        self.see(a)

    def see(self, tensor: Any) -> None:
        """Keep count of the largest number in a program with other types than float64."""
        if self.largest or str(tensor.dtype) != "torch.float64":
            array = numbers(tensor).astype(float)
            found = np.abs(array[np.isfinite(array)]).max(initial=1.0)
            self.largest = max(self.largest, float(found))

    def step(self) -> str | None:
        """Apply one operation. Returns what differs, None if nothing does."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.08:
            return self.change()
        if chance < 0.12:
            return self.watch()
        if chance < 0.55:
            operands = [rng.randrange(len(self.values))]
            name, function = grow_unary(rng, tuple(self.values[operands[0]][0].shape))
        else:
            operands = [rng.randrange(len(self.values)) for _ in range(2)]
            name, function = grow_binary(
                rng, *(tuple(self.values[place][0].shape) for place in operands)
            )
        self.text.append(f"{len(self.values)} = {name} of {operands}")
        a, b = (
            attempt(function, module, *(self.values[place][side] for place in operands))
            for side, module in enumerate(self.modules)
        )
        if isinstance(a, str) or isinstance(b, str):
            return None if self.same(a, b) else f"error: torch {a!r}, engine {b!r}"
        self.see(a)
        if not close(a, b, self.largest):
            return f"value: torch {a!r}, engine {b!r}"
        composite = "smoothing" in name  # the engine's is of other nodes
        if facts(a) != facts(b) and not composite:
            return f"facts: torch {facts(a)}, engine {facts(b)}"
        level(a, b)
        if "std" in name and 0 < np.abs(numbers(a)).min(initial=1) < 1e-7:
            return None  # the root of what should be 0: its slope is all rounding
        if composite:
            return None
        if a.numel() < 200 and np.abs(numbers(a).astype(float)).max(initial=0) < 1e6:
            self.keep(a, b)
        return None

    def same(self, a: Any, b: Any) -> bool:
        """Whether two errors or names are the same. Not compared is which of two changed tensors,
        or of two mistakes, is found first, and what PyTorch says of numbers it has no kernel for,
        if there are none.
        """
        if str(b).endswith("out of bounds for dimension 0 with size 0"):
            a = a.replace("with size 1", "with size 0")  # a size that PyTorch reads off a number
        if self.largest and "ToCopyBackward0" in (a, b):
            return True  # whether a rule changes the type first or last
        if "gradients" in self.text[-1] and "more than one element of the written-to" in str(a):
            return True  # the gradient of a change of an expanded tensor
        if isinstance(a, str) and not isinstance(b, str):
            return False
        if not isinstance(a, str):
            nothing = "slice" in self.text[-1] or (a is not None and not numbers(a).size)
            beyond = "out of bounds" in str(b) and nothing
            words = ("not implemented for", "expected scalar type")
            unknown = any(word in str(b) for word in words) and not bool(a.any())
            return isinstance(b, str) and (beyond or unknown)
        if any(one in a and two in b for one, two in TWO_MISTAKES):
            return True
        return a == b or all("RuntimeError: one of the variables" in text for text in (a, b))

    def change(self) -> str | None:
        """Change a value in place, where it is; afterwards all values are compared."""
        place, other = (self.rng.randrange(len(self.values)) for _ in range(2))
        name, function = grow_change(self.rng, tuple(self.values[place][0].shape))
        if name.startswith("data") and self.largest:
            return None  # where a dtype is given, the engine keeps a copy, PyTorch the original
        x, y = (self.values[number][0].detach() for number in (place, other))
        if not y.is_contiguous() and np.may_share_memory(numbers(x), numbers(y)):
            return None  # PyTorch reads y while it writes x, and does not notice
        self.text.append(f"= {name} in place of {place}, {other}")
        results = [
            attempt(function, module, self.values[place][side], self.values[other][side])
            for side, module in enumerate(self.modules)
        ]
        errors = [result if isinstance(result, str) else None for result in results]
        if errors[0] is not None and errors[1] is not None:
            self.broken = True  # part of the change may have been made
            return None if self.same(*errors) else f"error: torch {errors[0]}, engine {errors[1]}"
        if errors[0] != errors[1]:
            return f"error: torch {errors[0]!r}, engine {errors[1]!r}"
        for number, (a, b) in enumerate(self.values):
            if not close(a, b, self.largest):
                return f"value {number}: torch {a!r}, engine {b!r}"
            if facts(a)[1:] != facts(b)[1:]:
                return f"facts {number}: torch {facts(a)}, engine {facts(b)}"
            level(a, b)
        return None

    def watch(self) -> str | None:
        """Hang a hook on a value, or keep its gradient."""
        place, kind = self.rng.randrange(len(self.values)), self.rng.choice(["hook", "retain"])
        pair = self.values[place]
        self.text.append(f"= {kind} of {place}")
        if kind == "hook":
            errors = [attempt(lambda x: x.register_hook(lambda g: g * 2) and None, x) for x in pair]
        else:
            errors = [attempt(lambda x: x.retain_grad(), x) for x in pair]
            self.watched.append(pair)
        same = errors[0] == errors[1]
        return None if same else f"error: torch {errors[0]!r}, engine {errors[1]!r}"

    def gradients(self) -> str | None:
        """Compare gradients, second gradients and `.grad`."""
        wanted = [pair for pair in self.leaves if made_by(pair[0]) == "" and pair[0].requires_grad]
        roots = [pair for pair in self.values[-3:] if made_by(pair[0]) == "an operation"]
        if not wanted or not roots:
            return None
        draw = self.numbers.standard_normal
        upstream = [np.asarray(draw(tuple(a.shape))) for a, _ in roots]
        again = [np.asarray(draw(tuple(a.shape))) for a, _ in wanted]
        form = self.rng.choice(["second", "second", "twice", "inputs"])
        if any("**" in line or "square" in line for line in self.text) and any(
            np.any((numbers(a) == 0) & np.signbit(numbers(a))) for a, _ in self.values
            if a.is_floating_point()
        ):
            return None  # at -0.0, PyTorch's pow(x, -0.5) depends on how many numbers there are
        self.text.append(f"= gradients, {form}")
        found = [
            self.gradients_of(side, form, wanted, roots, upstream, again) for side in (0, 1)
        ]
        for (stage, a), (_, b) in zip(*found, strict=False):
            if hasattr(a, "dtype"):
                self.see(a)
            scale = self.largest ** (2 if stage == "second gradient" else 1)
            if not self.same(a, b) and not close(a, b, scale):
                return f"{stage}: torch {a!r}, engine {b!r}"
        return None

    def gradients_of(
        self, side: int, form: str, wanted: Any, roots: Any, upstream: Any, again: Any
    ) -> list[tuple[str, Any]]:
        """All gradients of one side, each with what it is."""
        t = self.modules[side]
        xs, ys = [pair[side] for pair in wanted], [pair[side] for pair in roots]
        vs = [t.tensor(v).to(y.dtype) for v, y in zip(upstream, ys, strict=True)]
        found: list[tuple[str, Any]] = []
        if form == "second":
            grads = attempt(lambda: t.autograd.grad(ys, xs, vs, create_graph=True,
                                                    allow_unused=True))
            if isinstance(grads, str):
                return [("gradient", grads)]
            found += [("gradient", grad) for grad in grads]
            found += [("grad_fn of a gradient", named(grad)) for grad in grads]
            pairs = [(g, t.tensor(v).to(g.dtype)) for g, v in zip(grads, again, strict=True)
                     if g is not None and g.requires_grad]
            seconds = attempt(lambda: t.autograd.grad(
                [g for g, _ in pairs], xs, [v for _, v in pairs], retain_graph=True,
                allow_unused=True)) if pairs else [None] * len(xs)
            if isinstance(seconds, str):
                found.append(("second gradient", seconds))
            else:
                found += [("second gradient", zero_for_none(g, x))
                          for g, x in zip(seconds, xs, strict=True)]
        inputs = xs[:1] if form == "inputs" else None
        for number in range(2 if form == "twice" else 1):
            error = attempt(lambda n=number: t.autograd.backward(  # type: ignore[misc]
                ys, [v.clone() for v in vs],  # PyTorch may take the tensor itself for `.grad`
                retain_graph=n == 0 and form == "twice", inputs=inputs))
            found.append(("backward", error))
            if error is not None:  # PyTorch may have added to some `.grad`, the engine has not
                return found
        kept = [*xs, *(pair[side] for pair in self.watched)]
        found += [(".grad", x.grad if x.grad is None else x.grad.clone()) for x in kept]
        if form == "twice":
            found.append(("freed", attempt(lambda: t.autograd.backward(ys, vs))))
        return found


def named(gradient: Any) -> str:
    """The node that a recorded gradient comes from. PyTorch takes the gradient of a matrix that is
    laid out by columns as the transpose of a product.
    """
    if gradient is None or gradient.grad_fn is None:
        return f"none of {None if gradient is None else gradient.requires_grad}"
    name = type(gradient.grad_fn).__name__.replace("ReshapeAlias", "View")
    return name.replace("MmBackward0", "TBackward0")


def zero_for_none(gradient: Any, x: Any) -> Any:
    """A missing second gradient counts as zeros: whether it is missing is a matter of form."""
    return x.detach() * 0 if gradient is None else gradient


def run(seed: int, torch: Any, engine: Any) -> tuple[str | None, Program]:
    """Grow and compare the program of a seed: (what differs, the program)."""
    program = Program(seed, torch, engine)
    for _ in range(program.rng.randint(2, 4)):
        program.leaf()
    for _ in range(program.rng.randint(2, 9)):
        difference = program.step()
        if difference or program.broken:
            return difference, program
    return program.gradients(), program


def both_engines() -> tuple[Any, Any] | None:
    """PyTorch, on one thread, and the engine; None, and a printed sentence, without PyTorch."""
    try:
        import torch
    except ImportError:
        print("The fuzzer compares with PyTorch, which is not installed here.")
        return None
    import autograd_ref as engine

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    return torch, engine


def first_seed(given: int | None) -> int:
    """The seed of the first draw, a new one if none is given; printed, to draw the same again."""
    first = random.SystemRandom().randrange(10**9) if given is None else given
    print(f"the seeds begin with {first}", flush=True)
    return first


def text_and_difference(seed: int, torch: Any, engine: Any) -> tuple[str | None, list[str]]:
    difference, program = run(seed, torch, engine)
    return difference, program.text


def printed_difference(seed: int, torch: Any, engine: Any) -> tuple[str | None, list[str]]:
    return fuzz_print.compare(seed, torch, engine), ["= a tensor"]


class Differences:
    """Those found so far, of which the first are printed, by kind."""

    def __init__(self, shown: int) -> None:
        self.shown = shown
        self.kinds = Counter[str]()

    def add(self, seed: int, difference: str, text: list[str]) -> None:
        self.kinds[difference.split(":")[0] + " " + text[-1].split("= ")[-1]] += 1
        if self.kinds.total() <= self.shown:
            print(f"seed {seed}: {difference}")
            print("    " + "\n    ".join(text))

    def print_kinds(self) -> None:
        for kind, times in self.kinds.most_common(30):
            print(f"  {times} x {kind}")


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    engines = both_engines()
    if engines is None:
        return 2
    compare, things = text_and_difference, "graphs"
    if options.print:
        compare, things = printed_difference, "tensors"
    first, started = first_seed(options.seed), time.time()
    differences = Differences(options.show)
    for number in range(options.graphs):
        difference, text = compare(first + number, *engines)
        if difference:
            differences.add(first + number, difference, text)
        if (number + 1) % 1000 == 0 or number + 1 == options.graphs:
            print(f"{number + 1} {things}, {differences.kinds.total()} with a difference,"
                  f" {time.time() - started:.0f} s", flush=True)
    differences.print_kinds()
    return 1 if differences.kinds else 0


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare the engine with PyTorch.")
    parser.add_argument("--graphs", type=int, default=20_000, help="how many programs")
    parser.add_argument("--seed", type=int, help="the first program's seed; a new one if left out")
    parser.add_argument("--show", type=int, default=5, help="how many differences to print")
    parser.add_argument("--print", action="store_true", help="print tensors instead of programs")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
