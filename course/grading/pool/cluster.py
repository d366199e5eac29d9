"""The workers of a Dask cluster."""

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

from course.grading.pool.local import WorkerDied
from course.grading.submission import GradingError

P = ParamSpec("P")
T = TypeVar("T")
CONNECT_TIMEOUT, FIRST_RESULT_TIMEOUT = 5.0, 30.0
COUNT_INTERVAL, NO_WORKERS_TIMEOUT = 2.0, 60.0
PACKAGES = ("autograd_ref", "course.checks", "course.exchange", "course.grading", "course.publish")
LARGE_CALL = "1 GB"  # Dask warns of less, and each call carries a submission
CONTINUE = "Finished grades are saved. Run the same command to continue."
_one_at_a_time = threading.Lock()


class ClusterPool(Executor):
    """Runs calls on the cluster whose scheduler is at `address`.

    Raises GradingError if no scheduler answers there, if it has no workers, or if they lack this
    repository or have another version of it. A call raises WorkerDied if every worker that tries
    it dies; waiting calls raise GradingError if the scheduler is gone, or all workers for a minute.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = _connect(address)
        self._executor = self._client.get_executor(pure=False)
        self._waiting: set[Future[Any]] = set()
        self._over = threading.Event()
        self.size = 1
        try:
            self._try_out()
        except BaseException:
            self._client.close(timeout=1)
            raise
        threading.Thread(target=self._watch_workers, daemon=True).start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        self._waiting.add(future)
        call = pickle.dumps((fn, args, kwargs))
        sent = self._executor.submit(run_call, code_version(), call)
        sent.add_done_callback(lambda _: self._forward(sent, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if wait and not cancel_futures:
            futures.wait(list(self._waiting))
        self._over.set()
        self._executor.shutdown(wait=False)
        self._client.close(timeout=CONNECT_TIMEOUT)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown(wait=error is None)

    def _try_out(self) -> None:
        """Make one call, so that faults of the cluster show before the run."""
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_TIMEOUT)
        except TimeoutError:
            raise GradingError(f"the scheduler at {self._address} has no workers; start some with "
                               f"dask worker {self._address} --nthreads 1") from None
        try:
            self.submit(code_version).result(FIRST_RESULT_TIMEOUT)
        except TimeoutError:
            raise GradingError(f"the workers at {self._address} did not answer within "
                               f"{FIRST_RESULT_TIMEOUT:.0f} s") from None
        self.size = len(self._client.nthreads())

    def _forward(self, sent: Future[T], future: Future[T]) -> None:
        """Pass a result or an error on from Dask's future to ours."""
        self._waiting.discard(future)
        with suppress(InvalidStateError):
            try:
                future.set_result(sent.result())
            except BaseException as error:
                future.set_exception(self._translated(error))

    def _translated(self, error: BaseException) -> BaseException:
        """Dask's error in the words of this project."""
        if isinstance(error, CancelledError):
            return GradingError(f"the scheduler at {self._address} is gone. {CONTINUE}")
        if type(error).__name__ == "KilledWorker":
            return WorkerDied("Every worker of the cluster that ran it died.")
        if isinstance(error, ImportError) or "deserialization" in str(error):
            return GradingError(f"the cluster at {self._address} lacks this package; install a "
                                "checkout there, for the scheduler and the workers")
        return error

    def _watch_workers(self) -> None:
        """Count the workers; if there are none for a minute, fail all calls that wait."""
        without_workers = 0.0
        while not self._over.wait(COUNT_INTERVAL):
            with suppress(Exception):
                self.size = len(self._client.nthreads())
                without_workers = 0.0 if self.size else without_workers + COUNT_INTERVAL
            if without_workers >= NO_WORKERS_TIMEOUT:
                for future in list(self._waiting):
                    with suppress(InvalidStateError):
                        future.set_exception(GradingError(
                            f"the scheduler at {self._address} has had no workers for "
                            f"{NO_WORKERS_TIMEOUT:.0f} s. {CONTINUE}"))


def run_call(wanted: str, call: bytes) -> Any:
    """In a worker: run a call, and no other at the same time, however many threads it has.

    The judge redirects the process's output while it asks, so two cannot share a process. Raises
    GradingError if the worker's code is another version than `wanted`.
    """
    if code_version() != wanted:
        raise GradingError("a worker has another version of this repository; check out the "
                           f"same version everywhere. {CONTINUE}")
    with _one_at_a_time:
        function, arguments, named = pickle.loads(call)
        return function(*arguments, **named)


@cache
def code_version() -> str:
    """A digest of everything in the repository that decides a grade."""
    digest = hashlib.sha256()
    for path in _deciding_files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _deciding_files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted(_folder_of(package).rglob("*.py"))
        yield from sorted(_folder_of(package).rglob("*.json"))
    yield from sorted((_folder_of("course").parent / "solutions").glob("*/*.ipynb"))


def _folder_of(package: str) -> Path:
    """A package's folder; does not import the package."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _connect(address: str) -> Any:
    try:
        import dask
        import distributed
    except ModuleNotFoundError as error:
        raise GradingError(f"--scheduler needs {error.name}; install this package with "
                           "its extra [cluster]") from None
    dask.config.set({"distributed.admin.large-graph-warning-threshold": LARGE_CALL})
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    # One that never connected would wait ten seconds for its end, and then print a traceback.
    make: Callable[..., Any] = type("Client", (distributed.Client,), {"__del__": lambda self: None})
    client: Future[Any] = Future()

    def connect() -> None:
        try:
            client.set_result(make(address, timeout=CONNECT_TIMEOUT, set_as_default=False))
        except Exception as error:
            client.set_exception(error)

    # In a thread: Dask waits for ever for a server that accepts the connection and never answers.
    threading.Thread(target=connect, daemon=True).start()
    try:
        return client.result(2 * CONNECT_TIMEOUT)
    except Exception as error:
        reason = (str(error).strip().partition("\n")[0]
                  or "a server accepts the connection but does not answer")
        raise GradingError(f"no Dask scheduler answers at {address!r}: {reason}") from None
