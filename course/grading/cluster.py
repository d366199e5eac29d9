"""Jobs run by the workers of a Dask cluster."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from course.grading.submission import GradingError
from course.grading.workers import WorkerDied

P = ParamSpec("P")
T = TypeVar("T")
CONNECT, FIRST_ANSWER, LOOK, LONELY = 5.0, 30.0, 2.0, 60.0
DECIDES = ("autograd_ref", "course.answers", "course.checks", "course.grading", "course.publish")
GO_ON = "What was graded is kept; the same command goes on."
_alone = threading.Lock()


class ClusterPool(Executor):
    """Runs calls on the cluster whose scheduler is at `address`.

    Raises GradingError when no scheduler answers there, it has no worker, or this repository is
    missing or another one there. A call whose workers die again and again raises WorkerDied; when
    the scheduler or, for a minute, all workers are gone, waiting calls raise GradingError.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = _connect(address)
        self._executor = self._client.get_executor(pure=False)
        self._waiting: set[Future[Any]] = set()
        self._over = threading.Event()
        self.width = 1
        try:
            self._first_answer()
        except BaseException:
            self._client.close(timeout=1)
            raise
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        self._waiting.add(future)
        call = pickle.dumps((fn, args, kwargs))
        sent = self._executor.submit(call_alone, version(), call)
        sent.add_done_callback(lambda _: self._hand_over(sent, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if wait and not cancel_futures:
            futures.wait(list(self._waiting))
        self._over.set()
        self._executor.shutdown(wait=False)
        self._client.close(timeout=CONNECT)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown(wait=error is None)

    def _first_answer(self) -> None:
        """Have the cluster answer once, so that what is wrong with it shows before the run."""
        try:
            self._client.wait_for_workers(1, timeout=CONNECT)
        except TimeoutError:
            raise GradingError(f"the scheduler at {self._address} has no workers; start some with "
                               f"dask worker {self._address} --nthreads 1") from None
        try:
            self.submit(version).result(FIRST_ANSWER)
        except TimeoutError:
            raise GradingError(f"the workers at {self._address} did not answer within "
                               f"{FIRST_ANSWER:.0f} s") from None
        self.width = len(self._client.nthreads())

    def _hand_over(self, sent: Future[T], future: Future[T]) -> None:
        """Pass on what came back, and why where nothing did."""
        self._waiting.discard(future)
        with suppress(InvalidStateError):
            try:
                future.set_result(sent.result())
            except BaseException as error:
                future.set_exception(self._explained(error))

    def _explained(self, error: BaseException) -> BaseException:
        if isinstance(error, CancelledError):
            return GradingError(f"the scheduler at {self._address} is gone. {GO_ON}")
        if type(error).__name__ == "KilledWorker":
            return WorkerDied("so did every worker that tried it")
        if isinstance(error, ImportError) or "deserialization" in str(error):
            return GradingError(f"the cluster at {self._address} lacks this package; install a "
                                "checkout there, for the scheduler and the workers")
        return error

    def _watch(self) -> None:
        """Count workers; when there were none for a minute, say so to all that wait."""
        lonely = 0.0
        while not self._over.wait(LOOK):
            with suppress(Exception):
                self.width = len(self._client.nthreads())
                lonely = 0.0 if self.width else lonely + LOOK
            if lonely >= LONELY:
                for future in list(self._waiting):
                    with suppress(InvalidStateError):
                        future.set_exception(GradingError(
                            f"the scheduler at {self._address} has had no workers for "
                            f"{LONELY:.0f} s. {GO_ON}"))


def call_alone(wanted: str, call: bytes) -> Any:
    """Call a function in a worker, no other at the same time, whatever the worker's threads.

    The judge redirects the process's output while it asks, so two cannot share a process. Raises
    GradingError where the worker's code is not that of the run.
    """
    if version() != wanted:
        raise GradingError("a worker has another version of this repository; check out the "
                           f"same one everywhere. {GO_ON}")
    with _alone:
        function, arguments, named = pickle.loads(call)
        return function(*arguments, **named)


@cache
def version() -> str:
    """A digest of everything in the repository that decides a grade."""
    digest = hashlib.sha256()
    for path in _deciding():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _deciding() -> Iterator[Path]:
    for package in DECIDES:
        yield from sorted(_home(package).rglob("*.py"))
        yield from sorted(_home(package).rglob("*.json"))
    yield from sorted((_home("course").parent / "solutions").glob("*/*.ipynb"))


def _home(package: str) -> Path:
    """A package's folder, without importing it."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _connect(address: str) -> Any:
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise GradingError(f"--scheduler needs {error.name}; install this package with "
                           "its extra [cluster]") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    make: Callable[..., Any] = distributed.Client
    client: Future[Any] = Future()

    def connect() -> None:
        try:
            client.set_result(make(address, timeout=CONNECT, set_as_default=False))
        except Exception as error:
            client.set_exception(error)

    # In a thread, for something that takes the connection and says nothing is waited for for ever.
    threading.Thread(target=connect, daemon=True).start()
    try:
        return client.result(2 * CONNECT)
    except Exception as error:
        reason = str(error).strip().partition("\n")[0] or "something is there, and says nothing"
        raise GradingError(f"no Dask scheduler answers at {address!r}: {reason}") from None
