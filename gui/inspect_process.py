"""Predicts in a process of its own, so that the window never waits for a network.

    python -m merlingua.gui.inspect_process

Questions and answers are the values in ``inspect_model.py``; how they travel, ``answer_process.py`` tells.
"""

from __future__ import annotations

from merlingua.gui.answer_process import AnswerProcess, AnswerProcessError, Work, serve


class InspectProcessError(AnswerProcessError):
    """The process that predicts has ended by itself."""


class InspectProcess(AnswerProcess):
    """Answers the questions of the Inspect page."""

    module = "merlingua.gui.inspect_process"
    task = "predicts"
    advice = "Is there enough memory? Open fewer clips, or use the command line: merlingua predict."
    error = InspectProcessError


def main() -> None:
    """Answer the questions on standard input, to its end."""
    serve(_make_work)


def _make_work() -> Work:
    from merlingua.gui.inspect_work import InspectWork

    return InspectWork()


if __name__ == "__main__":
    main()
