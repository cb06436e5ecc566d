"""Do listeners above a Gold-MSI factor's norm mean agree more than their complement below it?

Conventions
-----------
The listeners of one side are compared with those of the other, never with all, of whom they are a part: the
permutation test of alpha, Holm over all factors and items together. Listeners without a score are on neither
side. It is an association; the sides may differ in their languages, too.

There are 66 tests, and most of them need few permutations to show nothing. One is stopped after 199 if p is
above .03 then, or after 1 999 if it is above .002 (`STAGES`), and says so (``stopped_early``); the others are
made anew with all permutations. A stopped p is that of its stage. No p gets too small by this, whatever a is:
where a p ≤ a is reported, the first stage found p ≤ a if a is above .03, the second if it is above .002, and
the last one otherwise; and the p of each stage is valid.

References
----------
Besag & Clifford (1991), "Sequential Monte Carlo p-values", Biometrika 78: stopping early is valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.agreement_results import AgreementOptions, Progress, TraitContrast
from merlingua.analysis.estimates import Estimate
from merlingua.analysis.gold_msi_table import FACTOR_IDS, gold_msi_scores
from merlingua.analysis.groups import ABOVE, BELOW, above_or_below
from merlingua.analysis.holm import holm_adjusted_of_done
from merlingua.analysis.permutation import OmnibusTest, PairTest, alpha_language_tests
from merlingua.analysis.prepared_ratings import PreparedRatings
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.resampling import alpha_estimate

STAGES = ((199, 0.03), (1_999, 0.002))
"""Permutations of a stage, and the p above which a test goes no further."""
STOPPED_EARLY = "stopped_early"
_NO_PAIRS = 1e-12
"""A significance that no item reaches: the one pair of two groups is the omnibus test itself."""


@dataclass(frozen=True)
class _Tested:
    omnibus: OmnibusTest
    pair: PairTest | None
    is_stopped: bool


def traits_of(
    prepared: PreparedRatings, options: AgreementOptions, progress: Progress
) -> tuple[TraitContrast, ...]:
    """Each factor's contrast of each item; empty where nobody has a score of the Gold-MSI."""
    scores = gold_msi_scores(prepared.frame.participants)
    sides = {factor: above_or_below(scores[factor], factor) for factor in FACTOR_IDS}
    if not any((labels != "").any() for labels in sides.values()):
        return ()
    found: list[TraitContrast] = []
    for number, (factor, labels) in enumerate(sides.items()):
        progress("traits", number, len(sides))
        tests = _tests(prepared.matrices, labels, options) if options.n_permutations else {}
        found += _contrasts(prepared, options, factor, labels, tests)
    adjusted = holm_adjusted_of_done(contrast.p for contrast in found)
    return tuple(_with_adjusted(contrast, p) for contrast, p in zip(found, adjusted, strict=True))


def _contrasts(
    prepared: PreparedRatings,
    options: AgreementOptions,
    factor: str,
    labels: NDArray[np.str_],
    tests: Mapping[str, _Tested],
) -> Iterator[TraitContrast]:
    for item in prepared.items:
        matrix = prepared.matrices[item]
        estimates = [_estimate(matrix.select(raters=labels == side), options) for side in (ABOVE, BELOW)]
        contrast = TraitContrast(factor, item, estimates[0], estimates[1], None, None, None, None)
        tested = tests.get(item)
        if tested is None:
            yield replace(contrast, flags=("no_permutations",))
            continue
        flags = tested.omnibus.flags
        if tested.is_stopped:
            flags = (*flags, STOPPED_EARLY)
        if tested.pair is None and not any(flag.startswith("undefined") for flag in flags):
            flags = (*flags, "undefined")
        yield replace(contrast, omnibus=tested.omnibus, pair=tested.pair, p=tested.omnibus.p, flags=flags)


def _estimate(matrix: RatingMatrix, options: AgreementOptions) -> Estimate:
    return alpha_estimate(matrix, level=options.level, interval_level=options.interval_level)


def _tests(
    matrices: Mapping[str, RatingMatrix], labels: NDArray[np.str_], options: AgreementOptions
) -> dict[str, _Tested]:
    """By item: with few permutations, then anew with more those that may become small."""
    stages = [stage for stage in STAGES if stage[0] < options.n_permutations]
    found: dict[str, _Tested] = {}
    left = dict(matrices)
    for n_permutations, hopeless in (*stages, (options.n_permutations, 0.0)):
        if not left:
            break
        is_last = n_permutations == options.n_permutations
        for item, test in _run(left, labels, options, n_permutations=n_permutations).items():
            p = test.omnibus.p
            found[item] = replace(test, is_stopped=p is not None and not is_last)
            if p is None or p > hopeless:
                del left[item]
    return found


def _run(
    matrices: Mapping[str, RatingMatrix],
    labels: NDArray[np.str_],
    options: AgreementOptions,
    *,
    n_permutations: int,
) -> dict[str, _Tested]:
    tests = alpha_language_tests(
        matrices,
        labels,
        seed=options.seed,
        n_permutations=n_permutations,
        level=options.level,
        significance=_NO_PAIRS,
        order=(ABOVE, BELOW),
    )
    pairs = {pair.item: pair for pair in tests.pairs}
    return {test.item: _Tested(test, pairs.get(test.item), is_stopped=False) for test in tests.omnibus}


def _with_adjusted(contrast: TraitContrast, p_adjusted: float | None) -> TraitContrast:
    """The adjusted p in all three places that can tell it: two groups' pair is their omnibus test."""
    if contrast.omnibus is None:
        return contrast
    pair = contrast.pair
    if pair is not None:
        flags = tuple(flag for flag in pair.flags if flag != "omnibus_not_significant")
        pair = replace(pair, p=contrast.p, p_adjusted=p_adjusted, flags=flags)
    return replace(
        contrast,
        omnibus=replace(contrast.omnibus, p_adjusted=p_adjusted),
        pair=pair,
        p_adjusted=p_adjusted,
    )
