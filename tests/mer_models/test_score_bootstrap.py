"""Intervals and differences: theory where there is one, seeds, groups, and pairs that share clips."""

from __future__ import annotations

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from merlingua.mer_models.clip_metrics import METRICS, metric_value
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.clip_resamples import Resampling, coin_tosses, resample_counts
from merlingua.mer_models.clip_scores import clip_cross_entropies
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.score_bootstrap import Pair, contrast, score_difference, seed_scores

Array = NDArray[np.float64]
QUICK = Resampling(n_resamples=1000, n_flips=999)


def labels_of(n_clips: int, seed: int = 0, n_groups: int | None = None, name: str = "clip") -> ClipLabels:
    shares = np.random.default_rng(seed).dirichlet(np.ones(4), n_clips)
    groups = tuple(f"artist {n % (n_groups or n_clips)}" for n in range(n_clips))
    return ClipLabels(tuple(f"{name} {n}" for n in range(n_clips)), shares, groups)


def model_of(labels: ClipLabels, seed: int, skill: float = 0.0) -> ClipPredictions:
    """Noise mixed with the truth."""
    noise = np.random.default_rng([7, seed]).dirichlet(np.full(4, 3.0), len(labels))
    return ClipPredictions.from_quadrants(labels.clip_ids, skill * labels.shares + (1 - skill) * noise)


def test_the_interval_of_the_cross_entropy_is_that_of_a_mean() -> None:
    labels = labels_of(250)
    model = model_of(labels, 1)
    found = seed_scores([model], labels, resampling=Resampling(n_resamples=5000))["cross_entropy"]
    losses = clip_cross_entropies(model.quadrants, labels.shares)
    error = losses.std() / np.sqrt(250)
    assert found.mean == pytest.approx(losses.mean())
    assert found.low == pytest.approx(losses.mean() - 1.96 * error, abs=0.2 * error)
    assert found.high == pytest.approx(losses.mean() + 1.96 * error, abs=0.2 * error)
    assert found.sd is None


def test_the_interval_covers_the_true_score_about_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        is_right = rng.random(100) < 0.6
        truth = rng.integers(0, 4, 100)
        labels = ClipLabels(tuple(map(str, range(100))), np.eye(4)[truth], ("",) * 100)
        model = ClipPredictions.from_quadrants(labels.clip_ids, np.eye(4)[(truth + ~is_right) % 4])
        found = seed_scores([model], labels, metrics=["accuracy"], resampling=Resampling(n_resamples=400))
        low, high = found["accuracy"].low, found["accuracy"].high
        assert low is not None
        assert high is not None
        covered += low <= 0.6 <= high
    # 200 draws at .95: standard error .015
    assert 0.89 <= covered / 200 <= 0.99


def test_seeds_are_a_factor_and_the_score_is_their_mean() -> None:
    labels = labels_of(60)
    runs = [model_of(labels, seed, 0.4) for seed in range(4)]
    for metric, found in seed_scores(runs, labels, resampling=QUICK).items():
        values = [metric_value(metric, run, labels) for run in runs]
        assert found.values == pytest.approx(values)
        assert found.mean == pytest.approx(np.mean(values))
        assert found.sd == pytest.approx(np.std(values, ddof=1))
        assert found.low is not None
        assert found.high is not None
        assert found.mean is not None
        assert found.low < found.mean < found.high


def test_clips_of_one_artist_are_drawn_together() -> None:
    labels = labels_of(40, n_groups=8)
    settings = Resampling(unit="group", n_resamples=1500, n_flips=5)
    counts = np.concatenate(list(resample_counts(labels, settings)))
    assert counts.shape == (1500, 40)
    assert (counts[:, :8] == counts[:, 8:16]).all()
    assert (counts[:, :8].sum(axis=1) == 8).all()
    tosses = np.concatenate(list(coin_tosses(labels, settings)))
    assert (tosses[:, :8] == tosses[:, 32:]).all()
    assert set(np.unique(tosses)) == {0, 1}


def test_a_group_interval_is_wider_where_artists_differ() -> None:
    labels = labels_of(120, n_groups=12)
    skill = np.array([int(group.split()[1]) % 2 for group in labels.groups])[:, None] * 0.8
    noise = np.random.default_rng(77).dirichlet(np.ones(4), 120)
    model = ClipPredictions.from_quadrants(labels.clip_ids, skill * labels.shares + (1 - skill) * noise)
    widths = []
    for unit in ("clip", "group"):
        found = seed_scores([model], labels, resampling=Resampling(unit=unit))["accuracy"]
        assert found.low is not None
        assert found.high is not None
        widths.append(found.high - found.low)
    assert widths[1] > 1.3 * widths[0]


