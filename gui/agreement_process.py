"""Reads and computes agreement in a process of its own, so that the window never waits for it.

Millions of ratings, pandas and scipy take hundreds of megabytes, and hold Python's lock for longer than a
window may stand still. Here they are a process that can be ended at any moment, with all its memory.

    python -m merlingua.gui.agreement_process

takes one question after another on standard input and gives the answers on standard output, both as pickles
of the values in ``agreement_model.py``. When its input ends it stops at once, even amid a question, and
leaves nothing half done: so it does where the window has died. ``AgreementProcess`` is the other end.
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
from typing import Any, BinaryIO, Literal

from merlingua.gui.agreement_model import Question
from merlingua.surveys.errors import MerlinguaError

Kind = Literal["progress", "done", "error", "bug"]
Progress = Callable[..., None]

NICENESS = 5
"""The process gives way to the window, and to sound that is played."""
GRACE_S = 8.0
"""How long a process may tidy up that is stopped amid work that writes; then it is killed."""


class AgreementProcessError(MerlinguaError, RuntimeError):
    """The process that computes has ended by itself."""


class AgreementProcess:
    """A process that answers one question at a time; started with the first, and again after `stop`.

    ``ask`` blocks: it is called in ``executor``, a thread of its own; `stop` and `close` in the GUI thread.
    """

    def __init__(self) -> None:
        self.executor = ThreadPoolExecutor(1, thread_name_prefix="merlingua-agreement")
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._is_closed = False

    def ask(self, question: Question, *, progress: Progress | None = None) -> Any:
        """The answer to a question; ``progress`` hears how far it is.

        Raises
        ------
        MerlinguaError
            As the process raised it; `AgreementProcessError` where it has died over the question.
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
            raise AgreementProcessError(
                f"the process that computes agreement has ended (exit code {process.returncode}). Is there "
                "enough memory? Choose fewer listeners, or use the command line: merlingua agreement."
            ) from error
        return _taken(kind, value)

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
                raise AgreementProcessError("the page has been left: nothing is computed any more")
            if self._process is None:
                self._process = subprocess.Popen(
                    # -P: a researcher's folder may hold a file that is called like a library.
                    [sys.executable, "-P", "-m", "merlingua.gui.agreement_process"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            return self._process

    def _forget(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            if self._process is process:
                self._process = None
        _end(process)


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


def _taken(kind: Kind, value: Any) -> Any:
    if kind == "error":
        raise value
    if kind == "bug":
        raise RuntimeError(f"the process that computes agreement made a mistake:\n{value}")
    return value


def main() -> None:
    """Answer the questions on standard input, to its end."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # A shell that starts programs in the background has them ignore interrupts, and here they end a question.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    questions: queue.SimpleQueue[Question | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    from merlingua.gui.agreement_work import AgreementWork

    work = AgreementWork()
    try:
        while (question := questions.get()) is not None:
            _tell(answers, *_answered(work, question, answers))
    except KeyboardInterrupt:
        return


def _listen(questions: queue.SimpleQueue[Question | None]) -> None:
    """Hand on the questions; at the end of the input, interrupt the one that is being answered."""
    try:
        while True:
            questions.put(pickle.load(sys.stdin.buffer))
    except (EOFError, pickle.UnpicklingError):
        questions.put(None)
        _thread.interrupt_main()


def _answered(work: Any, question: Question, answers: BinaryIO) -> tuple[Kind, object]:
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


if __name__ == "__main__":
    main()
