"""How a probe holds an implementation: by references, never by the objects themselves.

A probe says `impl.Tensor(data)` and gets a `Ref`; calls, attributes, items and arithmetic on a
Ref are carried out by its subject, and only plain data ever comes back. `Local` carries them out
in this process, for a notebook and for the reference. A grader can carry out the same five
requests in another process, and no probe would notice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np

from course.exchange.failure import Failure, failure_of
from course.exchange.plain_data import plain
from course.exchange.requests import REQUESTS


class MissingName(Exception):
    """The implementation does not define a name that the probe asked for."""


class StudentError(Exception):
    """The implementation raised an exception while it carried out a request."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.kind}: {failure.message}")
        self.failure = failure


class Unwritten(Exception):
    """The implementation is a stub: a function of it returned `...`."""


class Subject(Protocol):
    """What can carry out the requests of a probe."""

    def name(self, name: str) -> Ref: ...
    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref: ...
    def plain(self, ref: Ref) -> Any: ...


class Ref:
    """A reference to an object that lives in the subject."""

    __slots__ = ("_subject", "_token")

    def __init__(self, subject: Subject, token: Any) -> None:
        object.__setattr__(self, "_subject", subject)
        object.__setattr__(self, "_token", token)

    def __call__(self, *arguments: Any, **named: Any) -> Ref:
        return self._subject.request("call", self, *arguments, **named)

    def __getattr__(self, name: str) -> Ref:
        return self._subject.request("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._subject.request("set", self, name, value)

    def __getitem__(self, key: Any) -> Ref:
        return self._subject.request("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._subject.request("setitem", self, key, value)

    def __enter__(self) -> Ref:
        return self._subject.request("enter", self)

    def __exit__(self, *error: Any) -> None:
        self._subject.request("exit", self)

    def __neg__(self) -> Ref:
        return self._subject.request("neg", self)

    def __add__(self, other: Any) -> Ref:
        return self._subject.request("add", self, other)

    def __sub__(self, other: Any) -> Ref:
        return self._subject.request("sub", self, other)

    def __mul__(self, other: Any) -> Ref:
        return self._subject.request("mul", self, other)

    def __truediv__(self, other: Any) -> Ref:
        return self._subject.request("truediv", self, other)

    def __pow__(self, other: Any) -> Ref:
        return self._subject.request("pow", self, other)

    def __matmul__(self, other: Any) -> Ref:
        return self._subject.request("matmul", self, other)


class Impl:
    """The implementation as a probe sees it: attributes are the names it defines."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def __getattr__(self, name: str) -> Ref:
        return self._subject.name(name)

    def array(self, values: Any) -> Ref:
        """An array that lives in the subject, so that aliases and changes can be seen."""
        return self._subject.request("array", Ref(self._subject, None), np.array(values))

    def raised(self, function: Ref, *arguments: Any, **named: Any) -> Ref:
        """What a call raises, as `TypeName: first line of the message`; None if nothing."""
        return self._subject.request("raised", function, *arguments, **named)


class Local:
    """A subject in this process: the names of a namespace.

    `incoming` turns the plain arrays of a probe into what the implementation works on, `outgoing`
    turns its objects back; the defaults copy an array and leave all else alone.
    """

    def __init__(
        self,
        namespace: Mapping[str, Any],
        incoming: Callable[[Any], Any] = lambda value: value,
        outgoing: Callable[[Any], Any] = lambda value: value,
    ) -> None:
        self._namespace = namespace
        self._incoming = incoming
        self._outgoing = outgoing
        self.changed_argument = False

    def name(self, name: str) -> Ref:
        if name not in self._namespace:
            raise MissingName(name)
        return Ref(self, self._namespace[name])

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        given = [self._inside(argument) for argument in arguments]
        keywords = {name: self._inside(value) for name, value in named.items()}
        if kind == "array":
            return Ref(self, given[0])
        try:
            result = REQUESTS[kind](target._token, *given, **keywords)
        except (Exception, SystemExit) as cause:
            raise StudentError(failure_of(cause)) from None
        finally:
            self._notice_changes(arguments, given)
        if result is ...:
            raise Unwritten
        return Ref(self, result)

    def plain(self, ref: Ref) -> Any:
        return plain(self._unwrapped(ref._token))

    def _notice_changes(self, arguments: tuple[Any, ...], given: list[Any]) -> None:
        """Remember when a call wrote into an array that was handed to it."""
        for before, after in zip(arguments, given, strict=True):
            if isinstance(before, list | tuple):
                self._notice_changes(tuple(before), list(after))
            elif isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
                self.changed_argument |= not np.array_equal(before, after, equal_nan=True)

    def _inside(self, value: Any) -> Any:
        if isinstance(value, Ref):
            return value._token
        if isinstance(value, np.ndarray):
            return self._incoming(value.copy())
        if isinstance(value, list | tuple):
            return type(value)(self._inside(item) for item in value)
        if isinstance(value, dict):
            return {key: self._inside(item) for key, item in value.items()}
        return value

    def _unwrapped(self, value: Any) -> Any:
        if type(value) in (list, tuple):
            return [self._unwrapped(item) for item in value]
        if type(value) is dict:
            return {key: self._unwrapped(item) for key, item in value.items()}
        return self._outgoing(value)


def answers(value: Any) -> Any:
    """The plain data behind what a probe returned, each Ref asked for its value."""
    if isinstance(value, Ref):
        return value._subject.plain(value)
    if isinstance(value, dict):
        return {key: answers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [answers(item) for item in value]
    return plain(value)
