"""Labels clips and trains models in a process of its own, so that the window never waits for it.

    python -m merlingua.gui.train_process

To cancel is to end the process: what is done of a validation is kept beside the model to be, and the same
wish goes on from there (`mer_models.kept_folds`). Questions and answers are the values in ``train_model.py``.
"""

from __future__ import annotations

from merlingua.gui.answer_process import AnswerProcess, AnswerProcessError, Work, serve


class TrainProcessError(AnswerProcessError):
    """The process that trains has ended by itself."""


class TrainProcess(AnswerProcess):
    """Answers the questions of the Train page."""

    module = "merlingua.gui.train_process"
    task = "trains"
    advice = "Is there enough memory? Begin again: what was done is kept. Or: merlingua retrain."
    error = TrainProcessError


def main() -> None:
    """Answer the questions on standard input, to its end."""
    serve(_make_work)


def _make_work() -> Work:
    from merlingua.gui.train_work import TrainWork

    return TrainWork()


if __name__ == "__main__":
    main()
