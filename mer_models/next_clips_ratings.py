"""What a store knows of a study's clips so far, and how many raters each group of listeners still needs."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from merlingua.analysis.agreement_results import BY_LANGUAGE, AgreementOptions
from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.exclusions import Rule
from merlingua.analysis.group_labels import vote_agreement
from merlingua.analysis.label_cells import cell_groups, first_of_listeners
from merlingua.analysis.planner import RELIABILITIES
from merlingua.analysis.prepared_ratings import prepared_ratings
from merlingua.analysis.quadrant_votes import quadrant_votes
from merlingua.analysis.reliability import raters_needed
from merlingua.analysis.stored_ratings import ratings_of_store
from merlingua.mer_models.clip_selection import due
from merlingua.mer_models.group_regression import FloatArray
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study

RELIABILITY = RELIABILITIES[0]
"""Of a clip's mean label in each group: the planner's first step."""


@dataclass(frozen=True, eq=False)
class RatingsSoFar:
    """Votes on the clips of a study.

    Attributes
    ----------
    clips : those with votes
    counts : shape (n_clips, 4)
        Everybody's.
    votes_of : from a group to its number of votes on each clip, shape (n_clips,)
    needed : from a group to the raters that make its mean labels `RELIABILITY` reliable
        None where its members agree no better than chance, and no number does.
    """

    clips: tuple[str, ...]
    counts: FloatArray
    votes_of: Mapping[str, FloatArray]
    needed: Mapping[str, int | None]
    input_sha256: str = ""

    def counts_of(self, clip_id: str) -> FloatArray:
        """Everybody's votes on a clip, shape (4,); none for one that nobody has rated."""
        return self.counts[self.clips.index(clip_id)] if clip_id in self.clips else np.zeros(4)

    def due_for(self, clip_id: str) -> dict[str, int]:
        """How many more raters each group needs that can be told."""
        place = self.clips.index(clip_id) if clip_id in self.clips else None
        return {
            group: int(due([0 if place is None else self.votes_of[group][place]], needed)[0])
            for group, needed in self.needed.items()
            if needed is not None
        }

    def part_due(self, clip_id: str) -> float:
        """The part of all needed raters that is still due, 0 to 1; 1 where no number can be told."""
        needed = sum(each for each in self.needed.values() if each is not None)
        return sum(self.due_for(clip_id).values()) / needed if needed else 1.0


def ratings_so_far(arguments: argparse.Namespace, study: Study) -> RatingsSoFar:
    """Read a store.

    Raises
    ------
    AnalysisError, StoreError
        If nobody's answers count, listeners cannot be grouped as asked, or the store cannot be read.
    """
    by = [name.strip() for name in arguments.by.split(",")]
    with Store.open(arguments.store, create=False, read_only=True) as store:
        frame = ratings_of_store(store, study=study)
    options = AgreementOptions(
        by=first_of_listeners(by) or BY_LANGUAGE,
        participants=arguments.participants,
        where=arguments.where,
        exclude=tuple(map(Rule.parse, arguments.exclude)),
        with_simulated=arguments.with_simulated,
    )
    prepared = prepared_ratings(frame, options)
    if not len(prepared.frame.participants):
        why = ", ".join(f"{prepared.flow.count(reason)} {reason}" for reason in prepared.flow.reasons)
        raise AnalysisError(
            f"study {frame.study_id}: no listener is left to go by ({why or 'none has rated'})"
        )
    votes = quadrant_votes(prepared.frame)
    counts = votes.counts()
    has_votes = np.flatnonzero(counts.sum(axis=1) > 0)
    groups = cell_groups(prepared.frame, by)
    return RatingsSoFar(
        tuple(votes.clips[place] for place in has_votes),
        counts[has_votes],
        {
            name: (votes.is_there & cells).sum(axis=0)[has_votes].astype(np.float64)
            for name, cells in groups.items()
        },
        {name: _needed(vote_agreement(votes, cells).icc) for name, cells in groups.items()},
        frame.input_sha256,
    )


def _needed(agreement: float) -> int | None:
    return raters_needed(min(agreement, 1.0), RELIABILITY) if agreement > 0 else None
