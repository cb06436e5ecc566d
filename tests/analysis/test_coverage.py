"""The short form of benchmarks/interval_coverage.py: intervals hold what they promise, the test its size."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from merlingua.analysis.resampling import alpha_estimate
from tests.simulated_ratings import SKEWED, Population, matrix_of

N_DATASETS = 200


@pytest.fixture
def coverage(repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark itself."""
    monkeypatch.syspath_prepend(repository)
    return importlib.import_module("benchmarks.interval_coverage")


@pytest.mark.parametrize("population", [Population(0.8), Population(0.8, thresholds=SKEWED, careless=0.2)])
def test_a_large_sample_has_the_alpha_that_the_population_is_said_to_have(population: Population) -> None:
    rng = np.random.default_rng(2)
    clips = population.clips(22, rng)
    estimate = alpha_estimate(matrix_of(population.ratings(clips, 4000, rng)))
    assert estimate.value is not None
    assert estimate.se_listeners is not None
    assert abs(estimate.value - population.alpha(clips)) < 3 * estimate.se_listeners
    assert population.with_alpha(0.29).alpha() == pytest.approx(0.29, abs=1e-9)


@pytest.mark.parametrize("n_raters", [8, 17, 31, 56])
def test_both_intervals_cover_as_often_as_they_promise(coverage: ModuleType, n_raters: int) -> None:
    population = Population(1.0).with_alpha(0.29)
    hits = []
    for dataset in range(N_DATASETS):
        rng = np.random.default_rng((3, n_raters, dataset))
        clips = population.clips(22, rng)
        estimate = alpha_estimate(matrix_of(population.ratings(clips, n_raters, rng)))
        assert estimate.listeners is not None
        assert estimate.both is not None
        low, high = estimate.listeners
        wide_low, wide_high = estimate.both
        hits.append([low <= population.alpha(clips) <= high, wide_low <= 0.29 <= wide_high])
    for share in np.mean(hits, axis=0):
        assert coverage.wilson(share, N_DATASETS)[1] >= 0.93


def test_the_naive_bootstrap_covers_less_than_the_one_without_self_pairs(coverage: ModuleType) -> None:
    # the full table: .70 to .93 for eight listeners
    row = coverage.IntervalRow("", 8, Population(1.0).with_alpha(0.29))
    mean = np.mean([coverage.covered(row, (4, dataset)) for dataset in range(60)], axis=0)
    here = dict(zip(coverage.INTERVAL_METHODS, mean[:, 0], strict=True))
    assert here["bootstrap over raters, naive"] < here["bootstrap over raters"] - 0.05


def test_the_permutation_test_keeps_its_size_and_has_power(
    coverage: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage, "N_PERMUTATIONS", 199)
    monkeypatch.setattr(coverage, "N_BOOTSTRAP", 99)
    even = Population(1.0)
    equal = coverage.TestRow("", (26, 27), (even, even), (0.29, 0.29))
    unequal = coverage.TestRow("", (26, 27), (even, even), (0.29, 0.45))
    size = np.mean([coverage.rejected(equal, (5, dataset)) for dataset in range(N_DATASETS)], axis=0)
    power = np.mean([coverage.rejected(unequal, (6, dataset)) for dataset in range(60)], axis=0)
    low, high = coverage.wilson(size[0], N_DATASETS)
    assert low <= 0.05 <= high
    assert power[0] > 0.7
    assert power[1] < 0.3, "clip-bootstrap intervals that do not overlap are no test"


@pytest.mark.soak
def test_the_permutation_test_keeps_its_size_for_unequal_languages(
    coverage: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage, "N_PERMUTATIONS", 199)
    monkeypatch.setattr(coverage, "N_BOOTSTRAP", 9)  # of the rival, which is not looked at here
    even = Population(1.0)
    row = coverage.TestRow("", coverage.REFERENCE_SIZES, (even,) * 4, (0.29,) * 4)
    share = np.mean([coverage.rejected(row, (7, dataset)) for dataset in range(1000)], axis=0)[0]
    low, high = coverage.wilson(share, 1000)
    assert low <= 0.05 <= high
