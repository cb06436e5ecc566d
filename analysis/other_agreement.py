"""Agreement beside alpha: Gwet's AC1 and AC2, the kappas, percent agreement and Kendall's W.

Conventions
-----------
Coefficients are (p_a − p_e) / (1 − p_e): weighted agreement that is found, over what chance would give. They
differ in p_e alone. Where nearly everybody gives one answer, kappa and alpha fall whatever the raters do;
AC2 does not, and stands beside alpha for skewed emotions.
All levels of the scale count, used or not, and missing ratings are left out, as in Gwet. Standard errors are
over *clips* (other clips, these listeners), with t(n_clips − 1): they are not the errors over listeners.

References
----------
Gwet (2008), "Computing inter-rater reliability and its variance in the presence of high agreement", Br. J.
Math. Stat. Psychol. 61; Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 4–5.
Kendall & Babington Smith (1939), "The problem of m rankings", Ann. Math. Stat. 10.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import special

from merlingua.analysis.agreement_weights import Weights, agreement_weights
from merlingua.analysis.estimates import AnalysisError, Interval, UndefinedError
from merlingua.analysis.rating_matrix import RatingMatrix

Chance = Literal["gwet", "fleiss", "conger", "brennan_prediger"]
"""What answers by chance are taken to be: see `chance_corrected`."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ChanceCorrected:
    """A coefficient (observed − expected) / (1 − expected), with its error over clips.

    ``se_clips`` and ``clips`` are None for Conger's kappa, or where one clip alone has ratings. ``clips`` can
    pass 1: it is symmetric.
    """

    value: float
    observed: float
    expected: float
    se_clips: float | None
    clips: Interval | None
    n_raters: int
    n_clips: int
    n_ratings: int


@dataclass(frozen=True)
class Concordance:
    """Kendall's W on the clips that every rater rated, with Friedman's test that no clip differs."""

    w: float
    chi_squared: float
    df: int
    p: float
    n_raters: int
    n_clips: int
    n_dropped_clips: int


def gwet_ac2(
    matrix: RatingMatrix, *, weights: Weights = "ordinal", interval_level: float = 0.95
) -> ChanceCorrected:
    """Gwet's AC2 (AC1 with weights ``identity``); see `chance_corrected`."""
    return chance_corrected(matrix, chance="gwet", weights=weights, interval_level=interval_level)


def percent_agreement(matrix: RatingMatrix) -> float:
    """The share of pairs of raters who gave a clip the same level, averaged over clips: 0 to 1.

    Clips with one rating or none are left out. It is high where everybody answers 1: no measure of agreement
    by itself.

    Raises
    ------
    UndefinedError
        If no clip has two ratings.
    """
    counts = _pairable_counts(matrix)
    return float(_pair_agreement(counts, np.eye(counts.shape[1])).mean())


def chance_corrected(
    matrix: RatingMatrix, *, chance: Chance, weights: Weights = "identity", interval_level: float = 0.95
) -> ChanceCorrected:
    """A weighted coefficient of agreement for any number of raters, with ratings missing.

    p_a is the mean over clips (with two ratings) of the weight of a random pair of raters; with π the shares
    of the levels (each clip counts equally), q levels and w the weights, p_e is

    ==================  ====================================================
    gwet                Σw / (q(q − 1)) · Σ π_k (1 − π_k)  (AC1, AC2)
    fleiss              Σ w_kl π_k π_l  (Fleiss' kappa)
    conger              Σ w_kl p_gk p_hl over pairs g ≠ h of raters, p_gk rater g's share of level k
    brennan_prediger    Σ w_kl / q²
    ==================  ====================================================

    Raises
    ------
    UndefinedError
        If no clip has two ratings, or chance would agree wholly (one level used: 0/0).
    """
    if chance not in get_args(Chance):
        raise AnalysisError(f"chance is {chance!r}; it can be {', '.join(get_args(Chance))}")
    if len(matrix.levels) < 2:
        raise UndefinedError(
            f"agreement of {matrix.item or 'an item'} is undefined: its scale has {len(matrix.levels)} level",
            reason="one_category",
        )
    w = agreement_weights(matrix.levels, weights)
    _pairable_counts(matrix)
    counts = matrix.counts().astype(np.float64)
    counts = counts[counts.sum(axis=1) > 0]
    m = counts.sum(axis=1)
    shares = (counts / m[:, None]).mean(axis=0)
    expected, slope = _expected(matrix, chance, w, shares)
    if 1 - expected < 1e-12:
        raise UndefinedError(
            f"agreement of {matrix.item or 'an item'} is undefined: every rating is equal, and chance agrees "
            "as well as the raters",
            reason="one_category",
        )
    agreement = _pair_agreement(counts, w)
    observed = float(agreement[m > 1].mean())
    value = (observed - expected) / (1 - expected)
    se = None
    if slope is not None and len(counts) > 1:
        # Gwet (2014), eq. 5.3.10: each clip's own coefficient, less what it moves the shares by
        own = np.where(m > 1, agreement - expected, 0.0) * len(counts) / np.count_nonzero(m > 1)
        moved = counts @ slope / m - expected
        each = (own - 2 * (1 - value) * moved) / (1 - expected)
        se = math.sqrt(float(((each - value) ** 2).sum()) / (len(counts) * (len(counts) - 1)))
    half = 0.0 if se is None else float(special.stdtrit(len(counts) - 1, (1 + interval_level) / 2)) * se
    clips = None if se is None else Interval(value - half, value + half, interval_level)
    n_raters = int((matrix.codes >= 0).any(axis=1).sum())
    return ChanceCorrected(value, observed, expected, se, clips, n_raters, len(counts), int(m.sum()))


