"""How a probe uses an implementation: through references, never the objects themselves.

A probe says `impl.Tensor(data)` and gets a `Ref`. The implementation carries out calls, attributes,
items and arithmetic on a Ref, and only plain data ever comes back. `LocalImplementation` does so in
this process, for a notebook and for the reference. A grader can carry out the same requests in
another process, and no probe would notice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from course.exchange.failure import Failure, failure_of
from course.exchange.plain_data import plain
from course.exchange.requests import REQUESTS, surroundings

SCALARS = frozenset({type(None), bool, int, float, str})


class MissingName(Exception):
    """The implementation does not define a name that the probe asked for."""


@dataclass(frozen=True)
class Request:
    """What a probe asked for: its kind and its target, as `observed.Observed` calls it.

    result_of: the name that was called, if the target is the result of that call
    detail:    the name of an attribute
    """

    kind: str
    target: str
    result_of: str | None = None
    detail: str = ""


class StudentError(Exception):
    """The implementation raised an exception while it carried out a request."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.kind}: {failure.message}")
        self.failure = failure
        self.request: Request | None = None


class Unwritten(Exception):
    """The implementation is a stub: a function of it returned `...`."""


class Implementation(Protocol):
    """What carries out the requests of probes."""

    def begin(self, again: bool) -> Callable[[Ref], Ref] | None:
        """A question begins; with `again` it is the one before once more.

        If the implementation knows what that comes to, nobody need ask: it returns what becomes of
        each reference of the question before.
        """

    def kept(self, value: Any) -> Any:
        """A value with Refs in it as it is now, whatever becomes of the objects later."""

    def name(self, name: str) -> Ref:
        """A reference to a name that the code defines."""

    def hold(self, value: Any) -> Ref:
        """A reference to a value of the probe's, with Refs in it, that the implementation holds."""

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        """A reference to what a request comes to, see requests.py."""

    def surroundings(self, refs: Sequence[Ref], described: Sequence[int]) -> Ref:
        """A reference to the surroundings of objects, see requests.py."""

    def plain(self, ref: Ref) -> Any:
        """The plain data behind a reference."""


class Ref:
    """A reference to an object that the implementation holds."""

    __slots__ = ("_implementation", "_token")

    def __init__(self, implementation: Implementation, token: Any) -> None:
        SET_IMPLEMENTATION(self, implementation)
        SET_TOKEN(self, token)

    def __call__(self, *arguments: Any, **named: Any) -> Ref:
        return self._implementation.request("call", self, *arguments, **named)

    def __getattr__(self, name: str) -> Ref:
        return self._implementation.request("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._implementation.request("set", self, name, value)

    def __getitem__(self, key: Any) -> Ref:
        return self._implementation.request("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._implementation.request("setitem", self, key, value)

    def __enter__(self) -> Ref:
        return self._implementation.request("enter", self)

    def __exit__(self, *error: Any) -> None:
        self._implementation.request("exit", self)

    def __neg__(self) -> Ref:
        return self._implementation.request("neg", self)

    def __add__(self, other: Any) -> Ref:
        return self._implementation.request("add", self, other)

    def __sub__(self, other: Any) -> Ref:
        return self._implementation.request("sub", self, other)

    def __mul__(self, other: Any) -> Ref:
        return self._implementation.request("mul", self, other)

    def __truediv__(self, other: Any) -> Ref:
        return self._implementation.request("truediv", self, other)

    def __pow__(self, other: Any) -> Ref:
        return self._implementation.request("pow", self, other)

    def __matmul__(self, other: Any) -> Ref:
        return self._implementation.request("matmul", self, other)


# A Ref passes attributes on: these reach its own.
SET_IMPLEMENTATION, SET_TOKEN = Ref._implementation.__set__, Ref._token.__set__  # type: ignore


class Impl:
    """An implementation as a probe sees it: its attributes are the names that the code defines."""

    def __init__(self, implementation: Implementation) -> None:
        self._implementation = implementation

    def __getattr__(self, name: str) -> Ref:
        return self._implementation.name(name)

    def array(self, values: Any) -> Ref:
        """An array that the implementation holds, so that aliases and changes can be seen."""
        return self._implementation.hold(np.array(values))

    def is_stub(self, answer: Ref) -> Ref:
        """Whether a `return ...` is left in a function, or in a method of a class."""
        return self._implementation.request("is_stub", answer)

    def remembers(self, answer: Ref) -> Ref:
        """Whether a list, dict or set that its cell makes once holds something else by now."""
        return self._implementation.request("remembers", answer)

    def raised(self, function: Ref, *arguments: Any, **named: Any) -> Ref:
        """The error of a call, as `TypeName: first line of the message`; None if it raises none."""
        return self._implementation.request("raised", function, *arguments, **named)


class LocalImplementation:
    """An implementation in this process: the names of a namespace.

    `from_array` turns the arrays of a probe into what the code works on, `to_plain` turns the
    code's objects into plain data. By default both return what they get.
    """

    def __init__(
        self,
        namespace: Mapping[str, Any],
        from_array: Callable[[Any], Any] = lambda value: value,
        to_plain: Callable[[Any], Any] = lambda value: value,
        state_of: Callable[[Any], Any] = lambda value: value,
    ) -> None:
        self._namespace = namespace
        self._from_array = from_array
        self._to_plain = to_plain
        self._state_of = state_of

    def begin(self, again: bool) -> None:
        return None

    def kept(self, value: Any) -> Any:
        return answers(value)

    def name(self, name: str) -> Ref:
        if name not in self._namespace:
            raise MissingName(name)
        return Ref(self, self._namespace[name])

    def hold(self, value: Any) -> Ref:
        return Ref(self, self._object(value))

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        objects = [self._object(argument) for argument in arguments]
        keywords = {name: self._object(value) for name, value in named.items()} if named else {}
        try:
            result = REQUESTS[kind](target._token, *objects, **keywords)
        except (Exception, SystemExit) as cause:
            raise StudentError(failure_of(cause)) from None
        if result is ...:
            raise Unwritten
        return Ref(self, result)

    def surroundings(self, refs: Sequence[Ref], described: Sequence[int]) -> Ref:
        return Ref(self, surroundings([self._state_of(ref._token) for ref in refs], described))

    def plain(self, ref: Ref) -> Any:
        return plain(self._unwrapped(ref._token))

    def _object(self, value: Any) -> Any:
        kind = type(value)
        if kind is Ref:
            return value._token
        if kind is str:
            return value[:1] + value[1:]  # another object, as one that was read is
        if kind in SCALARS:
            return value
        if kind is np.ndarray:
            return self._from_array(value.copy("K"))
        if isinstance(value, list | tuple):
            return kind([self._object(item) for item in value])
        if isinstance(value, dict):
            return {key: self._object(item) for key, item in value.items()}
        return value

    def _unwrapped(self, value: Any) -> Any:
        kind = type(value)
        if kind in SCALARS:
            return value
        if kind is list or kind is tuple:
            return [self._unwrapped(item) for item in value]
        if kind is dict:
            return {key: self._unwrapped(item) for key, item in value.items()}
        return self._to_plain(value)


def answers(value: Any) -> Any:
    """The plain data behind what a probe returned: every Ref becomes its value."""
    if isinstance(value, Ref):
        return value._implementation.plain(value)
    if isinstance(value, dict):
        return {key: answers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [answers(item) for item in value]
    return plain(value)
