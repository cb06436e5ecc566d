"""Which of Russell's quadrants each listener heard in each clip: the votes that become labels.

Conventions
-----------
A listener's emotions are averaged in each quadrant (`surveys.taxonomy`); the quadrant with the highest mean
has their vote on the clip, and equal ones share it. ``raw`` takes the answers as they are. ``centred`` takes
from each answer what this listener gives that emotion on average: who agrees with everything, or calls all
music tender, then says as much as anybody else. Whoever answered no item of some quadrant has no vote.

Centring by few clips is uncertain: a listener's mean is drawn towards the clips' own, by how much listeners
differ and how much one mean of so few answers errs. Of a listener who rated every clip the mean is known and
not drawn at all (a finite population: Cochran 1977, "Sampling techniques", section 2.5).

Reference: measured on the study of Gómez-Cañón et al. (2020), ISMIR; centring by a listener's mean over all
emotions would change nothing, since it is the same for the four quadrants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.surveys.taxonomy import EMOTIONS

Definition = Literal["raw", "centred"]
DEFINITIONS: tuple[Definition, ...] = ("raw", "centred")
QUADRANTS = ("Q1", "Q2", "Q3", "Q4")
TIE = 1e-9
"""Means of few whole numbers are equal up to the last bits of a division."""

_QUADRANT_OF = {emotion.id: QUADRANTS.index(emotion.quadrant.name) for emotion in EMOTIONS}


@dataclass(frozen=True, eq=False)
class QuadrantVotes:
    """Votes of raters on clips.

    Attributes
    ----------
    shares : shape (n_raters, n_clips, 4)
        A rater's vote, summing to 1; NaN where there is none.
    means : shape (n_raters, n_clips, 4)
        What the vote was taken from: mean answer of each quadrant, in steps of the scale.
    """

    definition: Definition
    shares: NDArray[np.float64]
    means: NDArray[np.float64]
    raters: tuple[str, ...]
    clips: tuple[str, ...]

    @property
    def is_there(self) -> NDArray[np.bool_]:
        """Who voted on what, shape (n_raters, n_clips)."""
        return ~np.isnan(self.shares[..., 0])

    @property
    def share_of_ties(self) -> float:
        """How many of the votes are shared by two quadrants or more."""
        votes = self.shares[self.is_there]
        return float((votes.max(axis=1) < 1).mean()) if len(votes) else float("nan")

    def counts(self, cells: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        """Votes for each quadrant, shape (n_clips, 4), of all cells or of these (n_raters, n_clips)."""
        taken = self.is_there if cells is None else self.is_there & cells
        return np.asarray(np.where(taken[..., None], np.nan_to_num(self.shares), 0.0).sum(axis=0))


def quadrant_votes(frame: RatingsFrame, definition: Definition = "centred") -> QuadrantVotes:
    """Everybody's votes in a frame.

    Raises
    ------
    AnalysisError
        If nobody rated an emotion of some quadrant: no vote could be fair.
    """
    answers, quadrants = _answers(frame)
    if definition == "centred":
        answers = centred(answers)
    means = _quadrant_means(answers, quadrants)
    return QuadrantVotes(
        definition,
        votes_of_means(means),
        means,
        tuple(map(str, frame.participants.index)),
        tuple(map(str, frame.clips.index)),
    )


def centred(answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Answers without what each listener gives each emotion on average.

    Parameters
    ----------
    answers : shape (n_emotions, n_raters, n_clips)
        NaN where there is none.
    """
    return np.stack([_centred_emotion(each) for each in answers])


def votes_of_means(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quadrant means (..., 4) → votes (..., 4); NaN where a mean is missing."""
    is_whole = ~np.isnan(means).any(axis=-1, keepdims=True)
    highest = np.where(is_whole, np.nan_to_num(means, nan=-np.inf).max(axis=-1, keepdims=True), np.nan)
    is_highest = np.abs(means - highest) <= TIE
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = is_highest / is_highest.sum(axis=-1, keepdims=True)
    return np.asarray(np.where(is_whole, shares, np.nan))


def _answers(frame: RatingsFrame) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(answers (n_emotions, n_raters, n_clips), the quadrant of each emotion)."""
    emotions = [item for item in frame.rated_items if item in _QUADRANT_OF]
    for number, name in enumerate(QUADRANTS):
        if not any(_QUADRANT_OF[emotion] == number for emotion in emotions):
            due = ", ".join(emotion for emotion, quadrant in _QUADRANT_OF.items() if quadrant == number)
            raise AnalysisError(
                f"study {frame.study_id}: nobody rated an emotion of {name} ({due}); labels need at least "
                "one of each quadrant"
            )
    tables = []
    for emotion in emotions:
        matrix = frame.matrix(emotion)
        tables.append(np.where(matrix.codes >= 0, np.array(matrix.levels)[matrix.codes], np.nan))
    return np.stack(tables), np.array([_QUADRANT_OF[emotion] for emotion in emotions])


def _quadrant_means(answers: NDArray[np.float64], quadrants: NDArray[np.int64]) -> NDArray[np.float64]:
    """(n_raters, n_clips, 4); NaN where no emotion of a quadrant was rated."""
    means = []
    for number in range(len(QUADRANTS)):
        own = answers[quadrants == number]
        is_there = ~np.isnan(own)
        with np.errstate(invalid="ignore", divide="ignore"):
            means.append(np.where(is_there, own, 0).sum(axis=0) / is_there.sum(axis=0))
    return np.stack(means, axis=-1)


def _centred_emotion(answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """One emotion's answers (n_raters, n_clips) without each rater's mean level over all clips."""
    is_there = ~np.isnan(answers)
    n_of_clip, n = is_there.sum(axis=0), is_there.sum(axis=1)
    n_clips = int((n_of_clip > 0).sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        clip_means = np.where(is_there, answers, 0).sum(axis=0) / n_of_clip
        residuals = np.where(is_there, answers - clip_means, 0)
        deviations = np.where(n > 0, residuals.sum(axis=1) / n, 0.0)
        kept = _shrinkage(residuals, is_there, deviations, n, n_clips)
    level = float(np.nanmean(clip_means))
    return np.asarray(answers - (level + kept * deviations)[:, None])


def _shrinkage(
    residuals: NDArray[np.float64],
    is_there: NDArray[np.bool_],
    deviations: NDArray[np.float64],
    n: NDArray[np.int64],
    n_clips: int,
) -> NDArray[np.float64]:
    """How much of each rater's deviation is theirs and not chance, 0 to 1; 1 for whoever rated all clips."""
    has_rated = n > 0
    # Clips that were not rated are what makes a mean uncertain.
    unknown = np.where(has_rated, (1 - n / max(n_clips, 1)) / np.maximum(n, 1), 0.0)
    if not unknown.any():
        return np.ones(len(n))
    within = np.where(is_there, (residuals - deviations[:, None]) ** 2, 0).sum()
    n_free = max(int((n[has_rated] - 1).sum()), 1)
    noise = float(within) / n_free * unknown
    raters = deviations[has_rated]
    spread = max(float(raters.var(ddof=1)) - float(noise[has_rated].mean()), 0.0) if len(raters) > 1 else 0.0
    return np.asarray(np.where(unknown > 0, spread / np.maximum(spread + noise, 1e-12), 1.0))
