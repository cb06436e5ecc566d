"""All that is said of several models on the same clips: scores by run, over runs, and against the baselines.

Conventions
-----------
A row is a model or a baseline; its runs differ by the seed alone. Every model is held against the regression
on descriptors and against the same encoder at random weights, paired by clip, by cross-entropy: the latter is
the only comparison that says anything about what was learnt from speech. Holm's correction is over all of
these differences on one set of clips.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from merlingua.analysis.holm import holm_adjusted_of_done
from merlingua.mer_models.baselines import CONSTANT, PRIOR
from merlingua.mer_models.calibration import Reliability, reliability
from merlingua.mer_models.clip_metrics import Metric
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.clip_resamples import Resampling
from merlingua.mer_models.clip_scores import ClipScores, score_clips
from merlingua.mer_models.collapse import CollapseAlarm, collapse_alarm
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.human_ceiling import HumanCeiling
from merlingua.mer_models.score_bootstrap import ScoreDifference, SeedScores, score_difference, seed_scores

DESCRIPTORS = "descriptors"
"""The name of the row of the regression on classic descriptors."""
COMPARED_BY: Metric = "cross_entropy"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class ModelRow:
    """A model or a baseline to be scored.

    Attributes
    ----------
    runs
        Predictions of the same clips, a run a seed.
    has_probabilities
        False for an answer that is no probability (a constant): its cross-entropy would say nothing.
    is_pretrained
        Whether its encoder learnt from speech before.
    same_at_random
        The name of the row with the same encoder at random weights, for a model that was pre-trained.
    details
        What else the report should keep, as JSON can hold it: the checkpoint, its hash, the strengths.
    """

    name: str
    runs: tuple[ClipPredictions, ...]
    kind: Literal["model", "baseline"] = "model"
    has_probabilities: bool = True
    is_pretrained: bool = False
    same_at_random: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class MusicToJudge:
    """Labelled clips and all rows on them; ``split`` says in words who was learnt from and who was kept."""

    name: str
    labels: ClipLabels
    n_hours: float
    split: str
    rows: tuple[ModelRow, ...]
    human: HumanCeiling | None = None

    def __post_init__(self) -> None:
        names = [row.name for row in self.rows]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise EvaluationError(f"two rows of {self.name} are called {twice[0]!r}: give each its own name")
        for row in self.rows:
            if not row.runs:
                raise EvaluationError(f"{row.name!r} on {self.name} has no run, so there is nothing to score")
            if row.same_at_random is not None and row.same_at_random not in names:
                raise EvaluationError(
                    f"{row.name!r} names {row.same_at_random!r} as the same encoder at random weights; "
                    f"{self.name} has no such row"
                )


@dataclass(frozen=True, eq=False)
class ScoredRow:
    """A row with its scores: over runs with intervals, of each run, and what is wrong with a run."""

    row: ModelRow
    over_runs: Mapping[Metric, SeedScores]
    of_runs: tuple[ClipScores, ...]
    alarms: tuple[CollapseAlarm, ...]
    reliability: Reliability | None

    @property
    def n_collapsed(self) -> int:
        """How many of the runs raise the alarm."""
        return sum(alarm.is_raised for alarm in self.alarms)


@dataclass(frozen=True)
class AgainstBaseline:
    """A model minus a baseline, by cross-entropy: below 0 the model is better."""

    model: str
    baseline: str
    difference: ScoreDifference
    p_holm: float | None


@dataclass(frozen=True, eq=False)
class JudgedMusic:
    """The scores of all rows on one set of clips; ``missing`` says in words what there is no row of."""

    music: MusicToJudge
    rows: tuple[ScoredRow, ...]
    against: tuple[AgainstBaseline, ...]
    missing: tuple[str, ...]


def judge(
    music: MusicToJudge, resampling: Resampling | None = None, progress: Progress | None = None
) -> JudgedMusic:
    """Score all rows of one set of clips.

    Raises
    ------
    EvaluationError
        If a row does not predict all clips, or there are none.
    """
    settings = resampling or Resampling()
    rows = []
    for done, row in enumerate(music.rows, start=1):
        rows.append(_scored(row, music.labels, settings))
        if progress is not None:
            progress(done, len(music.rows))
    return JudgedMusic(music, tuple(rows), _against_baselines(music, settings), _missing(music))


def _scored(row: ModelRow, labels: ClipLabels, resampling: Resampling) -> ScoredRow:
    of_runs = tuple(score_clips(run, labels) for run in row.runs)
    return ScoredRow(
        row,
        seed_scores(row.runs, labels, resampling=resampling),
        of_runs,
        tuple(collapse_alarm(scores.quadrants) for scores in of_runs),
        reliability(row.runs, labels) if row.has_probabilities else None,
    )


def _against_baselines(music: MusicToJudge, resampling: Resampling) -> tuple[AgainstBaseline, ...]:
    by_name = {row.name: row for row in music.rows}
    found = []
    for row in music.rows:
        if row.kind != "model" or not row.has_probabilities:
            continue
        for name in (DESCRIPTORS, row.same_at_random):
            if name is None or name not in by_name:
                continue
            difference = score_difference(row.runs, by_name[name].runs, music.labels, COMPARED_BY, resampling)
            found.append(AgainstBaseline(row.name, name, difference, None))
    adjusted = holm_adjusted_of_done(entry.difference.p for entry in found)
    return tuple(replace(entry, p_holm=p) for entry, p in zip(found, adjusted, strict=True))


def _missing(music: MusicToJudge) -> tuple[str, ...]:
    names = {row.name for row in music.rows}
    sentences = [
        f"There is no row {name!r}: the models may be worse than it."
        for name in (CONSTANT, PRIOR, DESCRIPTORS)
        if name not in names
    ]
    if bare := [row.name for row in music.rows if row.is_pretrained and row.same_at_random is None]:
        sentences.append(
            f"There is no row with the same encoder at random weights for {', '.join(bare)}: nothing here "
            "says whether pre-training helped."
        )
    if music.human is None:
        sentences.append("Answers of single raters are not known, so there is no human row.")
    return tuple(sentences)
