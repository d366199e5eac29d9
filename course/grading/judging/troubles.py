"""Which cells and exercises of a submission did not end as they should."""

from __future__ import annotations

from dataclasses import dataclass, field

from course.exchange.failure import Failure
from course.grading.sandbox.client import (
    SandboxDied,
    SandboxOutOfCpu,
    SandboxOutOfDisk,
    SandboxOutOfMemory,
    SandboxSignalled,
)
from course.grading.submission import State

TOO_SLOW = Failure("TooSlow", "it did not end in its time")
DIED = Failure("Died", "the code ended its own process")
OUT_OF_MEMORY = Failure("Died", "the code used too much memory")
OUT_OF_DISK = Failure("Died", "the code wrote too many or too large files")
OUT_OF_CPU = Failure("TooSlow", "its processes together used too much processor time")


@dataclass
class Troubles:
    """The names of cells and exercises, by what became of them.

    dropped:  cells that failed when a new sandbox ran them again
    signalled:  whether another submission may have ended a sandbox
    """

    timed_out: list[str] = field(default_factory=list)
    died: list[str] = field(default_factory=list)
    out_of_memory: list[str] = field(default_factory=list)
    out_of_disk: list[str] = field(default_factory=list)
    out_of_cpu: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    signalled: bool = False

    def note_death(self, name: str, death: SandboxDied) -> Failure:
        """Note in which cell or exercise the sandbox died; returns the failure that says why."""
        if isinstance(death, SandboxOutOfMemory):
            self.out_of_memory.append(name)
            return OUT_OF_MEMORY
        if isinstance(death, SandboxOutOfDisk):
            self.out_of_disk.append(name)
            return OUT_OF_DISK
        if isinstance(death, SandboxOutOfCpu):
            self.out_of_cpu.append(name)
            return OUT_OF_CPU
        self.died.append(name)
        self.signalled |= isinstance(death, SandboxSignalled)
        return DIED

    @property
    def state(self) -> State:
        """The state of a submission that ran, with these troubles."""
        if self.died or self.out_of_memory or self.out_of_disk:
            return State.CRASHED
        return State.TIMED_OUT if self.timed_out or self.out_of_cpu else State.GRADED
