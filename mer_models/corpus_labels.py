"""Labels of clips from a table: a quadrant, or arousal and valence whose signs make one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.mer_models.corpus import CorpusProblem
from merlingua.mer_models.corpus_mapping import CorpusMapping, LabelColumns, LabelScale
from merlingua.mer_models.corpus_rows import (
    NumberedRow,
    NumberedTable,
    columns_by_lower,
    quadrant_of,
    read_numbered,
)
from merlingua.mer_models.errors import CorpusError

if TYPE_CHECKING:
    from merlingua.mer_models.corpus_sound import SoundIndex

KNOWN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "clip": ("song", "songs", "songid", "song_id", "clip", "file", "filename", "track", "id"),
    "quadrant": ("quadrant", "quads", "quad", "4q"),
    "arousal": ("arousal", "arousal_mean", "mean_arousal", "a"),
    "valence": ("valence", "valence_mean", "mean_valence", "v"),
    "artist": ("artist", "artists", "singer", "performer"),
}
"""What tables are known to call things, in small letters."""
SIGNS = {(True, True): 1, (True, False): 2, (False, False): 3, (False, True): 4}
"""The quadrant of (arousal is positive, valence is positive)."""


@dataclass(frozen=True)
class LabelledName:
    """A clip as the table names it, its quadrant (1 to 4), and where that is said."""

    clip: str
    quadrant: int
    place: str
    artist: str = ""


@dataclass
class Labels:
    """What a table says; ``folder`` is where it lies, ``columns`` its name for messages."""

    folder: Path
    columns: str
    entries: list[LabelledName] = field(default_factory=list)
    problems: list[CorpusProblem] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Clips with a row and without a usable label: their sound is not told again as unlabelled."""

    @property
    def n_rows(self) -> int:
        return len(self.entries) + len(self.refused)

    def add(self, clip: str, quadrant: int, place: str, artist: str = "") -> None:
        self.entries.append(LabelledName(clip, quadrant, place, artist))

    def refuse(self, clip: str, reason: str, place: str) -> None:
        self.refused.append(clip)
        self.problems.append(CorpusProblem(clip, f"{reason} ({place})"))

    def named_but_unlabelled(self, index: SoundIndex) -> set[Path]:
        """The sound of clips whose label could not be used."""
        found = (index.find(clip, self.folder, "")[0] for clip in self.refused)
        return {file for file in found if file is not None}


def with_known_columns(file: Path) -> LabelColumns | None:
    """The columns of a table that calls them as corpora do; None where a clip or its label has none."""
    try:
        there = columns_by_lower(read_numbered(file).columns)
    except CorpusError:
        return None
    found = {
        meaning: there[name]
        for meaning, names in KNOWN_COLUMNS.items()
        for name in reversed(names)
        if name in there
    }
    has_label = "quadrant" in found or {"arousal", "valence"} <= found.keys()
    return LabelColumns(**found) if "clip" in found and has_label else None


def read_labels(file: Path, mapping: CorpusMapping, scale: LabelScale) -> Labels:
    """Read a table; rows whose label cannot be used become problems with their line.

    Raises
    ------
    CorpusError
        If the table cannot be read or lacks a column that the mapping names.
    """
    if not file.is_file():
        raise CorpusError(f"{file} is not there: the mapping's table lies in the corpus' folder")
    table = read_numbered(file, encoding=mapping.encoding, delimiter=mapping.delimiter)
    columns = mapping.columns
    for name in (columns.clip, columns.quadrant, columns.arousal, columns.valence, columns.artist):
        if name is not None and name not in table.columns:
            raise CorpusError(f"{file} has no column {name!r}; it has {', '.join(map(repr, table.columns))}")
    labels = Labels(file.parent, file.name, problems=list(table.problems))
    for row in table.rows:
        clip, place = row.cells[columns.clip], table.place(row)
        if not clip:
            labels.problems.append(CorpusProblem(place, f"its {columns.clip} is empty"))
            continue
        quadrant, reason = _quadrant(row, mapping, scale)
        if quadrant is None:
            labels.refuse(clip, reason, place)
        else:
            artist = row.cells[columns.artist] if columns.artist is not None else ""
            labels.add(clip, quadrant, place, artist)
    return _without_contradictions(labels, table)


def _quadrant(row: NumberedRow, mapping: CorpusMapping, scale: LabelScale) -> tuple[int | None, str]:
    columns = mapping.columns
    if columns.quadrant is not None:
        word = row.cells[columns.quadrant]
        quadrant = quadrant_of(mapping.quadrants.get(word, word))
        allowed = ", ".join(mapping.quadrants) or "Q1 to Q4"
        return quadrant, f"{columns.quadrant} is {word!r}; {allowed} are allowed"
    is_positive = []
    for name in (columns.arousal, columns.valence):
        if name is None:
            raise ValueError("a mapping without a quadrant has arousal and valence")
        value = _number(row.cells[name])
        if value is None:
            return None, f"{name} is {row.cells[name]!r}; a number is expected"
        if not scale.min <= value <= scale.max:
            return None, f"{name} is {value:g}; {scale.min:g} to {scale.max:g} are allowed"
        if value == scale.middle:
            return None, f"{name} is {value:g}, on the border of two quadrants: left out"
        is_positive.append(value > scale.middle)
    return SIGNS[is_positive[0], is_positive[1]], ""


def _number(written: str) -> float | None:
    try:
        value = float(written)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _without_contradictions(labels: Labels, table: NumberedTable) -> Labels:
    """Clips that stand in the table with two quadrants are listed and left out, all of their rows."""
    quadrants: dict[str, set[int]] = {}
    for entry in labels.entries:
        quadrants.setdefault(entry.clip, set()).add(entry.quadrant)
    torn = {clip for clip, found in quadrants.items() if len(found) > 1}
    labels.entries = [entry for entry in labels.entries if entry.clip not in torn]
    for clip in sorted(torn):
        both = " and ".join(f"Q{quadrant}" for quadrant in sorted(quadrants[clip]))
        labels.refuse(clip, f"is {both} in rows of its own: left out", table.file.name)
    return labels
