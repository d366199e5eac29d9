"""The folded hints of the cards: a heading that quotes a check is what a check really shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from course.publish.source import Assignment, ExerciseSource
from course.publish.variants import namespace
from tests.assignments import ASSIGNMENTS, report_on

HEADING = re.compile(r"<summary>Hint: (.*?)</summary>")
ERROR = re.compile(r"[A-Z]\w*(Error|Warning)\b.*")
QUOTED = re.compile(r'"([^"]+)"')
# Misconceptions that lead to a heading and are far down: they are tried first, to be quick.
FIRST = {"hands over the tensors", "takes the sum before it asks", "no entry for a constant",
         "wants a batch axis", "walks every way", "recursive walk",
         "does not look whether it was freed", "forward pass before the loop"}
# Answers that lead to a heading where no misconception of the exercise does.
ALSO = {
    "01 new_tensor": ["""
def new_tensor(data, requires_grad=False):
    if requires_grad and not np.issubdtype(data.dtype, np.floating):
        raise RuntimeError(NEW_NOT_FLOAT)
    return Tensor(data, requires_grad)"""],
    "01 apply": ["""
def apply(function, inputs, name):
    return Tensor(function(*[item.data for item in inputs]))"""],
    "01 is_leaf": ["def is_leaf(tensor):\n    return tensor.made_by"],
    "02 record": ["""
def record(data, name, inputs):
    pairs = [(item, 0) for item in inputs]
    return Tensor(data, requires_grad=True, grad_fn=Node(name, pairs))"""],
    "02 arithmetic": ["""
def arithmetic(sign, left, right):
    return record(left.data + right.data, "AddBackward0", [left, right])"""],
    "02 number_first": ["""
def number_first(sign, number, tensor):
    return number - tensor if sign == "-" else number + tensor"""],
    "02 power": ["""
def power(base, exponent):
    return record(base.data ** exponent.data, "PowBackward1", [base, exponent])"""],
    "02 mean": ["def mean(tensor):\n    return tensor.data.mean()"],
    "02 nodes": ["""
def nodes(root):
    found = []
    def walk(node):
        if not any(node is seen for seen in found):
            found.append(node)
            for before, _ in node.next_functions:
                walk(before)
    walk(edge(root)[0])
    return found"""],
    "02 leaves": ["""
def leaves(root):
    found = []
    for node in nodes(root):
        if node.variable is not None and node.variable.data not in [f.data for f in found]:
            found.append(node.variable)
    return found"""],
    "03 perceptron_gradient": [
        "def perceptron_gradient(w, x, target):\n    return 2 * (w * x - target) * x",
        "def perceptron_gradient(w, x, target):\n    return [2 * (w * x - target) * x]"],
    "03 numeric_vjp": ["""
def numeric_vjp(f, x, upstream, h=1e-5):
    return upstream * (f(x + h) - f(x - h)) / (2 * h) * np.ones_like(x)""", """
def numeric_vjp(f, x, upstream, h=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x, x.copy()
        up[place] += h
        down[place] -= h
        gradient[place] = np.sum(upstream * (f(up) - f(down))) / (2 * h)
    return gradient"""],
    "03 rule_is_right": ["""
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=np.shape(f(x))))
    return bool(np.allclose(rule(upstream, x), numeric_vjp(f, x, upstream), atol=1e-5))"""],
    "04 naive_backward": ["""
def naive_backward(tensor, upstream):
    for parent, gradient in zip(tensor.parents, tensor.share(upstream)):
        naive_backward(parent, gradient)"""],
    "04 count_visits": ["def count_visits(root):\n    return 1 + count_visits(root)"],
    "05 add_contributions": ["def add_contributions(c):\n    return np.sum(c)"],
    "05 zero_grads": ["""
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        leaf.grad = leaf.grad + np.zeros_like(leaf.grad)
        leaf.grad[...] = 0"""],
    "06 unbroadcast": ["""
