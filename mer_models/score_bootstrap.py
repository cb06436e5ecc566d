"""How sure a score is, and a difference of two models: clips are resampled, seeds are a factor of their own.

Conventions
-----------
A model is its runs: one table of predictions a seed. Its score is the mean over runs. Intervals are
percentile intervals over resampled clips, the same draws for every run and model on the same clips; they say
how the score would vary with other clips, not with other seeds, whose standard deviation stands beside them.

The p value of a difference is a sign-flip permutation: of each clip the two models' answers are exchanged by
the toss of a coin, averaged over runs beforehand. It is (1 + flips as extreme) / (1 + flips), two-sided.

References
----------
Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.
Phipson & Smyth (2010), "Permutation p-values should never be zero", Stat. Appl. Genet. Mol. Biol. 9, 39.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.clip_metrics import METRICS, Metric, metric_terms, metric_values
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.clip_resamples import Resampling, coin_tosses, resample_counts
from merlingua.mer_models.errors import EvaluationError

Runs = Sequence[ClipPredictions]
Array = NDArray[np.float64]

_TIE = 1e-12


@dataclass(frozen=True)
class SeedScores:
    """A model's score over its runs; None where it has no value, ``sd`` also where there is one run."""

    metric: Metric
    mean: float | None
    low: float | None
    high: float | None
    sd: float | None
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class ScoreDifference:
    """A contrast of scores, first minus second.

    ``standard_error`` is that of drawing other clips; ``seed_error`` that of drawing other seeds, None where
    a model has one run alone.
    """

    metric: Metric
    estimate: float | None
    low: float | None
    high: float | None
    p: float | None
    standard_error: float | None
    seed_error: float | None
    n_clips: int


@dataclass(frozen=True, eq=False)
class Pair:
    """Two models on the same clips; their difference enters a contrast times ``weight``."""

    first: Runs
    second: Runs
    labels: ClipLabels
    weight: float = 1.0


def seed_scores(
    runs: Runs,
    labels: ClipLabels,
    *,
    metrics: Iterable[Metric] = METRICS,
    resampling: Resampling | None = None,
) -> dict[Metric, SeedScores]:
    """A model's scores with their intervals.

    Raises
    ------
    EvaluationError
        If there is no run or no clip, or a clip has no prediction.
    """
    settings = resampling or Resampling()
    terms = {metric: _terms_of_runs(metric, runs, labels) for metric in metrics}
    drawn: dict[Metric, list[Array]] = {metric: [] for metric in terms}
    # Drawing costs more than scoring: all metrics share the draws.
    for counts in resample_counts(labels, settings):
        for metric, of_runs in terms.items():
            drawn[metric].append(metric_values(metric, counts @ of_runs).mean(axis=0))
    return {
        metric: _seed_scores(metric, of_runs, np.concatenate(drawn[metric]), settings.level)
        for metric, of_runs in terms.items()
    }


def score_difference(
    first: Runs, second: Runs, labels: ClipLabels, metric: Metric, resampling: Resampling | None = None
) -> ScoreDifference:
    """The difference of two models' scores on the same clips, with its interval and p value."""
    return contrast([Pair(first, second, labels)], metric, resampling)


def contrast(pairs: Sequence[Pair], metric: Metric, resampling: Resampling | None = None) -> ScoreDifference:
    """The weighted sum of the differences of pairs; pairs on the same clips share their draws.

    With two music corpora, each with models of two speech languages, weights 1 and −1 give an interaction.

    Raises
    ------
    EvaluationError
        As `seed_scores`, and if there is no pair.
    """
    if not pairs:
        raise EvaluationError("a contrast needs a pair of models at least")
    settings = resampling or Resampling()
    sides = [_Sides.of(metric, pair) for pair in pairs]
    estimate = sum(side.estimate() for side in sides)
    low, high, standard_error = _spread(
        estimate, np.sum([side.resampled(settings) for side in sides], axis=0), settings.level
    )
    flipped = np.abs(np.sum([side.flipped(settings) for side in sides], axis=0))
    observed = abs(sum(side.of_averaged_runs() for side in sides))
    p = (1 + int((flipped >= observed - _TIE).sum())) / (1 + settings.n_flips)
    corpora = {(pair.labels.clip_ids, pair.labels.shares.tobytes()) for pair in pairs}
    return ScoreDifference(
        metric=metric,
        estimate=_or_none(estimate),
        low=low,
        high=high,
        p=p if np.isfinite(observed) else None,
        standard_error=standard_error,
        seed_error=_or_none(sum(side.seed_variance() for side in sides) ** 0.5),
        n_clips=sum(len(ids) for ids, _ in corpora),
    )


