"""A sandbox started ahead: it gets ready while the judge is busy with the submission before.

A process has at most one. No code has run in it, and it serves one submission, as any other does.
"""

from __future__ import annotations

from dataclasses import dataclass

from course.grading.sandbox.client import Sandbox, has_namespaces, start_sandbox
from course.grading.sandbox.isolation.layers import Isolation
from course.grading.sandbox.launcher import ForkServer, start_fork_server
from course.grading.sandbox.supplies import NO_SUPPLIES, Supplies


@dataclass(frozen=True)
class Ahead:
    """A sandbox that waits, the isolation that it was asked with, and who forked it."""

    sandbox: Sandbox
    isolation: Isolation
    fork_server: ForkServer

    def fits(self, isolation: Isolation, supplies: Supplies) -> bool:
        """Whether a submission with these files can have it."""
        return (not supplies and isolation == self.isolation
                and self.fork_server is start_fork_server())


_ahead: Ahead | None = None


def take_sandbox(isolation: Isolation, supplies: Supplies = NO_SUPPLIES) -> Sandbox:
    """The sandbox that waits, or a new one if that does not fit; then starts the next one.

    Without namespaces a submission's code could reach the sandbox that waits: none does.
    Raises SandboxDied and SandboxFailed.
    """
    global _ahead
    waiting, _ahead = _ahead, None
    if waiting is not None and waiting.fits(isolation, supplies):
        sandbox = waiting.sandbox
    else:
        if waiting is not None:
            waiting.sandbox.kill()
        sandbox = start_sandbox(isolation, supplies)
    if has_namespaces() and not supplies:
        _ahead = Ahead(start_sandbox(isolation), isolation, start_fork_server())
    return sandbox
