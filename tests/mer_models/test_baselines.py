"""Baselines: what they say, that they see no test label, and that folds keep artists apart."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import softmax

from merlingua.mer_models.baselines import (
    FeatureTable,
    baselines_in_folds,
    constant_baseline,
    labels_at,
    prior_baseline,
    regression_baseline,
)
from merlingua.mer_models.clip_predictions import ClipLabels
from merlingua.mer_models.clip_scores import score_clips
from merlingua.mer_models.collapse import collapse_alarm
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.grouped_splits import grouped_folds


def labelled_music(n_clips: int = 90, seed: int = 0) -> tuple[ClipLabels, FeatureTable]:
    rng = np.random.default_rng(seed)
    mood = 2 * rng.normal(size=(n_clips, 4))
    ids = tuple(f"clip {n}" for n in range(n_clips))
    labels = ClipLabels(ids, softmax(mood, axis=1), tuple(f"artist {n // 3}" for n in range(n_clips)))
    values = mood @ rng.normal(size=(4, 12)) + 0.5 * rng.normal(size=(n_clips, 12))
    return labels, FeatureTable(ids, values)


def test_the_constant_says_the_most_frequent_answer_of_training_and_raises_the_alarm() -> None:
    train = [[0.1, 0.2, 0.6, 0.1]] * 3 + [[0.7, 0.1, 0.1, 0.1]] * 2
    labels, _ = labelled_music()
    said = constant_baseline(train, labels.clip_ids)
    assert (said.quadrants == [0, 0, 1, 0]).all()
    assert (said.arousal == 0).all()
    assert (said.valence == 0).all()
    alarm = collapse_alarm(score_clips(said, labels).quadrants)
    assert alarm.is_raised
    assert alarm.favourite == "Q3"


def test_the_prior_is_the_mean_of_the_training_labels_and_gets_the_lowest_loss_of_all_constants() -> None:
    labels, _ = labelled_music()
    prior = prior_baseline(labels.shares, labels.clip_ids)
    assert prior.quadrants[7] == pytest.approx(labels.shares.mean(axis=0))
    mean = labels.shares.mean(axis=0)
    entropy = -(mean * np.log(mean)).sum()
    assert score_clips(prior, labels).probabilities.cross_entropy == pytest.approx(entropy, abs=1e-12)


def test_features_that_know_the_mood_beat_the_prior_and_noise_does_not() -> None:
    labels, knowing = labelled_music()
    noise = FeatureTable(labels.clip_ids, np.random.default_rng(9).normal(size=(90, 12)))
    folds = grouped_folds(labels.groups, labels.shares, 5, seed=0)
    answers = baselines_in_folds(labels, folds, {"knowing": knowing, "noise": noise}, seed=0)
    assert list(answers) == ["constant", "prior", "knowing", "noise"]
    assert len(answers["knowing"].strengths) == 5
    loss = {
        name: score_clips(answer.predictions, labels).probabilities.cross_entropy
        for name, answer in answers.items()
    }
    assert loss["knowing"] < loss["prior"] - 0.2
    assert loss["noise"] > loss["prior"] - 0.03


def test_no_baseline_sees_the_label_of_a_clip_it_predicts() -> None:
    labels, features = labelled_music()
    folds = grouped_folds(labels.groups, labels.shares, 5, seed=0)
    changed = labels.shares.copy()
    changed[folds == 2] = [0.97, 0.01, 0.01, 0.01]
    other = ClipLabels(labels.clip_ids, changed, labels.groups)
    first = baselines_in_folds(labels, folds, {"knowing": features}, seed=0)
    second = baselines_in_folds(other, folds, {"knowing": features}, seed=0)
    for name, answer in first.items():
        held_out = [each.predictions.quadrants[folds == 2] for each in (answer, second[name])]
        np.testing.assert_allclose(held_out[0], held_out[1], atol=1e-5, err_msg=name)


def test_folds_that_part_an_artist_are_refused() -> None:
    labels, features = labelled_music(9)
    with pytest.raises(EvaluationError, match="leak: clips of 'artist 0' are in fold 0 and in fold 1"):
        baselines_in_folds(labels, np.arange(9) % 2, {"knowing": features}, seed=0)
    with pytest.raises(EvaluationError, match="one fold a clip is due"):
        baselines_in_folds(labels, np.zeros(9), {}, seed=0)


def test_a_clip_without_features_is_named() -> None:
    labels, features = labelled_music(12)
    short = FeatureTable(features.clip_ids[:-1], features.values[:-1])
    with pytest.raises(EvaluationError, match="1 of 12 clips have no features, the first is 'clip 11'"):
        regression_baseline(short, labels, labels.clip_ids, seed=0)


def test_features_may_not_take_the_name_of_a_baseline() -> None:
    labels, features = labelled_music(12)
    folds = grouped_folds(labels.groups, labels.shares, 2, seed=0)
    with pytest.raises(EvaluationError, match="'prior' is the name of a baseline already"):
        baselines_in_folds(labels, folds, {"prior": features}, seed=0)


def test_training_labels_of_another_shape_are_refused() -> None:
    with pytest.raises(EvaluationError, match=r"\(0, 4\)"):
        prior_baseline(np.empty((0, 4)), ["a"])
    labels, _ = labelled_music(6)
    assert labels_at(labels, np.arange(6) >= 4).clip_ids == ("clip 4", "clip 5")


@pytest.mark.shared
def test_prior_and_floor_of_emotify_are_1_381_and_1_120(shared_dir: Path) -> None:
    # measured on the 301 clips: prior 1.381 (the whole corpus' mean), floor 1.120
    labels = emotify_labels(shared_dir / "corpora" / "emotify")
    scores = score_clips(prior_baseline(labels.shares, labels.clip_ids), labels).probabilities
    assert (round(scores.cross_entropy, 3), round(scores.floor, 3)) == (1.381, 1.120)
    folds = grouped_folds(labels.groups, labels.shares, 5, seed=0)
    in_folds = baselines_in_folds(labels, folds, {}, seed=0)["prior"].predictions
    assert score_clips(in_folds, labels).probabilities.cross_entropy == pytest.approx(1.381, abs=0.004)


def emotify_labels(folder: Path) -> ClipLabels:
    """Mean of the raters' items, of these the quadrants, made to sum to 1."""
    items: defaultdict[str, list[NDArray[np.float64]]] = defaultdict(list)
    with (folder / "ratings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            q1 = [row["amazement"], row["joyful_activation"], row["power"]]
            q4 = [row["tenderness"], row["calmness"], row["solemnity"]]
            quadrants = [np.mean([float(v) for v in q]) for q in (q1, [row["tension"]], [row["sadness"]], q4)]
            items[row["track_id"]].append(np.array(quadrants))
    with (folder / "clips.csv").open(encoding="utf-8", newline="") as file:
        clips = list(csv.DictReader(file))
    means = np.array([np.mean(items[clip["track_id"]], axis=0) for clip in clips])
    shares = means / means.sum(axis=1, keepdims=True)
    return ClipLabels(tuple(clip["clip"] for clip in clips), shares, tuple(clip["artist"] for clip in clips))
