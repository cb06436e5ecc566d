"""Agreement on what listeners like and dislike, know and do not know, understood and did not.

Conventions
-----------
A rating is *high* where its listener's answer about this clip is above the middle of the scale, and *low*
below it. An answer in the middle is left out and counted, or (``neutral="keep"``) put on both sides, as the
reference study did. Comprehension is not looked at on clips without words.
Both sides are compared on the same clips, those with five listeners or more on either side, by the paired
jackknife: a listener who likes some clips and dislikes others stands on both sides. It is an association:
nobody was told what to like.

References
----------
Gómez-Cañón et al. (2020), "Joyful for you and tender for us", ISMIR, Table 1: the splits with neutral kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.agreement_results import AgreementOptions, Neutral, Progress, Split
from merlingua.analysis.estimates import MIN_RATERS, Estimate
from merlingua.analysis.holm import holm_adjusted_of_done
from merlingua.analysis.prepared_ratings import PreparedRatings
from merlingua.analysis.rating_matrix import MISSING, RatingMatrix
from merlingua.analysis.ratings_frame import CONTEXT_ITEMS, NO_WORDS
from merlingua.analysis.resampling import alpha_estimate, difference_on_same_raters

MIN_CLIPS_COMPARED = 5
"""Fewer clips that have both sides say nothing about the sides, only about these clips."""
FEW_CLIPS = "few_common_clips"
NEUTRAL_KEPT = "neutral_on_both_sides"

_Mask = NDArray[np.bool_]
_NO_ESTIMATE = Estimate(None, None, None, None, 0, 0, 0, ("undefined:no_ratings",))


@dataclass(frozen=True, eq=False)
class Sides:
    """Which ratings are high, low and in the middle by one context item, each (n_raters, n_clips)."""

    high: _Mask
    low: _Mask
    neutral: _Mask


def splits_of(prepared: PreparedRatings, options: AgreementOptions, progress: Progress) -> tuple[Split, ...]:
    """Every split of each item in each group; p adjusted over the items of a context and group."""
    contexts = [name for name in CONTEXT_ITEMS if name in prepared.frame.items]
    families = [(context, group.id) for context in contexts for group in prepared.groups]
    found: list[Split] = []
    sides = {context: sides_of(prepared, context, neutral=options.neutral) for context in contexts}
    for number, (context, group) in enumerate(families):
        progress("splits", number, len(families))
        splits = [
            split_of(prepared.matrices[item], sides[context], prepared.raters(group), options=options)
            for item in prepared.items
        ]
        named = [replace(split, context=context, group=group) for split in splits]
        adjusted = holm_adjusted_of_done(split.p for split in named)
        found += [replace(split, p_adjusted=p) for split, p in zip(named, adjusted, strict=True)]
    return tuple(found)


def sides_of(prepared: PreparedRatings, context: str, *, neutral: Neutral = "drop") -> Sides:
    """Where the answers to a context item are above, below, and in the middle of its scale."""
    matrix = prepared.frame.matrix(context)
    values = matrix.values()
    if context == "comprehension":
        is_without_words = (prepared.frame.clips["lyrics_language"] == NO_WORDS).to_numpy(np.bool_)
        values[:, is_without_words] = np.nan
    middle = prepared.frame.middle(context)
    is_neutral = values == middle
    high, low = values > middle, values < middle
    if neutral == "keep":
        high, low = high | is_neutral, low | is_neutral
    return Sides(high, low, is_neutral)


def split_of(matrix: RatingMatrix, sides: Sides, raters: _Mask, *, options: AgreementOptions) -> Split:
    """One item's agreement of some raters on both sides; ``context`` and ``group`` are empty."""
    high, low = (_only(matrix, mask).select(raters=raters) for mask in (sides.high, sides.low))
    n_neutral = int((sides.neutral & (matrix.codes != MISSING))[raters].sum())
    enough = ((high.codes >= 0).sum(axis=0) >= MIN_RATERS) & ((low.codes >= 0).sum(axis=0) >= MIN_RATERS)
    split = Split(
        "",
        matrix.item,
        "",
        _estimate(high, options),
        _estimate(low, options),
        _NO_ESTIMATE,
        _NO_ESTIMATE,
        tuple(clip for clip, is_enough in zip(matrix.clips, enough, strict=True) if is_enough),
        None,
        None,
        None,
        None,
        None,
        n_neutral,
        (NEUTRAL_KEPT,) if options.neutral == "keep" and n_neutral else (),
    )
    if int(enough.sum()) < MIN_CLIPS_COMPARED:
        none = replace(_NO_ESTIMATE, n_clips=int(enough.sum()), flags=(FEW_CLIPS,))
        return replace(split, high_same=none, low_same=none, flags=(*split.flags, FEW_CLIPS))
    return _compared(split, (high, low), enough, options)


def _compared(split: Split, sides: Sequence[RatingMatrix], clips: _Mask, options: AgreementOptions) -> Split:
    """The split with both sides on these clips; a side without ratings of others stays as it is."""
    is_same = [not (side.codes[:, ~clips] >= 0).any() for side in sides]
    high, low = (side.select(clips=clips) for side in sides)
    found = difference_on_same_raters(high, low, level=options.level, interval_level=options.interval_level)
    flags = _together(split.flags, found.flags, ("undefined",) if found.value is None else ())
    return replace(
        split,
        high_same=split.high if is_same[0] else _estimate(high, options),
        low_same=split.low if is_same[1] else _estimate(low, options),
        difference=found.value,
        se=found.se,
        interval=found.interval,
        p=found.p,
        flags=flags,
    )


def _together(*flags: Sequence[str]) -> tuple[str, ...]:
    """Each flag once; a bare ``undefined`` only where no other says why."""
    joined = tuple(dict.fromkeys(flag for some in flags for flag in some))
    said = [flag for flag in joined if flag not in ("undefined", NEUTRAL_KEPT)]
    return tuple(flag for flag in joined if flag != "undefined" or not said)


def _only(matrix: RatingMatrix, mask: _Mask) -> RatingMatrix:
    return replace(matrix, codes=np.where(mask, matrix.codes, np.int16(MISSING)))


def _estimate(matrix: RatingMatrix, options: AgreementOptions) -> Estimate:
    return alpha_estimate(matrix, level=options.level, interval_level=options.interval_level)
