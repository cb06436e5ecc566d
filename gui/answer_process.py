"""A process of its own that answers questions, so that the window never waits for what computes.

It takes one question after another on standard input and gives the answers on standard output, both as
pickles of plain values. When its input ends it stops at once, even amid a question: so it does where the
window has died. ``AnswerProcess`` is the window's end; `serve` is the other, called by the module that is
run.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO, Literal, Protocol

from merlingua.surveys.errors import MerlinguaError

Kind = Literal["progress", "done", "error", "bug"]
Progress = Callable[..., None]

NICENESS = 5
"""The process gives way to the window, and to sound that is played."""
GRACE_S = 8.0
"""How long a process may tidy up that is stopped amid work that writes; then it is killed."""


class AnswerProcessError(MerlinguaError, RuntimeError):
    """The process that computes has ended by itself."""


class Work(Protocol):
    """What answers, in the process."""

    def answer(self, question: Any, *, progress: Progress) -> Any:
        """The answer to one question; MerlinguaError where there can be none."""


class AnswerProcess:
    """A process that answers one question at a time; started with the first, and again after `stop`.

    ``ask`` blocks: it is called in ``executor``, a thread of its own; `stop` and `close` in the GUI thread.
    """

    module = ""
    """What ``python -m`` runs; it calls `serve`."""
    task = ""
    """What it does, in a message: "computes agreement"."""
    advice = ""
    """What to do where it has died, a sentence."""
    error: type[AnswerProcessError] = AnswerProcessError

    def __init__(self) -> None:
        self.executor = ThreadPoolExecutor(1, thread_name_prefix="merlingua-answers")
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._is_closed = False

    def ask(self, question: Any, *, progress: Progress | None = None) -> Any:
        """The answer to a question; ``progress`` hears how far it is.

        Raises
        ------
        MerlinguaError
            As the process raised it; `AnswerProcessError` where it has died over the question.
        """
        process = self._started()
        reader, writer = process.stdout, process.stdin
        if reader is None or writer is None:
            raise RuntimeError("the process was started without pipes")
        try:
            pickle.dump(question, writer)
            writer.flush()
            while True:
                kind, value = pickle.load(reader)
                if kind != "progress":
                    break
                if progress is not None:
                    progress(*value)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            self._forget(process)
            raise self.error(
                f"the process that {self.task} has ended (exit code {process.returncode}). {self.advice}"
            ) from error
        return self._taken(kind, value)

    def stop(self) -> None:
        """End what is computed now; its answer never comes. The next question starts a new process."""
        process = self._let_go()
        if process is not None:
            process.kill()
            self.executor.submit(_reap, process)

    def close(self) -> None:
        """End the process and the thread."""
        self._is_closed = True
        self.stop()
        self.executor.shutdown(wait=True)

    def close_tidily(self) -> None:
        """End the process once it has taken back what it wrote so far; does not wait for it."""
        self._is_closed = True
        process = self._let_go()
        if process is not None:
            threading.Thread(target=_end, args=(process,), name="merlingua-ending").start()
        self.executor.shutdown(wait=False)

    def _let_go(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            process, self._process = self._process, None
        return process

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._is_closed:
                raise self.error("the page has been left: nothing is computed any more")
            if self._process is None:
                self._process = subprocess.Popen(
                    # -P: a researcher's folder may hold a file that is called like a library.
                    [sys.executable, "-P", "-m", self.module],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            return self._process

    def _forget(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            if self._process is process:
                self._process = None
        _end(process)

    def _taken(self, kind: Kind, value: Any) -> Any:
        if kind == "error":
            raise value
        if kind == "bug":
            raise RuntimeError(f"the process that {self.task} made a mistake:\n{value}")
        return value


def serve(make_work: Callable[[], Work]) -> None:
    """Answer the questions on standard input, to its end."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # A shell that starts programs in the background has them ignore interrupts, and here they end a question.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    questions: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    work = make_work()
    try:
        while (question := questions.get()) is not None:
            _tell(answers, *_answered(work, question, answers))
    except KeyboardInterrupt:
        return


def _reap(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):  # what was not sent is not needed any more
                pipe.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    try:
        process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
    _reap(process)


def _listen(questions: queue.SimpleQueue[Any]) -> None:
    """Hand on the questions; at the end of the input, interrupt the one that is being answered."""
    try:
        while True:
            questions.put(pickle.load(sys.stdin.buffer))
    except (EOFError, pickle.UnpicklingError):
        questions.put(None)
        _thread.interrupt_main()


def _answered(work: Work, question: Any, answers: BinaryIO) -> tuple[Kind, object]:
    def report(*values: object) -> None:
        _tell(answers, "progress", values)

    try:
        return "done", work.answer(question, progress=report)
    except MerlinguaError as error:
        return "error", _portable(error)
    except Exception:  # told to the window, which raises what is a bug
        return "bug", traceback.format_exc()


def _portable(error: MerlinguaError) -> MerlinguaError:
    """The error as the window can build it without importing what only computes, else its text."""
    is_light = not type(error).__module__.startswith("merlingua.analysis")
    try:
        copy = pickle.loads(pickle.dumps(error)) if is_light else None
    except TypeError:
        copy = None  # it has arguments of its own
    return copy if isinstance(copy, MerlinguaError) else MerlinguaError(str(error))


def _tell(answers: BinaryIO, kind: Kind, value: object) -> None:
    try:
        pickle.dump((kind, value), answers)
        answers.flush()
    except BrokenPipeError:
        os._exit(0)  # The window has gone.
