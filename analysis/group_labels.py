"""Soft labels of clips for each group of listeners, from their votes: what models of a group learn from.

Conventions
-----------
A group's counts of votes on a clip are few. Its label is their posterior mean under a Dirichlet prior whose
mean is what all *other* listeners said of the clip (and of all clips, where there are none), and whose
strength, in votes, is the one that makes the counts of all groups and clips likeliest (Dirichlet-multinomial:
Minka 2000, "Estimating a Dirichlet distribution"). Where groups hear clips alike the strength is high and
labels hardly differ; where they do not, it is low. Intervals are the posterior's own, for each number alone.

A group is pooled, and said to be, where it cannot have a label of its own: on a clip with fewer than
``MIN_RATERS`` votes, or on all clips where its members agree no better than chance. A pooled label is that of
all listeners.

Agreement of votes is the share of their variance that lies between clips (intraclass correlation ICC(1) of
the four shares taken together, with its delete-one-listener jackknife); reliability is that of the mean of
the group's votes, 1 - (1 - ICC) / (1 + (n - 1) ICC) for n voters a clip (Spearman 1910, Brown 1910).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln
from scipy.stats import beta, t

from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.quadrant_votes import QUADRANTS, QuadrantVotes

MIN_RATERS = 5
POSITIVE_AROUSAL, POSITIVE_VALENCE = (0, 1), (0, 3)
SMOOTHING = 1.0
"""Votes spread over the quadrants as over all clips: a quadrant that nobody named is still possible."""
STRENGTHS = (0.1, 10_000.0)
"""Between them the strength is sought, in votes; the upper one means that groups do not differ."""
LEVEL = 0.95


@dataclass(frozen=True, eq=False)
class Bounds:
    """A number with its interval, each of shape (n_clips,)."""

    value: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


@dataclass(frozen=True)
class VoteAgreement:
    """How far a group's members agree: ICC(1) of votes with its 95 % interval; NaN where undefined."""

    icc: float
    lower: float
    upper: float
    reliability: float
    n_raters: int
    n_per_clip: float


@dataclass(frozen=True, eq=False)
class GroupLabels:
    """The labels of one group.

    Attributes
    ----------
    n_raters : shape (n_clips,)
        How many of the group voted.
    raw : shape (n_clips, 4)
        Plain shares of the group's votes; NaN without any.
    shares : tuple of four Bounds
        The label: Q1 to Q4.
    arousal, valence
        From -1 to 1: twice the share of the positive half, minus 1.
    scores : shape (n_clips, 2)
        Arousal and valence in steps of the scale: mean answer of the positive quadrants less that of the
        negative ones; NaN without votes.
    is_pooled : shape (n_clips,)
    reasons : one a clip
        Why it is pooled: "", "few raters" or "no agreement".
    """

    group: str
    n_raters: NDArray[np.int64]
    raw: NDArray[np.float64]
    shares: tuple[Bounds, Bounds, Bounds, Bounds]
    arousal: Bounds
    valence: Bounds
    scores: NDArray[np.float64]
    is_pooled: NDArray[np.bool_]
    reasons: tuple[str, ...]
    agreement: VoteAgreement


@dataclass(frozen=True, eq=False)
class ClipLabelTable:
    """The labels of all groups, and the strength of the prior in votes.

    ``is_at_limit`` says that the counts gave no reason to let groups differ at all.
    """

    clips: tuple[str, ...]
    groups: tuple[GroupLabels, ...]
    everybody: GroupLabels
    strength: float
    is_at_limit: bool


