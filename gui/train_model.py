"""What is asked of the process that labels and trains, and what it answers: frozen values, no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

QUADRANTS = ("Q1", "Q2", "Q3", "Q4")
FEWEST_GROUPS = 2
ROWS = ("group", "pooled", "prior", "uniform", "listeners", "floor")


@dataclass(frozen=True)
class LabelsQuestion:
    """What did groups of listeners hear in each clip?"""

    store: str
    study_folder: Path
    by: str = "language"
    with_simulated: bool = False


@dataclass(frozen=True)
class CellLabel:
    """The label of a clip for a group.

    ``pooled`` says why it is that of all listeners: "", "few raters" or "no agreement".
    """

    shares: tuple[float, float, float, float]
    n_listeners: int
    pooled: str = ""


@dataclass(frozen=True)
class GroupRow:
    """A group of listeners; ``agreement`` and ``reliability`` are None where they cannot be told."""

    name: str
    n_listeners: int
    agreement: float | None
    reliability: float | None
    pooled: str = ""
    """Why it gets no model of its own; empty where it does."""


@dataclass(frozen=True)
class LabelTable:
    """Labels of clips (rows) and groups (columns), in the order of reports.

    ``why_not`` says why no model can be trained on them; empty where one can.
    """

    clips: tuple[str, ...]
    groups: tuple[GroupRow, ...]
    cells: dict[tuple[str, str], CellLabel]
    """By clip and group."""
    by_choices: tuple[str, ...]
    """What listeners can be grouped by."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What groups and columns are called: id, language of the program, name."""
    n_simulated: int = 0
    why_not: str = ""

    def name_of(self, id_: str, language: str) -> str:
        """What a group or a column is called."""
        return self.names.get(id_, {}).get(language, id_)


@dataclass(frozen=True)
class TrainWish:
    """A model to be trained, as ``merlingua retrain`` does."""

    labels: LabelsQuestion
    base: str
    """A model's name or file, or "is13"; empty with ``embeddings``."""
    out: Path
    embeddings: Path | None = None
    seed: int = 1


@dataclass(frozen=True)
class Score:
    """Cross-entropy in nats a vote, with its 95 % interval over clips."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class ScoreDifference:
    """First less second, in nats a vote, with its 95 % interval and Holm's p."""

    first: str
    second: str
    mean: float
    low: float
    high: float
    p_holm: float


@dataclass(frozen=True)
class TrainedModel:
    """What came out: the file, how it was judged, and the sentences one may write."""

    file: Path
    scores: dict[str, Score]
    differences: tuple[ScoreDifference, ...]
    groups_p: float
    """Of the test whether the groups vote differently at all."""
    sentences: tuple[str, ...]
    """As the card has them, in English."""
    groups: tuple[str, ...]
    n_clips: int
    keeps_artists_together: bool = True
    hears_sound: bool = True
    """Whether the Inspect page can be given it."""


Question = LabelsQuestion | TrainWish
