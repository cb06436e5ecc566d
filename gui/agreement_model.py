"""What the Agreement page asks and shows, as frozen values: no Qt, no pandas.

They travel between the window and the process that computes (``agreement_process.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.estimates import Estimate
from merlingua.gui.export_model import ExportWish
from merlingua.gui.import_model import ImportWish
from merlingua.surveys.errors import MerlinguaError

ALL = "all"
"""The group of all listeners together."""
BY_LANGUAGE = "language"


class ConditionError(MerlinguaError, ValueError):
    """The condition on listeners cannot be understood, or names what there is not."""


class ReportError(MerlinguaError, OSError):
    """The files of a report cannot be written; what was in its folder is as it was."""


Participants = Literal["complete", "rated"]
Labels = Mapping[str, Mapping[str, str]]
"""Id → language → name; an id or a language may be missing."""


@dataclass(frozen=True)
class StudyChoice:
    """A study that has answers in a store. ``folder`` is None where no study folder of it is known."""

    study_id: str
    folder: Path | None = None
    titles: Mapping[str, str] = field(default_factory=dict)

    def title_in(self, language: str) -> str:
        """The study's title in a language, else its id."""
        return self.titles.get(language, self.study_id)


@dataclass(frozen=True)
class Selection:
    """Whose ratings are looked at, and how listeners are put into groups."""

    store: str
    study: StudyChoice
    by: str = BY_LANGUAGE
    languages: tuple[str, ...] | None = None
    """Languages whose listeners count; None: all."""
    participants: Participants = "complete"
    where: str = ""
    """A condition on listeners, as ``merlingua agreement --where`` takes it."""
    exclude: tuple[str, ...] = ()
    """Rules by which listeners are left out, as ``--exclude`` takes them."""
    with_simulated: bool = False
    """Whether simulated listeners count beside people; where there are no people, they do."""

    @property
    def condition(self) -> str:
        """``where``, and the languages that were chosen, as one condition."""
        if self.languages is None:
            return self.where
        listed = ", ".join(f'"{language}"' for language in self.languages)
        of_languages = f"language in ({listed},)" if len(self.languages) == 1 else f"language in ({listed})"
        return f"{of_languages} and ({self.where})" if self.where else of_languages

    @property
    def ratings(self) -> Selection:
        """What alone decides which ratings are read: the same for every grouping and filter."""
        return Selection(self.store, self.study)

    def in_study(self, study: StudyChoice) -> Selection:
        """Another study of the same store; what was chosen among the first one's listeners is undone."""
        return replace(Selection(self.store, study), participants=self.participants)


@dataclass(frozen=True)
class Group:
    """A column of the table: listeners who share an answer, or all."""

    id: str
    n_listeners: int


@dataclass(frozen=True)
class AlphaTable:
    """Agreement for each item in each group, and from how many listeners.

    ``estimates`` has a value for each pair of ``items`` and ``groups``.
    """

    items: tuple[str, ...]
    groups: tuple[Group, ...]
    estimates: Mapping[tuple[str, str], Estimate]
    n_listeners: int
    n_ratings: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Reason → listeners who rated something and are not counted for it: filters, rules, not finished."""
    n_simulated: int = 0
    """Of ``n_listeners``, those that are no people."""
    languages: tuple[Group, ...] = ()
    """The languages that there are in the study, with all their listeners who rated something."""
    columns: tuple[str, ...] = (BY_LANGUAGE,)
    """By what listeners can be put into groups."""
    names: Labels = field(default_factory=dict)
    """Of items, groups and columns."""
    rules: Mapping[str, int] = field(default_factory=dict)
    """Rule → listeners whom it finds, whether or not it was chosen."""

    @property
    def n_left_out(self) -> int:
        """Listeners who rated something and are not counted."""
        return sum(self.left_out.values())

    def name_of(self, id_: str, language: str) -> str:
        """What an item, group or column is called in a language, else its id."""
        return self.names.get(id_, {}).get(language, id_)

    def value_range(self) -> tuple[float, float] | None:
        """The lowest and highest agreement of all listeners over the items; None where none has a value."""
        values = [self.estimates[item, ALL].value for item in self.items if (item, ALL) in self.estimates]
        defined = [value for value in values if value is not None]
        return (min(defined), max(defined)) if defined else None

    def estimate(self, item: str, group: str) -> Estimate:
        """One cell; KeyError for an item or group that is not in the table."""
        return self.estimates[item, group]


@dataclass(frozen=True)
class ClipRow:
    """An excerpt and how far apart its listeners are."""

    id: str
    title: str = ""
    """Artist and title, where the study knows them."""
    lyrics_language: str = ""
    quadrant: str = ""
    disagreement: float | None = None
    """Observed over expected by chance: 0 where all answer alike, 1 as by chance; None: undefined."""


@dataclass(frozen=True, eq=False)
class ItemDetail:
    """One item on every clip: the answers of each group.

    ``counts`` has the shape (n_groups, n_clips, n_levels).
    """

    item: str
    groups: tuple[Group, ...]
    clips: tuple[ClipRow, ...]
    levels: tuple[float, ...]
    counts: NDArray[np.int64]
    anchors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language → what the levels are called, in their order."""

    def __post_init__(self) -> None:
        shape = (len(self.groups), len(self.clips), len(self.levels))
        if self.counts.shape != shape:
            raise ValueError(f"counts of {self.item!r} have the shape {self.counts.shape}, not {shape}")

    def counts_of(self, clip: int) -> NDArray[np.int64]:
        """The answers on one clip, shape (n_groups, n_levels)."""
        return np.asarray(self.counts[:, clip, :])

    def counts_of_all(self) -> NDArray[np.int64]:
        """The answers of all listeners, shape (n_clips, n_levels)."""
        ids = [group.id for group in self.groups]
        if ALL in ids:
            return np.asarray(self.counts[ids.index(ALL)])
        return np.asarray(self.counts.sum(axis=0))

    def anchor(self, level: int, language: str) -> str:
        """What a level is called: its anchor, else its number."""
        anchors = self.anchors.get(language, ())
        return anchors[level] if level < len(anchors) else f"{self.levels[level]:g}"


@dataclass(frozen=True)
class ContentsQuestion:
    """Which studies have answers in a store? ``folders``: where study folders may be."""

    store: str
    folders: tuple[Path, ...] = ()


@dataclass(frozen=True)
class TableQuestion:
    """How much do listeners agree? Ratings that came since the last question are read."""

    selection: Selection


@dataclass(frozen=True)
class DetailQuestion:
    """What was answered on each clip?"""

    selection: Selection
    item: str


@dataclass(frozen=True)
class ChangeQuestion:
    """Has anything been written into the store since it was read? The answer is a bool."""


@dataclass(frozen=True)
class ReportWish:
    """A report to be written."""

    selection: Selection
    folder: Path
    language: str
    has_pdf: bool = True
    seed: int = 1
    n_permutations: int = 9999


@dataclass(frozen=True)
class WrittenReport:
    """The files of a report."""

    html: Path
    pdf: Path | None = None
    no_pdf: str = ""
    """Why there is no PDF although it was wished; empty where there is one, or it was not."""


Question = (
    ContentsQuestion | TableQuestion | DetailQuestion | ChangeQuestion | ReportWish | ImportWish | ExportWish
)