def unbroadcast(gradient, shape):
    for axis in range(gradient.ndim - len(shape)):
        gradient = gradient.sum(axis=axis)
    return gradient""", """
def unbroadcast(gradient, shape):
    while gradient.shape != shape:
        gradient = gradient.sum(axis=0)
    return gradient"""],
    "06 initial_gradient": ["""
def initial_gradient(output, gradient=None):
    return gradient if gradient else np.ones_like(output)"""],
    "08 freeze": ["""
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        if name.split(".")[0] <= layer:
            requires_grad_(parameter, False)
    return [name for name, parameter in named_parameters if parameter.requires_grad]"""],
    "09 mse_loss": ["""
def mse_loss(prediction, target, reduction="mean"):
    prediction -= target
    return (prediction ** 2).mean(axis=0)"""],
    "09 sigmoid": ["def sigmoid(z):\n    return 1 / (1 + np.exp(-z))",
                   "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.clip(z, -50, 50)))"],
    "10 mlp": ["def mlp(params, inputs):\n    inputs @ params[0]"],
    "11 mul": ["""
def mul(a, b):
    formula = lambda g: (g * b, g * a)
    return record("MulBackward0", a.data * b.data, (a, b), formula, saved=(a.data, b.data))""", """
def mul(a, b):
    formula = lambda g, x, y: (g * y, g * x)
    return record("MulBackward0", a.data * b.data, (a, b), formula, saved=(a, b))"""],
    "11 bce_with_logits": ["""
def bce_with_logits(logits, targets):
    p = 1 / (1 + np.exp(-logits.data))
    loss = -(targets.data * np.log(p) + (1 - targets.data) * np.log(1 - p)).mean()
    formula = lambda g: (g * (p - targets.data) / p.size,)
    return record("BinaryCrossEntropyWithLogitsBackward0", loss, (logits,), formula)"""],
}


def quotes(heading: str) -> list[str]:
    """What a heading says that a check shows: an error, or what stands in quotes."""
    return [] if heading.endswith("?") else (
        [heading] if ERROR.fullmatch(heading) else QUOTED.findall(heading))


def reports(assignment: Assignment, exercise: ExerciseSource) -> Iterator[str]:
    """What the check shows of wrong answers, one after the other, without what passed."""
    also = ALSO.get(f"{assignment.slug[:2]} {exercise.name}", [])
    wrongs = sorted(exercise.wrongs, key=lambda wrong: wrong.name not in FIRST)
    for code in [*also, *(wrong.code for wrong in wrongs)]:
        names = namespace(assignment, {exercise.name: code})
        lines = report_on(assignment.slug, exercise.name, names=names).text().splitlines()
        yield "\n".join(line for line in lines if not line.startswith("  pass"))


def test_a_heading_speaks_for_a_check_in_quotes_alone() -> None:
    for assignment in ASSIGNMENTS.values():
        for exercise in assignment.exercises.values():
            for heading in HEADING.findall(exercise.card.text):
                own_words = QUOTED.sub("", heading)
                assert not re.search(r"\bexpected\b|the check says|the check speaks", own_words), \
                    f"{assignment.slug}, {exercise.name}: {heading}"


@pytest.mark.long
@pytest.mark.parametrize("assignment", ASSIGNMENTS.values(), ids=list(ASSIGNMENTS))
def test_a_heading_quotes_what_a_check_shows(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    if assignment.slug.startswith("06"):  # an answer of this unit never ends
        monkeypatch.setattr("course.checks.time_limit.SECONDS", 1)
    unseen = []
    for exercise in assignment.exercises.values():
        wanted = {quote: re.compile(".*".join(map(re.escape, quote.split("..."))))
                  for heading in HEADING.findall(exercise.card.text) for quote in quotes(heading)}
        for shown in reports(assignment, exercise) if wanted else ():
            wanted = {quote: p for quote, p in wanted.items() if not p.search(shown)}
            if not wanted:
                break
        unseen += [f"{exercise.name}: {quote}" for quote in wanted]
    assert not unseen, "\n".join(unseen)
