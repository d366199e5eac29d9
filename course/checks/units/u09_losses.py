"""Unit 09: two losses, their gradients, and the gradients of a linear layer under them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_ref as torch
from course.checks.draw import Draw
from course.checks.tensors import leaf
from course.checks.unit import Unit

Tensor = torch.Tensor
F = torch.nn.functional


def _mse_backward(upstream: Tensor, prediction: Tensor, target: Tensor,
                  reduction: str = "mean") -> list[Tensor | None]:
    prediction, target = leaf(prediction, True), leaf(target, True)
    F.mse_loss(prediction, target, reduction=reduction).backward(upstream)
    return [prediction.grad, target.grad]


def _bce_backward(upstream: Tensor, logits: Tensor, target: Tensor,
                  reduction: str = "mean") -> Tensor | None:
    logits = leaf(logits, True)
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction=reduction)
    loss.backward(upstream)
    return logits.grad


def _layer(x: Tensor, weight: Tensor, bias: Tensor, target: Tensor, loss: str) -> list[Any]:
    weight, bias = leaf(weight, True), leaf(bias, True)
    function: Any = {"mse": F.mse_loss, "bce": F.binary_cross_entropy_with_logits}[loss]
    value = function(x @ weight + bias, target)
    value.backward()
    return [value, weight.grad, bias.grad]


def _refusal(function: Callable[..., Any], *arguments: Any) -> str:
    try:
        function(*arguments)
    except Exception as error:
        return type(error).__name__
    return "no error"


UNIT = Unit("09-losses", given={
    "refusal": _refusal,
    "strict": lambda function, *arguments: function(*arguments),
})


def _targets(draw: Draw, *shape: int) -> Any:
    """Targets between 0 and 1, some nearer to 0, some nearer to 1."""
    target = np.asarray(np.round((draw.array("target", *shape) + 2.5) / 5, 2))
    draw.drawn["target"] = target.copy()
    return target


def _far(draw: Draw, *signs: int) -> Any:
    """Logits far from zero, beyond what exp can hold."""
    logits = draw.number("far", 800, 2000) * np.array(signs, dtype=np.float64)
    draw.drawn["logits"] = logits.copy()
    return logits


mse_loss = UNIT.exercise(
    "mse_loss", reference=lambda prediction, target, reduction="mean":
    F.mse_loss(prediction, target, reduction=reduction)
)


@mse_loss.probe("the mean over all entries, which is what you get by default")
def mse_mean(impl: Any, draw: Draw) -> dict[str, Any]:
    diverged = impl.mse_loss(np.array([np.nan, 1.0]), np.array([1.0, 3.0]))
    return {"loss": impl.mse_loss(draw.array("prediction", 3, 4), draw.array("target", 3, 4)),
            "loss for a prediction of [nan, 1]": diverged}


@mse_loss.probe('reduction="sum"', points=0.5)
def mse_sum(impl: Any, draw: Draw) -> dict[str, Any]:
    p, t = draw.array("prediction", 2, 3), draw.array("target", 2, 3)
    diverged = impl.mse_loss(np.array([np.nan, 1.0]), np.array([1.0, 3.0]), "sum")
    return {"loss": impl.mse_loss(p, t, "sum"), "loss for a prediction of [nan, 1]": diverged}


@mse_loss.probe('reduction="none": one loss for each entry', points=0.5)
def mse_none(impl: Any, draw: Draw) -> dict[str, Any]:
    p, t = draw.array("prediction", 2, 3), draw.array("target", 2, 3)
    far = impl.mse_loss(np.array([1e6, 1e8]), np.array([1.0, 1e8 + 1]), reduction="none")
    return {"loss": impl.mse_loss(p, t, reduction="none"),
            "loss for [1e6, 1e8] and a target of [1, 1e8 + 1]": far}


@mse_loss.probe("a single number as prediction and as target", points=0.5)
def mse_single(impl: Any, draw: Draw) -> dict[str, Any]:
    p, t = draw.array("prediction"), draw.array("target")
    return {"loss": impl.mse_loss(p, t), 'loss with "sum"': impl.mse_loss(p, t, "sum"),
            'loss with "none"': impl.mse_loss(p, t, "none")}


@mse_loss.probe('an unknown reduction such as "average" is refused', points=0.5)
def mse_unknown(impl: Any, draw: Draw) -> dict[str, Any]:
    p, t = draw.array("prediction", 3), draw.array("target", 3)
    return {"raised": impl.refusal(impl.mse_loss, p, t, "average"),
            'raised for "Mean"': impl.refusal(impl.mse_loss, p, t, "Mean"),
            'raised for "um", a part of "sum"': impl.refusal(impl.mse_loss, p, t, "um"),
            'raised for "max", a method of an array': impl.refusal(impl.mse_loss, p, t, "max"),
            'raised for ""': impl.refusal(impl.mse_loss, p, t, ""),
            "raised for None": impl.refusal(impl.mse_loss, p, t, None)}


@mse_loss.probe("the arrays handed in keep their numbers", points=0.5)
def mse_unchanged(impl: Any, draw: Draw) -> dict[str, Any]:
    p, t = impl.array(draw.array("prediction", 3)), impl.array(draw.array("target", 3))
    loss = impl.mse_loss(p, t)
    return {"loss": loss, "prediction afterwards": p, "target afterwards": t}


mse_loss_backward = UNIT.exercise("mse_loss_backward", reference=_mse_backward)


def _mse_gradients(impl: Any, draw: Draw, reduction: str, *shape: int) -> dict[str, Any]:
    p, t = draw.array("prediction", *shape), draw.array("target", *shape)
    upstream = draw.array("upstream", *(shape if reduction == "none" else ()))
    word = () if reduction == "mean" and shape else (reduction,)
    gradients = impl.mse_loss_backward(upstream, p, t, *word)
    return {"gradient for the prediction": gradients[0], "gradient for the target": gradients[1]}


@mse_loss_backward.probe("the mean, which is what you get by default")
def mse_backward_mean(impl: Any, draw: Draw) -> dict[str, Any]:
    column, hits = draw.array("column", 4, 1), draw.array("column of targets", 4, 1)
    hits[0] = column[0]
    of_column = impl.mse_loss_backward(np.array(1.5), column, hits)[0]
    return _mse_gradients(impl, draw, "mean", 3, 4) | {
        "gradient for a column, one entry of which hits its target": of_column}


@mse_loss_backward.probe('reduction="sum"')
def mse_backward_sum(impl: Any, draw: Draw) -> dict[str, Any]:
    return _mse_gradients(impl, draw, "sum", 2, 3)


@mse_loss_backward.probe('reduction="none": an upstream gradient for each entry')
def mse_backward_none(impl: Any, draw: Draw) -> dict[str, Any]:
    return _mse_gradients(impl, draw, "none", 2, 3)


@mse_loss_backward.probe('a single number, reduction="mean"', points=0.5)
def mse_backward_single(impl: Any, draw: Draw) -> dict[str, Any]:
    of_zero = impl.mse_loss_backward(np.array(0.0), np.array(3.0), np.array(1.0))
    return _mse_gradients(impl, draw, "mean") | {
        "gradient for a prediction of 3 and a target of 1, upstream 0": of_zero[0]}


sigmoid = UNIT.exercise("sigmoid", reference=lambda z: torch.sigmoid(z.double()))


@sigmoid.probe("an array with both signs")
def sigmoid_values(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"sigmoid(z)": impl.sigmoid(draw.array("z", 2, 3) * draw.integer("times", 1, 3))}


@sigmoid.probe("a single number, and an empty array", points=0.5)
def sigmoid_edges(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"of a 0-d array": impl.sigmoid(draw.array("z")),
            "of 1.5, 0-d": impl.sigmoid(np.array(1.5)), "of -1.5": impl.sigmoid(np.array(-1.5)),
            "of an array of shape (0, 3)": impl.sigmoid(np.zeros((0, 3))),
            "of zeros": impl.sigmoid(np.zeros((2, 2))),
            "of whole numbers": impl.sigmoid(np.array([0, 2, -3]))}


@sigmoid.probe("far from zero it is 0 or 1", points=0.5)
def sigmoid_far(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"sigmoid(logits)": impl.sigmoid(_far(draw, -1, 1))}


@sigmoid.probe("nothing overflows on the way")
def sigmoid_strict(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"sigmoid(logits)": impl.strict(impl.sigmoid, _far(draw, 1, -1, 0)),
            "sigmoid(-1000), 0-d": impl.strict(impl.sigmoid, np.array(-1000.0))}


@sigmoid.probe("the small values for negative z are exact: sigmoid(-d) falls as exp(-d) does",
               points=0.5)
def sigmoid_tail(impl: Any, draw: Draw) -> dict[str, Any]:
    small, smallest = draw.number("d", 41, 60), draw.number("largest d", 709, 709.6)
    values = {d: impl.sigmoid(np.array([-d, 1.0 - d])) for d in (small, smallest)}
    ratio = "sigmoid(-d) / sigmoid(1 - d)"
    return {ratio: values[small][0] / values[small][1],
            f"{ratio} for the largest d": values[smallest][0] / values[smallest][1]}


bce = UNIT.exercise(
    "binary_cross_entropy_with_logits",
    reference=lambda logits, target, reduction="mean":
            F.binary_cross_entropy_with_logits(logits, target, reduction=reduction),
)


@bce.probe("the mean over all entries, which is what you get by default")
def bce_mean(impl: Any, draw: Draw) -> dict[str, Any]:
    logits = draw.array("logits", 3, 4)
    diverged = impl.binary_cross_entropy_with_logits(np.array([np.nan, 1.0]), np.array([1.0, 0.0]))
    return {"loss": impl.binary_cross_entropy_with_logits(logits, _targets(draw, 3, 4)),
            "loss for logits of [nan, 1]": diverged}


@bce.probe('reduction="sum"', points=0.5)
def bce_sum(impl: Any, draw: Draw) -> dict[str, Any]:
    logits = draw.array("logits", 2, 3)
    function = impl.binary_cross_entropy_with_logits
    diverged = function(np.array([np.nan, 1.0]), np.array([1.0, 0.0]), "sum")
    return {"loss": function(logits, _targets(draw, 2, 3), "sum"),
            "loss for logits of [nan, 1]": diverged}


@bce.probe('reduction="none": one loss for each entry', points=0.5)
def bce_none(impl: Any, draw: Draw) -> dict[str, Any]:
    logits = draw.array("logits", 5)
    return {"loss": impl.binary_cross_entropy_with_logits(logits, _targets(draw, 5), "none")}


@bce.probe("a single number", points=0.5)
def bce_single(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"loss": impl.binary_cross_entropy_with_logits(draw.array("logits"), _targets(draw))}


@bce.probe("logits far from zero, right and wrong: target = [0, 1, 1, 0]")
def bce_far(impl: Any, draw: Draw) -> dict[str, Any]:
    logits, target = _far(draw, -1, 1, -1, 1), np.array([0.0, 1.0, 1.0, 0.0])
    return {"loss": impl.binary_cross_entropy_with_logits(logits, target, "none")}


@bce.probe("nothing overflows on the way: target = [0, 1, 1, 0]", points=0.5)
def bce_strict(impl: Any, draw: Draw) -> dict[str, Any]:
    logits, target = _far(draw, -1, 1, -1, 1), np.array([0.0, 1.0, 1.0, 0.0])
    return {"loss": impl.strict(impl.binary_cross_entropy_with_logits, logits, target)}


@bce.probe("a target of another shape is refused", points=0.5)
def bce_shapes(impl: Any, draw: Draw) -> dict[str, Any]:
    function, logits = impl.binary_cross_entropy_with_logits, draw.array("logits", 2, 3)
    column = draw.array("column of logits", 4, 1)
    return {"raised for one column": impl.refusal(function, logits, _targets(draw, 2, 1)),
            'raised for (4, 1) and (1, 4), and the reduction "none"': impl.refusal(
                function, column, _targets(draw, 1, 4), "none"),
            "raised for one row": impl.refusal(function, logits, _targets(draw, 1, 3)),
            "raised for one number": impl.refusal(function, logits, _targets(draw)),
            "raised for more rows": impl.refusal(function, column[:3, 0], _targets(draw, 2, 3)),
            "raised for (4, 1) and (4,)": impl.refusal(function, column, _targets(draw, 4))}


bce_backward = UNIT.exercise(
    "binary_cross_entropy_with_logits_backward", reference=_bce_backward, needs=("sigmoid",)
)


def _bce_gradient(impl: Any, draw: Draw, reduction: str, *shape: int) -> dict[str, Any]:
    logits, target = draw.array("logits", *shape), _targets(draw, *shape)
    upstream = draw.array("upstream", *(shape if reduction == "none" else ()))
    word = () if reduction == "mean" and shape else (reduction,)
    return {"gradient for the logits": impl.binary_cross_entropy_with_logits_backward(
        upstream, logits, target, *word)}


@bce_backward.probe("the mean, which is what you get by default")
def bce_backward_mean(impl: Any, draw: Draw) -> dict[str, Any]:
    block, ones = draw.array("block", 2, 3, 4), np.ones((2, 3, 4))
    of_block = impl.binary_cross_entropy_with_logits_backward(np.array(1.5), block, ones)
    return _bce_gradient(impl, draw, "mean", 3, 4) | {
        "gradient for a block of three axes, targets of 1": of_block}


@bce_backward.probe('reduction="sum"')
def bce_backward_sum(impl: Any, draw: Draw) -> dict[str, Any]:
    return _bce_gradient(impl, draw, "sum", 2, 3)


@bce_backward.probe('reduction="none": an upstream gradient for each entry')
def bce_backward_none(impl: Any, draw: Draw) -> dict[str, Any]:
    return _bce_gradient(impl, draw, "none", 2, 3)


@bce_backward.probe('a single number, reduction="mean"', points=0.5)
def bce_backward_single(impl: Any, draw: Draw) -> dict[str, Any]:
    return _bce_gradient(impl, draw, "mean") | {
        "gradient for a logit of 2, a target of 1 and an upstream gradient of 0":
            impl.binary_cross_entropy_with_logits_backward(
                np.array(0.0), np.array(2.0), np.array(1.0))}


@bce_backward.probe("logits far from zero: target = [0, 1, 1, 0]")
def bce_backward_far(impl: Any, draw: Draw) -> dict[str, Any]:
    logits, target = _far(draw, -1, 1, -1, 1), np.array([0.0, 1.0, 1.0, 0.0])
    upstream = draw.array("upstream")
    between = impl.binary_cross_entropy_with_logits_backward(
        np.array(3.0), np.array([40.0, -35.0]), np.array([0.75, 0.25]))
    return {"gradient for the logits": impl.strict(
        impl.binary_cross_entropy_with_logits_backward, upstream, logits, target),
        "gradient for logits of [40, -35] and targets of [0.75, 0.25]": between}


layer_gradients = UNIT.exercise(
    "layer_gradients",
    reference=_layer,
    needs=("mse_loss", "mse_loss_backward", "binary_cross_entropy_with_logits",
           "binary_cross_entropy_with_logits_backward"),
)


def _layer_answers(impl: Any, draw: Draw, loss: str, rows: tuple[int, ...], n_in: int,
                   n_out: int) -> dict[str, Any]:
    x, weight = draw.array("x", *rows, n_in), draw.array("weight", n_in, n_out)
    bias, target = draw.array("bias", n_out), _targets(draw, *rows, n_out)
    answer = impl.layer_gradients(x, weight, bias, target, loss)
    return {"loss": answer[0], "gradient for the weight": answer[1],
            "gradient for the bias": answer[2]}


@layer_gradients.probe('loss="mse", a batch of four')
def layer_mse(impl: Any, draw: Draw) -> dict[str, Any]:
    x, weight = draw.array("x of one input", 4, 1), draw.array("its weight", 1, 2)
    one_input = impl.layer_gradients(
        x, weight, draw.array("its bias", 2), np.zeros((len(x), weight.shape[1])), "mse")
    return _layer_answers(impl, draw, "mse", (4,), 3, 2) | {
        "gradient for the weight of one input": one_input[1]}


@layer_gradients.probe('loss="bce", a batch of four')
def layer_bce(impl: Any, draw: Draw) -> dict[str, Any]:
    return _layer_answers(impl, draw, "bce", (4,), 3, 2)


@layer_gradients.probe('loss="mse", a batch of one and a single output', points=0.5)
def layer_of_one(impl: Any, draw: Draw) -> dict[str, Any]:
    twice = impl.layer_gradients(np.array([[1.0, 2.0], [1.0, 2.0]]), np.zeros((2, 2)), np.zeros(2),
                                 np.array([[1.0, -1.0], [1.0, -1.0]]), "mse")
    return _layer_answers(impl, draw, "mse", (1,), 5, 1) | {
        "gradient for weights of 0, for [1, 2] twice and targets of [1, -1]": twice[1]}


@layer_gradients.probe('loss="bce", one example without a batch axis')
def layer_single_example(impl: Any, draw: Draw) -> dict[str, Any]:
    return _layer_answers(impl, draw, "bce", (), 5, 3)