def kendall_w(matrix: RatingMatrix) -> Concordance:
    """Kendall's coefficient of concordance, corrected for ties: do raters put the clips in the same order?

    W = 12 S / (m² (n³ − n) − m Σ T): S the sum of squares of the clips' rank sums about their mean, m raters,
    n clips, T = Σ (t³ − t) over each rater's ties. m(n − 1) W is Friedman's χ² with n − 1 degrees of freedom.
    W is at least about 1/m by chance: never compare it between groups of unequal size.

    Raises
    ------
    UndefinedError
        If fewer than two raters or three clips are left, or each rater rated all clips alike.
    """
    from scipy import stats  # slow to import

    used = complete_clips(matrix)
    m, n = used.codes.shape
    if m < 2 or n < 3:
        raise UndefinedError(
            f"Kendall's W of {matrix.item or 'an item'} is undefined: it needs two raters and three clips "
            f"that all of them rated, and there are {m} and {n}",
            reason="one_rater" if m < 2 else "no_common_clips",
        )
    ranks = stats.rankdata(used.codes, axis=1)
    spread = float(((ranks.sum(axis=0) - m * (n + 1) / 2) ** 2).sum())
    ties = sum(float((times**3 - times).sum()) for times in map(_times, used.codes))
    room = m**2 * (n**3 - n) - m * ties
    if room <= 0:
        raise UndefinedError(
            f"Kendall's W of {matrix.item or 'an item'} is undefined: each rater rated all clips alike",
            reason="no_spread",
        )
    w = 12 * spread / room
    chi_squared = m * (n - 1) * w
    return Concordance(
        w, chi_squared, n - 1, float(special.chdtrc(n - 1, chi_squared)), m, n, matrix.n_clips - n
    )


def complete_clips(matrix: RatingMatrix) -> RatingMatrix:
    """The raters with a rating, and the clips that all of them rated: what W and ICC can use."""
    is_there = matrix.codes >= 0
    raters = is_there.any(axis=1)
    return matrix.select(raters=raters, clips=is_there[raters].all(axis=0) & raters.any())


def _times(codes: NDArray[np.int16]) -> NDArray[np.float64]:
    return np.bincount(codes).astype(np.float64)


def _pairable_counts(matrix: RatingMatrix) -> _Floats:
    counts = matrix.counts().astype(np.float64)
    counts = np.asarray(counts[counts.sum(axis=1) > 1])
    if not len(counts):
        raise UndefinedError(
            f"agreement of {matrix.item or 'an item'} is undefined: no clip has two ratings",
            reason="no_pairs",
        )
    return counts


def _pair_agreement(counts: _Floats, weights: _Floats) -> _Floats:
    """The mean weight of a pair of two raters of each clip, 0 where there is no pair, shape (n_clips,)."""
    m = counts.sum(axis=1)
    together = (counts * (counts @ weights.T - 1)).sum(axis=1)
    return np.asarray(np.divide(together, m * (m - 1), out=np.zeros_like(m), where=m > 1))


def _expected(
    matrix: RatingMatrix, chance: Chance, weights: _Floats, shares: _Floats
) -> tuple[float, _Floats | None]:
    """p_e, and what one more rating of each level adds to it (None where no error is given)."""
    q = len(shares)
    if chance == "gwet":
        slope = weights.sum() / (q * (q - 1)) * (1 - shares)
        return float(shares @ slope), slope
    if chance == "fleiss":
        slope = (weights + weights.T) @ shares / 2
        return float(shares @ slope), slope
    if chance == "brennan_prediger":
        expected = float(weights.sum()) / q**2
        return expected, np.full(q, expected)
    one_hot = matrix.codes[:, :, None] == np.arange(q)
    own = one_hot.sum(axis=1).astype(np.float64)
    own = own[own.sum(axis=1) > 0]
    own /= own.sum(axis=1, keepdims=True)
    pairs = np.outer(own.sum(axis=0), own.sum(axis=0)) - own.T @ own
    return float((weights * pairs).sum()) / (len(own) * (len(own) - 1)), None
