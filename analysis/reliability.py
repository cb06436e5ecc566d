"""How reliable numbers made from many answers are: the mean label of a clip, ICC, sums of items.

The only module that imports pingouin (slowly, and therefore inside the functions).

Conventions
-----------
Agreement asks about two listeners, reliability about the mean of k: a low alpha and a reliable mean go
together. Reliabilities of a mean, and Cronbach's alpha, grow with the number of listeners or items: they are
never compared between groups of unequal size.

References
----------
Spearman (1910) and Brown (1910), Br. J. Psychol. 3: reliability of a mean.
Shrout & Fleiss (1979), "Intraclass correlations", Psychol. Bull. 86.
McGraw & Wong (1996), "Forming inferences about some intraclass correlations", Psychol. Methods 1.
Cronbach (1951), Psychometrika 16; Feldt, Woodruff & Salih (1987), Appl. Psychol. Meas. 11: its interval.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from merlingua.analysis.estimates import AnalysisError, Interval, UndefinedError
from merlingua.analysis.other_agreement import complete_clips
from merlingua.analysis.rating_matrix import RatingMatrix

ICC_KINDS = ("ICC(1,1)", "ICC(A,1)", "ICC(C,1)", "ICC(1,k)", "ICC(A,k)", "ICC(C,k)")
"""McGraw & Wong's names; the first three and last three are Shrout & Fleiss's (1,1), (2,1), (3,1), (1,k) …"""

ROUNDING = 1e-12
"""Relative: a mean square this far below the variance of the ratings is rounding."""


@dataclass(frozen=True)
class IntraclassCorrelation:
    """One intraclass correlation; ``interval`` (95 %) is None where all raters agree wholly.

    ``f``, ``df1``, ``df2`` and ``p`` test whether *clips* differ, not whether raters do.
    """

    kind: str
    value: float
    interval: Interval | None
    f: float
    df1: int
    df2: int
    p: float


@dataclass(frozen=True)
class IntraclassCorrelations:
    """All six on the clips that every rater rated; ``n_dropped_clips`` were not rated by all."""

    by_kind: Mapping[str, IntraclassCorrelation]
    n_raters: int
    n_clips: int
    n_dropped_clips: int

    def __getitem__(self, kind: str) -> IntraclassCorrelation:
        return self.by_kind[kind]


@dataclass(frozen=True)
class CronbachAlpha:
    """Internal consistency of a sum of items; participants with an answer missing are dropped and counted."""

    value: float
    interval: Interval
    n_participants: int
    n_items: int
    n_dropped_participants: int


def reliability_of_mean(agreement: float, n_raters: float) -> float:
    """Reliability of the mean label of ``n_raters`` listeners a clip (Spearman–Brown).

    ρ_k = kα / (1 + (k − 1)α): how the means of k listeners would correlate with those of k others.

    Parameters
    ----------
    agreement
        Alpha, or the reliability of one rater; at most 1.
    n_raters
        Listeners a clip; may be a mean over clips (`raters_per_clip`).

    Raises
    ------
    UndefinedError
        If the agreement is below 0: there is nothing that more listeners would make clearer.
    """
    if not n_raters >= 1:
        raise AnalysisError(f"a mean label of {n_raters:g} listeners was asked for; it needs one at least")
    if not agreement <= 1:
        raise AnalysisError(f"an agreement is {agreement:g}; it is at most 1")
    if agreement < 0:
        raise UndefinedError(
            f"the reliability of a mean label is undefined where alpha is below 0 ({agreement:.3f})",
            reason="negative_alpha",
        )
    return n_raters * agreement / (1 + (n_raters - 1) * agreement)


def reliability_interval(agreement: Interval, n_raters: float) -> Interval:
    """The limits of alpha as limits of the mean label's reliability; limits below 0 are 0."""
    lower, upper = (reliability_of_mean(min(1.0, max(0.0, limit)), n_raters) for limit in agreement)
    return Interval(lower, upper, agreement.level)


def raters_needed(agreement: float, reliability: float) -> int:
    """The smallest number of listeners a clip whose mean label is this reliable: ρ(1 − α) / (α(1 − ρ)).

    Raises
    ------
    UndefinedError
        If the agreement is 0 or below: no number is enough.
    """
    if not 0 < reliability < 1:
        raise AnalysisError(f"a reliability of {reliability:g} was asked for; it lies between 0 and 1")
    if not agreement <= 1:
        raise AnalysisError(f"an agreement is {agreement:g}; it is at most 1")
    if agreement <= 0:
        raise UndefinedError(
            f"no number of listeners makes a mean label reliable where alpha is {agreement:.3f}",
            reason="negative_alpha",
        )
    exact = reliability * (1 - agreement) / (agreement * (1 - reliability))
    return max(1, math.ceil(exact - ROUNDING))


def raters_per_clip(matrix: RatingMatrix) -> float:
    """The mean number of ratings of a clip, of clips with two or more.

    Raises
    ------
    UndefinedError
        If no clip has two ratings.
    """
    used = matrix.pairable()
    if not used.n_clips:
        raise UndefinedError(
            f"no clip has two ratings of {matrix.item or 'an item'}: no listeners a clip to speak of",
            reason="no_pairs",
        )
    return used.n_ratings / used.n_clips


