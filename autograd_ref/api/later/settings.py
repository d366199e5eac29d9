"""Settings of PyTorch's that change nothing here."""

from __future__ import annotations

from typing import Any

from ... import dtypes
from ...modes import anomaly_mode
from ..absent import sentence
from ..metadata import Device
from ..random import default_generator

SETTINGS: dict[str, Any] = {"threads": 1, "deterministic": False}


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
    SETTINGS["deterministic"] = mode


def are_deterministic_algorithms_enabled() -> bool:
    """What `use_deterministic_algorithms` set."""
    return bool(SETTINGS["deterministic"])


def seed() -> int:
    """Start an unpredictable stream of random numbers. Returns its seed."""
    return default_generator().seed()


def set_default_dtype(d: Any) -> None:
    """Set the dtype of floats that have none. Raises TypeError if it is of no floats."""
    if not isinstance(d, dtypes.dtype):
        raise TypeError("invalid dtype object: only floating-point types are supported as the"
                        " default type")
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    dtypes.BY_PYTHON[float] = d


def is_anomaly_check_nan_enabled() -> bool:
    """Whether anomaly detection looks for nan."""
    return anomaly_mode.check_nan


def set_warn_always(mode: bool) -> None:
    """Nothing: warnings here are Python's own."""


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
    return False


def detach(input: Any) -> Any:
    """The tensor without its history."""
    return input.detach()


def conj(input: Any) -> Any:
    """The tensor itself, for real numbers."""
    return input
