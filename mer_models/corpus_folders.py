"""Walking through a corpus' folder: sound files, tables, and what is wrong with them, by name."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from merlingua.mer_models.corpus import CorpusProblem
from merlingua.mer_models.errors import CorpusError

SOUND_SUFFIXES = (".wav", ".flac", ".ogg", ".mp3")
N_SHOWN = 4


def sound_files(folder: Path) -> list[Path]:
    """All sound files below a folder, sorted; hidden ones and those in hidden folders are left out."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in SOUND_SUFFIXES
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and file.is_file()
    )


def existing_folder(folder: Path, expected: str) -> Path:
    """The folder itself.

    Raises
    ------
    CorpusError
        If it is not there or no folder; the message says what it should hold.
    """
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "is not there"
        raise CorpusError(f"{folder} {what}; {expected} is expected")
    return folder


def wrong_folder(folder: Path, expected: str) -> CorpusError:
    """The error for a folder with something else in it: it says what there is."""
    found = sorted(entry.name + ("/" if entry.is_dir() else "") for entry in folder.iterdir())
    shown = ", ".join(found[:N_SHOWN]) + (f" and {len(found) - N_SHOWN} more" if len(found) > N_SHOWN else "")
    return CorpusError(
        f"{folder} is another folder: {expected} is expected, and there is {shown or 'nothing'}"
    )


def is_empty(file: Path) -> bool:
    """Whether there is not one byte in a file."""
    return file.stat().st_size == 0


def read_rows(file: Path, required: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a table with a header, commas between its cells.

    Raises
    ------
    CorpusError
        If the table is missing, no UTF-8 text, or lacks a column; the message names them.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CorpusError(f"{file} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{file} is no text in UTF-8 (byte {error.start}); save it as UTF-8") from error
    reader = csv.DictReader(text.splitlines())
    header = [name.strip() for name in reader.fieldnames or []]
    missing = [name for name in required if name not in header]
    if missing:
        raise CorpusError(
            f"{file} lacks the column {', '.join(map(repr, missing))}; it has {', '.join(map(repr, header))}"
        )
    reader.fieldnames = header
    return [{name: (cell or "").strip() for name, cell in row.items() if name is not None} for row in reader]


def named_problems(things: Iterable[str], reason: str) -> list[CorpusProblem]:
    """One problem for each thing, all for the same reason."""
    return [CorpusProblem(thing, reason) for thing in things]


def hard_shares(quadrant: int) -> tuple[float, float, float, float]:
    """Shares of a hard label, 1 to 4."""
    first, second, third, fourth = (float(quadrant == each) for each in (1, 2, 3, 4))
    return first, second, third, fourth


def shares_in_proportion(weights: Mapping[int, float]) -> tuple[float, float, float, float] | None:
    """Shares of the quadrants 1 to 4 in proportion to weights; None where all are 0."""
    total = sum(weights.values())
    if total <= 0:
        return None
    first, second, third, fourth = (weights.get(quadrant, 0.0) / total for quadrant in (1, 2, 3, 4))
    return first, second, third, fourth
