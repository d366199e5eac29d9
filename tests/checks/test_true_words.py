"""What must not be told of a wrong answer, as it is false, and what is told in its place."""

from __future__ import annotations

import inspect
from functools import cache

import pytest

from course.checks.unit import load_unit
from course.publish.variants import namespace
from tests.assignments import ASSIGNMENTS, report_on


@cache
def text_of(unit: str, exercise: str, code: str) -> str:
    """What a student reads of an answer, if all other answers in the notebook are right."""
    slug = next(slug for slug in ASSIGNMENTS if slug.startswith(unit))
    return report_on(slug, exercise, names=namespace(ASSIGNMENTS[slug], {exercise: code})).text()


LEAVES = """
def leaves(root):
    return [{} for node in nodes(root) if node.variable is not None]"""
ARROWS = """
def arrows(root):
    return [{} for node in nodes(root) for other, _ in node.next_functions if other is not None]"""
FREEZE = """
def freeze(params):
    for p in params:
        if p.grad is not None:
            p.requires_grad = False
            p.grad = None"""
FALSE = {  # unit, exercise, answer, what is false of it, what is told
    "arrays for tensors": (
        "02", "leaves", LEAVES.format("node.variable.data"), "`AccumulateGrad` nodes",
        "Each wrong result stands for an array, and that is none of those expected."),
    "pairs for tensors": (
        "02", "leaves", LEAVES.format("(node.variable, 0)"), "`AccumulateGrad` nodes",
        "Each wrong result stands for a tuple"),
    "a name in an arrow": (
        "02", "arrows", ARROWS.format("(node, other.name())"), "is a pair",
        "Each wrong result leads to a string, which does not belong there."),
    "tensors in an arrow": (
        "02", "arrows", ARROWS.format("(node.variable, other.variable)"), "hold names",
        "NoneType to NoneType"),
    "frozen if there is a gradient": (
        "10", "freeze", FREEZE, "The gradient is gone", "goes on requiring one"),
    "an error that a helper of the notebook gets": (
        "09", "mse_loss", """
def mse_loss(prediction, target, reduction="mean"):
    squares = (prediction - target) ** 2
    if reduction not in ("none", "sum", "mean"):
        return ValueError(reduction)
    return squares if reduction == "none" else getattr(squares, reduction)()""",
        "nothing is raised", "is an error that is returned: it takes `raise`"),
    "another error of the same type": (
        "02", "edge", """
def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    if item.accumulator is None:
        item.accumulator = Node("AccumulateGrad", variable=item)
    return (0, item.accumulator)""", "you answer None", "a plain number arrives"),
    "an error for the wrong ones": (
        "01", "new_tensor", """
def new_tensor(data, requires_grad=False):
    tensor = Tensor(data, requires_grad)
    if requires_grad and np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(NEW_NOT_FLOAT)
    return tensor""", "No error is ever raised", "This `raise` was reached."),
    "a gradient does not move": (
        "07", "backward_all", """
def backward_all(losses):
    for loss in [losses[0], *losses[:-1]]:
        backward(loss, np.array(1.0), retain_graph=True)
    backward(losses[-1], np.array(1.0))""", "as far from", "held its first item twice"),
    "written into an argument": (
        "03", "mul_vjp", """
def mul_vjp(upstream, a, b):
    upstream *= b
    return upstream * 1.0, upstream * a / b""", "belongs to \"gradient",
        "should stay as it was before, and it was changed."),
    "which tensor": (
        "04", "first_gradient", """
def first_gradient(root):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    root.data[...] = 1
    return np.ones_like(root.data)""", "Tensor(...)", "`(Tensor(x) * Tensor(x)).mean()`"),
    "a helper that gets something else": (
        "06", "multiply_vjp", """
def multiply_vjp(v, a, b):
    return unbroadcast(v * b, a), unbroadcast(v * a, b)""", "is not right yet",
        "The line is in `unbroadcast`: is what `multiply_vjp` hands to it what it asks for?"),
    "nothing comes back from the function itself": (
        "04", "count_visits", """
def count_visits(root):
    visits = 1
    for parent in root.parents:
        visits += count_visits(parent)""", "The answer is None",
        "`count_visits` returned None to it. Is a `return` missing there?"),
    "an error that the card does not ask for": (
        "07", "Saved", """
class Saved:
    def __init__(self, *values):
        self.values = values

    def unpack(self):
        if values is None:
            raise RuntimeError(SECOND_TIME)
        return values

    def free(self):
        self.values = None""", "a NameError is raised.", "Do you mean `self.values`?"),
    "which argument": (
        "05", "one_step", """
def one_step(w, batches, lr):
    zero_grads([w])
    count = len(batches)
    while batches:
        inputs, targets = batches.pop()
        error = w * inputs - targets
        backward((error * error).sum(), np.array(1.0 / count))
    w.data -= lr * w.grad""", "argument 2", "`batches`: Your code changes it."),
    "what is read of which expression": (
        "02", "number_first", """
def number_first(sign, number, tensor):
    if sign == "-":
        tensor.data -= number
        return record(-tensor.data, "RsubBackward1", [tensor])
    if sign != "/":
        return arithmetic(sign, tensor, number)
    inverse = record(1.0 / tensor.data, "ReciprocalBackward0", [tensor])
    return record(number * inverse.data, "MulBackward0", [inverse, number])""", "w.data",
        ".data of the result `Tensor(w)`: Your code leaves another value there than it should."),
    "a name of another method": (
        "08", "no_grad", """
class no_grad:
    def __enter__(self):
        before = mode.recording
        mode.recording = False

    def __exit__(self, *error):
        mode.recording = before""", "has no `.before`", "and `self.before` here."),
    "no rule is right": (
        "03", "rule_is_right", "def rule_is_right(f, rule, x, seed=0):\n    return False",
        "`==` does not forgive", "The answer is always False, whatever is asked."),
}


@pytest.mark.parametrize("case", FALSE)
def test_nothing_false_is_told(case: str) -> None:
    unit, exercise, code, false, told = FALSE[case]
    text = text_of(unit, exercise, code)
    assert false not in text
    assert told in text


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_a_reference_names_its_arguments_as_the_card_does(slug: str) -> None:
    names = namespace(ASSIGNMENTS[slug])
    for name, exercise in load_unit(slug).exercises.items():
        if inspect.isfunction(exercise.reference) and inspect.isfunction(names[name]):
            assert list(inspect.signature(exercise.reference).parameters) == \
                list(inspect.signature(names[name]).parameters), name
