"""Tests of level and profile: what they find, what they do not, and where they refuse.

Sizes over 1 000 data sets stand in docs/level-profile.md (benchmarks/level_profile.py); here is a short form.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from merlingua.analysis.estimates import AnalysisError, UndefinedError
from merlingua.analysis.holm import holm_adjusted
from merlingua.analysis.level_profile import level_test, profile_test
from merlingua.analysis.rater_means import kruskal_test
from merlingua.analysis.rating_matrix import RatingMatrix
from tests.analysis.gold_examples import matrix_of
from tests.analysis.reference_exports import complete_ratings
from tests.simulated_profiles import Languages

FOUR = (26, 56, 27, 17)
N_DATASETS = 150


def rejections(languages: Languages, seed: int) -> tuple[int, int]:
    """How many of `N_DATASETS` data sets level and profile differ in at .05."""
    level = profile = 0
    for dataset in range(N_DATASETS):
        matrix = languages.ratings(np.random.default_rng([seed, dataset]))
        level += level_test(matrix, languages.labels).p <= 0.05
        profile += profile_test(matrix, languages.labels, seed=dataset, n_permutations=199).p <= 0.05
    return level, profile


@pytest.mark.parametrize("spread", ["equal", "small most", "large most"])
def test_languages_that_differ_in_spread_alone_are_seldom_called_different(spread: str) -> None:
    # at a size of .05, 17 or more of 150 come up once in 500 runs (binomial)
    assert stats.binom.sf(16, N_DATASETS, 0.05) < 1 / 500
    level, profile = rejections(Languages(FOUR, spread), seed=11)  # type: ignore[arg-type]
    assert level <= 16
    assert profile <= 16


def test_a_difference_of_level_is_found_and_is_no_difference_of_profile() -> None:
    level, profile = rejections(Languages(FOUR, level_sd=0.7), seed=12)
    assert level >= 0.8 * N_DATASETS
    assert profile <= 16


def test_a_difference_of_profile_is_found() -> None:
    assert rejections(Languages(FOUR, profile_sd=0.4), seed=13)[1] >= 0.9 * N_DATASETS


def test_the_level_of_a_language_is_estimated_in_log_odds() -> None:
    # the levels are the second draw of the generator, after the clips' places
    above = Languages((150, 150), level_sd=1.0)
    found = level_test(above.ratings(np.random.default_rng(5)), above.labels)
    draws = np.random.default_rng(5)
    draws.standard_normal(22)
    levels = draws.standard_normal((2, 1)).ravel()
    assert [effect.group for effect in found.effects] == ["language 0", "language 1"]
    for effect, truth in zip(found.effects, levels - levels.mean(), strict=True):
        assert effect.log_odds == pytest.approx(truth, abs=3 * effect.se)
        assert effect.interval.lower < effect.log_odds < effect.interval.upper
    assert sum(effect.log_odds for effect in found.effects) == pytest.approx(0, abs=1e-9)


def test_two_groups_of_one_clip_are_compared_as_welch_does() -> None:
    # with one clip, two answers and equal groups, the Wald statistic on rank scores is close to Welch's t²
    rng = np.random.default_rng(6)
    values = rng.integers(1, 6, 80).astype(float)
    values[40:] = np.minimum(5, values[40:] + rng.integers(0, 2, 40))
    labels = np.repeat(["en", "es"], 40)
    found = level_test(matrix_of([[value] for value in values]), labels)
    ranks = stats.rankdata(values)
    welch = stats.ttest_ind(ranks[:40], ranks[40:], equal_var=False)
    assert found.df2 == pytest.approx(welch.df, rel=0.05)
    assert found.p == pytest.approx(welch.pvalue, abs=0.01)


def test_swapped_profiles_with_the_same_alpha_and_level_are_found_in_the_clips_that_are_swapped() -> None:
    rng = np.random.default_rng(7)
    places = np.array([1, 1, 5, 5, 3, 3, 2, 4])
    swapped = np.array([5, 5, 1, 1, 3, 3, 2, 4])
    rows = [places] * 20 + [swapped] * 20
    noisy = np.clip(np.array(rows) + rng.integers(-1, 2, (40, 8)), 1, 5)
    matrix, labels = matrix_of(noisy.tolist()), ["en"] * 20 + ["es"] * 20
    assert level_test(matrix, labels).p > 0.05
    found = profile_test(matrix, labels, seed=1, n_permutations=999)
    assert found.p == 1 / 1000
    assert min(found.by_clip[:4]) > 10 * max(found.by_clip[4:])
    assert sum(found.by_clip) == pytest.approx(found.statistic)


@pytest.fixture
def four_languages() -> tuple[RatingMatrix, np.ndarray]:
    languages = Languages((12, 20, 10, 6), level_sd=0.3, profile_sd=0.3)
    return languages.ratings(np.random.default_rng(8)), languages.labels


def test_small_groups_are_left_out_and_named(four_languages: tuple[RatingMatrix, np.ndarray]) -> None:
    matrix, labels = four_languages
    for found in (level_test(matrix, labels), profile_test(matrix, labels, seed=1, n_permutations=9)):
        assert found.groups == ("language 0", "language 1", "language 2")
        assert found.left_out == ("language 3",)
        assert found.n_raters == (12, 20, 10)
        assert found.flags == ("low_n",)


def test_seed_and_order_of_raters_give_the_same_test(four_languages: tuple[RatingMatrix, np.ndarray]) -> None:
    matrix, labels = four_languages
    first, second = (profile_test(matrix, labels, seed=3, n_permutations=99) for _ in range(2))
    assert first == second
    order = np.argsort(labels, kind="stable")
    order[:12] = order[:12][::-1]
    again = level_test(matrix.select(raters=order), labels[order])
    assert again.statistic == pytest.approx(level_test(matrix, labels).statistic)
    turned = profile_test(matrix.select(raters=order), labels[order], seed=3, n_permutations=9)
    assert turned.statistic == pytest.approx(first.statistic)


def test_a_clip_that_everybody_gave_the_lowest_level_is_left_out_and_counted(
    four_languages: tuple[RatingMatrix, np.ndarray],
) -> None:
    matrix, labels = four_languages
    matrix.codes[:, 3] = 0
    found = profile_test(matrix, labels, seed=1, n_permutations=9)
    assert found.n_dropped_clips == 1
    assert matrix.clips[3] not in found.clips
    assert set(found.flags) == {"clips_restricted", "low_n"}
    assert level_test(matrix, labels).n_dropped_clips == 1


def test_a_language_that_gave_one_clip_the_lowest_level_is_no_obstacle(
    four_languages: tuple[RatingMatrix, np.ndarray],
) -> None:
    # language × clip would have no estimate there
    matrix, labels = four_languages
    matrix.codes[labels == "language 1", 3] = 0
    found = profile_test(matrix, labels, seed=1, n_permutations=99)
    assert found.n_dropped_clips == 0
    assert np.isfinite(found.by_clip).all()
    assert level_test(matrix, labels).p < 1


def test_ten_thousand_listeners_are_modelled_in_seconds() -> None:
    languages = Languages((2500,) * 4, profile_sd=0.1)
    matrix = languages.ratings(np.random.default_rng(9))
    started = time.perf_counter()
    level_test(matrix, languages.labels)
    found = profile_test(matrix, languages.labels, seed=1, n_permutations=499)
    assert time.perf_counter() - started < 10  # 0.2 s alone
    assert found.p == 1 / 500


@pytest.mark.shared
def test_the_reference_study_differs_in_the_level_of_power_alone_and_in_many_profiles(
    shared_dir: Path,
) -> None:
    # No published values: the level of power stands out in the plain means (de 2.6, zh-Hans 3.4 of 5), and
    # tests of rater means, which share nothing with the model, say the same of all eleven emotions
    matrices, labels = complete_ratings(shared_dir)
    levels = [level_test(matrix, labels) for matrix in matrices.values()]
    survivors = [
        test.item for test, p in zip(levels, holm_adjusted([t.p for t in levels]), strict=True) if p < 0.05
    ]
    ranked = [kruskal_test(matrix, labels) for matrix in matrices.values()]
    also = [t.item for t, p in zip(ranked, holm_adjusted([t.p for t in ranked]), strict=True) if p < 0.05]
    assert survivors == also == ["power"]
    power = {effect.group: effect.log_odds for effect in levels[list(matrices).index("power")].effects}
    assert min(power, key=power.__getitem__) == "de"
    assert max(power, key=power.__getitem__) == "zh-Hans"
    profiles = [profile_test(m, labels, seed=1, n_permutations=1999).p for m in matrices.values()]
    named = dict(zip(matrices, holm_adjusted(profiles), strict=True))
    assert {"bitterness", "joy", "tenderness"} <= {item for item, p in named.items() if p < 0.01}


def test_progress_is_told_and_can_end_the_test(four_languages: tuple[RatingMatrix, np.ndarray]) -> None:
    done: list[int] = []
    profile_test(*four_languages, seed=1, n_permutations=99, progress=done.append)
    assert sum(done) == 99

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        profile_test(*four_languages, seed=1, n_permutations=99, progress=stop)


def test_what_cannot_be_compared_says_why(four_languages: tuple[RatingMatrix, np.ndarray]) -> None:
    matrix, labels = four_languages
    with pytest.raises(UndefinedError, match="two are needed"):
        level_test(matrix, np.repeat("en", 48))
    flat = matrix_of([[2, 2]] * 24, levels=[1, 2, 3])
    with pytest.raises(UndefinedError, match="every rating is equal") as caught:
        level_test(flat, np.repeat(["en", "es"], 12))
    assert caught.value.flag == "undefined:one_category"
    apart = matrix_of([[1, 1]] * 12 + [[5, 5]] * 12)
    with pytest.raises(UndefinedError, match="no estimate") as caught:
        level_test(apart, np.repeat(["en", "es"], 12))
    assert caught.value.flag == "undefined:separated"
    with pytest.raises(UndefinedError, match="one clip"):
        profile_test(matrix.select(clips=[0]), labels, seed=1)
    with pytest.raises(AnalysisError, match="better 9999"):
        profile_test(matrix, labels, seed=1, n_permutations=0)
