"""Whose ratings an analysis takes, in which groups, and what became of everybody else.

Conventions
-----------
Participants leave in this order, each for the first reason that holds: simulated (where there are people),
without a rating, survey not finished, the condition, what it asks not known, the rules, group not known. So
``all`` is everybody who is in a group, and each item has the same raters and clips in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.agreement_results import (
    ALL,
    BY_LANGUAGE,
    AgreementOptions,
    ClipFacts,
    Group,
)
from merlingua.analysis.exclusions import LeftOut, ListenerFlow, RuleFindings, find_by_rules
from merlingua.analysis.filters import Matches, matches
from merlingua.analysis.groups import UNKNOWN, group_labels, group_order
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.ratings_frame import RatingsFrame

NO_LANGUAGE = "und"
"""What imports without a language have (BCP 47); where all have it, there are no groups."""

_Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class PreparedRatings:
    """The ratings that are used.

    Attributes
    ----------
    frame
        Of the listeners and clips that are used, and nothing else.
    items
        Whose agreement is asked for: all but the context items.
    labels : shape (n_raters,)
        The group of each listener.
    groups
        In the order of reports; ``all`` is the last.
    notes
        Keys of texts ``note.*``.
    """

    frame: RatingsFrame
    items: tuple[str, ...]
    labels: NDArray[np.str_]
    groups: tuple[Group, ...]
    flow: ListenerFlow
    rules: tuple[RuleFindings, ...]
    notes: tuple[str, ...]

    @cached_property
    def matrices(self) -> Mapping[str, RatingMatrix]:
        """The ratings of each item by all listeners."""
        return {item: self.frame.matrix(item) for item in self.items}

    @property
    def compared(self) -> tuple[str, ...]:
        """The groups without ``all``."""
        return tuple(group.id for group in self.groups if group.id != ALL)

    def raters(self, group: str) -> _Mask:
        """Who is in a group, shape (n_raters,)."""
        return np.ones(len(self.labels), np.bool_) if group == ALL else np.asarray(self.labels == group)

    def matrix(self, item: str, group: str = ALL) -> RatingMatrix:
        """One item's ratings by one group; all clips."""
        matrix = self.matrices[item]
        return matrix if group == ALL else matrix.select(raters=self.raters(group))

    def clip_facts(self) -> tuple[ClipFacts, ...]:
        """What is known of each clip, in the order of the matrices."""
        table = self.frame.clips.astype(object).where(self.frame.clips.notna(), None)
        names = ("lyrics_language", "quadrant", "artist", "title")
        return tuple(
            ClipFacts(str(clip), *(None if row[name] is None else str(row[name]) for name in names))
            for clip, row in zip(table.index, table.to_dict("records"), strict=True)
        )


def prepared_ratings(frame: RatingsFrame, options: AgreementOptions) -> PreparedRatings:
    """Take the listeners and clips that the options ask for.

    Raises
    ------
    ConditionError
        If the condition cannot be understood, or asks for what there is not.
    GroupingError
        If listeners cannot be grouped by ``options.by``.
    """
    found = matches(frame, options.where)
    labels = group_labels(frame, options.by)
    leaving = _Leaving(frame)
    _leave_by_nature(leaving, frame, options)
    seen = _leave_by_condition(leaving, frame, found)
    # a rule judges people by all they did, whichever clips are looked at
    rules = find_by_rules(frame.select(participants=leaving.stays), options.exclude)
    for rule in rules:
        if rule.is_applied:
            leaving.leave(rule.rule, _named(frame, (one.participant for one in rule.found)))
    leaving.leave("group_unknown", labels == UNKNOWN)
    stays = leaving.stays
    clips = _rated_clips(seen, stays)
    used = seen.select(participants=stays, clips=clips)
    labels = labels[stays]
    order = group_order(labels, options.by)
    groups = tuple(Group(name, int((labels == name).sum())) for name in order if order != (NO_LANGUAGE,))
    return PreparedRatings(
        frame=used,
        items=used.rated_items,
        labels=labels,
        groups=(*groups, Group(ALL, len(labels))),
        flow=_flow(frame, stays, leaving.left_out),
        rules=rules,
        notes=_notes(frame, used, options),
    )


