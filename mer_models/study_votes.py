"""A study's votes in groups of listeners, with the clips they are about: what a model of groups learns from.

Needs no PyTorch: the window shows the groups before anything is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.group_labels import ClipLabelTable, label_groups
from merlingua.analysis.label_cells import cell_groups
from merlingua.analysis.quadrant_votes import QuadrantVotes, quadrant_votes
from merlingua.analysis.ratings_frame import CONTEXT_ITEMS, RatingsFrame
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.corpus_rows import normalised_name
from merlingua.mer_models.errors import TrainingError
from merlingua.surveys.study import Study

FEWEST_CLIPS = 8
"""Fewer cannot be left out one by one and still teach anything."""
FEWEST_ARTISTS = 4
"""Of fewer, single clips are left out: there is hardly anybody else to learn from."""


@dataclass(frozen=True, eq=False)
class StudyVotes:
    """Votes of a study's listeners, and its clips in their order.

    ``groups`` has the group of each listener, "" for none. ``pooled`` names groups that have no model of
    their own, and why; their listeners teach nothing.
    """

    study_id: str
    votes: QuadrantVotes
    groups: NDArray[np.str_]
    labels: ClipLabelTable
    clips: tuple[CorpusClip, ...]
    pooled: dict[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The groups that are learnt, in the order of reports."""
        return tuple(each.group for each in self.labels.groups if each.group not in self.pooled)

    @property
    def keeps_artists_together(self) -> bool:
        """Whether clips of an artist are left out together."""
        return len({clip.group for clip in self.clips}) >= FEWEST_ARTISTS

    @property
    def artists(self) -> tuple[str, ...]:
        """What keeps clips together when some are left out, one a clip."""
        together = self.keeps_artists_together
        return tuple(clip.group if together else f"clip {clip.clip_id}" for clip in self.clips)

    def learnt(self) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        """Shares (n_listeners, n_clips, 4) of the listeners that teach, and the group of each, in order."""
        names = self.names
        rows = np.flatnonzero(np.isin(self.groups, names))
        rows = rows[np.argsort([names.index(name) for name in self.groups[rows]], kind="stable")]
        return self.votes.shares[rows], tuple(map(str, self.groups[rows]))


def study_votes(study: Study, frame: RatingsFrame, by: Sequence[str]) -> StudyVotes:
    """Votes of a frame's listeners by group.

    Raises
    ------
    TrainingError
        If groups are asked for that a listener is in for some clips alone, under two groups can be learnt,
        there are too few clips, or one that was rated is not in the study's folder.
    """
    if of_clips := [name for name in by if name in CONTEXT_ITEMS]:
        raise TrainingError(
            f"--by {of_clips[0]}: a model answers for listeners, who are in one group for all clips; "
            "`merlingua labels` takes what was said of a clip"
        )
    votes = quadrant_votes(frame)
    groups = cell_groups(frame, by)
    labels = label_groups(votes, groups)
    if len(votes.clips) < FEWEST_CLIPS:
        raise TrainingError(
            f"study {frame.study_id} has {len(votes.clips)} clips with votes; at least {FEWEST_CLIPS} are due"
        )
    of_listener = np.full(len(frame.participants), "", dtype=object)
    for name, cells in groups.items():
        of_listener[cells.any(axis=1)] = name
    found = StudyVotes(
        frame.study_id,
        votes,
        of_listener.astype(str),
        labels,
        tuple(_clip(study, clip_id) for clip_id in votes.clips),
        {each.group: each.reasons[0] for each in labels.groups if each.is_pooled.all()},
    )
    if len(found.names) < 2:
        why = "; ".join(f"{name}: {reason}" for name, reason in found.pooled.items())
        raise TrainingError(
            f"study {frame.study_id} has {len(found.names)} group(s) by {','.join(by)} that can be learnt"
            f"{f' ({why})' if why else ''}; two are due"
        )
    return found


def _clip(study: Study, clip_id: str) -> CorpusClip:
    clip = study.clips.get(clip_id)
    if clip is None:
        raise TrainingError(
            f"clip {clip_id!r} was rated and is not in the study's folder: name the folder it came from"
        )
    return CorpusClip(
        clip.id,
        clip.file,
        normalised_name(clip.artist or "") or f"clip {clip.id}",
        onset_s=clip.onset_s,
        duration_s=clip.duration_s,
    )
