"""Krippendorff's alpha: published tables, properties, and where it is not defined."""

from __future__ import annotations

import json
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray

from merlingua.analysis.alpha import krippendorff_alpha, weighted_alphas
from merlingua.analysis.estimates import AnalysisError, AxisError, Level, UndefinedError
from merlingua.analysis.rating_matrix import RatingMatrix
from tests.analysis.reference_exports import complete_ratings

LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")
SCALE = (1.0, 2.0, 3.0, 4.0)
REFERENCE_NAMES = {"bitterness": "bitter", "sadness": "sad", "tenderness": "tender"}
REFERENCE_LANGUAGES = {"en": "english", "es": "spanish", "zh-Hans": "mandarin", "de": "german"}

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", example C: 4 observers, 12 units
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def matrix_of(codes: NDArray[np.int16], levels: tuple[float, ...] = SCALE) -> RatingMatrix:
    raters, clips = (tuple(map(str, range(n))) for n in codes.shape)
    return RatingMatrix(codes, levels, raters, clips, "joy")


def matrix_of_values(values: list[list[float | None]]) -> RatingMatrix:
    table = np.array(values, dtype=float)
    levels = tuple(np.unique(table[~np.isnan(table)]).tolist())
    codes = np.where(np.isnan(table), -1, np.searchsorted(levels, table)).astype(np.int16)
    return matrix_of(codes, levels)


def package_alpha(codes: NDArray[np.int16], level: Level, levels: tuple[float, ...] = SCALE) -> float | None:
    """What the package says; None where alpha has no value."""
    is_there = codes >= 0
    clips = is_there.sum(axis=0) >= 2
    if clips.sum() < 2 or len(np.unique(codes[:, clips][is_there[:, clips]])) < 2:
        return None
    values = np.append(levels, np.nan)[codes]
    return float(krippendorff.alpha(values, value_domain=levels, level_of_measurement=level))


codes_arrays = npst.arrays(
    np.int16, st.tuples(st.integers(2, 6), st.integers(2, 7)), elements=st.integers(-1, len(SCALE) - 1)
)


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_the_four_observers_is_the_published_one(level: Level, published: float) -> None:
    # Krippendorff (2011), example C
    assert krippendorff_alpha(matrix_of_values(FOUR_OBSERVERS), level=level) == pytest.approx(
        published, abs=5e-4
    )


@pytest.mark.shared
def test_alpha_of_every_published_example_of_krippendorff_is_matched(shared_dir: Path) -> None:
    # Krippendorff (2011) ex. A, B, C; Hayes & Krippendorff (2007) table 1; Gwet (2014): alpha with 4 raters
    examples = json.loads((shared_dir / "gold" / "agreement_examples.json").read_text())["examples"]
    n_compared = 0
    for example in examples:
        matrix = matrix_of_values(example["data"])
        names = {level: level for level in LEVELS} | {"nominal": "alpha_nominal"}
        for level in LEVELS:
            for name in {level, names[level]} & set(example["expected"]):
                tolerance = example["tolerance"].get(name, example["tolerance"]["*"])
                expected = example["expected"][name]
                assert krippendorff_alpha(matrix, level=level) == pytest.approx(expected, abs=tolerance)
                n_compared += 1
    assert n_compared == 10


@pytest.mark.shared
def test_the_55_values_of_the_reference_study_are_the_published_ones_at_three_decimals(
    shared_dir: Path,
) -> None:
    # Gómez-Cañón et al. (2020), ISMIR, table 2
    table = json.loads((shared_dir / "gold" / "reference_table2.json").read_text())["alpha"]
    matrices, languages = complete_ratings(shared_dir)
    found = {}
    for item, matrix in matrices.items():
        row = {
            name: krippendorff_alpha(matrix.select(raters=languages == language))
            for language, name in REFERENCE_LANGUAGES.items()
        }
        row["all"] = krippendorff_alpha(matrix)
        found[REFERENCE_NAMES.get(item, item)] = {name: round(alpha, 3) for name, alpha in row.items()}
    assert found == table


def test_ordinal_alpha_of_skewed_ratings_is_that_of_the_formula() -> None:
    # by hand: x = (1,1,2), (1,1,1): n = (5,1), mid-ranks 2.5 and 5.5, D_o = 9·2·2/(3-1) = 18,
    # D_e = 2·5·1·9/(6-1) = 18, alpha = 1 - 18/18 = 0
    assert krippendorff_alpha(matrix_of_values([[1, 1], [1, 1], [2, 1]])) == pytest.approx(0, abs=1e-12)


@given(codes_arrays, st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_alpha_does_not_depend_on_the_order_of_raters_and_clips(
    codes: NDArray[np.int16], level: Level, random: object
) -> None:
    assume(package_alpha(codes, level) is not None)
    rng = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined]
    shuffled = rng.permutation(rng.permutation(codes, axis=0), axis=1)
    first, second = (krippendorff_alpha(matrix_of(c), level=level) for c in (codes, shuffled))
    assert first == pytest.approx(second, abs=1e-12)


@given(codes_arrays, st.sampled_from(LEVELS), st.integers(0, 3))
def test_alpha_does_not_see_clips_without_two_ratings(
    codes: NDArray[np.int16], level: Level, code: int
) -> None:
    assume(package_alpha(codes, level) is not None)
    alone = np.full((len(codes), 2), -1, dtype=np.int16)
    alone[0, 1] = code
    matrix, more = matrix_of(codes), matrix_of(np.concatenate([codes, alone], axis=1))
    assert krippendorff_alpha(more, level=level) == krippendorff_alpha(matrix, level=level)
    everyone = np.ones((1, len(codes)))
    assert weighted_alphas(more, everyone, level=level) == pytest.approx(
        weighted_alphas(matrix, everyone, level=level), abs=1e-12
    )


