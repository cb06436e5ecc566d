"""Alpha of each item in each group, the reliability of the mean label that follows, and bootstraps of it."""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

from merlingua.analysis.agreement_results import AgreementOptions, MeanLabel, NoResult
from merlingua.analysis.estimates import UNDEFINED, Estimate, Interval, UndefinedError
from merlingua.analysis.prepared_ratings import PreparedRatings
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.reliability import raters_per_clip, reliability_interval, reliability_of_mean
from merlingua.analysis.resampling import alpha_estimate, bootstrap_alpha

Keys = tuple[tuple[str, str], ...]


def keys_of(prepared: PreparedRatings) -> Keys:
    """Every pair of an item and a group, in the order of reports."""
    return tuple((item, group.id) for item in prepared.items for group in prepared.groups)


def estimates_of(prepared: PreparedRatings, options: AgreementOptions) -> dict[tuple[str, str], Estimate]:
    """Alpha with both intervals of each item in each group."""
    return {
        key: alpha_estimate(prepared.matrix(*key), level=options.level, interval_level=options.interval_level)
        for key in keys_of(prepared)
    }


def mean_labels_of(
    prepared: PreparedRatings, estimates: Mapping[tuple[str, str], Estimate]
) -> dict[tuple[str, str], MeanLabel]:
    """The reliability of a clip's mean label, wherever alpha has a value that is not below 0."""
    return {key: mean_label(prepared.matrix(*key), estimate) for key, estimate in estimates.items()}


def mean_label(matrix: RatingMatrix, estimate: Estimate) -> MeanLabel:
    """Reliability of the mean of as many listeners as rate a clip; its limits are those of alpha, turned."""
    if estimate.value is None:
        return MeanLabel(None, None, None, None, estimate.flags)
    per_clip = raters_per_clip(matrix)
    try:
        value = reliability_of_mean(estimate.value, per_clip)
    except UndefinedError as error:
        return MeanLabel(None, per_clip, None, None, (*estimate.flags, error.flag))
    limits = [
        None if interval is None else reliability_interval(interval, per_clip)
        for interval in (estimate.listeners, estimate.both)
    ]
    return MeanLabel(value, per_clip, limits[0], limits[1], estimate.flags)


def bootstraps_of(
    prepared: PreparedRatings,
    options: AgreementOptions,
    estimates: Mapping[tuple[str, str], Estimate],
) -> dict[tuple[str, str], Interval | NoResult]:
    """Percentile intervals over listeners, no listener compared with themselves; empty if not asked for."""
    if not options.n_bootstrap:
        return {}
    found: dict[tuple[str, str], Interval | NoResult] = {}
    for (item, group), estimate in estimates.items():
        if estimate.value is None:
            found[item, group] = NoResult(item, estimate.flags or (UNDEFINED,))
            continue
        try:
            found[item, group] = bootstrap_alpha(
                prepared.matrix(item, group),
                over="raters",
                seed=_seed(options.seed, item, group),
                n_replicates=options.n_bootstrap,
                level=options.level,
                interval_level=options.interval_level,
            ).interval
        except UndefinedError as error:
            found[item, group] = NoResult(item, (error.flag,), str(error))
    return found


def _seed(seed: int, *names: str) -> int:
    """A stream of its own for each interval: other items and groups change nothing."""
    return crc32("\n".join((str(seed), "bootstrap", *names)).encode())
