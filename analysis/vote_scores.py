"""What votes are worth as labels: how often they tie, and how well one listener says what the others say.

Reference: the floor is the mean entropy of a clip's votes, the least cross-entropy that any prediction of
them can have; the ceiling is how often one listener names the quadrant that most of the others named.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.quadrant_votes import QUADRANTS, QuadrantVotes


@dataclass(frozen=True)
class VoteScores:
    """Of one definition of votes. What needs the clips' design is None where it is not known.

    Attributes
    ----------
    match
        Share of votes for the quadrant that the clip was chosen for.
    plurality_matches
        Of how many clips it is the quadrant with most votes, of ``n_designed``.
    ceiling
        One listener against the plurality of the others; where several lead, each counts in part.
    floor
        Mean entropy of the clips' votes, in nats.
    """

    definition: str
    n_votes: int
    ties: float
    match: float | None
    plurality_matches: int | None
    n_designed: int
    ceiling: float
    floor: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def vote_scores(votes: QuadrantVotes, design: tuple[str | None, ...]) -> VoteScores:
    """Score votes; ``design`` is each clip's quadrant, or None."""
    there = votes.is_there
    shares = np.where(there[..., None], np.nan_to_num(votes.shares), 0.0)
    counts = shares.sum(axis=0)
    designed = np.array([QUADRANTS.index(name) if name in QUADRANTS else -1 for name in design])
    is_designed = (designed >= 0) & there.any(axis=0)
    n_designed = int(is_designed.sum())
    match = plurality = None
    if n_designed:
        columns = np.flatnonzero(is_designed)
        own = shares[:, columns, designed[columns]]
        match = float(own.sum() / there[:, columns].sum())
        plurality = int((counts[columns].argmax(axis=1) == designed[columns]).sum())
    return VoteScores(
        definition=votes.definition,
        n_votes=int(there.sum()),
        ties=votes.share_of_ties,
        match=match,
        plurality_matches=plurality,
        n_designed=n_designed,
        ceiling=_ceiling(shares, counts, there),
        floor=_floor(counts),
    )


def _ceiling(shares: NDArray[np.float64], counts: NDArray[np.float64], there: NDArray[np.bool_]) -> float:
    others = counts[None] - shares
    judged = there & (there.sum(axis=0) > 1)[None]
    if not judged.any():
        return float("nan")
    leads = np.abs(others - others.max(axis=-1, keepdims=True)) <= 1e-9
    agreed = (shares * leads / leads.sum(axis=-1, keepdims=True)).sum(axis=-1)
    return float(agreed[judged].mean())


def _floor(counts: NDArray[np.float64]) -> float:
    counts = counts[counts.sum(axis=1) > 0]
    shares = counts / counts.sum(axis=1, keepdims=True)
    terms = np.where(shares > 0, shares * np.log(shares.clip(1e-300)), 0.0)
    return float(-terms.sum(axis=1).mean())