def label_groups(
    votes: QuadrantVotes, groups: Mapping[str, NDArray[np.bool_]], *, min_raters: int = MIN_RATERS
) -> ClipLabelTable:
    """The labels of groups of cells.

    Parameters
    ----------
    groups
        From a group's name to its cells, shape (n_raters, n_clips); no cell is in two groups.

    Raises
    ------
    AnalysisError
        If nobody voted, or a cell is in two groups.
    """
    if not votes.is_there.any():
        raise AnalysisError("nobody's answers give a vote: each needs an emotion of every quadrant")
    if groups and np.sum([cells & votes.is_there for cells in groups.values()], axis=0).max() > 1:
        raise AnalysisError("a listener's vote on a clip is in two groups; each is in one")
    everything = votes.counts()
    overall = everything.sum(axis=0) / everything.sum()
    counts = {name: votes.counts(cells) for name, cells in groups.items()}
    agreements = {name: vote_agreement(votes, cells) for name, cells in groups.items()}
    priors = {name: prior_means(everything - own, overall) for name, own in counts.items()}
    strength, is_at_limit = fit_strength(list(counts.values()), list(priors.values()))
    everybody = _everybody(votes, everything, overall)
    labelled = []
    for name, cells in groups.items():
        own = counts[name]
        reasons = _reasons(own.sum(axis=1), agreements[name], min_raters)
        is_pooled = np.array([bool(reason) for reason in reasons])
        posterior = own + strength * priors[name]
        pooled = everything + SMOOTHING * overall
        parameters = np.where(is_pooled[:, None], pooled, posterior)
        labelled.append(
            _labels(name, votes, cells, own, parameters, is_pooled, tuple(reasons), agreements[name])
        )
    return ClipLabelTable(votes.clips, tuple(labelled), everybody, strength, is_at_limit)


def prior_means(others: NDArray[np.float64], overall: NDArray[np.float64]) -> NDArray[np.float64]:
    """What other listeners said of each clip, (n_clips, 4), with a vote's worth of what is said of all."""
    smoothed = others + SMOOTHING * overall
    return np.asarray(smoothed / smoothed.sum(axis=1, keepdims=True))


def fit_strength(
    counts: Sequence[NDArray[np.float64]], priors: Sequence[NDArray[np.float64]]
) -> tuple[float, bool]:
    """The strength with the highest marginal likelihood, and whether it is at the upper limit.

    Shared votes make counts that are no whole numbers; the likelihood is taken with them as they are.
    """
    n, mean = np.concatenate(counts), np.concatenate(priors)
    has_votes = n.sum(axis=1) > 0
    n, mean = n[has_votes], mean[has_votes].clip(1e-12)

    def loss(log_strength: float) -> float:
        alpha = np.exp(log_strength) * mean
        total = np.exp(log_strength)
        likelihood = gammaln(total) - gammaln(total + n.sum(axis=1))
        likelihood = likelihood + (gammaln(alpha + n) - gammaln(alpha)).sum(axis=1)
        return -float(likelihood.sum())

    low, high = np.log(STRENGTHS)
    found = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-6})
    is_at_limit = bool(loss(high) <= float(found.fun) + 1e-9 or found.x > high - 0.01)
    return (STRENGTHS[1] if is_at_limit else float(np.exp(found.x))), is_at_limit


def vote_agreement(votes: QuadrantVotes, cells: NDArray[np.bool_] | None = None) -> VoteAgreement:
    """How far the votes of these cells (n_raters, n_clips) agree."""
    taken = votes.is_there if cells is None else votes.is_there & cells
    voters = np.flatnonzero(taken.any(axis=1))
    taken, shares = taken[voters], np.nan_to_num(votes.shares[voters])
    shares = np.where(taken[..., None], shares, 0.0)
    n, sums, squares = taken.sum(axis=0), shares.sum(axis=0), (shares**2).sum(axis=(0, 2))
    icc = _icc(n, sums, squares)
    n_per_clip = float(n[n > 0].mean()) if (n > 0).any() else 0.0
    if len(voters) < 2 or np.isnan(icc):
        return VoteAgreement(icc, np.nan, np.nan, np.nan, len(voters), n_per_clip)
    left_out = np.array(
        [
            _icc(n - taken[row], sums - shares[row], squares - (shares[row] ** 2).sum(axis=1))
            for row in range(len(voters))
        ]
    )
    r = len(voters)
    error = float(np.sqrt((r - 1) / r * ((left_out - left_out.mean()) ** 2).sum()))
    reach = float(t.ppf((1 + LEVEL) / 2, r - 1)) * error
    reliability = n_per_clip * icc / (1 + (n_per_clip - 1) * icc) if icc > 0 else np.nan
    return VoteAgreement(icc, icc - reach, icc + reach, float(reliability), r, n_per_clip)


