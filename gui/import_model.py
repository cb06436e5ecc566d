"""What the window asks of an import of ratings: frozen values, no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ImportKind = Literal["psytoolkit", "long"]
"""Exports of PsyToolkit surveys, or a CSV file with a row a rating."""

GENDERS = ("female", "male", "non_binary", "other", "no_answer")
"""What the question of demographics offers."""
_PSYTOOLKIT_COLUMN = "TIME_start"
_LOOKED_AT = 65_536
"""Bytes of a file's beginning in which its first line is looked for."""


@dataclass(frozen=True)
class ImportWish:
    """Ratings to be brought into a store, as ``merlingua import`` takes them.

    Attributes
    ----------
    study_folder, study_id
        The study they belong to: its folder, else a name for ratings of no study folder (``long`` alone).
    language
        Of all of them; None: the file, or its name, says it.
    genders
        What the numbers of PsyToolkit's gender question mean.
    has_lock
        Whether the window that asks holds the store's lock already.
    """

    store: str
    kind: ImportKind
    files: tuple[Path, ...]
    study_folder: Path | None = None
    study_id: str = ""
    language: str | None = None
    mapping: Path | None = None
    genders: tuple[tuple[int, str], ...] = ()
    has_lock: bool = False


def gender_codes(written: str) -> Mapping[int, str] | None:
    """The numbers and choices of ``1=female, 2=male``; None where it cannot be understood."""
    codes: dict[int, str] = {}
    for part in filter(None, (part.strip() for part in written.split(","))):
        code, _, gender = (piece.strip() for piece in part.partition("="))
        if not code.isdecimal() or gender not in GENDERS:
            return None
        codes[int(code)] = gender
    return codes


def kind_of_file(file: Path) -> ImportKind | None:
    """What a file's first line says that it is; None where it cannot be read."""
    try:
        with file.open("rb") as stream:
            head = stream.read(_LOOKED_AT)
    except OSError:
        return None
    first_line = head.replace(b"\0", b"").split(b"\n", 1)[0]
    return "psytoolkit" if _PSYTOOLKIT_COLUMN.encode() in first_line else "long"
