"""Hears a session's clips in a process of its own, where the predictions stay until they may be shown.

    python -m merlingua.gui.revelation_process

The window's process holds none of them before a rating is locked: what it does not have it cannot show.
"""

from __future__ import annotations

from merlingua.gui.answer_process import AnswerProcess, AnswerProcessError, Work, serve


class RevelationProcessError(AnswerProcessError):
    """The process that hears the clips has ended by itself."""


class RevelationProcess(AnswerProcess):
    """Answers the questions of ``revelation_model``."""

    module = "merlingua.gui.revelation_process"
    task = "hears the clips"
    advice = "Is there enough memory? The session goes on without its answers."
    error = RevelationProcessError


def main() -> None:
    """Answer the questions on standard input, to its end."""
    serve(_make_work)


def _make_work() -> Work:
    from merlingua.gui.revelation_work import RevelationWork

    return RevelationWork()


if __name__ == "__main__":
    main()
