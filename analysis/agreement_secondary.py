"""Statistics beside alpha: other levels of measurement, AC2, percent agreement, ICC, Kendall's W.

Conventions
-----------
An interval is over listeners (alphas: jackknife) or over clips (AC2, ICC); the estimate says which, and the
two are not compared. ICC and W see clips alone that every listener rated; how many they drop is counted.
"""

from __future__ import annotations

from collections.abc import Callable

from merlingua.analysis.agreement_alphas import keys_of
from merlingua.analysis.agreement_results import AgreementOptions, Progress, Statistic
from merlingua.analysis.estimates import MIN_RATERS, Level, UndefinedError
from merlingua.analysis.other_agreement import gwet_ac2, kendall_w, percent_agreement
from merlingua.analysis.prepared_ratings import PreparedRatings
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.reliability import intraclass_correlations
from merlingua.analysis.resampling import alpha_estimate

ICC_NAMES = {"icc_a1": "ICC(A,1)", "icc_c1": "ICC(C,1)", "icc_ak": "ICC(A,k)"}
MAX_RATERS_ICC = 2_000
"""pingouin takes a second a call for 10 000 raters × 22 clips, and there is a call an item and group."""


def estimators(options: AgreementOptions) -> tuple[str, ...]:
    """The statistics beside alpha, in the order of reports: alpha at the levels that are not the main one."""
    levels = [level for level in ("ordinal", "interval", "nominal") if level != options.level]
    alphas = (f"alpha_{level}" for level in levels)
    return (*alphas, "percent_agreement", "gwet_ac2", *ICC_NAMES, "kendall_w")


def secondary_of(
    prepared: PreparedRatings, options: AgreementOptions, progress: Progress
) -> dict[tuple[str, str, str], Statistic]:
    """Every estimator of each item in each group; without a value where flags say why."""
    found: dict[tuple[str, str, str], Statistic] = {}
    keys = keys_of(prepared)
    for number, (item, group) in enumerate(keys):
        progress("secondary", number, len(keys))
        matrix = prepared.matrix(item, group)
        for name, statistic in _statistics(matrix, options).items():
            found[item, group, name] = statistic
    return found


def _statistics(matrix: RatingMatrix, options: AgreementOptions) -> dict[str, Statistic]:
    used = matrix.pairable()
    if used.n_raters < MIN_RATERS:
        none = Statistic(None, None, "", used.n_raters, used.n_clips, used.n_ratings, flags=("n_below_5",))
        return dict.fromkeys(estimators(options), none)
    found: dict[str, Statistic] = {}
    for name in estimators(options):
        if name.startswith("alpha_"):
            found[name] = _alpha(matrix, _LEVELS[name], options.interval_level)
    found["percent_agreement"] = _tried(used, lambda: _percent(used))
    found["gwet_ac2"] = _tried(used, lambda: _ac2(matrix, options.interval_level))
    found.update(_intraclass(matrix))
    found["kendall_w"] = _tried(used, lambda: _concordance(matrix))
    return found


_LEVELS: dict[str, Level] = {
    "alpha_nominal": "nominal",
    "alpha_ordinal": "ordinal",
    "alpha_interval": "interval",
    "alpha_ratio": "ratio",
}


def _tried(used: RatingMatrix, statistic: Callable[[], Statistic]) -> Statistic:
    try:
        return statistic()
    except UndefinedError as error:
        return Statistic(None, None, "", used.n_raters, used.n_clips, used.n_ratings, flags=(error.flag,))


def _alpha(matrix: RatingMatrix, level: Level, interval_level: float) -> Statistic:
    found = alpha_estimate(matrix, level=level, interval_level=interval_level)
    return Statistic(
        found.value,
        found.listeners,
        "listeners" if found.listeners is not None else "",
        found.n_raters,
        found.n_clips,
        found.n_ratings,
        se=found.se_listeners,
        flags=found.flags,
    )


def _percent(used: RatingMatrix) -> Statistic:
    return Statistic(percent_agreement(used), None, "", used.n_raters, used.n_clips, used.n_ratings)


def _ac2(matrix: RatingMatrix, interval_level: float) -> Statistic:
    found = gwet_ac2(matrix, interval_level=interval_level)
    return Statistic(
        found.value,
        found.clips,
        "clips" if found.clips is not None else "",
        found.n_raters,
        found.n_clips,
        found.n_ratings,
        se=found.se_clips,
    )


def _intraclass(matrix: RatingMatrix) -> dict[str, Statistic]:
    used = matrix.pairable()
    size = (used.n_raters, used.n_clips, used.n_ratings)
    if used.n_raters > MAX_RATERS_ICC:
        return dict.fromkeys(ICC_NAMES, Statistic(None, None, "", *size, flags=("too_many_raters",)))
    try:
        found = intraclass_correlations(matrix)
    except UndefinedError as error:
        return dict.fromkeys(ICC_NAMES, Statistic(None, None, "", *size, flags=(error.flag,)))
    return {
        name: Statistic(
            found[kind].value,
            found[kind].interval,
            "clips" if found[kind].interval is not None else "",
            found.n_raters,
            found.n_clips,
            found.n_raters * found.n_clips,
            found.n_dropped_clips,
        )
        for name, kind in ICC_NAMES.items()
    }


def _concordance(matrix: RatingMatrix) -> Statistic:
    found = kendall_w(matrix)
    n_ratings = found.n_raters * found.n_clips
    return Statistic(found.w, None, "", found.n_raters, found.n_clips, n_ratings, found.n_dropped_clips)
