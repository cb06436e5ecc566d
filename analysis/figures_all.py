"""All figures of a report, in its order and language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from merlingua.analysis.agreement_results import AgreementResults, Progress
from merlingua.analysis.figures_alpha import alpha_drawings
from merlingua.analysis.figures_answers import answer_drawings
from merlingua.analysis.figures_circumplex import circumplex_drawings
from merlingua.analysis.figures_differences import (
    difference_drawings,
    level_drawings,
    split_drawings,
    trait_drawings,
)
from merlingua.analysis.figures_disagreement import disagreement_drawings
from merlingua.analysis.figures_drawing import Drawing
from merlingua.analysis.figures_heat_map import alpha_heat_maps
from merlingua.analysis.figures_influence import influence_drawings
from merlingua.analysis.figures_precision import precision_drawings
from merlingua.analysis.figures_words import Words

STAGE = "figures"
"""What is being done, for `Progress`."""

Maker = Callable[[AgreementResults, Words], Iterable[Drawing]]
MAKERS: tuple[Maker, ...] = (
    alpha_drawings,
    alpha_heat_maps,
    difference_drawings,
    level_drawings,
    answer_drawings,
    circumplex_drawings,
    disagreement_drawings,
    influence_drawings,
    precision_drawings,
    split_drawings,
    trait_drawings,
)


def draw_all(
    results: AgreementResults,
    *,
    language: str,
    progress: Progress | None = None,
    makers: Sequence[Maker] = MAKERS,
) -> tuple[Drawing, ...]:
    """Every figure that these results have something for; the same results give the same bytes.

    Parameters
    ----------
    language
        Of the report. Without a font for it figures are drawn in English, and their notes say so.
    progress
        Called with ``figures``, the sorts of figure that are done, and their number.
    """
    words = Words(results, language)
    note = words.without_font(
        [*(clip.id for clip in results.clips), *map(words.raw_item, results.items), *results.group_ids]
    )
    drawings: list[Drawing] = []
    for done, maker in enumerate(makers):
        if progress:
            progress(STAGE, done, len(makers))
        drawings += maker(results, words)
    if progress:
        progress(STAGE, len(makers), len(makers))
    if note:
        drawings = [replace(drawing, note=f"{drawing.note} {note}".strip()) for drawing in drawings]
    return tuple(drawings)
