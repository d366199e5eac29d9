"""Modules whose number of inputs the first input gives. Loaded when first used."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..api.random import default_generator
from ..tensor import Tensor
from .convolution import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from .layers import Linear
from .module import Module, Parameter
from .normalisation import BatchNorm1d, BatchNorm2d, BatchNorm3d, InstanceNorm1d, InstanceNorm2d


class UninitializedParameter(Parameter):
    """A parameter whose size the first input gives."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<UninitializedParameter>"


class LazyModule(Module):
    """Base of these: at its first input it becomes the ordinary module, with the same parameters.
    """

    becomes: type[Any]  # the ordinary module, whose first argument is the number of inputs
    dim = 1  # the dimension of the input with this number
    _arguments: tuple[tuple[Any, ...], dict[str, Any]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        try:
            self.becomes.__init__(self, 0, *args, **kwargs)
        except TypeError as error:  # the message of Python's names the class
            init = self.becomes.__init__.__qualname__
            own = "_LazyNormBase" if "Norm" in init else type(self).__name__
            raise TypeError(str(error).replace(init, f"{own}.__init__", 1)) from None
        self._arguments = args, kwargs
        for name, parameter in self._parameters.items():
            if parameter is not None:
                self._parameters[name] = UninitializedParameter()

    def reset_parameters(self) -> None:
        """Nothing: there are no numbers yet."""

    def forward(self, input: Tensor) -> Any:
        self.become(input.shape[self.dim])
        return self.forward(input)

    def _load_from_state_dict(self, state_dict: Any, prefix: str, *others: Any) -> None:
        for name, parameter in self._parameters.items():
            value = state_dict.get(prefix + name)
            if type(parameter) is UninitializedParameter and type(value) is not type(parameter) \
                    and value is not None:
                setattr(parameter, "__class__", Parameter)  # noqa: B010
                parameter._array = np.zeros_like(value._array)
        super()._load_from_state_dict(state_dict, prefix, *others)

    def become(self, number: int) -> None:
        """Turn into the ordinary module, for so many inputs."""
        args, kwargs = self.__dict__.pop("_arguments")
        held, training, ordinary = dict(self._parameters), self.training, self.becomes
        self.__class__ = ordinary
        drawn = default_generator().get_state()
        ordinary.__init__(self, number, *args, **kwargs)
        self.training = training
        if all(type(each) is not UninitializedParameter for each in held.values()):
            default_generator().set_state(drawn)  # their numbers were loaded
            self._parameters.update(held)
            return
        for name, parameter in held.items():
            if parameter is not None:  # an optimizer may hold it already
                made = self._parameters[name]
                parameter.__class__ = Parameter
                parameter._array, parameter._counter = made._array, made._own_counter()
                self._parameters[name] = parameter


class LazyLinear(LazyModule, Linear):
    """`Linear` whose in_features the first input gives."""

    becomes, dim = Linear, -1


class LazyConv1d(LazyModule, Conv1d):
    """`Conv1d` whose in_channels the first input gives."""

    becomes = Conv1d


class LazyConv2d(LazyModule, Conv2d):
    """`Conv2d` whose in_channels the first input gives."""

    becomes = Conv2d


class LazyConvTranspose1d(LazyModule, ConvTranspose1d):
    """`ConvTranspose1d` whose in_channels the first input gives."""

    becomes = ConvTranspose1d


class LazyConvTranspose2d(LazyModule, ConvTranspose2d):
    """`ConvTranspose2d` whose in_channels the first input gives."""

    becomes = ConvTranspose2d


class LazyBatchNorm1d(LazyModule, BatchNorm1d):
    """`BatchNorm1d` whose num_features the first input gives."""

    becomes = BatchNorm1d


class LazyBatchNorm2d(LazyModule, BatchNorm2d):
    """`BatchNorm2d` whose num_features the first input gives."""

    becomes = BatchNorm2d


class LazyBatchNorm3d(LazyModule, BatchNorm3d):
    """`BatchNorm3d` whose num_features the first input gives."""

    becomes = BatchNorm3d


class LazyInstanceNorm1d(LazyModule, InstanceNorm1d):
    """`InstanceNorm1d` whose num_features the first input gives."""

    becomes = InstanceNorm1d


class LazyInstanceNorm2d(LazyModule, InstanceNorm2d):
    """`InstanceNorm2d` whose num_features the first input gives."""

    becomes = InstanceNorm2d


FILES = {"linear": "Linear", "conv": "Conv1d Conv2d ConvTranspose1d ConvTranspose2d",
         "batchnorm": "BatchNorm1d BatchNorm2d BatchNorm3d",
         "instancenorm": "InstanceNorm1d InstanceNorm2d"}
for _file, _names in FILES.items():
    for _name in _names.split():
        globals()[f"Lazy{_name}"].__module__ = f"torch.nn.modules.{_file}"
UninitializedParameter.__module__ = "torch.nn.parameter"