@pytest.mark.parametrize("metric", METRICS)
def test_a_better_model_differs_and_a_model_does_not_differ_from_itself(metric: str) -> None:
    labels = labels_of(150)
    good, bad = [model_of(labels, s, 0.7) for s in range(2)], [model_of(labels, s + 9) for s in range(3)]
    found = score_difference(good, bad, labels, metric, QUICK)  # type: ignore[arg-type]
    assert found.estimate is not None
    assert found.low is not None
    assert found.high is not None
    assert (found.estimate < 0) == (metric == "cross_entropy")
    assert found.low * found.high > 0
    assert found.p == 1 / 1000
    assert found.seed_error is not None
    same = score_difference(good, good, labels, metric, QUICK)  # type: ignore[arg-type]
    assert (same.estimate, same.low, same.high, same.p) == (0, 0, 0, 1)


@pytest.mark.parametrize("metric", ["cross_entropy", "macro_f1", "arousal_r"])
def test_p_is_even_where_two_models_are_equally_good(metric: str) -> None:
    found = []
    for seed in range(150):
        labels = labels_of(40, seed)
        one, other = model_of(labels, 2 * seed + 1000, 0.3), model_of(labels, 2 * seed + 1001, 0.3)
        settings = Resampling(n_resamples=1, n_flips=199, seed=seed)
        p = score_difference([one], [other], labels, metric, settings).p  # type: ignore[arg-type]
        assert p is not None
        found.append(p)
    # 150 draws: standard errors .018 and .041
    assert np.mean(np.array(found) <= 0.05) <= 0.11
    assert np.mean(np.array(found) <= 0.5) == pytest.approx(0.5, abs=0.13)


def test_two_models_exchanged_change_the_sign_alone() -> None:
    labels = labels_of(50)
    a, b = [model_of(labels, 1, 0.2)], [model_of(labels, 2)]
    one, other = (score_difference(x, y, labels, "macro_f1", QUICK) for x, y in ((a, b), (b, a)))
    assert one.estimate == pytest.approx(-(other.estimate or 0))
    assert one.low == pytest.approx(-(other.high or 0))
    assert one.p == other.p


def test_an_interaction_is_the_difference_of_differences_with_draws_of_its_own_for_each_corpus() -> None:
    english, mandarin = labels_of(80, 1), labels_of(80, 2)  # both name their clips alike
    pairs = [
        Pair([model_of(english, 3, 0.5)], [model_of(english, 4)], english),
        Pair([model_of(mandarin, 5, 0.5)], [model_of(mandarin, 6)], mandarin, -1.0),
    ]
    found = contrast(pairs, "cross_entropy", QUICK)
    parts = [contrast([pair], "cross_entropy", QUICK) for pair in pairs]
    assert found.estimate == pytest.approx(sum(part.estimate or 0 for part in parts))
    assert found.n_clips == 160
    errors = [part.standard_error or 0 for part in parts]
    assert found.standard_error == pytest.approx(np.hypot(*errors), rel=0.1)


def test_pairs_on_the_same_clips_share_their_draws() -> None:
    labels = labels_of(80)
    a, b, c = ([model_of(labels, seed, 0.3)] for seed in range(3))
    whole = score_difference(a, c, labels, "accuracy", QUICK)
    in_two = contrast([Pair(a, b, labels), Pair(b, c, labels)], "accuracy", QUICK)
    expected = (whole.estimate, whole.low, whole.high)
    assert (in_two.estimate, in_two.low, in_two.high) == pytest.approx(expected)


def test_a_score_without_a_value_stays_none() -> None:
    labels = labels_of(20)
    constant = ClipPredictions.from_quadrants(labels.clip_ids, np.full((20, 4), 0.25))
    found = seed_scores([constant, constant], labels, metrics=["arousal_r"], resampling=QUICK)["arousal_r"]
    assert (found.mean, found.low, found.high, found.sd) == (None, None, None, None)
    assert found.values == (None, None)
    difference = score_difference([constant], [model_of(labels, 1)], labels, "arousal_r", QUICK)
    assert (difference.estimate, difference.low, difference.p) == (None, None, None)


def test_four_runs_of_300_clips_are_scored_in_a_moment() -> None:
    labels = labels_of(300)
    runs = [model_of(labels, seed, 0.3) for seed in range(4)]
    before = time.process_time()
    seed_scores(runs, labels)
    score_difference(runs, runs[:2], labels, "macro_f1")
    assert time.process_time() - before < 5


def test_nothing_to_score_and_settings_that_cannot_be_used_are_refused() -> None:
    with pytest.raises(EvaluationError, match="0 runs on 20 clips"):
        seed_scores([], labels_of(20))
    with pytest.raises(EvaluationError, match="a pair of models"):
        contrast([], "accuracy")
    with pytest.raises(EvaluationError, match=r"level 95"):
        Resampling(level=95)
    with pytest.raises(EvaluationError, match="'artist'"):
        Resampling(unit="artist")  # type: ignore[arg-type]