@dataclass(frozen=True, eq=False)
class _Sides:
    """The terms of a pair's runs, each of shape (n_runs, n_clips, n_terms)."""

    metric: Metric
    first: Array
    second: Array
    pair: Pair

    @classmethod
    def of(cls, metric: Metric, pair: Pair) -> _Sides:
        first, second = (_terms_of_runs(metric, runs, pair.labels) for runs in (pair.first, pair.second))
        return cls(metric, first, second, pair)

    def estimate(self) -> float:
        first, second = (self._values(terms.sum(axis=1)).mean() for terms in (self.first, self.second))
        return self.pair.weight * float(first - second)

    def resampled(self, settings: Resampling) -> Array:
        blocks = [
            self._values(counts @ self.first).mean(axis=0) - self._values(counts @ self.second).mean(axis=0)
            for counts in resample_counts(self.pair.labels, settings)
        ]
        return self.pair.weight * np.concatenate(blocks)

    def flipped(self, settings: Resampling) -> Array:
        first, second = self.first.mean(axis=0), self.second.mean(axis=0)
        both = (first + second).sum(axis=0)
        blocks = []
        for is_kept in coin_tosses(self.pair.labels, settings):
            sums = is_kept @ (first - second) + second.sum(axis=0)
            blocks.append(self._values(sums) - self._values(both - sums))
        return self.pair.weight * np.concatenate(blocks)

    def of_averaged_runs(self) -> float:
        """The difference that flips are compared with: each clip's terms are averaged over runs first."""
        first, second = (self._values(terms.mean(axis=0).sum(axis=0)) for terms in (self.first, self.second))
        return self.pair.weight * float(first - second)

    def seed_variance(self) -> float:
        """Squared standard error of the difference over seeds; NaN where a model has one run."""
        if min(len(self.first), len(self.second)) < 2:
            return float("nan")
        errors = [
            self._values(terms.sum(axis=1)).var(ddof=1) / len(terms) for terms in (self.first, self.second)
        ]
        return self.pair.weight**2 * float(sum(errors))

    def _values(self, sums: Array) -> Array:
        return metric_values(self.metric, sums)


def _seed_scores(metric: Metric, terms: Array, drawn: Array, level: float) -> SeedScores:
    values = metric_values(metric, terms.sum(axis=1))
    mean = float(values.mean())
    low, high, _ = _spread(mean, drawn, level)
    sd = float(values.std(ddof=1)) if len(values) > 1 else float("nan")
    of_runs = tuple(_or_none(float(value)) for value in values)
    return SeedScores(metric, _or_none(mean), low, high, _or_none(sd), of_runs)


def _terms_of_runs(metric: Metric, runs: Runs, labels: ClipLabels) -> Array:
    if not runs or not len(labels):
        raise EvaluationError(
            f"{len(runs)} runs on {len(labels)} clips cannot be scored: one of each is the least"
        )
    return np.stack([metric_terms(metric, run, labels) for run in runs])


def _spread(
    estimate: float, drawn: Array, level: float
) -> tuple[float, float, float] | tuple[None, None, None]:
    """(low, high, standard error); draws without a value are left out."""
    finite = drawn[np.isfinite(drawn)]
    if not np.isfinite(estimate) or not finite.size:
        return None, None, None
    low, high = np.quantile(finite, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high), float(finite.std())


def _or_none(value: float) -> float | None:
    return value if np.isfinite(value) else None