def intraclass_correlations(matrix: RatingMatrix) -> IntraclassCorrelations:
    """Intraclass correlations of the clips that every rater rated (two-way ANOVA, by pingouin).

    With MS_c, MS_r and MS_e the mean squares of clips, raters and the rest, R raters and U clips,
    ICC(C,1) = (MS_c − MS_e) / (MS_c + (R − 1) MS_e), and ICC(A,1) adds R/U (MS_r − MS_e) below the line.

    Returns
    -------
    IntraclassCorrelations
        In full precision; ICC(A,1), ICC(C,1) and ICC(A,k) are what the report shows.

    Raises
    ------
    UndefinedError
        If fewer than two raters, or fewer than two clips that all rated, are left, or all ratings are equal.
    """
    used = complete_clips(matrix)
    values = used.values()
    rest = _check_spread(used, values)
    is_exact = rest <= ROUNDING * float(values.var())
    table = _pingouin_icc(used, values)
    rows = {row["Type"]: _correlation(row, is_exact=is_exact) for row in table.to_dict("records")}
    return IntraclassCorrelations(
        {kind: rows[kind] for kind in ICC_KINDS}, used.n_raters, used.n_clips, matrix.n_clips - used.n_clips
    )


def cronbach_alpha(answers: pd.DataFrame, *, interval_level: float = 0.95) -> CronbachAlpha:
    """Cronbach's alpha of a questionnaire's items, already turned into one direction.

    α = k/(k − 1) · (1 − Σ s²_i / s²_sum), interval after Feldt: 1 − (1 − α)·F(n − 1, (n − 1)(k − 1)).

    Parameters
    ----------
    answers
        One row a participant, one column an item; participants with a missing answer are dropped here, since
        pingouin counts them in its degrees of freedom.

    Raises
    ------
    UndefinedError
        If fewer than two items or complete participants are left, or the sum does not vary.
    """
    complete = answers.dropna(axis=0, how="any").astype(np.float64)
    n, k = complete.shape
    if n < 2 or k < 2:
        raise UndefinedError(
            "Cronbach's alpha is undefined: it needs two items and two participants who answered all of "
            f"them, and there are {k} and {n}",
            reason="one_rater",
        )
    variance = float(complete.to_numpy().sum(axis=1).var())
    if variance <= ROUNDING:
        raise UndefinedError(
            "Cronbach's alpha is undefined: the sum of the items is the same for everybody",
            reason="no_spread",
        )
    with _pingouin() as pingouin:
        value = float(pingouin.cronbach_alpha(data=complete)[0])
    tail, df1, df2 = (1 - interval_level) / 2, n - 1, (n - 1) * (k - 1)
    lower, upper = (1 - (1 - value) * float(special.fdtri(df1, df2, q)) for q in (1 - tail, tail))
    return CronbachAlpha(value, Interval(lower, upper, interval_level), n, k, len(answers) - n)


def _check_spread(used: RatingMatrix, values: NDArray[np.float64]) -> float:
    """Refuse ratings without an intraclass correlation; else the variance of what is left."""
    name = used.item or "an item"
    if used.n_raters < 2 or used.n_clips < 2:
        raise UndefinedError(
            f"the intraclass correlation of {name} is undefined: it needs two raters and two clips that all "
            f"of them rated, and there are {used.n_raters} and {used.n_clips}",
            reason="one_rater" if used.n_raters < 2 else "no_common_clips",
        )
    by_clip, by_rater = values.mean(axis=0), values.mean(axis=1)
    rest = float((values - by_clip - by_rater[:, None] + values.mean()).var())
    if max(float(by_clip.var()), rest) <= ROUNDING * max(1.0, float(values.var())):
        raise UndefinedError(
            f"the intraclass correlation of {name} is undefined: no rater tells one clip from another",
            reason="no_spread",
        )
    return rest


@contextmanager
def _pingouin() -> Iterator[Any]:
    """pingouin without its rounding of intervals and its warnings, both only for a while."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pingouin

        before = pingouin.options["round.column.CI95"]
        pingouin.options["round.column.CI95"] = None
        try:
            yield pingouin
        finally:
            pingouin.options["round.column.CI95"] = before


def _pingouin_icc(matrix: RatingMatrix, values: NDArray[np.float64]) -> pd.DataFrame:
    rater, clip = np.divmod(np.arange(values.size), matrix.n_clips)
    long = pd.DataFrame({"rater": rater, "clip": clip, "value": values.ravel()})
    with _pingouin() as pingouin, np.errstate(divide="ignore", invalid="ignore"):
        return pingouin.intraclass_corr(
            long, targets="clip", raters="rater", ratings="value", nan_policy="raise"
        )


def _correlation(row: Mapping[Any, Any], *, is_exact: bool) -> IntraclassCorrelation:
    interval = None
    if not is_exact and np.isfinite(row["CI95"]).all():
        interval = Interval(*sorted(map(float, row["CI95"])))
    p = 0.0 if is_exact else float(row["pval"])
    f = math.inf if is_exact else float(row["F"])
    return IntraclassCorrelation(
        row["Type"], float(row["ICC"]), interval, f, int(row["df1"]), int(row["df2"]), p
    )
