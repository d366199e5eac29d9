"""Recurrent layers and their cells. Loaded when first used."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

from ..api.creation import zeros
from ..api.later.splitting import unsafe_chunk
from ..api.shape import cat, stack, transpose
from ..ops.later.recurrent import MkldnnRnnLayerBackward0, TransposeBackward1
from ..record import apply
from ..tensor import Tensor
from ..views import view as as_view
from . import functional as F
from . import init
from .layers import empty_parameter
from .module import Module, Parameter, file_under
from .utils.rnn import PackedSequence

# A step: (the gates' part of the input, that of the last state, the last state) -> the state.
Step = Callable[[Tensor, Tensor, Any], Any]


def parts(gates: Tensor, number: int) -> tuple[Tensor, ...]:
    """The gates, side by side along the last dimension, one by one."""
    return unsafe_chunk(gates, number, -1)


def tanh_step(own: Tensor, past: Tensor, h: Tensor) -> Tensor:
    """tanh(own + past)."""
    return (past + own).tanh()


def relu_step(own: Tensor, past: Tensor, h: Tensor) -> Tensor:
    """relu(own + past)."""
    return (past + own).relu()


def gru_step(own: Tensor, past: Tensor, h: Tensor) -> Tensor:
    """(h - n) * z + n, with the gates r and z, and n = tanh(own + r * past)."""
    r, z, _ = parts(past + own, 3)  # parts of rows in memory, as PyTorch's sigmoid gets them
    reset, update = r.sigmoid(), z.sigmoid()
    n, past_n = parts(own, 3)[2], parts(past, 3)[2]
    new = (n + past_n * reset).tanh()
    return (h - new) * update + new


def lstm_step(own: Tensor, past: Tensor, state: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    """(o * tanh(c), c), with c = f * the last c + i * g, of the gates i, f, g and o."""
    i, f, g, o = parts(past + own, 4)
    c = f.sigmoid() * state[1] + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def shown(state: Any) -> Any:
    """What a step hands on as its output: the state, of an LSTM its first half."""
    return state[0] if isinstance(state, tuple) else state


def rows(state: Any, start: int, end: int) -> Any:
    """The state of some sequences of a batch."""
    if isinstance(state, tuple):
        return tuple(one[start:end] for one in state)
    return state[start:end]


def joined_rows(states: list[Any]) -> Any:
    """The states of sequences of a batch, one after the other."""
    if isinstance(states[0], tuple):
        return tuple(cat(column) for column in zip(*states, strict=True))
    return cat(states)


def fill(module: Module, size: int) -> None:
    """Uniform random numbers within 1 / sqrt(size) for the parameters of a module."""
    bound = 1 / math.sqrt(size)
    for parameter in module.parameters():
        init.uniform_(parameter, -bound, bound)


class Recurrent(Module):
    """Base of the layers: steps along a sequence, in `num_layers` layers, forwards or both ways.

    input: (length, batch, input_size), or (batch, length, input_size) with `batch_first`, or
    (length, input_size); a state has (layers * directions, batch, hidden_size)
    """

    gates: int

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
        batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False,
        proj_size: int = 0, device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        if isinstance(dropout, bool) or not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an"
                " element being zeroed")
        if dropout > 0 and num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero"
                " dropout expects num_layers greater than 1, but got"
                f" dropout={dropout} and num_layers={num_layers}", UserWarning, stacklevel=2)
        if not isinstance(hidden_size, int):
            raise TypeError(
                f"hidden_size should be of type int, got: {type(hidden_size).__name__}")
        for name, number in (("hidden_size", hidden_size), ("num_layers", num_layers)):
            if number <= 0:
                raise ValueError(f"{name} must be greater than zero")
        if proj_size < 0:
            raise ValueError(
                "proj_size should be a positive integer or zero to disable projections")
        if proj_size >= hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")
        if proj_size and not isinstance(self, LSTM):
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        self.bidirectional, self.proj_size = bidirectional, proj_size
        size, out = self.gates * hidden_size, proj_size or hidden_size
        for layer in range(num_layers):
            for end in self.ends(layer):
                inputs = out * (1 + bidirectional) if layer else input_size
                shapes = {"weight_ih": (size, inputs), "weight_hh": (size, out), "bias_ih": (size,),
                          "bias_hh": (size,), "weight_hr": (proj_size, hidden_size)}
                for name in self._names:
                    setattr(self, name + end, empty_parameter(shapes[name], device, dtype))
        self.reset_parameters()

    def ends(self, layer: int) -> list[str]:
        """How the names of a layer's parameters end, for each direction."""
        return [f"_l{layer}", f"_l{layer}_reverse"][: 1 + self.bidirectional]

    def reset_parameters(self) -> None:
        """Fill the parameters with new random numbers within 1 / sqrt(hidden_size)."""
        fill(self, self.hidden_size)

    def flatten_parameters(self) -> None:
        """Nothing: on the CPU parameters stay where they are, in PyTorch as well."""

    @property
    def _names(self) -> tuple[str, ...]:
        """How the names of a layer's parameters begin."""
        names = NAMES if self.bias else NAMES[:2]
        return (*names, "weight_hr") if self.proj_size else names

    @property
    def _flat_weights_names(self) -> list[str]:
        return list(self._parameters)

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters of each layer and direction."""
        return [[getattr(self, name + end) for name in self._names]
                for layer in range(self.num_layers) for end in self.ends(layer)]

    def packed(self, input: PackedSequence, hx: Any) -> tuple[Any, Any]:
        """`forward` of packed sequences: each step is that of the sequences which reach it."""
        x, batch_sizes, order, unsorted = input
        self.check_size(x)
        given = None if hx is None else tuple(hx) if isinstance(self, LSTM) else (hx,)
        if given and order is not None:
            given = tuple(one.index_select(1, order) for one in given)
        sizes = batch_sizes.tolist()
        x, last = self.through(x, given, sizes[0], sizes)
        hidden = self.joined(last)
        if unsorted is not None:
            hidden = tuple(one.index_select(1, unsorted) for one in hidden)
        output = PackedSequence(x, batch_sizes, order, unsorted)
        return output, hidden if len(hidden) > 1 else hidden[0]

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        if isinstance(input, PackedSequence):
            return self.packed(input, hx)
        name = "RNN" if isinstance(self, RNN) else type(self).__name__
        kind = next(self.parameters()).dtype
        if input.dtype is not kind:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({kind}). Convert"
                f" input: input.to({kind}), or convert model: model.to({input.dtype})")
        if input.ndim not in (2, 3):
            raise ValueError(
                f"{name}: Expected input to be 2D or 3D, got {input.ndim}D"
                + (" tensor" if name == "RNN" else "") + " instead")
        alone = input.ndim == 2
        if alone:
            input = input.unsqueeze(self.batch_axis)
        given = self.given(hx, alone)
        self.check_size(input)
        x = input.transpose(0, 1) if self.batch_first else input
        x, last = self.through(x, given, x.shape[1])
        output = self.turned(x) if self.batch_first else x
        hidden = self.joined(last)
        if alone:
            output = output.squeeze(self.batch_axis)
            hidden = tuple(one.squeeze(1) for one in hidden)
        return output, hidden if len(hidden) > 1 else hidden[0]

    def through(
        self, x: Tensor, given: Any, batch: int, sizes: list[int] | None = None
    ) -> tuple[Tensor, list[Any]]:
        """The output of the last layer, and the last states of all layers and directions."""
        states = self.states(given, (self.num_layers * (1 + self.bidirectional), batch), x.dtype)
        last: list[Any] = []
        for layer in range(self.num_layers):
            outputs = []
            for end in self.ends(layer):
                first = states[len(last)]
                out, state = (self.along_packed(x, first, end, sizes) if sizes
                              else self.along(x, first, end))
                outputs.append(out)
                last.append(state)
            x = outputs[0] if len(outputs) == 1 else cat(outputs, x.ndim - 1)
            if self.dropout and self.training and layer < self.num_layers - 1:
                x = F.dropout(x, self.dropout)
        return x, last

    def check_size(self, x: Tensor) -> None:
        if self.input_size != x.shape[-1]:
            raise RuntimeError(
                "input.size(-1) must be equal to input_size. Expected"
                f" {self.input_size}, got {x.shape[-1]}")

    @property
    def step(self) -> Step:
        """The equations of one step."""
        raise NotImplementedError

    @property
    def batch_axis(self) -> int:
        return 0 if self.batch_first else 1

    def given(self, hx: Any, alone: bool) -> tuple[Tensor, ...] | None:
        """The states that the caller gave, with a batch's dimension."""
        if hx is None:
            return None
        held = (hx[0], hx[1]) if isinstance(self, LSTM) else (hx,)
        if any(one.ndim != 3 - alone for one in held):
            kind, rank = ("unbatched", 2) if alone else ("batched", 3)
            who, got = "hx", f"{held[0].ndim}-D tensor"
            if len(held) > 1:
                who, got = "hx and cx", f"({held[0].ndim}-D, {held[1].ndim}-D) tensors"
            raise RuntimeError(
                f"For {kind} {rank}-D input, {who} should also be {rank}-D but got {got}")
        return tuple(one.unsqueeze(1) if alone else one for one in held)

    def states(self, given: Any, places: tuple[int, int], dtype: Any) -> list[Any]:
        """The first state of each layer and direction: zeros, or what the caller gave."""
        wanted = 2 if isinstance(self, LSTM) else 1
        shapes = [(*places, self.proj_size or self.hidden_size), (*places, self.hidden_size)]
        held = given or tuple(zeros(shape, dtype=dtype) for shape in shapes[:wanted])
        for place, (one, shape) in enumerate(zip(held, shapes, strict=False)):
            if tuple(one.shape) != shape:
                label = f"Expected hidden[{place}] size" if wanted > 1 else "Expected hidden size"
                raise RuntimeError(f"{label} {shape}, got {list(one.shape)}")
        rows = [one.unbind(0) for one in held]
        return list(zip(*rows, strict=True)) if wanted > 1 else list(rows[0])

    def along(self, x: Tensor, state: Any, end: str) -> tuple[Tensor, Any]:
        """The states of one layer in one direction, stacked, and the last of them."""
        own, advance = self.equations(x, end)
        backwards = end.endswith("reverse")
        steps, outputs = own.unbind(0), []
        for part in steps[::-1] if backwards else steps:
            state = advance(part, state)
            outputs.append(shown(state))
        return self.stacked(outputs[::-1] if backwards else outputs), state

    def along_packed(
        self, x: Tensor, first: Any, end: str, sizes: list[int]
    ) -> tuple[Tensor, Any]:
        """`along` of packed sequences, of which so many reach each step."""
        own, advance = self.equations(x, end)
        backwards = end.endswith("reverse")
        steps, outputs, ended = own.split(sizes), [], []
        held = sizes[-1 if backwards else 0]
        state = rows(first, 0, held)
        for part in steps[::-1] if backwards else steps:
            now = len(part)
            if now > held:
                state = joined_rows([state, rows(first, held, now)])
            elif now < held:
                ended.append(rows(state, now, held))
                state = rows(state, 0, now)
            held = now
            state = advance(part, state)
            outputs.append(shown(state))
        output = cat(outputs[::-1] if backwards else outputs)
        return output, joined_rows([state, *reversed(ended)])

    def equations(self, x: Tensor, end: str) -> tuple[Tensor, Callable[[Tensor, Any], Any]]:
        """The gates' part of all inputs, and the function that makes the next state from the part
        of one step and the last state.
        """
        w_in, w_past, *more = (getattr(self, name + end) for name in self._names)
        projection = more.pop() if self.proj_size else None
        b_in, b_past = more or (None, None)

        def advance(part: Tensor, state: Any) -> Any:
            state = self.step(part, F.linear(shown(state), w_past, b_past), state)
            return state if projection is None else (F.linear(state[0], projection), state[1])

        return F.linear(x, w_in, b_in), advance

    def stacked(self, outputs: list[Tensor]) -> Tensor:
        return stack(outputs)

    def turned(self, x: Tensor) -> Tensor:
        """(length, batch, size) as (batch, length, size): PyTorch turns it in place."""
        return as_view(TransposeBackward1, x, 0, 1)

    def joined(self, last: list[Any]) -> tuple[Tensor, ...]:
        """The last states of all layers and directions."""
        return (stack(last),)

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        text += f", proj_size={self.proj_size}" if self.proj_size else ""
        text += f", num_layers={self.num_layers}" if self.num_layers != 1 else ""
        text += "" if self.bias else ", bias=False"
        text += ", batch_first=True" if self.batch_first else ""
        text += f", dropout={self.dropout}" if self.dropout else ""
        return text + (", bidirectional=True" if self.bidirectional else "")


