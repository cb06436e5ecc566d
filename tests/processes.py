"""Programs that tests start."""

from __future__ import annotations

import signal


def hear_ctrl_c() -> None:
    """Let a program be interrupted, as in a terminal: a shell lets what it runs in the background ignore it.

    For ``preexec_fn`` of `subprocess.Popen`: what a process ignores, its children ignore as well.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