@given(codes_arrays, st.sampled_from(LEVELS), st.data())
def test_weights_of_raters_and_clips_are_the_package_on_repeated_rows_and_columns(
    codes: NDArray[np.int16], level: Level, data: st.DataObject
) -> None:
    weights = data.draw(npst.arrays(np.int64, (3, codes.shape[0]), elements=st.integers(0, 3)))
    clips = data.draw(npst.arrays(np.int64, (3, codes.shape[1]), elements=st.integers(0, 2)))
    only_raters = weighted_alphas(matrix_of(codes), weights, level=level, self_pairs=True)
    both = weighted_alphas(matrix_of(codes), weights, level=level, self_pairs=True, clip_weights=clips)
    for row in range(3):
        repeated = np.repeat(codes, weights[row], axis=0)
        for ours, table in (
            (only_raters[row], repeated),
            (both[row], np.repeat(repeated, clips[row], axis=1)),
        ):
            expected = package_alpha(table, level)
            assert np.isnan(ours) if expected is None else ours == pytest.approx(expected, abs=1e-12)


@given(codes_arrays, st.sampled_from(LEVELS), st.data())
def test_choosing_raters_with_0_and_1_makes_no_pair_of_a_rater_with_itself(
    codes: NDArray[np.int16], level: Level, data: st.DataObject
) -> None:
    chosen = data.draw(npst.arrays(np.int64, (2, codes.shape[0]), elements=st.integers(0, 1)))
    apart = weighted_alphas(matrix_of(codes), chosen, level=level)
    together = weighted_alphas(matrix_of(codes), chosen, level=level, self_pairs=True)
    np.testing.assert_allclose(apart, together, atol=1e-12)


def test_a_rater_drawn_twice_raises_alpha_only_where_its_copies_are_compared() -> None:
    # two raters who never agree; each drawn twice says the same with itself twice
    codes = np.array([[0, 1, 0, 1], [1, 0, 1, 0]], dtype=np.int16)
    once = krippendorff_alpha(matrix_of(codes))
    naive = weighted_alphas(matrix_of(codes), [[2, 2]], self_pairs=True)[0]
    apart = weighted_alphas(matrix_of(codes), [[2, 2]])[0]
    assert naive > once + 0.3
    assert apart == pytest.approx(once, abs=1e-12)


def test_many_levels_and_a_sparse_table_are_equal_to_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    levels = tuple(float(v) for v in range(101))
    codes = rng.integers(0, 101, (6, 9)).astype(np.int16)
    codes[rng.random(codes.shape) < 0.2] = -1
    weights = rng.integers(0, 3, (4, 6))
    expected = [package_alpha(np.repeat(codes, row, axis=0), "ordinal", levels) for row in weights]
    matrix = matrix_of(codes, levels)
    np.testing.assert_allclose(weighted_alphas(matrix, weights, self_pairs=True), expected, atol=1e-12)
    monkeypatch.setattr("merlingua.analysis.alpha_replicates.DENSE_CELLS", 1)
    np.testing.assert_allclose(weighted_alphas(matrix, weights, self_pairs=True), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("codes", "sentence", "flag"),
    [
        ([[-1, -1], [-1, -1]], "there are no ratings", "undefined:no_ratings"),
        ([[0, 1, 2]], "only one rater", "undefined:one_rater"),
        ([[0, 1], [-1, -1]], "only one rater", "undefined:one_rater"),
        ([[0, -1], [-1, 1]], "no clip has two ratings", "undefined:no_pairs"),
        ([[0], [1]], "only one clip has two ratings", "undefined:one_clip"),
        ([[2, 2], [2, 2]], "all ratings are equal", "undefined:one_category"),
        ([[2, 2, 1], [2, 2, -1]], "all ratings are equal", "undefined:one_category"),
    ],
)
def test_alpha_without_a_value_says_why_in_a_sentence(
    codes: list[list[int]], sentence: str, flag: str
) -> None:
    matrix = matrix_of(np.array(codes, dtype=np.int16))
    with pytest.raises(UndefinedError, match=f"alpha of joy is undefined: .*{sentence}") as raised:
        krippendorff_alpha(matrix)
    assert raised.value.flag == flag
    assert np.isnan(weighted_alphas(matrix, np.ones((1, matrix.n_raters)))).all()


def test_a_misspelt_level_is_named_with_what_is_allowed() -> None:
    # the package says "'str' object is not callable"
    with pytest.raises(AnalysisError, match=r"is 'Ordinal'; it can be nominal, ordinal, interval, ratio"):
        krippendorff_alpha(matrix_of_values(FOUR_OBSERVERS), level="Ordinal")  # type: ignore[arg-type]


def test_weights_that_do_not_fit_are_refused() -> None:
    matrix = matrix_of_values(FOUR_OBSERVERS)
    with pytest.raises(AxisError, match=r"weights of shape \(1, 3\) were given for 4 raters"):
        weighted_alphas(matrix, [[1, 1, 1]])
    with pytest.raises(AxisError, match="no whole number"):
        weighted_alphas(matrix, [[1, 1, 0.5, 1]])
    with pytest.raises(AxisError, match="1 rows of weights for raters but 2 for clips"):
        weighted_alphas(matrix, np.ones((1, 4)), clip_weights=np.ones((2, 12)))
