"""Results of made-up studies, for whatever is drawn of them: any number of items, clips and languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.agreement_results import (
    ALL,
    AgreementOptions,
    AgreementResults,
    ClipFacts,
    Group,
    NoResult,
    Split,
    TraitContrast,
)
from merlingua.analysis.disagreement import clip_disagreements, rater_influences
from merlingua.analysis.estimates import Interval, UndefinedError
from merlingua.analysis.holm import holm_adjusted_of_done
from merlingua.analysis.level_profile import LevelTest, level_test
from merlingua.analysis.permutation import alpha_language_tests
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.resampling import alpha_estimate
from merlingua.surveys.taxonomy import EMOTION_IDS

LIKERT = (1.0, 2.0, 3.0, 4.0, 5.0)


def made_up_matrices(
    *,
    items: Sequence[str] = EMOTION_IDS,
    n_raters: Mapping[str, int],
    n_clips: int = 22,
    levels: Sequence[float] = LIKERT,
    seed: int = 1,
    clip_names: Sequence[str] = (),
) -> tuple[dict[str, RatingMatrix], NDArray[np.str_]]:
    """Ratings with some agreement, and each listener's language."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(list(n_raters), list(n_raters.values()))
    names = tuple(clip_names) or tuple(f"clip_{n}" for n in range(n_clips))
    matrices = {}
    for item in items:
        heard = rng.normal(size=len(names)) + rng.normal(size=(len(labels), 1)) * 0.5
        heard = heard + rng.normal(size=(len(labels), len(names)))
        edges = np.linspace(-2.5, 2.5, len(levels) + 1)[1:-1]
        codes = np.searchsorted(edges, heard).astype(np.int16)
        codes[rng.random(codes.shape) < 0.02] = -1
        raters = tuple(f"rater-{n}" for n in range(len(labels)))
        matrices[item] = RatingMatrix(codes, tuple(levels), raters, names, item)
    return matrices, labels


def results_of(
    matrices: Mapping[str, RatingMatrix],
    labels: NDArray[np.str_],
    *,
    clips: Sequence[ClipFacts] = (),
    n_permutations: int = 199,
    has_details: bool = True,
) -> AgreementResults:
    """What an analysis of these ratings finds, but for what no figure shows."""
    names = tuple(dict.fromkeys(str(label) for label in labels))
    groups = (*(Group(name, int((labels == name).sum())) for name in names), Group(ALL, len(labels)))
    found: dict[str, object] = {}
    parts = {
        (item, group.id): matrix if group.id == ALL else matrix.select(raters=labels == group.id)
        for item, matrix in matrices.items()
        for group in groups
    }
    if has_details:
        levels = {item: _level(matrix, labels) for item, matrix in matrices.items()}
        adjusted = holm_adjusted_of_done(
            [test.p if isinstance(test, LevelTest) else None for test in levels.values()]
        )
        found = {
            "disagreements": {key: _or_nothing(clip_disagreements, part) for key, part in parts.items()},
            "influences": {
                key: _or_nothing(rater_influences, part) for key, part in parts.items() if key[1] != ALL
            },
            "level_tests": levels,
            "level_p": dict(zip(levels, adjusted, strict=True)),
            "splits": _splits(matrices, groups),
        }
    tests = None
    if n_permutations and len(names) > 1:
        tests = alpha_language_tests(matrices, labels, seed=1, n_permutations=n_permutations, order=names)
    first = next(iter(matrices.values()))
    return AgreementResults(
        "study",
        AgreementOptions(n_permutations=n_permutations),
        tuple(matrices),
        groups,
        tuple(clips) or tuple(ClipFacts(clip) for clip in first.clips),
        dict(matrices),
        labels,
        {key: alpha_estimate(part) for key, part in parts.items()},
        tests=tests,
        traits=_traits(matrices, labels, n_permutations) if has_details and n_permutations else (),
        **found,  # type: ignore[arg-type]
    )


def _level(matrix: RatingMatrix, labels: NDArray[np.str_]) -> LevelTest | NoResult:
    try:
        return level_test(matrix, labels)
    except UndefinedError as error:
        return NoResult(matrix.item, (error.flag,), str(error))


def _or_nothing(function, matrix):  # type: ignore[no-untyped-def]
    try:
        return function(matrix)
    except UndefinedError:
        return ()


def _splits(matrices: Mapping[str, RatingMatrix], groups: Sequence[Group]) -> tuple[Split, ...]:
    """Made-up: the first half of the clips stands for those that are liked."""
    splits = []
    for number, (item, matrix) in enumerate(matrices.items()):
        n_clips = matrix.n_clips
        high = alpha_estimate(matrix.select(clips=np.arange(n_clips) < n_clips // 2))
        low = alpha_estimate(matrix.select(clips=np.arange(n_clips) >= n_clips // 2))
        is_done = high.value is not None and low.value is not None and number % 4 != 3
        difference = high.value - low.value if is_done else None  # type: ignore[operator]
        interval = None if difference is None else Interval(difference - 0.1, difference + 0.1)
        p = None if difference is None else 0.02 * (number + 1) / 50
        splits += [
            Split(
                "preference", item, group.id, high, low, high, low, matrix.clips, difference,
                0.05, interval, p, p, 7, () if is_done else ("clips_restricted",),
            )
            for group in groups
        ]  # fmt: skip
    return tuple(splits)


def _traits(
    matrices: Mapping[str, RatingMatrix], labels: NDArray[np.str_], n_permutations: int
) -> tuple[TraitContrast, ...]:
    """Made-up: every second listener is above the norm."""
    above = np.arange(len(labels)) % 2 == 0
    tests = alpha_language_tests(
        matrices, np.where(above, "above", "below"), seed=2, n_permutations=n_permutations, pairs="all"
    )
    pairs = {pair.item: pair for pair in tests.pairs}
    return tuple(
        TraitContrast(
            factor, item, alpha_estimate(matrix.select(raters=above)),
            alpha_estimate(matrix.select(raters=~above)), None, pairs.get(item),
            pairs[item].p if item in pairs else None, pairs[item].p_adjusted if item in pairs else None,
            () if item in pairs else ("n_below_10",),
        )
        for factor in ("active_engagement", "general_sophistication")
        for item, matrix in matrices.items()
    )  # fmt: skip
