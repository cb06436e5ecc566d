"""What an analysis of agreement was asked, and everything it found: what the report and the window draw.

Conventions
-----------
Everything is frozen and in full precision. Groups of listeners have ids: a language (``en``), a value of
another column (``female``), and ``all``. Where something has no value, there is an entry with flags that say
why (`estimates.FLAG_REASONS`), never a NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.disagreement import ClipDisagreement, RaterInfluence
from merlingua.analysis.estimates import AnalysisError, Estimate, Interval, Level, check_level
from merlingua.analysis.level_profile import LevelTest, ProfileTest
from merlingua.analysis.permutation import LanguageTests, OmnibusTest, PairTest
from merlingua.analysis.rater_means import KruskalTest, MannWhitney
from merlingua.analysis.rating_matrix import RatingMatrix

if TYPE_CHECKING:
    from merlingua.analysis.exclusions import ListenerFlow, Rule, RuleFindings
    from merlingua.analysis.gold_msi_table import GoldMsiTable
    from merlingua.analysis.provenance import Provenance
    from merlingua.analysis.results_table import ResultRow
    from merlingua.surveys.texts import TextTable

ALL = "all"
"""The group of all listeners together."""
BY_LANGUAGE = "language"

Participants = Literal["complete", "rated"]
Neutral = Literal["drop", "keep"]
Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and how much there is. What it raises ends the analysis."""
_Test = TypeVar("_Test")


@dataclass(frozen=True)
class AgreementOptions:
    """What is asked. The same options on the same ratings give the same results, to the last digit.

    Attributes
    ----------
    by
        ``language``, another column of the participants, or a factor of the Gold-MSI (above and below norm).
    participants
        ``complete`` finished the survey; ``rated`` gave one rating at least (available cases).
    where
        A condition on participants and clips, see `filters`.
    neutral
        What answers in the middle of preference, familiarity and comprehension are in splits: left out and
        counted, or kept on both sides, as in the reference study's tables.
    n_permutations
        0: nothing is tested by permutation.
    exclude
        Rules by which participants are left out; none by default. What each would find is always told.
    n_bootstrap
        Replicates of the bootstrap over listeners beside the jackknife; 0: none.
    with_simulated
        Whether simulated listeners count beside people. Where there are no people, they do.
    """

    by: str = BY_LANGUAGE
    participants: Participants = "complete"
    where: str = ""
    neutral: Neutral = "drop"
    n_permutations: int = 9999
    seed: int = 1
    level: Level = "ordinal"
    interval_level: float = 0.95
    exclude: tuple[Rule, ...] = ()
    n_bootstrap: int = 0
    with_simulated: bool = False

    def __post_init__(self) -> None:
        check_level(self.level)
        for name, value, allowed in (
            ("participants", self.participants, ("complete", "rated")),
            ("neutral", self.neutral, ("drop", "keep")),
        ):
            if value not in allowed:
                raise AnalysisError(f"{name} is {value!r}; it can be {' or '.join(allowed)}")
        if self.n_permutations < 0 or self.n_bootstrap < 0 or self.seed < 0:
            raise AnalysisError("permutations, bootstrap replicates and seed are whole numbers from 0 on")


@dataclass(frozen=True)
class Group:
    """Listeners who are looked at together; ``n_raters`` of them gave a rating that is used."""

    id: str
    n_raters: int


