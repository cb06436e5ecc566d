"""Models fit to be used: trained on all clips, calibrated by what they said of clips they had not heard.

An experiment's folds say how good a way of training is, and how sure it may be. `build_model` takes both from
there, trains every member once more on all clips of the music, and stores them as one network in 16 bits.

Calibrating by networks that have learnt from fewer clips is the usual practice: the one that is shipped has
learnt from a quarter more, so that its true errors are no larger, up to chance.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.baselines import prior_baseline
from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.corpus_use import uses_of
from merlingua.mer_models.emotion_models import name_of, settings_of
from merlingua.mer_models.ensemble import Ensemble
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.evaluation_clips import LEARNT_CLIPS, fingerprints
from merlingua.mer_models.experiment_cells import Cell, Experiment
from merlingua.mer_models.experiment_plan import RANDOM, SMALL_CNN
from merlingua.mer_models.labelled_music import LabelledMusic, grouped_sides
from merlingua.mer_models.model_calibration import calibrated
from merlingua.mer_models.model_cards import ModelCard, ParentEncoder, SplitUse, strictest_licence
from merlingua.mer_models.model_plans import OneModelPlan, folds_of
from merlingua.mer_models.transfer import Fitted, Sides, fit
from merlingua.mer_models.transfer_results import scores_of

N_NAMED = 3

Progress = Callable[[str, int, int], None]


def build_model(
    experiment: Experiment, name: str, plan: OneModelPlan, out: Path, on_progress: Progress | None = None
) -> ModelCard:
    """Train the members of a model on all clips, and store them with scores and calibration.

    Raises
    ------
    TrainingError
        If the experiment has no such music, or cells are missing that calibrate the model.
    """
    if plan.music not in experiment.plan.music:
        known = ", ".join(experiment.plan.music)
        raise TrainingError(f"the model {name!r} learns from {plan.music!r}; the experiment has {known}")
    rows = list(plan.cells(folds_of(experiment.plan.music[plan.music].split)))
    labels, answers, prior = out_of_fold(experiment, rows)
    music = experiment.music(plan.music)
    fitted = []
    for number, row in enumerate(rows):
        if on_progress is not None:
            on_progress(name, number, len(rows))
        fitted.append(_trained_on_all(experiment, row[0], music, out))
    modules = [each.module for each in fitted]
    module = modules[0] if len(modules) == 1 else Ensemble(modules)
    spectra = np.stack([music.data.mels.clip(clip).mean(axis=0) for clip in range(len(music.clips))])
    calibration = calibrated(answers.quadrants, labels.shares, spectra=spectra.astype(np.float64))
    uses = uses_of([music.corpus], music.clips, music.data.mels)
    members = [_told_of(row[0], experiment, each) for row, each in zip(rows, fitted, strict=True)]
    parents = [ParentEncoder(**member["encoder"]) for member in members if member["encoder"]]
    card = ModelCard(
        network=name_of(module),
        settings=settings_of(module),
        features=music.data.mels.settings.to_json(),
        corpora=uses,
        split=SplitUse(
            kind="all clips; scores and calibration from an experiment's test clips",
            seed=experiment.plan.music[plan.music].split_seed,
            counts={"train": len(music.clips), "test": len(labels)},
            grouped_by="artist or song",
        ),
        seed=rows[0][0].seed if len(rows) == 1 else None,
        training={
            LEARNT_CLIPS: fingerprints(music.data.mels.clip_keys),
            "members": members,
            "plan": plan.model_dump(mode="json"),
        },
        parent=parents[0] if len(parents) == 1 else None,
        scores=scores_of(answers, labels) | {"prior": scores_of(prior, labels)},
        main_score="cross_entropy",
        calibration=calibration.to_json(),
        licence=strictest_licence(use.licence for use in uses),
    )
    return save_checkpoint(out, in_16_bits(module), card)


def out_of_fold(
    experiment: Experiment, rows: Sequence[Sequence[Cell]]
) -> tuple[ClipLabels, ClipPredictions, ClipPredictions]:
    """Labels of all test clips, the members' mean answer to them, and the prior's.

    Raises
    ------
    TrainingError
        If a cell is not done.
    """
    missing = [cell.name for row in rows for cell in row if not experiment.file_of(cell).is_file()]
    if missing:
        more = f" and {len(missing) - N_NAMED} more" if len(missing) > N_NAMED else ""
        raise TrainingError(
            f"{len(missing)} cells of the experiment are missing that calibrate the model "
            f"({', '.join(missing[:N_NAMED])}{more}): let `merlingua experiment` go on first"
        )
    music = experiment.music(rows[0][0].music)
    sides = [experiment.sides(cell) for cell in rows[0]]
    labels = music.labels(np.concatenate([side.test for side in sides]))
    answers = [_answers(experiment, row).of_clips(labels.clip_ids) for row in rows]
    mean = ClipPredictions.from_quadrants(
        labels.clip_ids, np.mean([each.quadrants for each in answers], axis=0)
    )
    priors = [
        prior_baseline(music.data.shares[side.train], music.labels(side.test).clip_ids).quadrants
        for side in sides
    ]
    return labels, mean, ClipPredictions.from_quadrants(labels.clip_ids, np.concatenate(priors))


def in_16_bits(module: nn.Module) -> dict[str, Tensor]:
    """A network's weights; those of more than one dimension as float16: what they lose is far below noise."""
    return {
        name: value.half() if value.is_floating_point() and value.ndim > 1 else value
        for name, value in module.state_dict().items()
    }


def _answers(experiment: Experiment, row: Sequence[Cell]) -> ClipPredictions:
    stored = [json.loads(experiment.file_of(cell).read_text(encoding="utf-8")) for cell in row]
    parts = [ClipPredictions.from_json(each["predictions"]) for each in stored]
    return ClipPredictions.from_quadrants(
        [clip for part in parts for clip in part.clip_ids], np.concatenate([part.quadrants for part in parts])
    )


def _trained_on_all(experiment: Experiment, cell: Cell, music: LabelledMusic, out: Path) -> Fitted:
    encoder, _ = experiment.encoder(cell)
    every = np.arange(len(music.clips))
    if cell.start == SMALL_CNN:
        # Its last weights are kept: the validation clips are looked at and decide nothing.
        sides = Sides(every, every[:1], music.groups)
    else:
        split_seed = experiment.plan.music[cell.music].split_seed
        parts = grouped_sides(music, fold=0, seed=split_seed)
        sides = Sides(_all_but(every, parts.validation), parts.validation, music.groups)
    plan = experiment.transfer_plan(cell)
    state = out.with_name(f".{out.name}.{cell.name}.state")
    fitted = fit(plan, music.data, sides, encoder=encoder, state_file=state)
    state.unlink(missing_ok=True)
    return replace(fitted, module=fitted.module.eval())


def _all_but(every: NDArray[np.int64], left_out: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.setdiff1d(every, left_out)


def _told_of(cell: Cell, experiment: Experiment, fitted: Fitted) -> dict[str, Any]:
    parent = None
    if cell.start not in (SMALL_CNN, RANDOM):
        _, parent = experiment.encoder(cell)
    return {
        "start": cell.start,
        "mode": cell.mode,
        "seed": cell.seed,
        "encoder": parent,
        "transfer": experiment.transfer_plan(cell).to_json(),
        "fitted": dict(fitted.scores),
    }
