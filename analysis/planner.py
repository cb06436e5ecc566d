"""How many listeners and clips a study needs for an alpha that is known well enough.

Conventions
-----------
Nothing is tabulated: data sets are drawn from a population with the alpha that is expected, and the intervals
that the report would give (`resampling.alpha_estimate`) are computed of each; a half-width is their median. A
listener hears a clip as (the listener's own sensitivity) × (the clip's place) + (the listener's own habit) +
noise; thresholds cut it into five answers. Sensitivity is what makes real listeners differ: with the spread
taken here, half-widths are those of the reference study drawn down to fewer listeners (joy, anger and peace,
alpha .36; 60 draws each)::

    listeners                            5           10          20          50
    reference, listeners             .30–.35     .16–.20     .10–.12     .06–.07
    planned, listeners                   .35         .18         .11         .07
    planned, all equally sensitive       .27         .13         .08         .05
    reference, listeners + clips     .44–.49     .26–.31     .20–.23     .17–.20
    planned, listeners + clips           .45         .26         .19         .16

References
----------
Krippendorff (2019), Content Analysis, 4th ed., ch. 12. Spearman (1910), Br. J. Psychol. 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy import special

from merlingua.analysis.estimates import LOW_N_RATERS, MIN_RATERS, AnalysisError
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.reliability import raters_needed, reliability_of_mean
from merlingua.analysis.resampling import alpha_estimate

RELIABILITIES = (0.8, 0.9, 0.95)
"""Of the mean label, for which the listeners that are needed are told."""
MANY_RATERS = 200
"""As good as any number: what is left of an interval then is the clips'."""
USUAL_RATERS = (5, 10, 20, 50)
HABIT_SD = 0.6
"""How much listeners differ in how high they rate, in units of the noise of one answer."""
SENSITIVITY_SD = 0.5
"""Of the logarithm of listeners' sensitivity to the clips' differences."""
THRESHOLDS = (-1.2, -0.4, 0.4, 1.2)
LEVELS = (1.0, 2.0, 3.0, 4.0, 5.0)
MAX_ALPHA = 0.95
MAX_RATERS = 500
MAX_CLIPS = 500
N_DATASETS = 60
POWER_80 = 0.8416
"""The .8 quantile of the normal distribution: how far above its critical value a test of power .8 lies."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlanRow:
    """What so many listeners and clips give. Half-widths are None where the report gives no interval.

    ``reliability`` is that of the mean label of a clip; ``detectable`` the smallest difference between two
    languages of this size that one test at .05 finds with power .8 (None under ten listeners).
    """

    n_raters: int
    n_clips: int
    half_listeners: float | None
    half_both: float | None
    reliability: float
    detectable: float | None


@dataclass(frozen=True)
class Plan:
    """A study that is planned, the studies beside it, and the listeners that reliable labels need."""

    alpha: float
    row: PlanRow
    beside: tuple[PlanRow, ...]
    more_raters: PlanRow
    more_clips: PlanRow
    many_raters: PlanRow
    raters_for: Mapping[float, int]
    n_datasets: int
    seed: int


def plan(
    *,
    alpha: float,
    n_raters: int,
    n_clips: int,
    seed: int = 1,
    n_datasets: int = N_DATASETS,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """Simulate a study of one language and the studies beside it.

    Parameters
    ----------
    alpha
        The ordinal alpha that is expected, from above 0 to .95: .2–.4 is usual for emotions in music.
    n_raters
        Listeners of one language.
    progress
        Called with the studies done and their number.

    Raises
    ------
    AnalysisError
        If a number is out of what can be planned.
    """
    _check(alpha, n_raters, n_clips)
    clip_sd = clip_spread(alpha)
    many = max(MANY_RATERS, n_raters)
    sizes = [(n, n_clips) for n in sorted({*USUAL_RATERS, n_raters, 2 * n_raters, many})]
    sizes.append((n_raters, 2 * n_clips))
    rows: dict[tuple[int, int], PlanRow] = {}
    for size in sizes:
        rows[size] = _simulated_row(alpha, clip_sd, size, seed, n_datasets)
        if progress:
            progress(len(rows), len(sizes))
    return Plan(
        alpha,
        rows[n_raters, n_clips],
        tuple(rows[n, n_clips] for n in sorted({*USUAL_RATERS, n_raters})),
        rows[2 * n_raters, n_clips],
        rows[n_raters, 2 * n_clips],
        rows[many, n_clips],
        {reliability: raters_needed(alpha, reliability) for reliability in RELIABILITIES},
        n_datasets,
        seed,
    )


def plan_text(*, alpha: float, n_raters: int, n_clips: int, seed: int = 1) -> str:
    """The plan as lines of text, for the terminal; see `plan`."""
    found = plan(alpha=alpha, n_raters=n_raters, n_clips=n_clips, seed=seed)
    lines = [
        f"{n_raters} listeners of one language, {n_clips} clips, alpha {_number(alpha)}",
        f"({found.n_datasets} simulated data sets a row, seed {seed}; ± is half a 95 % interval)",
        "",
        "listeners  clips  ± listeners  ± listeners + clips  mean label  difference found",
    ]
    rows = {*found.beside, found.more_raters, found.more_clips, found.many_raters}
    for row in sorted(rows, key=lambda row: (row.n_clips, row.n_raters)):
        mark = "  <" if row == found.row else ""
        lines.append(
            f"{row.n_raters:9}  {row.n_clips:5}  {_number(row.half_listeners):>11}  "
            f"{_number(row.half_both):>19}  {_number(row.reliability):>10}  "
            f"{_number(row.detectable):>16}{mark}"
        )
    return "\n".join([*lines, "", *_advice(found)])


def clip_spread(alpha: float) -> float:
    """The sd of the clips' places, in units of the noise of one answer, that gives this ordinal alpha.

    Of the whole population of listeners and clips: α = 1 − mean_u(p_u'Δp_u) / (p̄'Δp̄), p_u the chances of the
    answers to clip u, p̄ their mean, and Δ the squared differences of p̄'s mid-ranks.
    """
    low, high = 0.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _population_alpha(middle) < alpha else (low, middle)
    return (low + high) / 2


def _population_alpha(clip_sd: float) -> float:
    places = clip_sd * special.ndtri((np.arange(301) + 0.5) / 301)
    sensitivities = np.exp(SENSITIVITY_SD * special.ndtri((np.arange(31) + 0.5) / 31))
    heard = sensitivities[:, None, None] * places[:, None]
    below = special.ndtr((np.array(THRESHOLDS) - heard) / math.hypot(HABIT_SD, 1)).mean(axis=0)
    edge = np.ones((len(places), 1))
    chances = np.diff(np.concatenate([0 * edge, below, edge], axis=1), axis=1)
    overall = chances.mean(axis=0)
    rank = np.cumsum(overall) - overall / 2
    delta = (rank[:, None] - rank[None, :]) ** 2
    return float(1 - ((chances @ delta) * chances).sum(axis=1).mean() / (overall @ delta @ overall))


def _simulated_row(
    alpha: float, clip_sd: float, size: tuple[int, int], seed: int, n_datasets: int
) -> PlanRow:
    n_raters, n_clips = size
    rng = np.random.default_rng([seed, n_raters, n_clips])
    raters, clips = (tuple(map(str, range(n))) for n in size)
    listeners, both, errors = [], [], []
    for _ in range(n_datasets if n_raters >= MIN_RATERS else 0):
        sensitivity = np.exp(SENSITIVITY_SD * rng.standard_normal((n_raters, 1)))
        heard = sensitivity * clip_sd * rng.standard_normal(n_clips)
        heard += HABIT_SD * rng.standard_normal((n_raters, 1)) + rng.standard_normal(size)
        codes = np.searchsorted(THRESHOLDS, heard).astype(np.int16)
        estimate = alpha_estimate(RatingMatrix(codes, LEVELS, raters, clips))
        if estimate.listeners is None or estimate.value is None or estimate.se_listeners is None:
            continue
        # not the half-width of an interval whose upper limit was cut at 1
        listeners.append(estimate.value - estimate.listeners.lower)
        errors.append(estimate.se_listeners)
        if estimate.both is not None:
            both.append(estimate.value - estimate.both.lower)
    detectable = None
    if errors and n_raters >= 2 * MIN_RATERS:
        critical = float(special.stdtrit(2 * (n_raters - 1), 0.975)) + POWER_80
        detectable = critical * math.sqrt(2) * median(errors)
    return PlanRow(
        n_raters,
        n_clips,
        median(listeners) if listeners else None,
        median(both) if both else None,
        reliability_of_mean(alpha, n_raters),
        detectable,
    )


def _advice(found: Plan) -> list[str]:
    row, lines = found.row, []
    needed = ", ".join(f"{_number(r)} with {n}" for r, n in found.raters_for.items())
    lines.append(
        f"The mean label of a clip is {_number(row.reliability)} reliable; it would be {needed} listeners."
    )
    if row.n_raters < MIN_RATERS:
        lines.append(f"Under {MIN_RATERS} listeners the report gives no alpha.")
    elif row.n_raters < 2 * MIN_RATERS:
        lines.append(f"Under {2 * MIN_RATERS} listeners a language is not compared with others.")
    elif row.n_raters < LOW_N_RATERS:
        lines.append(
            f'Under {LOW_N_RATERS} listeners tests are marked "low n": one careless listener counts much.'
        )
    if row.half_both is None:
        lines.append("Without ten clips nothing is said about other clips.")
    else:
        lines.append(
            f"For other listeners and clips: ±{_number(row.half_both)} now; "
            f"{found.more_raters.n_raters} listeners give ±{_number(found.more_raters.half_both)}, "
            f"{found.more_clips.n_clips} clips ±{_number(found.more_clips.half_both)}."
        )
        if row.n_raters >= LOW_N_RATERS:
            lines.append(
                f"Past {LOW_N_RATERS} listeners mostly more clips help: {found.many_raters.n_raters} "
                f"listeners still leave ±{_number(found.many_raters.half_both)} for other clips."
            )
    if row.detectable is not None:
        lines.append("Differences are for one test; the report corrects for the number of emotions (Holm).")
    return lines


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".removeprefix("0")


def _check(alpha: float, n_raters: int, n_clips: int) -> None:
    if not 0 < alpha <= MAX_ALPHA:
        raise AnalysisError(
            f"alpha {alpha:g} cannot be planned; it goes from above 0 to {MAX_ALPHA}, .3 is usual"
        )
    if not 2 <= n_raters <= MAX_RATERS:
        raise AnalysisError(f"{n_raters} listeners cannot be planned; 2 to {MAX_RATERS} can")
    if not 2 <= n_clips <= MAX_CLIPS:
        raise AnalysisError(f"{n_clips} clips cannot be planned; 2 to {MAX_CLIPS} can")
