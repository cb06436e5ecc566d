"""Table II of the paper in its own layout, and beside it the same models by honest scores.

Conventions
-----------
The paper prints precision, recall and F of quadrants, arousal and valence, counted by patch of a second and
averaged over classes with the listeners' support as weights, which it calls "macro-weighted"; a model is the
mean of its runs. Patches of a clip are no independent observations, and weights by support hide a model that
only knows the frequent class: so the second table is by clip, unweighted, with intervals. In the paper's
print the rows of arousal and valence are exchanged; here each stands under its own name.

References
----------
Gómez-Cañón, Cano, Herrera & Gómez (2020), "Transfer learning from speech to music: towards language-sensitive
emotion recognition models", EUSIPCO.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merlingua.mer_models.clip_metrics import Metric
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.confusion_scores import (
    HALVES,
    ConfusionScores,
    confusion_of,
    halves,
    scores_of_confusion,
)
from merlingua.mer_models.corpus import QUADRANTS, positive_shares
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.evaluated_models import JudgedMusic, ScoredRow
from merlingua.mer_models.model_report_text import markdown_table, number, with_interval

FILE = "table2.md"
DIGITS = 2
"""As many as the paper prints."""
_TASKS: tuple[tuple[str, Metric], ...] = (
    ("Quadrants", "macro_f1"),
    ("Arousal", "arousal_macro_f1"),
    ("Valence", "valence_macro_f1"),
)


@dataclass(frozen=True)
class PatchScores:
    """One run's scores by patch, of the three tasks."""

    quadrants: ConfusionScores
    arousal: ConfusionScores
    valence: ConfusionScores

    @classmethod
    def of_confusions(cls, quadrants: ArrayLike, arousal: ArrayLike, valence: ArrayLike) -> PatchScores:
        """From matrices in patches, rows true; arousal and valence negative first."""
        return cls(
            scores_of_confusion(quadrants, QUADRANTS),
            scores_of_confusion(arousal, HALVES),
            scores_of_confusion(valence, HALVES),
        )

    @classmethod
    def of_patches(
        cls, patches: ClipPredictions, labels: ClipLabels, clip_of_patch: Sequence[str]
    ) -> PatchScores:
        """From predictions of patches, each of which has the label of its clip, as in the paper.

        Parameters
        ----------
        patches
            Their ids are the patches' own, and are not looked at.
        clip_of_patch
            The clip's id of each patch.

        Raises
        ------
        EvaluationError
            If a patch is of a clip without a label.
        """
        row_of = {clip_id: row for row, clip_id in enumerate(labels.clip_ids)}
        if bare := sorted(set(clip_of_patch).difference(row_of)):
            raise EvaluationError(f"there are patches of {bare[0]!r}, which has no label: leave them out")
        if len(clip_of_patch) != len(patches):
            raise EvaluationError(f"{len(clip_of_patch)} clips are named for {len(patches)} patches")
        truth = labels.shares[[row_of[clip_id] for clip_id in clip_of_patch]]
        arousal, valence = positive_shares(truth)
        return cls.of_confusions(
            confusion_of(truth, patches.quadrants),
            _binary(arousal, patches.arousal),
            _binary(valence, patches.valence),
        )

    def of_tasks(self) -> tuple[ConfusionScores, ConfusionScores, ConfusionScores]:
        """Quadrants, arousal, valence."""
        return self.quadrants, self.arousal, self.valence


@dataclass(frozen=True, eq=False)
class PaperRow:
    """A model of the table: its runs by patch (none where unknown), and its scores by clip (or None)."""

    name: str
    by_patch: tuple[PatchScores, ...] = ()
    by_clip: ScoredRow | None = None


def table_two(rows: Sequence[PaperRow]) -> str:
    """Both tables as Markdown."""
    lines = [
        "# Table II, as the paper prints it, and as it should be read",
        "",
        "## In the paper's layout",
        "",
        'By patch of a second; "macro-weighted" in the paper, which is weighted by support; mean over runs.',
        "",
        *paper_table(rows),
        "## The same models by clip",
        "",
        "Macro: all classes weigh the same. F1 with its interval by clip bootstrap; mean over runs.",
        "",
        *honest_table(rows),
        *_alarms(rows),
    ]
    return "\n".join(lines).rstrip() + "\n"


def rows_of(
    judged: JudgedMusic, by_patch: dict[str, tuple[PatchScores, ...]] | None = None
) -> list[PaperRow]:
    """A row for each of an evaluation, with what is known of its patches by the row's name."""
    known = by_patch or {}
    return [PaperRow(row.row.name, known.get(row.row.name, ()), row) for row in judged.rows]


def paper_table(rows: Sequence[PaperRow]) -> list[str]:
    """Precision, recall and F of each task, by patch, weighted by support, as Markdown lines."""
    return markdown_table(
        ["Model", *(f"{task} {score}" for task, _ in _TASKS for score in ("P", "R", "F"))],
        [[row.name, *_paper_cells(row.by_patch)] for row in rows],
    )


def honest_table(rows: Sequence[PaperRow]) -> list[str]:
    """Macro precision, recall and F1 of each task, by clip, as Markdown lines."""
    header = ["Model"]
    for task, _ in _TASKS:
        header += [f"{task} P", f"{task} R", f"{task} macro-F1 [95 %]"]
    return markdown_table([*header, "runs"], [[row.name, *_honest_cells(row.by_clip)] for row in rows])


def _paper_cells(runs: Sequence[PatchScores]) -> Iterator[str]:
    for task in range(len(_TASKS)):
        of_task = [run.of_tasks()[task] for run in runs]
        if not of_task:
            yield from (number(None) for _ in range(3))
            continue
        yield number(fmean(scores.weighted_precision for scores in of_task), DIGITS)
        yield number(fmean(scores.weighted_recall for scores in of_task), DIGITS)
        yield number(fmean(scores.weighted_f1 for scores in of_task), DIGITS)


def _honest_cells(row: ScoredRow | None) -> Iterator[str]:
    if row is None:
        yield from (number(None) for _ in range(3 * len(_TASKS) + 1))
        return
    of_runs = [(run.quadrants, run.arousal.decisions, run.valence.decisions) for run in row.of_runs]
    for task, (_, metric) in enumerate(_TASKS):
        yield number(fmean(scores[task].macro_precision for scores in of_runs))
        yield number(fmean(scores[task].macro_recall for scores in of_runs))
        yield with_interval(row.over_runs[metric])
    yield str(len(of_runs))


def _alarms(rows: Sequence[PaperRow]) -> Iterator[str]:
    for row in rows:
        if row.by_clip is not None and row.by_clip.n_collapsed and row.by_clip.row.kind == "model":
            n_runs = len(row.by_clip.alarms)
            raised = next(alarm for alarm in row.by_clip.alarms if alarm.is_raised)
            yield f"- **{row.name}**: collapsed in {row.by_clip.n_collapsed} of {n_runs} runs; "
            yield f"  {'; '.join(raised.reasons)}."


def _binary(truth: ArrayLike, told: ArrayLike) -> NDArray[np.float64]:
    return confusion_of(halves(np.asarray(truth)), halves(np.asarray(told)))
