"""Reads and computes agreement in a process of its own, so that the window never waits for it.

Millions of ratings, pandas and scipy take hundreds of megabytes, and hold Python's lock for longer than a
window may stand still. Here they are a process that can be ended at any moment, with all its memory.

    python -m merlingua.gui.agreement_process

Questions and answers are the values in ``agreement_model.py``; how they travel, ``answer_process.py`` tells.
"""

from __future__ import annotations

from merlingua.gui.answer_process import AnswerProcess, AnswerProcessError, Work, serve


class AgreementProcessError(AnswerProcessError):
    """The process that computes agreement has ended by itself."""


class AgreementProcess(AnswerProcess):
    """Answers the questions of the Agreement page, of reports, imports and exports."""

    module = "merlingua.gui.agreement_process"
    task = "computes agreement"
    advice = "Is there enough memory? Choose fewer listeners, or use the command line: merlingua agreement."
    error = AgreementProcessError


def main() -> None:
    """Answer the questions on standard input, to its end."""
    serve(_make_work)


def _make_work() -> Work:
    from merlingua.gui.agreement_work import AgreementWork

    return AgreementWork()


if __name__ == "__main__":
    main()
