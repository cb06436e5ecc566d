"""The proportional-odds model against statsmodels, a published table, and where it has no estimate."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from statsmodels.miscmodels.ordinal_model import OrderedModel

from merlingua.analysis.compared_groups import compared_groups
from merlingua.analysis.estimates import AnalysisError, UndefinedError
from merlingua.analysis.language_model import language_clip_data
from merlingua.analysis.proportional_odds import (
    OrdinalData,
    ProportionalOdds,
    fit_proportional_odds,
    rating_scores,
)
from tests.analysis.reference_exports import complete_ratings
from tests.simulated_profiles import Languages

CHEESES = [
    [0, 0, 1, 7, 8, 8, 19, 8, 1],
    [6, 9, 12, 11, 7, 6, 1, 0, 0],
    [1, 1, 6, 8, 23, 7, 5, 1, 0],
    [0, 0, 0, 1, 3, 7, 14, 16, 11],
]
"""McCullagh & Nelder (1989), Generalized Linear Models, table 5.4: cheeses A to D rated from 1 (strong
dislike) to 9 (excellent taste), 52 ratings each."""


def data_of(counts: list[list[int]]) -> OrdinalData:
    """Ratings with these counts of levels in each cell, each of another rater."""
    table = np.array(counts)
    cells, codes = (np.repeat(index.ravel(), table.ravel()) for index in np.indices(table.shape))
    return OrdinalData(codes, cells, np.arange(len(codes)), n_levels=table.shape[1], n_raters=len(codes))


def test_the_cheeses_are_liked_as_published() -> None:
    # McCullagh & Nelder (1989), section 5.6.1: with cheese D at 0, the estimates are −1.613 (A), −4.965 (B)
    # and −3.323 (C); standard errors 0.378, 0.474, 0.425 are of the expected information, not the observed
    fit = fit_proportional_odds(data_of(CHEESES), np.eye(4)[:, :3])
    assert fit.coefficients == pytest.approx([-1.613, -4.965, -3.323], abs=5e-4)
    assert np.sqrt(np.diag(fit.model_covariance)) == pytest.approx([0.378, 0.474, 0.425], abs=0.004)
    assert fit.thresholds[0] == pytest.approx(-7.080, abs=5e-4)


@pytest.fixture(scope="module")
def ratings() -> tuple[OrdinalData, np.ndarray]:
    """Three languages of 30 listeners, six clips, language × clip, with a tenth of the ratings missing."""
    languages = Languages((12, 10, 14), level_sd=0.5, profile_sd=0.5)
    rng = np.random.default_rng(3)
    matrix = languages.ratings(rng).select(clips=np.arange(6))
    matrix.codes[rng.random(matrix.codes.shape) < 0.1] = -1
    return language_clip_data(compared_groups(matrix, languages.labels), interaction=True)


@pytest.fixture(scope="module")
def fit(ratings: tuple[OrdinalData, np.ndarray]) -> ProportionalOdds:
    return fit_proportional_odds(*ratings)


def test_language_by_clip_equals_ordered_model(
    ratings: tuple[OrdinalData, np.ndarray], fit: ProportionalOdds
) -> None:
    data, design = ratings
    n_columns = design.shape[1]
    model = OrderedModel(data.codes, design[data.cells], distr="logit")
    rough = model.fit(method="bfgs", disp=0, maxiter=1000, gtol=1e-4)
    exact = model.fit(
        start_params=rough.params,
        method="newton",
        disp=0,
        cov_type="cluster",
        cov_kwds={"groups": data.raters, "use_correction": False},
    )
    assert fit.coefficients == pytest.approx(exact.params[:n_columns], abs=1e-6)
    thresholds = model.transform_threshold_params(exact.params)[1:-1]
    assert fit.thresholds == pytest.approx(thresholds, abs=1e-6)
    assert fit.log_likelihood == pytest.approx(exact.llf, abs=1e-8)
    assert np.sqrt(np.diag(fit.model_covariance)) == pytest.approx(rough.bse[:n_columns], rel=2e-3)
    n_raters = len(np.unique(data.raters))
    robust = np.sqrt(np.diag(fit.covariance) * (n_raters - 1) / n_raters)
    # statsmodels takes second differences for its Hessian: four digits
    assert robust == pytest.approx(exact.bse[:n_columns], rel=1e-4)


def test_the_gradient_is_zero_at_the_estimate(
    ratings: tuple[OrdinalData, np.ndarray], fit: ProportionalOdds
) -> None:
    data, design = ratings
    scores = rating_scores(fit, data, design)
    assert design.T @ np.bincount(data.cells, scores, minlength=len(design)) == pytest.approx(0, abs=1e-6)
    assert fit.influence.sum(axis=0) == pytest.approx(0, abs=1e-6)


def test_scores_of_one_cell_are_centred_mid_ranks() -> None:
    # with nothing to predict, F_k + F_{k−1} − 1 = (2 · mid-rank − n) / n of the level
    data = data_of([[2, 5, 3]])
    fit = fit_proportional_odds(data, np.zeros((1, 0)))
    assert rating_scores(fit, data, np.zeros((1, 0))) == pytest.approx([-0.8] * 2 + [-0.1] * 5 + [0.7] * 3)


def test_the_order_of_ratings_changes_nothing(
    ratings: tuple[OrdinalData, np.ndarray], fit: ProportionalOdds
) -> None:
    data, design = ratings
    order = np.random.default_rng(2).permutation(len(data.codes))
    turned = OrdinalData(
        data.codes[order], data.cells[order], data.raters[order], data.n_levels, data.n_raters
    )
    again = fit_proportional_odds(turned, design)
    assert again.coefficients == pytest.approx(fit.coefficients, abs=1e-12)
    assert again.covariance == pytest.approx(fit.covariance, abs=1e-12)


def test_two_levels_are_logistic_regression() -> None:
    # two cells: the coefficient is the log odds ratio 20·15 / (5·10) = 6, its variance Σ 1/n (Woolf 1955)
    fit = fit_proportional_odds(data_of([[20, 10], [5, 15]]), np.array([[0.0], [1.0]]))
    assert fit.coefficients[0] == pytest.approx(np.log(6))
    assert fit.model_covariance[0, 0] == pytest.approx(1 / 20 + 1 / 10 + 1 / 5 + 1 / 15)


@pytest.mark.parametrize(
    ("counts", "design"),
    [
        ([[9, 0, 0], [3, 4, 5]], [[1.0], [0.0]]),
        ([[9, 0], [0, 9]], [[1.0], [0.0]]),
        ([[4, 4, 4], [3, 4, 5]], [[1.0], [1.0]]),
        ([[4, 4, 4], [3, 4, 5]], [[1.0, 2.0], [0.0, 0.0]]),
    ],
)
def test_separation_and_columns_that_follow_are_no_estimate(
    counts: list[list[int]], design: list[list[float]]
) -> None:
    with pytest.raises(UndefinedError, match="no estimate") as caught:
        fit_proportional_odds(data_of(counts), np.array(design))
    assert caught.value.flag == "undefined:separated"


def test_a_level_that_nobody_used_is_refused() -> None:
    with pytest.raises(AnalysisError, match="not used"):
        fit_proportional_odds(data_of([[3, 0, 4], [4, 0, 3]]), np.array([[1.0], [0.0]]))


@pytest.mark.shared
@pytest.mark.soak
def test_an_emotion_of_the_reference_study_equals_ordered_model_and_is_thousands_of_times_faster(
    shared_dir: Path,
) -> None:
    # 126 raters × 22 clips, language × clip: 87 coefficients; OrderedModel took 28–35 s, ours 3 to 6 ms
    matrices, labels = complete_ratings(shared_dir)
    started = time.perf_counter()
    data, design = language_clip_data(compared_groups(matrices["joy"], labels), interaction=True)
    fit = fit_proportional_odds(data, design)
    ours_s = time.perf_counter() - started
    model = OrderedModel(data.codes, design[data.cells], distr="logit")
    started = time.perf_counter()
    rough = model.fit(method="bfgs", disp=0, maxiter=1000, gtol=1e-4)
    theirs_s = time.perf_counter() - started
    # Its own last step, Newton on a Hessian by differences, takes ten minutes more; so our solution is put
    # into its likelihood: the same value, no slope, and above where it stopped by itself.
    thresholds = np.asarray(fit.thresholds)
    ours = np.concatenate([fit.coefficients, thresholds[:1], np.log(np.diff(thresholds))])
    assert model.loglike(ours) == pytest.approx(fit.log_likelihood, abs=1e-6)
    assert np.abs(model.score(ours)).max() < 1e-3
    assert rough.llf < fit.log_likelihood + 1e-9
    print(f"ours {ours_s * 1000:.1f} ms, OrderedModel {theirs_s:.1f} s")
    assert ours_s < theirs_s / 100
