"""Errors that a user can mend.

Every message is one line that names the thing, its value, what is allowed and what to do. The command line
prints it and exits with 1, the window shows it in a dialog. Anything else that is raised is a bug.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class MerlinguaError(Exception):
    """The root of all errors that are meant for a person."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a study folder: where it stands and what to do about it.

    ``line`` counts from 1 and is 0 where the whole file is meant.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class StudyError(MerlinguaError, ValueError):
    """A study folder cannot be used; ``problems`` holds every mistake, not the first alone."""

    def __init__(self, folder: Path, problems: Sequence[Problem]) -> None:
        self.folder = folder
        self.problems = tuple(sorted(problems))
        listed = "\n".join(str(problem) for problem in self.problems)
        super().__init__(f"{folder} has {len(self.problems)} problem(s):\n{listed}")


class MissingTextError(MerlinguaError, KeyError):
    """A text is not there in the language that was asked for."""

    def __str__(self) -> str:
        return str(self.args[0])


class InstrumentError(MerlinguaError, ValueError):
    """An instrument is unknown, or the texts that were given for it are incomplete."""


class ClipError(MerlinguaError, ValueError):
    """A clip cannot be decoded, measured or played as the study asks."""


class OrderError(MerlinguaError, ValueError):
    """No order can be made from what the study asks."""


class StepError(MerlinguaError, RuntimeError):
    """The session was asked for something that is not due."""


class InvalidAnswerError(MerlinguaError, ValueError):
    """An answer does not fit its question."""


class RatingsFileError(MerlinguaError, ValueError):
    """A file of ratings cannot be read, does not fit the study, or contradicts itself."""


class StoreError(MerlinguaError, OSError):
    """The store cannot be opened, read or written; what was saved before is safe."""


class PlaybackError(MerlinguaError, OSError):
    """The sound device is missing, was lost, or refuses what the clip needs."""
