"""What is left of a transfer: scores on clips it has never heard, the card, the checkpoint, and the words."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.baselines import constant_baseline, prior_baseline
from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.corpus import CorpusProblem
from merlingua.mer_models.corpus_use import uses_of
from merlingua.mer_models.emotion_models import InputsOfClip, answers_of, name_of, settings_of
from merlingua.mer_models.evaluation_clips import LEARNT_CLIPS, fingerprints
from merlingua.mer_models.labelled_music import LabelledMusic, ThreeSides
from merlingua.mer_models.model_cards import ModelCard, ParentEncoder, SplitUse, strictest_licence
from merlingua.mer_models.score_bootstrap import seed_scores
from merlingua.mer_models.training_processes import Processes
from merlingua.mer_models.transfer import Fitted

SHOWN_METRICS = ("cross_entropy", "macro_f1", "arousal_r", "valence_r")
N_PROBLEMS_SHOWN = 20


def finish_transfer(
    out: Path,
    fitted: Fitted,
    music: LabelledMusic,
    sides: ThreeSides,
    *,
    inputs_of: InputsOfClip,
    features: Mapping[str, Any] | Literal["is13"],
    variant: str,
    training: Mapping[str, Any],
    seed: int,
    split_seed: int,
    parent: ParentEncoder | None,
    processes: Processes,
    licences: Sequence[str] = (),
) -> None:
    """Score a network that was trained, write it with its card to ``out``, and say how well it does.

    Parameters
    ----------
    inputs_of
        What the network takes of a clip, by its index in ``music``.
    licences
        Of what made the features, beside those of the data.
    """
    labels = music.labels(sides.test)
    answers = answers_of(fitted.module, inputs_of, sides.test, device=processes.device)
    predictions = ClipPredictions(labels.clip_ids, answers.quadrants, answers.arousal, answers.valence)
    train_shares = music.data.shares[sides.train]
    rows = {
        "model": predictions,
        "prior": prior_baseline(train_shares, labels.clip_ids),
        "constant": constant_baseline(train_shares, labels.clip_ids),
    }
    scores = {name: scores_of(row, labels) for name, row in rows.items()}
    # It gives no probabilities, only its class.
    scores["constant"].pop("cross_entropy", None)
    uses = uses_of([music.corpus], music.clips, music.data.mels)
    card = ModelCard(
        network=name_of(fitted.module),
        variant=variant,
        settings=settings_of(fitted.module),
        features=features,
        corpora=uses,
        split=SplitUse(
            kind=sides.kind,
            seed=split_seed,
            counts={part: len(getattr(sides, part)) for part in ("train", "validation", "test")},
            grouped_by="artist or song",
        ),
        seed=seed,
        training={LEARNT_CLIPS: _learnt(music, sides)} | dict(training) | dict(fitted.scores),
        parent=parent,
        scores=scores["model"] | {name: scores[name] for name in ("prior", "constant")},
        main_score="macro_f1",
        licence=strictest_licence([*(use.licence for use in uses), *licences]),
    )
    save_checkpoint(out, fitted.module.state_dict(), card)
    out.with_name(f".{out.name}.state").unlink(missing_ok=True)
    _tell_missing_quadrants(train_shares)
    tell_corpora(card)
    _tell_scores(scores, len(labels))
    print(out)


def _learnt(music: LabelledMusic, sides: ThreeSides) -> str:
    """What `merlingua evaluate` knows these clips by, in whichever corpus it meets them."""
    keys = music.data.mels.clip_keys
    return fingerprints(keys[index] for index in (*sides.train, *sides.validation))


def scores_of(predictions: ClipPredictions, labels: ClipLabels) -> dict[str, Any]:
    """A card's scores: by clip, each with its 95 % interval by resampled groups of clips."""
    scored = seed_scores([predictions], labels)
    return {
        metric: {"value": score.mean, "low": score.low, "high": score.high}
        for metric, score in scored.items()
        if score.mean is not None
    }


def tell_corpora(card: ModelCard) -> None:
    """What of each corpus was used."""
    for use in card.corpora:
        print(f"{use.name}: {use.n_clips} clips, {use.n_hours:.2f} hours ({use.licence})")


def tell_problems(problems: Sequence[CorpusProblem]) -> None:
    """Name what was left out, and what was used though something is wrong with it."""
    for problem in problems[:N_PROBLEMS_SHOWN]:
        print(f"problem: {problem}", file=sys.stderr)
    if len(problems) > N_PROBLEMS_SHOWN:
        more = len(problems) - N_PROBLEMS_SHOWN
        print(f"and {more} more: see `merlingua corpus check`", file=sys.stderr)


def _tell_missing_quadrants(shares: NDArray[np.float64]) -> None:
    missing = [f"Q{quadrant}" for quadrant, share in enumerate(shares.sum(axis=0), start=1) if share == 0]
    if missing:
        print(
            f"problem: no clip to train on is in {' or '.join(missing)}: the model cannot have learnt it",
            file=sys.stderr,
        )


def _tell_scores(scores: dict[str, dict[str, Any]], n_clips: int) -> None:
    print(f"on {n_clips} clips that it has never heard, with 95 % intervals:")
    for name, row in scores.items():
        told = [
            f"{metric.replace('_', ' ')} {each['value']:.3f} [{each['low']:.3f}, {each['high']:.3f}]"
            for metric in SHOWN_METRICS
            if (each := row.get(metric)) and each["low"] is not None
        ]
        print(f"  {name:9s}{', '.join(told)}")
