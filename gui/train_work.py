"""Labels clips and trains models of groups as ``merlingua retrain`` does; runs in a process without Qt."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from merlingua.gui.train_model import (
    ROWS,
    CellLabel,
    GroupRow,
    LabelsQuestion,
    LabelTable,
    Question,
    Score,
    ScoreDifference,
    TrainedModel,
    TrainWish,
)
from merlingua.mer_models.errors import TrainingError

if TYPE_CHECKING:
    from merlingua.analysis.group_labels import ClipLabelTable, GroupLabels
    from merlingua.analysis.ratings_frame import RatingsFrame
    from merlingua.mer_models.retraining import Retrained
    from merlingua.surveys.study import Study

Progress = Callable[..., None]


class TrainWork:
    """Answers questions one after another; nothing is kept between them."""

    def answer(self, question: Question, *, progress: Progress) -> Any:
        """The answer to one question; MerlinguaError where there can be none."""
        if isinstance(question, LabelsQuestion):
            return label_table(question, progress=progress)
        if isinstance(question, TrainWish):
            return train(question, progress=progress)
        raise TypeError(f"{question!r} is no question")


def label_table(question: LabelsQuestion, *, progress: Progress) -> LabelTable:
    """Labels of each clip and group, and whether they are enough to learn from.

    Raises
    ------
    MerlinguaError
        As ``merlingua labels`` tells it.
    """
    from merlingua.analysis.group_labels import label_groups
    from merlingua.analysis.groups import group_columns
    from merlingua.analysis.label_cells import cell_groups
    from merlingua.analysis.quadrant_votes import quadrant_votes
    from merlingua.gui.agreement_names import names_of
    from merlingua.mer_models.study_votes import study_votes

    progress("read", 0, 1)
    study, frame = _listeners(question)
    by = [question.by]
    labels = label_groups(quadrant_votes(frame), cell_groups(frame, by))
    columns, names = group_columns(frame), [each.group for each in labels.groups]
    why_not = ""
    try:
        study_votes(study, frame, by)
    except TrainingError as error:
        why_not = str(error)
    return LabelTable(
        labels.clips,
        tuple(_group(each) for each in labels.groups),
        _cells(labels),
        columns,
        names_of((), by=question.by, groups=names, columns=columns, texts=study.texts),
        int(frame.participants["is_simulated"].sum()),
        why_not,
    )


def train(wish: TrainWish, *, progress: Progress) -> TrainedModel:
    """A model in its file, or no file; what was done of a run that is ended is kept for the next.

    Raises
    ------
    MerlinguaError
        As ``merlingua retrain`` tells it.
    """
    from merlingua.mer_models.retraining_runs import state_file, train_model
    from merlingua.mer_models.training_runs import check_out
    from merlingua.mer_models.vector_sources import vector_source

    check_out(wish.out)
    progress("read", 0, 1)
    source = vector_source(wish.base or None, wish.embeddings)
    study, frame = _listeners(wish.labels)
    trained = train_model(
        study,
        frame,
        source,
        by=wish.labels.by,
        out=wish.out,
        seed=wish.seed,
        on_progress=_with_scores(progress, state_file(wish.out)),
    )
    module = trained.retrained.module
    return TrainedModel(
        wish.out,
        _scores(trained.retrained),
        tuple(
            ScoreDifference(each.first, each.second, each.mean, each.low, each.high, each.p_holm)
            for each in trained.retrained.validation.differences
        ),
        trained.retrained.test.p,
        tuple(trained.card.training["sentences"]),
        module.settings.groups,
        len(trained.given.clips),
        trained.given.keeps_artists_together,
        hears_sound=module.base is not None,
    )


def _with_scores(progress: Progress, folds: Path) -> Progress:
    """Also tell the mean cross-entropy of each row over the folds that are done."""

    def tell(stage: str, n_done: int, n: int) -> None:
        progress(stage, n_done, n)
        if stage == "validation":
            progress("scores", n_done, n, running_scores(folds))

    return tell


def running_scores(folds: Path) -> dict[str, float]:
    """Nats a vote of each row, over all folds that a state file holds; empty where there is none yet."""
    try:
        kept = json.loads(folds.read_text(encoding="utf-8"))["folds"].values()
    except (OSError, ValueError, KeyError):
        return {}
    sums = {row: math.fsum(loss for fold in kept for loss in fold["losses"][row]) for row in ROWS}
    # A quarter each loses ln 4 a vote: so many votes there were.
    n_votes = sums["uniform"] / math.log(4)
    return {row: total / n_votes for row, total in sums.items()} if n_votes else {}


def _listeners(question: LabelsQuestion) -> tuple[Study, RatingsFrame]:
    from merlingua.mer_models.retraining_runs import listeners_of
    from merlingua.surveys.study import load_study

    study = load_study(question.study_folder)
    arguments = argparse.Namespace(
        store=question.store,
        participants="complete",
        by=question.by,
        where="",
        exclude=[],
        with_simulated=question.with_simulated,
    )
    return study, listeners_of(arguments, study)


def _group(labels: GroupLabels) -> GroupRow:
    return GroupRow(
        labels.group,
        labels.agreement.n_raters,
        _number(labels.agreement.icc),
        _number(labels.agreement.reliability),
        labels.reasons[0] if labels.is_pooled.all() else "",
    )


def _cells(table: ClipLabelTable) -> dict[tuple[str, str], CellLabel]:
    return {
        (clip, group.group): CellLabel(
            (
                float(group.shares[0].value[row]),
                float(group.shares[1].value[row]),
                float(group.shares[2].value[row]),
                float(group.shares[3].value[row]),
            ),
            int(group.n_raters[row]),
            group.reasons[row],
        )
        for group in table.groups
        for row, clip in enumerate(table.clips)
    }


def _scores(retrained: Retrained) -> dict[str, Score]:
    return {row: Score(*map(float, found)) for row, found in retrained.validation.means.items()}


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
