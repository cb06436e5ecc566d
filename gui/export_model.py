"""What the window asks of an export of answers, and what it hears of it: frozen values, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from merlingua.surveys.errors import MerlinguaError
from merlingua.surveys.export_options import ExportFormat


class ExportFolderError(MerlinguaError, RuntimeError):
    """The folder cannot take an export; it is as it was."""


@dataclass(frozen=True)
class ExportWish:
    """Answers to be written into a folder, as ``merlingua export`` does."""

    store: str
    study_id: str
    study_folder: Path | None
    format: ExportFormat
    folder: Path
    label_language: str = "en"
    with_free_text: bool = False
    with_simulated: bool = True
    for_spreadsheet: bool = False


@dataclass(frozen=True)
class WrittenExport:
    """What was written; ``lines`` are the command line's own words."""

    folder: Path
    n_sessions: int
    n_simulated: int
    n_left_out: int
    """Answers in free text."""
    lines: tuple[str, ...]