class _Leaving:
    """Who is still there, and who left for which reason."""

    def __init__(self, frame: RatingsFrame) -> None:
        self.stays: _Mask = np.ones(len(frame.participants), np.bool_)
        self.left_out: list[LeftOut] = []
        self._ids = frame.participants.index.tolist()
        self._languages = frame.participants["language"].astype(str).tolist()
        sources = frame.participants.get("source_id")
        self._source_ids = [None] * len(self._ids) if sources is None else sources.tolist()

    def leave(self, reason: str, who: _Mask) -> None:
        """Those of ``who`` who are still there leave."""
        for row in np.flatnonzero(who & self.stays).tolist():
            source_id = self._source_ids[row]
            known = str(source_id) if isinstance(source_id, str) else None
            self.left_out.append(LeftOut(self._ids[row], known, self._languages[row], reason))
        self.stays = np.asarray(self.stays & ~who)


def _leave_by_nature(leaving: _Leaving, frame: RatingsFrame, options: AgreementOptions) -> None:
    simulated = _flag(frame, "is_simulated", missing=False)
    if not options.with_simulated and not simulated.all():
        leaving.leave("simulated", simulated)
    leaving.leave("no_rating", ~_has_rated(frame))
    if options.participants == "complete":
        leaving.leave("not_complete", ~_flag(frame, "is_complete", missing=True))


def _leave_by_condition(leaving: _Leaving, frame: RatingsFrame, found: Matches) -> RatingsFrame:
    """Listeners for whom the condition never holds leave; the ratings where it holds are given back."""
    if found.holds.all():
        return frame
    leaving.leave("where_unknown", np.asarray(~found.holds.any(axis=1) & ~found.known.all(axis=1)))
    seen = frame.select(cells=found.holds)
    leaving.leave("where", ~found.holds.any(axis=1) | ~_has_rated(seen))
    return seen


def _flag(frame: RatingsFrame, column: str, *, missing: bool) -> _Mask:
    """A column of truths; where there is none, nothing is known against anybody."""
    if column not in frame.participants.columns:
        return np.full(len(frame.participants), missing)
    return np.asarray(frame.participants[column].to_numpy(np.bool_))


def _has_rated(frame: RatingsFrame) -> _Mask:
    """Who rated an item whose agreement is asked for."""
    if not frame.rated_items:
        return np.zeros(len(frame.participants), np.bool_)
    return frame.has_rated(frame.rated_items)


def _named(frame: RatingsFrame, ids: Iterable[str]) -> _Mask:
    return np.asarray(frame.participants.index.isin(list(ids)))


def _rated_clips(frame: RatingsFrame, participants: _Mask) -> _Mask:
    ratings = frame.ratings
    kept = participants[ratings["participant"].cat.codes.to_numpy()]
    return np.bincount(ratings["clip"].cat.codes.to_numpy()[kept], minlength=len(frame.clips)) > 0


def _flow(frame: RatingsFrame, stays: _Mask, left_out: Iterable[LeftOut]) -> ListenerFlow:
    languages = frame.participants["language"].astype(str).to_numpy()
    simulated = _flag(frame, "is_simulated", missing=False)
    left = tuple(left_out)
    counted = np.ones(len(languages), np.bool_)
    counted[_named(frame, (one.participant for one in left if one.reason == "simulated"))] = False
    rated = counted & _has_rated(frame)
    complete = rated & _flag(frame, "is_complete", missing=True)

    def by_language(who: _Mask) -> dict[str, int]:
        counts = {name: int((who & (languages == name)).sum()) for name in frame.languages}
        return {**counts, ALL: int(who.sum())}

    return ListenerFlow(
        by_language(counted),
        by_language(rated),
        by_language(complete),
        by_language(stays),
        left,
        int((stays & simulated).sum()),
    )


def _notes(frame: RatingsFrame, used: RatingsFrame, options: AgreementOptions) -> tuple[str, ...]:
    """What a reader must know of the ratings."""
    notes = []
    simulated = _flag(used, "is_simulated", missing=False)
    if simulated.any():
        notes.append("note.all_simulated" if simulated.all() else "note.some_simulated")
    if set(frame.found_scales).intersection(used.items):
        notes.append("note.found_scales")
    if frame.n_unreadable:
        notes.append("note.unreadable_answers")
    if used.ratings["is_repeat"].any():
        notes.append("note.repeats_not_used")
    if options.by == BY_LANGUAGE and set(used.languages) == {NO_LANGUAGE}:
        notes.append("note.no_language")
    return tuple(notes)