Recurrent.__init__.__qualname__ = "RNNBase.__init__"
NAMES = "weight_ih", "weight_hh", "bias_ih", "bias_hh"


class RNN(Recurrent):
    """h = tanh(W x + b + V h + c), or relu, at each step. Returns all states and the last.

    Raises ValueError for a nonlinearity other than "tanh" and "relu".
    """

    gates = 1

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1,
        nonlinearity: str = "tanh", *args: Any, **kwargs: Any,
    ) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(
                f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(input_size, hidden_size, num_layers, *args, **kwargs)
        self.nonlinearity = nonlinearity

    @property
    def step(self) -> Step:
        return tanh_step if self.nonlinearity == "tanh" else relu_step


RNN.__init__.__qualname__ = "RNNBase.__init__"


class GRU(Recurrent):
    """A gated recurrent unit along a sequence. Returns all states and the last.

    Source: Cho and others, Learning Phrase Representations, EMNLP 2014.
    """

    gates = 3

    @property
    def step(self) -> Step:
        return gru_step


class LSTM(Recurrent):
    """A long short-term memory along a sequence. Returns all h, and the last h and c.

    Source: Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9, 1997.
    """

    gates = 4

    @property
    def step(self) -> Step:
        return lstm_step

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        found = super().forward(input, hx)
        if self.proj_size and not isinstance(input, PackedSequence):
            warnings.warn("LSTM with projections is not supported with oneDNN. Using default"
                          " implementation.", UserWarning, stacklevel=2)
        return found

    def stacked(self, outputs: list[Tensor]) -> Tensor:
        if self.proj_size:
            return stack(outputs)
        return apply(MkldnnRnnLayerBackward0, tuple(outputs), 0)

    def turned(self, x: Tensor) -> Tensor:
        return transpose(x, 0, 1)

    def joined(self, last: list[Any]) -> tuple[Tensor, ...]:
        return stack([h for h, _ in last]), stack([c for _, c in last])


class Cell(Module):
    """Base of the cells: one step. input: (batch, input_size) or (input_size,)."""

    gates: int

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        size = self.gates * hidden_size
        shapes = [(size, input_size), (size, hidden_size), (size,), (size,)]
        for place, (name, shape) in enumerate(zip(NAMES, shapes, strict=True)):
            held = bias or place < 2
            self.register_parameter(
                name, empty_parameter(shape, device, dtype) if held else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Fill the parameters with new random numbers within 1 / sqrt(hidden_size)."""
        fill(self, self.hidden_size)

    def forward(self, input: Tensor, hx: Any = None) -> Any:
        name = type(self).__name__
        if input.ndim not in (1, 2):
            raise ValueError(f"{name}: Expected input to be 1D or 2D, got {input.ndim}D instead")
        alone = input.ndim == 1
        x = input.unsqueeze(0) if alone else input
        wanted = 2 if isinstance(self, LSTMCell) else 1
        if hx is None:
            blank = zeros(x.shape[0], self.hidden_size, dtype=input.dtype)
            held = (blank,) * wanted
        else:
            held = (hx[0], hx[1]) if wanted > 1 else (hx,)
            held = tuple(one.unsqueeze(0) if alone else one for one in held)
        self.check(x, held[0])
        past = F.linear(held[0], self.weight_hh, self.bias_hh)
        own = F.linear(x, self.weight_ih, self.bias_ih)
        state = self.step(own, past, held if wanted > 1 else held[0])
        if not alone:
            return state
        return tuple(one.squeeze(0) for one in state) if wanted > 1 else state.squeeze(0)

    @property
    def step(self) -> Step:
        raise NotImplementedError

    def check(self, x: Tensor, h: Tensor) -> None:
        if x.shape[1] != self.input_size:
            raise RuntimeError(f"input has inconsistent input_size: got {x.shape[1]} expected"
                               f" {self.input_size}")
        if x.shape[0] != h.shape[0]:
            raise RuntimeError(f"Input batch size {x.shape[0]} doesn't match hidden0 batch size"
                               f" {h.shape[0]}")
        if h.shape[1] != self.hidden_size:
            raise RuntimeError(f"hidden0 has inconsistent hidden_size: got {h.shape[1]}, expected"
                               f" {self.hidden_size}")

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else ", bias=False")
        kind = getattr(self, "nonlinearity", "tanh")
        return text + ("" if kind == "tanh" else f", nonlinearity={kind}")


class RNNCell(Cell):
    """One step of `RNN`."""

    gates = 1

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh",
        device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = nonlinearity

    @property
    def step(self) -> Step:
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return tanh_step if self.nonlinearity == "tanh" else relu_step


class GRUCell(Cell):
    """One step of `GRU`."""

    gates = 3

    @property
    def step(self) -> Step:
        return gru_step


class LSTMCell(Cell):
    """One step of `LSTM`. The state is a pair, h and c."""

    gates = 4

    @property
    def step(self) -> Step:
        return lstm_step


file_under({"rnn": (RNN, GRU, LSTM, RNNCell, GRUCell, LSTMCell)})
