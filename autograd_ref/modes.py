"""Whether operations are recorded now: `no_grad` and its relatives, one setting per thread."""

from __future__ import annotations

import contextvars
import functools
import threading
import warnings
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import numpy as np

from . import messages
from .watchers import check_saved, watch

F = TypeVar("F", bound=Callable[..., Any])
new_object = object.__new__


class Modes:
    """The settings of one thread, `thread.modes`.

    grad_enabled:     operations are recorded
    inference:        the thread is in `inference_mode`: nothing is recorded, and no recorded
                      operation may ever save the results
    ineffective:      recording was switched on within `inference_mode`
    without_warnings: calls a function without NumPy's warnings
    users_warnings:   during a backward pass, which of NumPy's warnings the user wants

    NumPy warns of overflow and of log(0); PyTorch returns inf and nan without a warning. NumPy
    keeps its settings in a context variable. An operation computes in a silent context of the
    engine; a backward pass sets the variable. The user's own code, hooks included, has its
    warnings.
    """

    __slots__ = ("grad_enabled", "ineffective", "inference", "users_warnings", "without_warnings")

    def __init__(self) -> None:
        self.grad_enabled = True
        self.inference = self.ineffective = False
        self.users_warnings: Any = None
        self.without_warnings = SILENT_CONTEXT.copy().run


class Thread(threading.local):
    def __init__(self) -> None:
        self.modes = Modes()


class Anomaly:
    """Whether backward searches every gradient for nan. All threads share the setting."""

    __slots__ = ("check_nan", "detected")

    def __init__(self) -> None:
        self.detected = False
        self.check_nan = True


SILENT_CONTEXT = contextvars.Context()
SILENT_CONTEXT.run(np.seterr, all="ignore")
((NUMPY_WARNINGS, SILENT),) = SILENT_CONTEXT.items()

thread = Thread()
anomaly_mode = Anomaly()


def as_user(function: Callable[..., Any], *args: Any) -> Any:
    """Call the user's code during a backward pass, with NumPy's warnings as the user set them."""
    if thread.modes.users_warnings is None:  # a node that is run by itself
        return function(*args)
    silenced = NUMPY_WARNINGS.set(thread.modes.users_warnings)
    try:
        return function(*args)
    finally:
        NUMPY_WARNINGS.reset(silenced)


def is_grad_enabled() -> bool:
    """Whether operations on tensors that require a gradient are recorded.

    Also True in an `enable_grad` within `inference_mode`, where nothing is recorded.
    """
    return thread.modes.grad_enabled or thread.modes.ineffective


def switch(enabled: bool) -> None:
    """Switch recording on or off."""
    modes = thread.modes
    modes.grad_enabled = enabled and not modes.inference
    modes.ineffective = enabled and modes.inference


def is_inference_mode_enabled() -> bool:
    return thread.modes.inference


def is_anomaly_enabled() -> bool:
    """Whether backward searches every gradient for nan."""
    return anomaly_mode.detected


class _Mode:
    """Base of the context managers here; each of them is a decorator as well."""

    __slots__ = ("previous",)
    previous: Any

    def __enter__(self) -> None:
        raise NotImplementedError

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        switch(self.previous)

    def _copy(self) -> _Mode:
        return type(self)()

    def _wrap_generator(self, generator: Generator[Any, Any, Any]) -> Any:
        """A generator whose steps run in the mode, and their users outside of it."""
        step, sent = generator.send, None
        try:
            while True:
                with self._copy():
                    value = step(sent)
                try:
                    step, sent = generator.send, (yield value)
                except GeneratorExit:
                    with self._copy():
                        generator.close()
                    raise
                except BaseException as error:
                    step, sent = generator.throw, error
        except StopIteration as end:
            return end.value

    def __call__(self, function: F) -> F:
        if isinstance(function, type):
            warnings.warn(messages.CLASS_DECORATED, FutureWarning, stacklevel=2)

        def decorate_context(*args: Any, **kwargs: Any) -> Any:
            with self._copy():
                result = function(*args, **kwargs)
            return self._wrap_generator(result) if isinstance(result, Generator) else result

        decorate_context.__qualname__ = "context_decorator.<locals>.decorate_context"
        return functools.update_wrapper(decorate_context, function)  # type: ignore[return-value]


class no_grad(_Mode):
    """Within it nothing is recorded: results do not require gradients.

    Use `with no_grad():`, or `@no_grad()` above a function.
    """

    __slots__ = ("grad_enabled", "ineffective", "modes")

    def __new__(cls, function: Any = None) -> Any:
        return new_object(cls) if function is None else new_object(cls)(function)

    def __enter__(self) -> None:
        self.modes = modes = thread.modes
        self.grad_enabled, self.ineffective = modes.grad_enabled, modes.ineffective
        modes.grad_enabled = modes.ineffective = False

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.modes.grad_enabled, self.modes.ineffective = self.grad_enabled, self.ineffective


class enable_grad(no_grad):
    """Within it operations are recorded, also inside a `no_grad`."""

    __slots__ = ()

    def __enter__(self) -> None:
        super().__enter__()
        switch(True)


class set_grad_enabled(_Mode):
    """Switch recording on or off from here on; as a context manager, until its end."""

    __slots__ = ("mode",)

    def __init__(self, mode: bool) -> None:
        self.previous = is_grad_enabled()
        if not isinstance(mode, bool):
            raise TypeError(
                "set_grad_enabled(): argument 'enabled' (position 1) must be bool,"
                f" not {type(mode).__name__}"
            )
        self.mode = mode
        switch(mode)

    def __enter__(self) -> None:
        switch(self.mode)

    def __repr__(self) -> str:
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self.mode})"

    def _copy(self) -> _Mode:
        return set_grad_enabled(self.mode)

    def __call__(self, function: F) -> F:
        switch(self.previous)
        return super().__call__(function)


class inference_mode(_Mode):
    """Like `no_grad`, and its tensors can never enter a recorded operation later."""

    __slots__ = ("mode",)

    def __new__(cls, mode: Any = True) -> Any:
        return new_object(cls) if isinstance(mode, bool) else cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        modes = thread.modes
        self.previous = modes.grad_enabled, modes.inference, modes.ineffective
        modes.inference = self.mode
        switch(not self.mode)
        watch(check_saved)

    def __exit__(self, *error: object) -> None:
        modes = thread.modes
        modes.grad_enabled, modes.inference, modes.ineffective = self.previous

    def _copy(self) -> _Mode:
        return inference_mode(self.mode)
