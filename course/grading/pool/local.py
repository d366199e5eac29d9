"""Worker processes on this machine; if one dies, only its own call fails.

`concurrent.futures.ProcessPoolExecutor` fails every call when one of its processes dies. Here a
thread of this process serves each worker, so that the pool knows which call died with it.
"""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from course.grading.submission import GraderFailed

P = ParamSpec("P")
T = TypeVar("T")
TRIES = 2
MAX_WAITING = 2**16  # bytes of a call that waits in a pipe: they always fit
MAX_SECONDS = 3_600  # that a call may take, far more than all limits of a submission together
NEW_OBJECTS = 10_000  # between two collections of a worker's garbage
# A fork has everything imported already. What it inherits is safe in it: students' code runs only
# in sandboxes, whose fork server starts afresh and inherits nothing.
FORK = multiprocessing.get_context("fork")


class WorkerDied(GraderFailed):
    """The process that ran a call ended; the message is a sentence that says how."""


@dataclass
class Call:
    """A function to call in a worker, and the future that waits for its result."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: dict[str, Any]
    future: Future[Any] = field(default_factory=Future)

    @cached_property
    def message(self) -> bytes:
        return pickle.dumps((self.function, self.arguments, self.named))


class Worker:
    """A process that runs one call at a time, while the next one waits in its pipe."""

    def __init__(self) -> None:
        self._waiting: Call | None = None
        self._connection, theirs = FORK.Pipe()
        self._process = FORK.Process(target=_serve_calls, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def run(self, call: Call, following: Call | None = None) -> Any:
        """The result of a call. Raises what the call raises, and WorkerDied.

        The call that follows goes into the pipe if it is small: a large one would wait for the
        worker to read it, and the worker for this process to read the result.
        """
        try:
            if call is not self._waiting:
                self._connection.send_bytes(call.message)
            self._waiting = None
            if following is not None and len(following.message) <= MAX_WAITING:
                self._connection.send_bytes(following.message)
                self._waiting = following
            returned, value = pickle.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            raise WorkerDied(self._how_it_ended()) from None
        if not returned:
            raise value
        return value

    def kill(self) -> None:
        """End the process now, whatever it is doing; the sandboxes that it started end with it."""
        self._process.kill()

    def close(self) -> None:
        """Kill the process, wait for its end, and close the connection."""
        self.kill()
        self._process.join()
        self._connection.close()

    def _how_it_ended(self) -> str:
        self._process.join(timeout=5)
        code = self._process.exitcode
        if code is None or code >= 0:
            return f"it ended with exit code {code}"
        name = signal.Signals(-code).name
        return f"{name}, as when memory runs out" if name == "SIGKILL" else name


class LocalPool(Executor):
    """Runs up to `size` calls in parallel, each in a process on this machine (0: one per core).

    If a worker dies, the pool runs its call once more, in a new worker; if that one dies too, the
    call's future raises WorkerDied. Other calls are not affected.
    """

    def __init__(self, size: int = 0) -> None:
        self.size = size or os.cpu_count() or 1
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
        self._killed = False
        self._lock = threading.Lock()
        self._workers = [Worker() for _ in range(self.size)]
        self._threads = [threading.Thread(target=self._run_calls, args=(index,), daemon=True)
                         for index in range(self.size)]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        call = Call(fn, args, kwargs)
        self._calls.put(call)
        return call.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            self._cancel_waiting()
        for _ in self._threads:
            self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def kill(self) -> None:
        """Cancel the calls that wait and end all workers now, whatever they are doing."""
        with self._lock:
            self._killed = True
            for worker in self._workers:
                worker.kill()
        self.shutdown(cancel_futures=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.shutdown()
        else:
            self.kill()

    def _cancel_waiting(self) -> None:
        while not self._calls.empty():
            call = self._calls.get()
            if call is not None:
                call.future.cancel()

    def _run_calls(self, index: int) -> None:
        """Give calls to one worker, one after the other, and the results to their futures."""
        following = self._take()
        while (call := following) is not None:
            following = self._take_if_many()
            try:
                call.future.set_result(self._run(index, call, following))
            except BaseException as error:
                call.future.set_exception(error)
            following = following or self._take()
        self._workers[index].close()

    def _take(self) -> Call | None:
        """The next call that nobody has cancelled; None at the end."""
        while (call := self._calls.get()) is not None:
            if call.future.set_running_or_notify_cancel():
                return call
        return None

    def _take_if_many(self) -> Call | None:
        """The next call, if more of them wait than there are workers: none runs out of calls."""
        if self._calls.qsize() <= self.size:
            return None
        call = self._calls.get()
        if call is None:
            self._calls.put(None)  # the end is for a worker that has nothing to do
            return None
        return call if call.future.set_running_or_notify_cancel() else None

    def _run(self, index: int, call: Call, following: Call | None) -> Any:
        ends = []
        for _ in range(TRIES):
            self._replace_dead_worker(index)
            try:
                return self._workers[index].run(call, following)
            except WorkerDied as death:
                ends.append(str(death))
        ways = ", ".join(dict.fromkeys(ends))
        raise WorkerDied(f"{TRIES} worker processes died on it: {ways}.")

    def _replace_dead_worker(self, index: int) -> None:
        """Start a new worker in place of one that died."""
        with self._lock:
            if self._killed:
                raise WorkerDied("The pool was stopped.")
            if not self._workers[index].alive:
                self._workers[index].close()
                self._workers[index] = Worker()


def _serve_calls(connection: Connection) -> None:
    """In a worker: run call after call, until the pool kills it or ends.

    Its own session keeps Ctrl-C from it; only the parent reacts.
    """
    os.setsid()
    gc.freeze()  # a collection of what is there already would copy the memory that it shares
    gc.set_threshold(NEW_OBJECTS)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with open(os.devnull, "w") as nobody:
        while True:
            message = connection.recv_bytes()
            # Not by a signal or a thread of Python's: one long step of C lets neither run.
            faulthandler.dump_traceback_later(MAX_SECONDS, file=nobody, exit=True)
            answer = _answer(message)
            faulthandler.cancel_dump_traceback_later()
            connection.send_bytes(answer)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _answer(message: bytes) -> bytes:
    try:
        function, arguments, named = pickle.loads(message)
        return pickle.dumps((True, function(*arguments, **named)))
    except Exception as error:
        return _pickled_error(error)


def _pickled_error(error: Exception) -> bytes:
    """An error for the pool to raise again; only its text if it cannot be pickled."""
    try:
        pickle.loads(sent := pickle.dumps((False, error)))
    except Exception:
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
    return sent
