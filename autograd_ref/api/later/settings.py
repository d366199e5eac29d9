"""Settings of PyTorch's, most of which change nothing here."""

from __future__ import annotations

import warnings
from typing import Any

from ... import dtypes
from ...modes import anomaly_mode
from ..absent import sentence
from ..arguments import tensor_argument
from ..metadata import Device
from ..once import Once
from ..random import default_generator as generator
from .legacy import OF_NAME, TensorType

default_generator = generator()
SETTINGS: dict[str, Any] = {"threads": 1, "deterministic": False, "warn_only": False}


def set_num_threads(int: int) -> None:
    """Note a number of threads; NumPy decides by itself.

    Raises RuntimeError for a number that is not above 0.
    """
    if int <= 0:
        raise RuntimeError("set_num_threads expects a positive integer")
    SETTINGS["threads"] = int


def get_num_threads() -> int:
    """The number of threads that was set, 1 at the start."""
    found: int = SETTINGS["threads"]
    return found


def get_default_device() -> Device:
    """The CPU."""
    return Device("cpu")


def set_default_device(device: Any) -> None:
    """Raises NotImplementedError for another device than the CPU."""
    if device is not None and Device(device).type != "cpu":
        raise NotImplementedError(sentence(f"set_default_device({device!r})"))


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Note whether the same program shall give the same numbers; it always does."""
    SETTINGS["deterministic"], SETTINGS["warn_only"] = mode, warn_only


def are_deterministic_algorithms_enabled() -> bool:
    """What `use_deterministic_algorithms` set."""
    return bool(SETTINGS["deterministic"])


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """Whether `use_deterministic_algorithms` shall only warn of what it cannot keep."""
    return bool(SETTINGS["deterministic"] and SETTINGS["warn_only"])


def seed() -> int:
    """Start an unpredictable stream of random numbers. Returns its seed."""
    return default_generator.seed()


def set_default_dtype(d: Any) -> None:
    """Set the dtype of floats that have none. Raises TypeError if it is of no floats."""
    if not isinstance(d, dtypes.dtype):
        raise TypeError("invalid dtype object: only floating-point types are supported as the"
                        " default type")
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    dtypes.BY_PYTHON[float] = d


def set_default_tensor_type(t: Any) -> None:
    """Set the dtype of floats that have none, by a type or its name. PyTorch means to drop it.

    Raises TypeError if it is of no floats.
    """
    warnings.warn(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use"
        " torch.set_default_dtype() and torch.set_default_device() as alternatives.",
        UserWarning, stacklevel=3)
    named = OF_NAME.get(t) if isinstance(t, str) else getattr(t, "dtype", None)
    if not isinstance(t, (str, TensorType)) or named is None:
        raise TypeError("invalid type object: only floating-point types are supported as the"
                        " default type")
    set_default_dtype(named)


def is_anomaly_check_nan_enabled() -> bool:
    """Whether anomaly detection looks for nan."""
    return anomaly_mode.check_nan


def set_warn_always(mode: bool) -> None:
    """Say whether warnings that come once in a process shall come each time."""
    Once.always = mode


def is_warn_always_enabled() -> bool:
    """What `set_warn_always` set."""
    return Once.always


def set_flush_denormal(mode: bool) -> bool:
    """False: NumPy keeps numbers near 0 as they are."""
    return False


def set_float32_matmul_precision(precision: str) -> None:
    """Note a precision; products here have all their bits."""
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(f"float32 matmul precision must be highest, high or medium, not"
                           f" {precision}")
    SETTINGS["precision"] = precision


def get_float32_matmul_precision() -> Any:
    """The precision that was set, "highest" at the start."""
    return SETTINGS.get("precision", "highest")


def is_complex(input: Any) -> bool:
    """False: there are no complex numbers."""
    tensor_argument(input, "is_complex")
    return False


is_neg = is_complex


def is_inference(input: Any) -> bool:
    """Whether the tensor was made in inference mode."""
    return bool(input.is_inference())


def is_signed(input: Any) -> bool:
    """Whether the numbers of a tensor can be negative."""
    return bool(tensor_argument(input, "is_signed")._array.dtype.kind in "if")


def detach(input: Any) -> Any:
    """The tensor without its history."""
    return input.detach()


def conj(input: Any) -> Any:
    """The tensor itself, for real numbers."""
    return tensor_argument(input, "conj")


resolve_conj = resolve_neg = real = conj