def _icc(n: NDArray[np.int64], sums: NDArray[np.float64], squares: NDArray[np.float64]) -> float:
    """ICC(1) of an unbalanced one-way layout (clips), the four shares' sums of squares added up."""
    used = n >= 1
    n, sums, squares = n[used], sums[used], squares[used]
    total, n_clips = int(n.sum()), len(n)
    if n_clips < 2 or total <= n_clips:
        return float("nan")
    between = float((sums**2 / n[:, None]).sum() - (sums.sum(axis=0) ** 2).sum() / total) / (n_clips - 1)
    within = float(squares.sum() - (sums**2 / n[:, None]).sum()) / (total - n_clips)
    n0 = (total - float((n.astype(np.float64) ** 2).sum()) / total) / (n_clips - 1)
    if between + (n0 - 1) * within <= 0:
        return float("nan")
    return (between - within) / (between + (n0 - 1) * within)


def _reasons(n: NDArray[np.float64], agreement: VoteAgreement, min_raters: int) -> list[str]:
    agrees = agreement.lower > 0  # False where it is not known
    return ["few raters" if votes < min_raters - 1e-9 else "" if agrees else "no agreement" for votes in n]


def _everybody(
    votes: QuadrantVotes, everything: NDArray[np.float64], overall: NDArray[np.float64]
) -> GroupLabels:
    cells = np.ones(votes.is_there.shape, np.bool_)
    parameters = everything + SMOOTHING * overall
    n_clips = len(votes.clips)
    nothing = np.zeros(n_clips, np.bool_)
    return _labels(
        "all", votes, cells, everything, parameters, nothing, ("",) * n_clips, vote_agreement(votes)
    )


def _labels(
    name: str,
    votes: QuadrantVotes,
    cells: NDArray[np.bool_],
    own: NDArray[np.float64],
    parameters: NDArray[np.float64],
    is_pooled: NDArray[np.bool_],
    reasons: tuple[str, ...],
    agreement: VoteAgreement,
) -> GroupLabels:
    n = own.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = own / n[:, None]
    shares = tuple(_bounds(parameters, (number,)) for number in range(len(QUADRANTS)))
    return GroupLabels(
        group=name,
        n_raters=(votes.is_there & cells).sum(axis=0),
        raw=raw,
        shares=(shares[0], shares[1], shares[2], shares[3]),
        arousal=_signed(_bounds(parameters, POSITIVE_AROUSAL)),
        valence=_signed(_bounds(parameters, POSITIVE_VALENCE)),
        scores=_scores(votes, cells),
        is_pooled=is_pooled,
        reasons=reasons,
        agreement=agreement,
    )


def _bounds(parameters: NDArray[np.float64], chosen: tuple[int, ...]) -> Bounds:
    """Mean and equal-tailed interval of a sum of a Dirichlet's shares, which is a beta's."""
    inside = parameters[:, list(chosen)].sum(axis=1)
    outside = parameters.sum(axis=1) - inside
    tail = (1 - LEVEL) / 2
    return Bounds(
        inside / (inside + outside), beta.ppf(tail, inside, outside), beta.ppf(1 - tail, inside, outside)
    )


def _signed(share: Bounds) -> Bounds:
    return Bounds(2 * share.value - 1, 2 * share.lower - 1, 2 * share.upper - 1)


def _scores(votes: QuadrantVotes, cells: NDArray[np.bool_]) -> NDArray[np.float64]:
    taken = (votes.is_there & cells)[..., None]
    means = np.where(taken, np.nan_to_num(votes.means), 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = means / taken.sum(axis=0)
    negative = {positive: [q for q in range(4) if q not in positive] for positive in _AXES}
    return np.stack(
        [means[:, list(axis)].mean(axis=1) - means[:, negative[axis]].mean(axis=1) for axis in _AXES], axis=1
    )


_AXES = (POSITIVE_AROUSAL, POSITIVE_VALENCE)
