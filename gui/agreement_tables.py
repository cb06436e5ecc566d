"""From ratings to what the Agreement page shows, by the functions that write the report; without Qt.

The page's numbers are those of ``results.csv``: both come from `quick_alphas`' and `agree`'s same listeners.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from merlingua.analysis.agreement import QuickAlphas, quick_alphas
from merlingua.analysis.agreement_results import AgreementOptions, ClipFacts
from merlingua.analysis.disagreement import clip_disagreements
from merlingua.analysis.estimates import AnalysisError, UndefinedError
from merlingua.analysis.exclusions import Rule
from merlingua.analysis.filters import ConditionError as FilterError
from merlingua.analysis.filters import matches
from merlingua.analysis.groups import GroupingError, group_columns
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.gui.agreement_model import (
    ALL,
    BY_LANGUAGE,
    AlphaTable,
    ClipRow,
    ConditionError,
    Group,
    ItemDetail,
    Selection,
)
from merlingua.gui.agreement_names import anchors_of, names_of
from merlingua.surveys.instruments import built_in_texts

NO_RATING = "no_rating"
"""The reason of listeners who began and rated nothing: they are not told as left out."""

_OF_SESSIONS = ("volume_db", "understood")


def options_of(selection: Selection) -> AgreementOptions:
    """What is asked of the analysis."""
    return AgreementOptions(
        by=selection.by,
        participants=selection.participants,
        where=selection.condition,
        exclude=tuple(map(Rule.parse, selection.exclude)),
        with_simulated=selection.with_simulated,
    )


def alphas_of(frame: RatingsFrame, selection: Selection) -> QuickAlphas:
    """Agreement of whom a selection names.

    Raises
    ------
    gui.agreement_model.ConditionError
        If the condition or the grouping cannot be used; the page says it beside them.
    """
    try:
        if selection.where:
            matches(frame, selection.where)  # by itself, so that a message names what was written
        return quick_alphas(frame, options_of(selection))
    except (FilterError, GroupingError) as error:
        raise ConditionError(str(error)) from error


def table_of(frame: RatingsFrame, alphas: QuickAlphas, selection: Selection) -> AlphaTable:
    """The page's first view."""
    columns = tuple(
        dict.fromkeys((BY_LANGUAGE, *filter(_is_of_listeners, group_columns(frame)), selection.by))
    )
    rated = (
        frame.has_rated(frame.rated_items) if frame.rated_items else np.zeros(len(frame.participants), bool)
    )
    of_language = Counter(frame.participants["language"][rated].astype(str))
    left_out = Counter(one.reason for one in alphas.flow.left_out if one.reason != NO_RATING)
    return AlphaTable(
        items=alphas.items,
        groups=tuple(Group(group.id, group.n_raters) for group in alphas.groups),
        estimates=alphas.estimates,
        n_listeners=len(alphas.prepared.labels),
        n_ratings=sum(alphas.estimates[item, ALL].n_ratings for item in alphas.items),
        left_out=dict(left_out),
        n_simulated=alphas.flow.n_simulated_used,
        languages=tuple(Group(name, of_language[name]) for name in frame.languages if of_language[name]),
        columns=columns,
        names=names_of(
            alphas.items,
            by=selection.by,
            groups=[group.id for group in alphas.groups if group.id != ALL],
            columns=columns,
            texts=frame.texts or built_in_texts(),
        ),
        rules={finding.rule: len(finding.found) for finding in alphas.prepared.rules},
    )


def detail_of(frame: RatingsFrame, alphas: QuickAlphas, item: str) -> ItemDetail:
    """One item on every clip that was rated.

    Raises
    ------
    AnalysisError
        If nobody of the selection rated the item any more.
    """
    if item not in alphas.items:
        raise AnalysisError(f"nobody rated {item!r} among the listeners that are chosen")
    prepared = alphas.prepared
    everybody = prepared.matrix(item)
    is_rated = everybody.counts().sum(axis=1) > 0
    everybody = everybody.select(clips=is_rated)
    try:
        rows = {row.clip: row.disagreement for row in clip_disagreements(everybody)}
    except UndefinedError:
        rows = {}
    facts = {clip.id: clip for clip in prepared.clip_facts()}
    counts = [prepared.matrix(item, group.id).counts()[is_rated] for group in alphas.groups]
    return ItemDetail(
        item,
        tuple(Group(group.id, group.n_raters) for group in alphas.groups),
        tuple(_clip_row(facts[clip], rows.get(clip)) for clip in everybody.clips),
        everybody.levels,
        np.stack(counts),
        anchors_of(everybody.levels, frame.texts or built_in_texts()),
    )


def _is_of_listeners(column: str) -> bool:
    """Whether a column says something about people, and not about how their session went."""
    return column not in _OF_SESSIONS and not column.startswith("trial_")


def _clip_row(clip: ClipFacts, disagreement: float | None) -> ClipRow:
    title = " – ".join(part for part in (clip.artist, clip.title) if part)
    return ClipRow(clip.id, title, clip.lyrics_language or "", clip.quadrant or "", disagreement)