@dataclass(frozen=True)
class ClipFacts:
    """What is known of a clip; None where it is not."""

    id: str
    lyrics_language: str | None = None
    quadrant: str | None = None
    artist: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class NoResult:
    """A test that was not made: ``flags`` are keys of `FLAG_REASONS`, ``reason`` the sentence in English."""

    item: str
    flags: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class Statistic:
    """One value beside alpha, with an interval if it has one.

    ``over`` says what the interval is for: ``listeners``, ``clips``, or nothing where there is none.
    ``n_dropped_clips`` could not be used: somebody did not rate them.
    """

    value: float | None
    interval: Interval | None
    over: Literal["", "listeners", "clips"]
    n_raters: int
    n_clips: int
    n_ratings: int
    n_dropped_clips: int = 0
    se: float | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeanLabel:
    """Reliability of a clip's mean label, from ``raters_per_clip`` listeners; intervals as those of alpha."""

    value: float | None
    raters_per_clip: float | None
    listeners: Interval | None
    both: Interval | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Split:
    """Agreement on what listeners like and dislike (know and do not know, understood and did not).

    Attributes
    ----------
    context
        ``preference``, ``familiarity`` or ``comprehension``.
    group
        Whose listeners: a language or ``all``.
    high, low
        Alpha of the ratings with a high and a low answer to ``context``, on all clips that have them.
    high_same, low_same
        The same on ``clips``: those with five listeners or more on either side.
    difference, se, interval, p, p_adjusted
        High less low on the same clips, by the paired jackknife; adjusted over the items (Holm).
    n_neutral
        Ratings with the answer in the middle: left out, or kept on both sides.
    """

    context: str
    item: str
    group: str
    high: Estimate
    low: Estimate
    high_same: Estimate
    low_same: Estimate
    clips: tuple[str, ...]
    difference: float | None
    se: float | None
    interval: Interval | None
    p: float | None
    p_adjusted: float | None
    n_neutral: int
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class TraitContrast:
    """Agreement of the listeners above a Gold-MSI factor's norm mean, and of their complement below it."""

    factor: str
    item: str
    above: Estimate
    below: Estimate
    omnibus: OmnibusTest | None
    pair: PairTest | None
    """Above less below; None where it was not tested, and ``flags`` say why."""
    p: float | None
    p_adjusted: float | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class AgreementResults:
    """All that was found. Mappings by (item, group) have every pair of ``items`` and ``groups``.

    Attributes
    ----------
    groups
        In the order of reports; ``all`` is the last.
    matrices
        Each item's ratings: the same raters (of ``all``) and clips in the same order.
    labels : shape (n_raters,)
        The group of each rater: a language, or another value of the column ``options.by``.
    estimates
        Alpha with both intervals: the main result.
    secondary
        By (item, group, estimator): see ``agreement_secondary.estimators``.
    mean_labels
        Reliability of the mean label.
    tests
        Whether groups agree to different degrees; None without permutations, or with one group.
    level_tests, profile_tests, kruskal_tests
        By item, with p adjusted over the items in ``level_p``, ``profile_p`` and ``kruskal_p``.
    mann_whitney
        By item, each pair; ``mann_whitney_p`` has their adjusted p in the same order (family: all pairs of
        all items).
    bootstraps
        By (item, group), where ``n_bootstrap`` was asked for: percentile interval over listeners.
    disagreements, influences
        By (item, group). Empty where alpha is undefined. Influences are
        of groups alone that have `agreement.MAX_RATERS_INFLUENCE` raters or fewer.
    """

    study_id: str
    options: AgreementOptions
    items: tuple[str, ...]
    groups: tuple[Group, ...]
    clips: tuple[ClipFacts, ...]
    matrices: Mapping[str, RatingMatrix]
    labels: NDArray[np.str_]
    estimates: Mapping[tuple[str, str], Estimate]
    secondary: Mapping[tuple[str, str, str], Statistic] = field(default_factory=dict)
    mean_labels: Mapping[tuple[str, str], MeanLabel] = field(default_factory=dict)
    tests: LanguageTests | None = None
    level_tests: Mapping[str, LevelTest | NoResult] = field(default_factory=dict)
    level_p: Mapping[str, float | None] = field(default_factory=dict)
    profile_tests: Mapping[str, ProfileTest | NoResult] = field(default_factory=dict)
    profile_p: Mapping[str, float | None] = field(default_factory=dict)
    kruskal_tests: Mapping[str, KruskalTest | NoResult] = field(default_factory=dict)
    kruskal_p: Mapping[str, float | None] = field(default_factory=dict)
    mann_whitney: Mapping[str, tuple[MannWhitney, ...]] = field(default_factory=dict)
    mann_whitney_p: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    splits: tuple[Split, ...] = ()
    traits: tuple[TraitContrast, ...] = ()
    gold_msi: GoldMsiTable | None = None
    bootstraps: Mapping[tuple[str, str], Interval | NoResult] = field(default_factory=dict)
    disagreements: Mapping[tuple[str, str], tuple[ClipDisagreement, ...]] = field(default_factory=dict)
    influences: Mapping[tuple[str, str], tuple[RaterInfluence, ...]] = field(default_factory=dict)
    flow: ListenerFlow | None = None
    """How many began, rated, finished, and were left out for which reason."""
    rules: tuple[RuleFindings, ...] = ()
    """What each rule of exclusion finds, whether or not it was asked for."""
    participant_names: Mapping[str, str] = field(default_factory=dict)
    """From a rater to their id where they come from, as far as there is one."""
    notes: tuple[str, ...] = ()
    """Keys of texts ``note.*``: what a reader must know, such as that listeners are simulated."""
    provenance: Provenance | None = None
    rows: tuple[ResultRow, ...] = ()
    """The table of results, as ``results.csv`` has it."""
    texts: TextTable | None = None
    """The study's texts, where its folder is known: titles, items, anchors."""

    @property
    def group_ids(self) -> tuple[str, ...]:
        """``en``, ``es``, … and ``all``."""
        return tuple(group.id for group in self.groups)

    def matrix(self, item: str, group: str = ALL) -> RatingMatrix:
        """The ratings of one item by one group's listeners; all clips."""
        matrix = self.matrices[item]
        return matrix if group == ALL else matrix.select(raters=self.labels == group)

    def counts(self, item: str) -> NDArray[np.int64]:
        """How many listeners of each group gave each clip each level, (n_groups, n_clips, n_levels)."""
        return np.stack([self.matrix(item, group.id).counts() for group in self.groups])
