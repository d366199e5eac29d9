"""Unit 10: what an optimizer does with gradients, and the loop around it."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_ref as torch
from course.checks.draw import Draw
from course.checks.tensors import leaf
from course.checks.unit import Unit

functional = torch.nn.functional


class _SGD:
    """torch.optim.SGD with its learning rate as an attribute, as the students' class has it."""

    def __init__(
        self, params: list[torch.Tensor], lr: float, momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        self._optimizer = torch.optim.SGD(
            params, lr=lr, momentum=momentum, weight_decay=weight_decay
        )

    @property
    def lr(self) -> float:
        return float(self._optimizer.param_groups[0]["lr"])

    @lr.setter
    def lr(self, value: float) -> None:
        self._optimizer.param_groups[0]["lr"] = value

    def zero_grad(self, set_to_none: bool = True) -> None:
        self._optimizer.zero_grad(set_to_none)

    def step(self) -> None:
        self._optimizer.step()


def _freeze(params: list[torch.Tensor]) -> None:
    for tensor in params:
        tensor.requires_grad_(False)
        tensor.grad = None


def _fit_a_neuron(
    w: torch.Tensor, b: torch.Tensor, inputs: torch.Tensor, targets: torch.Tensor, steps: int,
    lr: float,
) -> list[float]:
    optimizer = torch.optim.SGD([w, b], lr=lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = functional.mse_loss(w * inputs + b, targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def _two_layers(params: list[torch.Tensor], inputs: torch.Tensor) -> Any:
    first, first_bias, second, second_bias = params
    hidden = functional.linear(inputs, first.T, first_bias)
    return functional.linear(hidden.tanh(), second.T, second_bias)


def _fit_in_batches(
    params: list[torch.Tensor], inputs: torch.Tensor, targets: torch.Tensor, epochs: int,
    batch_size: int, lr: float, momentum: float,
) -> list[float]:
    optimizer = torch.optim.SGD(params, lr=lr, momentum=momentum)

    def step(rows: slice) -> float:
        loss = functional.mse_loss(_two_layers(params, inputs[rows]), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    chunks = [slice(i, i + batch_size) for i in range(0, len(inputs), batch_size)]
    return [step(rows) for _ in range(epochs) for rows in chunks]


UNIT = Unit("10-training", given={"Tensor": leaf, "are_floats": lambda losses: True})


sgd_step = UNIT.exercise(
    "sgd_step", reference=lambda params, lr: torch.optim.SGD(params, lr=lr).step()
)


FAR, LOST = (f"{name}.data, with a gradient of {gradient} and lr 0.5" for name, gradient in (
    ("far", "[1000, -2000]"), ("lost", "[nan, 1]")))


def _with_odd_gradients(impl: Any, draw: Draw) -> list[Any]:
    """Two parameters: one whose gradient is large, one whose gradient holds a nan."""
    params = [draw.constant(impl, name, 2) for name in ("far", "lost")]
    for tensor, gradient in zip(params, ([1000.0, -2000.0], [np.nan, 1.0]), strict=True):
        tensor.grad = impl.array(np.array(gradient))
    return params


@sgd_step.probe("a parameter moves against its gradient")
def one_parameter(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 2, 3)
    impl.sgd_step([w], draw.number("lr", 0.05, 0.5))
    return {"w.data": w.data}


@sgd_step.probe("every parameter of the list moves")
def every_parameter(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    b = draw.with_gradient(impl, "b")
    impl.sgd_step([w, b], draw.number("lr", 0, 0.5))
    flat = draw.constant(impl, "flat", 3)
    slope = draw.array("flat.grad times 10 ** 8", 3)
    flat.grad = impl.array(slope * 1e-8)
    impl.sgd_step([flat], 1e8)
    still = draw.with_gradient(impl, "still", 2)
    impl.sgd_step([still], 0.0)
    far, lost = _with_odd_gradients(impl, draw)
    impl.sgd_step([far, lost], 0.5)
    return {"w.data": w.data, "b.data": b.data, FAR: far.data, LOST: lost.data,
            "flat.data, with a tiny gradient and a large lr": flat.data,
            "still.data, with lr 0": still.data}


@sgd_step.probe("a parameter whose .grad is None is left alone, the next one still moves",
                points=0.5)
def none_is_left_alone(impl: Any, draw: Draw) -> dict[str, Any]:
    frozen = draw.weight(impl, "frozen", 2)
    w = draw.with_gradient(impl, "w", 3)
    held = draw.constant(impl, "held", 2)
    held.grad = impl.array(draw.array("held.grad", 2))
    impl.sgd_step([frozen, w, held], draw.number("lr", 0.05, 0.5))
    return {"frozen.data": frozen.data, "w.data": w.data,
            "data of one that has a gradient and requires none": held.data}


@sgd_step.probe("the array that is .data changes in place", points=0.5)
def step_in_place(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    held, lr = w.data, draw.number("lr", 0.05, 0.5)
    turned = impl.Tensor(impl.array(draw.array("turned", 2, 3)).T)
    turned.grad = impl.array(draw.array("turned.grad", 3, 2))
    impl.sgd_step([w, turned], lr)
    return {"the array that was w.data": held, "turned.data, a transposed array": turned.data}


@sgd_step.probe("the gradients keep their numbers", points=0.5)
def gradient_kept(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    same = np.array(draw.drawn["w"])
    zero = impl.Tensor(same, requires_grad=True)
    zero.grad = impl.array(np.zeros_like(same))
    impl.sgd_step([zero, w], draw.number("lr", 0.05, 0.5))
    return {"w.data": w.data, "w.grad": w.grad,
            "a gradient of zeros, of one that holds the numbers of w": zero.grad}


sgd = UNIT.exercise("SGD", reference=_SGD, may=("know calls",))


def _steps(impl: Any, draw: Draw, w: Any, optimizer: Any, count: int) -> None:
    for number, gradient in enumerate(draw.arrays("gradients", count, 3)):
        w.grad = impl.array(gradient)
        optimizer.step()
        if number == 0:
            w.grad = None


@sgd.probe("without momentum: two steps of data - lr * gradient")
def plain_step(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 2, 3)
    held = w.data
    frozen = draw.constant(impl, "frozen", 2)
    frozen.grad = impl.array(draw.array("frozen.grad", 2))
    optimizer = impl.SGD([w, frozen], lr=draw.number("lr", 0.05, 0.5))
    optimizer.step()
    w.grad = impl.array(draw.array("second w.grad", 2, 3))
    optimizer.step()
    far, lost = _with_odd_gradients(impl, draw)
    impl.SGD([far, lost], lr=0.5).step()
    return {"w.data": w.data, "w.grad": w.grad, "the array that was w.data": held,
            FAR: far.data, LOST: lost.data,
            "data of one that has a gradient and requires none": frozen.data}


@sgd.probe("momentum: three steps with three gradients")
def three_steps(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    optimizer = impl.SGD(
        [w], lr=draw.number("lr", 0.05, 0.5), momentum=draw.number("momentum", 0.6, 0.9)
    )
    _steps(impl, draw, w, optimizer, 3)
    return {"w.data": w.data}


@sgd.probe("momentum: each parameter has a velocity of its own, in each optimizer")
def own_velocities(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 2)
    b = draw.with_gradient(impl, "b", 2)
    optimizer = impl.SGD(
        [w, b], lr=draw.number("lr", 0.05, 0.5), momentum=draw.number("momentum", 0.6, 0.9)
    )
    optimizer.step()
    optimizer.step()
    impl.SGD([w], lr=0.5, momentum=0.5).step()
    return {"w.data, after a step of another optimizer": w.data, "b.data": b.data}


@sgd.probe("momentum: the learning rate changes between two steps", points=0.5)
def learning_rate_changes(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    optimizer = impl.SGD(
        [w], lr=draw.number("lr", 0.3, 0.5), momentum=draw.number("momentum", 0.6, 0.9)
    )
    optimizer.step()
    optimizer.lr = draw.number("new lr", 0.05, 0.15)
    optimizer.step()
    return {"w.data": w.data}


@sgd.probe("momentum: zeroing .grad in place does not wipe the velocity", points=0.5)
def velocity_is_its_own(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    held = w.grad
    optimizer = impl.SGD(
        [w], lr=draw.number("lr", 0.05, 0.5), momentum=draw.number("momentum", 0.6, 0.9)
    )
    optimizer.step()
    held[0] = 0.0
    optimizer.zero_grad()
    w.grad = impl.array(draw.array("second w.grad", 3))
    optimizer.step()
    return {"w.data": w.data}


@sgd.probe("weight decay: weight_decay * data joins the gradient, .grad stays as it is")
def decays(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    optimizer = impl.SGD(
        [w], lr=draw.number("lr", 0.05, 0.5), weight_decay=draw.number("weight_decay", 0.1, 0.4)
    )
    optimizer.step()
    b = draw.with_gradient(impl, "b", 2)
    pulled = impl.SGD([b], lr=0.5, weight_decay=0.5)
    pulled.step()
    b.grad = impl.array(np.zeros(2))
    pulled.step()
    return {"w.data": w.data, "w.grad": w.grad,
            "b.data, after a second step with a gradient of zeros": b.data}


@sgd.probe("weight decay and momentum together, two steps")
def decays_with_momentum(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    optimizer = impl.SGD(
        [w], lr=draw.number("lr", 0.05, 0.5), momentum=draw.number("momentum", 0.6, 0.9),
        weight_decay=draw.number("weight_decay", 0.1, 0.4),
    )
    _steps(impl, draw, w, optimizer, 2)
    return {"w.data": w.data}


@sgd.probe("a parameter whose .grad is None does not move, whatever its velocity")
def none_does_not_move(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    b = draw.with_gradient(impl, "b")
    optimizer = impl.SGD(
        [w, b], lr=draw.number("lr", 0.05, 0.5), momentum=draw.number("momentum", 0.6, 0.9),
        weight_decay=draw.number("weight_decay", 0.1, 0.4),
    )
    late = draw.weight(impl, "late", 2)
    other = impl.SGD([b, late], lr=0.1, momentum=0.5)
    other.step()
    late.grad = impl.array(draw.array("late.grad", 2))
    other.step()
    optimizer.step()
    w.grad = None
    optimizer.step()
    skipped = w.data[0] * 1.0
    w.grad = impl.array(draw.array("third w.grad", 3))
    optimizer.step()
    return {"w.data[0] after the step without a gradient": skipped, "b.data": b.data,
            "w.data after one more step with a gradient": w.data,
            "late.data, whose first gradient came in the second step": late.data}


@sgd.probe("zero_grad() sets every .grad to None and leaves the arrays alone", points=0.5)
def clears_to_none(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    b = draw.with_gradient(impl, "b", 2)
    held = w.grad
    optimizer = impl.SGD([w, b], lr=0.1)
    optimizer.zero_grad()
    return {"w.grad": w.grad, "b.grad": b.grad, "the array that was w.grad": held}


@sgd.probe("zero_grad(set_to_none=False) fills with zeros in place, None stays None", points=0.5)
def clears_in_place(impl: Any, draw: Draw) -> dict[str, Any]:
    b = draw.weight(impl, "b", 2)
    w = draw.with_gradient(impl, "w", 3)
    lost = draw.weight(impl, "lost", 3)
    lost.grad = impl.array(np.array([np.nan, np.inf, -np.inf]))
    held = w.grad
    frozen = draw.with_gradient(impl, "frozen", 2)
    frozen.requires_grad = False
    optimizer = impl.SGD([b, w, lost, frozen], lr=0.1)
    optimizer.zero_grad(set_to_none=False)
    fast = draw.with_gradient(impl, "fast", 2)
    other = impl.SGD([fast], lr=0.5, momentum=0.5)
    other.step()
    other.zero_grad(set_to_none=False)
    other.step()
    other.zero_grad()
    return {"fast.data, moved by its velocity alone in the second step": fast.data,
            "fast.grad after zero_grad() without an argument": fast.grad,
            "b.grad": b.grad, "w.grad": w.grad, "the array that was w.grad": held,
            "lost.grad, which was [nan, inf, -inf]": lost.grad,
            "the .grad of one that requires none": frozen.grad}


freeze = UNIT.exercise("freeze", reference=_freeze)


@freeze.probe("every parameter of the list stops requiring a gradient")
def all_frozen(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 2, 3)
    b, last = draw.weight(impl, "b", 3), draw.weight(impl, "last", 2)
    impl.freeze([w, b, last])
    return {"w.requires_grad": w.requires_grad, "b.requires_grad": b.requires_grad,
            "last.requires_grad": last.requires_grad, "w.data": w.data, "b.data": b.data}


@freeze.probe("a gradient that is left over is dropped")
def left_over_dropped(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    frozen = draw.with_gradient(impl, "frozen", 2)
    frozen.requires_grad = False
    zeros = draw.weight(impl, "b", 2)
    zeros.grad = impl.array(np.zeros(2))
    impl.freeze([w, frozen, zeros])
    return {"w.grad": w.grad, "the .grad of one that was frozen already": frozen.grad,
            "b.grad, which held zeros": zeros.grad, "w.requires_grad": w.requires_grad}


@freeze.probe("backward afterwards: the frozen layer gets nothing, the layer before it still does",
              points=1)
def through_a_frozen_layer(impl: Any, draw: Draw) -> dict[str, Any]:
    inputs = draw.constant(impl, "inputs", 4, 2)
    first = draw.weight(impl, "first", 2, 3)
    second = draw.weight(impl, "second", 3, 1)
    impl.freeze([second])
    ((inputs @ first).tanh() @ second).mean().backward()
    return {"first.grad": first.grad, "second.grad": second.grad}


train_perceptron = UNIT.exercise(
    "train_perceptron", reference=_fit_a_neuron,
    may=("leave gradients", "share memory")
)


def _neuron(impl: Any, draw: Draw, *shape: int) -> tuple[Any, ...]:
    w, b = draw.weight(impl, "w"), draw.weight(impl, "b")
    inputs = draw.constant(impl, "inputs", *shape)
    targets = draw.constant(impl, "targets", *shape)
    return w, b, inputs, targets


@train_perceptron.probe("one input, one step")
def single_step(impl: Any, draw: Draw) -> dict[str, Any]:
    w, b, inputs, targets = _neuron(impl, draw)
    lr = draw.number("lr", 0.01, 0.05)
    losses = impl.train_perceptron(w, b, inputs, targets, 1, lr)
    return {"losses": losses, "the losses are Python floats": impl.are_floats(losses),
            "w.data": w.data, "b.data": b.data}


@train_perceptron.probe("five inputs, several steps: the losses")
def neuron_losses(impl: Any, draw: Draw) -> dict[str, Any]:
    w, b, inputs, targets = _neuron(impl, draw, 5)
    steps = draw.integer("steps", 3, 4)
    lr = draw.number("lr", 0.03, 0.1)
    factor, x = draw.array("w that fits"), draw.array("x", 5)
    fits, zero = (impl.Tensor(n, requires_grad=True) for n in (factor, np.zeros(())))
    return {"losses": impl.train_perceptron(w, b, inputs, targets, steps, lr),
            "losses of no steps": impl.train_perceptron(w, b, inputs, targets, 0, lr),
            "losses where w * x is the target":
            impl.train_perceptron(fits, zero, impl.Tensor(x), impl.Tensor(factor * x), 2, lr),
            "losses where it nearly is":
            impl.train_perceptron(fits, zero, impl.Tensor(x), impl.Tensor(factor * x + 0.002), 2,
                                  lr),
            "losses with a learning rate that is too large": impl.train_perceptron(
                *(impl.Tensor(np.array(1.0), requires_grad=True) for _ in range(2)),
                impl.Tensor(np.array(2.0)), impl.Tensor(np.array(3.5)), 3, 0.5)}


@train_perceptron.probe("five inputs, several steps: w and b at the end")
def neuron_trained(impl: Any, draw: Draw) -> dict[str, Any]:
    w, b, inputs, targets = _neuron(impl, draw, 5)
    steps = draw.integer("steps", 3, 4)
    impl.train_perceptron(w, b, inputs, targets, steps, draw.number("lr", 0.03, 0.1))
    return {"w.data": w.data, "b.data": b.data}


@train_perceptron.probe("gradients left over from before do not count")
def neuron_left_over(impl: Any, draw: Draw) -> dict[str, Any]:
    w, b, inputs, targets = _neuron(impl, draw, 5)
    w.grad = impl.array(draw.array("w.grad"))
    b.grad = impl.array(draw.array("b.grad"))
    impl.train_perceptron(w, b, inputs, targets, 2, draw.number("lr", 0.03, 0.1))
    return {"w.data": w.data, "b.data": b.data}


mlp = UNIT.exercise("mlp", reference=_two_layers)


def _network(impl: Any, draw: Draw, inputs: int = 3, outputs: int = 2) -> list[Any]:
    return [
        draw.weight(impl, "W1", inputs, 4), draw.weight(impl, "b1", 4),
        draw.weight(impl, "W2", 4, outputs), draw.weight(impl, "b2", outputs),
    ]


@mlp.probe("the output for a batch of five")
def batch_output(impl: Any, draw: Draw) -> dict[str, Any]:
    params = _network(impl, draw)
    narrow = [*params[:2], draw.weight(impl, "narrow W2", 4, 1), draw.weight(impl, "narrow b2", 1)]
    single = [draw.weight(impl, "W1 of one unit", 3, 1), draw.weight(impl, "b1 of one unit", 1),
              draw.weight(impl, "W2 of one unit", 1, 2), draw.weight(impl, "b2 of one unit", 2)]
    inputs = draw.constant(impl, "inputs", 5, 3)
    moved, kept = _network(impl, draw), draw.constant(impl, "inputs of the third network", 5, 3)
    impl.mlp(moved, kept)
    moved[0].data[:] = moved[0].data * 0.5
    return {"output": impl.mlp(params, inputs).data,
            "output of the third network, its W1 halved in place since": impl.mlp(moved, kept).data,
            "output of one column": impl.mlp(narrow, draw.constant(impl, "others", 5, 3)).data,
            "same inputs, another network, of one hidden unit": impl.mlp(single, inputs).data}


@mlp.probe("the output for a single row", points=0.5)
def row_output(impl: Any, draw: Draw) -> dict[str, Any]:
    params = _network(impl, draw, inputs=4, outputs=4)
    params[0].requires_grad = False
    output = impl.mlp(params, draw.constant(impl, "inputs", 1, 4))
    output.mean().backward()
    return {"output": output.data, "b2.grad after backward from its mean": params[3].grad}


@mlp.probe("backward from the output reaches all four parameters", points=1.5)
def reaches_the_parameters(impl: Any, draw: Draw) -> dict[str, Any]:
    params = _network(impl, draw)
    output = impl.mlp(params, draw.constant(impl, "inputs", 5, 3))
    (output * draw.constant(impl, "upstream", 5, 2)).mean().backward()
    names = ("W1", "b1", "W2", "b2")
    return {f"{n}.grad": p.grad for n, p in zip(names, params, strict=True)}


train_in_batches = UNIT.exercise(
    "train_in_batches", reference=_fit_in_batches, needs=("SGD", "mlp"),
    may=("leave gradients",)
)


def _fit(impl: Any, draw: Draw, params: list[Any], rows: int, momentum: float, epochs: int,
         batch_size: int = 2) -> Any:
    inputs = draw.array("inputs", rows, 3)
    targets = draw.array("targets", rows, 2)
    lr = draw.number("lr", 0.02, 0.06)
    return impl.train_in_batches(
        params, impl.array(inputs), impl.array(targets), epochs, batch_size, lr, momentum
    )


@train_in_batches.probe("one epoch of batches that all have two rows: the losses")
def even_batches(impl: Any, draw: Draw) -> dict[str, Any]:
    losses = _fit(impl, draw, _network(impl, draw), 4, 0.0, 1)
    return {"losses": losses, "they are Python floats": impl.are_floats(losses),
            "losses of a network of zeros, whose targets are zeros": _losses_at_rest(impl),
            "losses of two epochs, a row at a time, with a learning rate of 0":
                _losses_row_by_row(impl, draw)}


def _losses_at_rest(impl: Any) -> Any:
    """Those of two epochs in batches of one row."""
    params = [impl.Tensor(np.zeros(shape), requires_grad=True)
              for shape in ((3, 4), (4,), (4, 2), (2,))]
    inputs, targets = (impl.array(np.zeros((2, columns))) for columns in (3, 2))
    return impl.train_in_batches(params, inputs, targets, 2, 1, 0.1, 0.0)


def _losses_row_by_row(impl: Any, draw: Draw) -> Any:
    """Those of two epochs in which nothing is learned, so that they show the order of the rows."""
    params = [impl.Tensor(np.full(shape, 0.25), requires_grad=True)
              for shape in ((3, 4), (4,), (4, 2), (2,))]
    inputs, targets = draw.array("more inputs", 5, 3), draw.array("more targets", 5, 2)
    return impl.train_in_batches(params, inputs, targets, 2, 1, 0.0, 0.0)


@train_in_batches.probe("ten rows in batches of four: the last batch has two rows")
def smaller_last_batch(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"losses": _fit(impl, draw, _network(impl, draw), 10, 0.0, 1, batch_size=4)}


@train_in_batches.probe("two epochs with momentum: the parameters at the end")
def epochs_with_momentum(impl: Any, draw: Draw) -> dict[str, Any]:
    params = _network(impl, draw)
    (params[3] * params[3]).mean().backward()  # a gradient from before the call
    _fit(impl, draw, params, 5, draw.number("momentum", 0.6, 0.9), 2)
    names = ("W1", "b1", "W2", "b2")
    return {f"{n}.data": p.data for n, p in zip(names, params, strict=True)}


@train_in_batches.probe("a frozen first layer keeps its numbers, the second one learns")
def frozen_first_layer(impl: Any, draw: Draw) -> dict[str, Any]:
    params = _network(impl, draw)
    params[0].requires_grad = False
    params[1].requires_grad = False
    losses = _fit(impl, draw, params, 4, 0.5, 2, batch_size=5)
    return {"losses": losses, "W1.data": params[0].data, "b1.data": params[1].data,
            "W2.data": params[2].data}
