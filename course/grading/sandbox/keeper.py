"""The keeper: the fork server's parent, which outlives it and kills whatever it leaves behind.

A sandbox whose code got rid of its death signal, as an exec from a thread does, would outlive a
fork server that is killed. If the keeper is killed, the fork server goes on; it ends its sandboxes
itself when nobody can ask it any more.
"""

from __future__ import annotations

import os
import signal
import time

from course.grading.sandbox.process_tree import adopt_orphans, children, kill_orphans

INTERVAL = 0.02  # seconds between looks at processes that are being killed


def keep(control: int) -> None:
    """Fork: the child returns and becomes the fork server, the parent keeps watch and never does.

    `control` is the descriptor on which the fork server is asked.
    """
    adopt_orphans()
    server = os.fork()
    if server == 0:
        return
    os.close(control)  # whoever asks shall see that the fork server has ended
    signal.signal(signal.SIGTERM, lambda number, frame: os.kill(server, signal.SIGKILL))
    _wait_for(server)
    while children(os.getpid()):
        kill_orphans(())
        time.sleep(INTERVAL)
    os._exit(0)


def _wait_for(server: int) -> None:
    """Wait until the fork server has ended."""
    while os.wait()[0] != server:
        pass
