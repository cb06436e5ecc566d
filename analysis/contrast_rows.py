"""Rows of contrasts within listeners (liked and disliked …) and of traits; see `result_rows`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from merlingua.analysis.agreement_results import (
    ALL,
    BY_LANGUAGE,
    AgreementResults,
    Split,
    TraitContrast,
)
from merlingua.analysis.language_rows import VERSUS
from merlingua.analysis.results_table import ResultRow, limits

SIDES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "preference": ("liked", "disliked"),
        "familiarity": ("familiar", "unfamiliar"),
        "comprehension": ("understood", "not_understood"),
    }
)
"""What high and low answers to a context item are called."""
TRAIT_SIDES = ("above", "below")


def split_rows(results: AgreementResults) -> Iterator[ResultRow]:
    """Alpha on both sides of each split, on all clips and on the same clips, and the difference."""
    for split in results.splits:
        yield from _rows_of_split(results, split)


def _rows_of_split(results: AgreementResults, split: Split) -> Iterator[ResultRow]:
    level = results.options.level
    is_language = results.options.by == BY_LANGUAGE or split.group == ALL
    language, prefix = (split.group, "") if is_language else (ALL, f"{split.group}: ")
    high, low = SIDES.get(split.context, ("high", "low"))
    sides = (
        (high, "krippendorff_alpha", split.high),
        (low, "krippendorff_alpha", split.low),
        (high, "krippendorff_alpha_same_clips", split.high_same),
        (low, "krippendorff_alpha_same_clips", split.low_same),
    )
    for side, estimator, estimate in sides:
        yield ResultRow.of_estimate(
            estimate, analysis=split.context, item=split.item, language=language,
            group=f"{prefix}{side}", estimator=estimator, level=level,
        )  # fmt: skip
    # the same listeners may be on both sides: there is no n of the difference
    yield ResultRow(
        split.context, split.item, language, f"{prefix}{high}{VERSUS}{low}", "alpha_difference", level,
        None, len(split.clips), None, split.difference, split.se, *limits(split.interval),
        p=split.p, p_adjusted=split.p_adjusted, flags=split.flags,
    )  # fmt: skip


def trait_rows(results: AgreementResults) -> Iterator[ResultRow]:
    """Alpha of the listeners above and below a factor's norm mean, and the difference."""
    for contrast in results.traits:
        yield from _rows_of_trait(results, contrast)


def _rows_of_trait(results: AgreementResults, contrast: TraitContrast) -> Iterator[ResultRow]:
    level = results.options.level
    for side, estimate in zip(TRAIT_SIDES, (contrast.above, contrast.below), strict=True):
        yield ResultRow.of_estimate(
            estimate, analysis="gold_msi_trait", item=contrast.item, language=ALL,
            group=f"{contrast.factor} {side}", level=level,
        )  # fmt: skip
    pair = contrast.pair
    yield ResultRow(
        "gold_msi_trait", contrast.item, ALL, f"{contrast.factor} {VERSUS.join(TRAIT_SIDES).strip()}",
        "alpha_difference", level,
        contrast.above.n_raters + contrast.below.n_raters,
        None if contrast.omnibus is None else contrast.omnibus.n_clips, None,
        None if pair is None else pair.difference, None if pair is None else pair.se,
        *limits(None if pair is None else pair.interval),
        p=contrast.p, p_adjusted=contrast.p_adjusted, flags=contrast.flags,
    )  # fmt: skip
