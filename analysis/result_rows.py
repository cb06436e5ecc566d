"""All results of an analysis as rows of one table.

Conventions
-----------
``language`` is the listeners' language, or ``all``; where other groups than languages are compared it is
``all``, and ``group`` their name. In comparisons ``group`` names what is compared, the first less the second:
``es vs de``. What an analysis is about beside an item stands in ``group``, too: a clip, a listener. Rows
follow each other analysis by analysis, in the order of the report.

==================  ======================================================================================
analysis            estimators
==================  ======================================================================================
agreement           krippendorff_alpha (ordinal: the main result), and the statistics beside it
mean_label          spearman_brown, raters_per_clip
difference          permutation_omnibus (a Welch statistic), alpha_difference
level               wald_f; log_odds of each group against the mean of the groups
profile             welch_sum
rater_means         kruskal_h, epsilon_squared; mann_whitney_cles
preference, …       krippendorff_alpha, …_same_clips of high and low answers; alpha_difference between them
gold_msi_trait      krippendorff_alpha above and below a factor's norm mean; alpha_difference
gold_msi            mean, sd (population), cronbach_alpha of a factor (``item``)
clip_disagreement   relative_disagreement, mean; ``group`` is the clip
influence           alpha_change: alpha less alpha without the listener; ``group`` is the listener
==================  ======================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from merlingua.analysis.agreement_results import ALL, BY_LANGUAGE, AgreementResults, NoResult
from merlingua.analysis.contrast_rows import split_rows, trait_rows
from merlingua.analysis.estimates import UNDEFINED
from merlingua.analysis.language_rows import difference_rows, level_rows, profile_rows, rater_mean_rows
from merlingua.analysis.results_table import ResultRow, limits

ALPHA_LEVELS: Mapping[str, str] = MappingProxyType(
    {f"alpha_{level}": level for level in ("nominal", "ordinal", "interval", "ratio")}
)
"""Secondary statistics that are Krippendorff's alpha: the level of measurement has a column of its own."""
GOLD_MSI_STATISTICS = ("mean", "sd", "cronbach_alpha")


def rows_of(results: AgreementResults) -> tuple[ResultRow, ...]:
    """Every value of an analysis, one a row."""
    return (
        *_agreement_rows(results),
        *_mean_label_rows(results),
        *difference_rows(results),
        *level_rows(results),
        *profile_rows(results),
        *rater_mean_rows(results),
        *split_rows(results),
        *trait_rows(results),
        *_gold_msi_rows(results),
        *_disagreement_rows(results),
        *_influence_rows(results),
    )


def language_and_group(results: AgreementResults, group_id: str) -> tuple[str, str]:
    """The columns ``language`` and ``group`` of a group of listeners."""
    if group_id == ALL or results.options.by == BY_LANGUAGE:
        return group_id, ""
    return ALL, group_id


def _agreement_rows(results: AgreementResults) -> Iterator[ResultRow]:
    level = results.options.level
    for (item, group_id), estimate in results.estimates.items():
        language, group = language_and_group(results, group_id)
        yield ResultRow.of_estimate(
            estimate, analysis="agreement", item=item, language=language, group=group, level=level
        )
    for (item, group_id), interval in results.bootstraps.items():
        language, group = language_and_group(results, group_id)
        of = results.estimates[item, group_id]
        found, flags = (None, interval.flags) if isinstance(interval, NoResult) else (interval, ())
        yield ResultRow(
            "agreement", item, language, group, "krippendorff_alpha_bootstrap", level,
            of.n_raters, of.n_clips, of.n_ratings, of.value, None, *limits(found),
            flags=tuple(dict.fromkeys((*of.flags, *flags))),
        )  # fmt: skip
    yield from _secondary_rows(results)


def _secondary_rows(results: AgreementResults) -> Iterator[ResultRow]:
    for (item, group_id, estimator), found in results.secondary.items():
        language, group = language_and_group(results, group_id)
        is_alpha = estimator in ALPHA_LEVELS
        listeners = found.interval if found.over == "listeners" else None
        yield ResultRow(
            "agreement", item, language, group,
            "krippendorff_alpha" if is_alpha else estimator,
            ALPHA_LEVELS.get(estimator, ""),
            found.n_raters, found.n_clips, found.n_ratings, found.value,
            found.se if found.over == "listeners" else None,
            *limits(listeners), flags=found.flags,
        )  # fmt: skip


def _mean_label_rows(results: AgreementResults) -> Iterator[ResultRow]:
    for (item, group_id), label in results.mean_labels.items():
        language, group = language_and_group(results, group_id)
        of = results.estimates[item, group_id]
        sizes = (of.n_raters, of.n_clips, of.n_ratings)
        yield ResultRow(
            "mean_label", item, language, group, "spearman_brown", results.options.level, *sizes,
            label.value, None, *limits(label.listeners), *limits(label.both), flags=label.flags,
        )  # fmt: skip
        if label.raters_per_clip is not None:
            yield ResultRow(
                "mean_label", item, language, group, "raters_per_clip", "", *sizes, label.raters_per_clip
            )


def _gold_msi_rows(results: AgreementResults) -> Iterator[ResultRow]:
    if results.gold_msi is None:
        return
    for (factor, group_id), cell in results.gold_msi.cells.items():
        language, group = language_and_group(results, group_id)
        cronbach = cell.cronbach
        values = (cell.mean, cell.sd, None if cronbach is None else cronbach.value)
        for statistic, value in zip(GOLD_MSI_STATISTICS, values, strict=True):
            has_interval = statistic == "cronbach_alpha" and cronbach is not None
            yield ResultRow(
                "gold_msi", factor, language, group, statistic, "", cell.n, None, None, value, None,
                *limits(cronbach.interval if has_interval and cronbach is not None else None),
                flags=cell.flags if value is None or statistic == "cronbach_alpha" else (),
            )  # fmt: skip


def _disagreement_rows(results: AgreementResults) -> Iterator[ResultRow]:
    for (item, group_id), clips in results.disagreements.items():
        language, group = language_and_group(results, group_id)
        for clip in clips:
            name = f"{group}: {clip.clip}" if group else clip.clip
            where = ("clip_disagreement", item, language, name)
            sizes = (clip.n_ratings, 1, clip.n_ratings)
            yield ResultRow(
                *where, "relative_disagreement", results.options.level, *sizes, clip.disagreement,
                flags=clip.flags,
            )  # fmt: skip
            flags = () if clip.mean is not None else clip.flags or (f"{UNDEFINED}:no_ratings",)
            yield ResultRow(*where, "mean", "", *sizes, clip.mean, clip_se(clip.sd, clip.n_ratings),
                            flags=flags)  # fmt: skip


def clip_se(sd: float | None, n_ratings: int) -> float | None:
    """Standard error of a clip's mean rating over listeners."""
    return None if sd is None else sd / n_ratings**0.5


def _influence_rows(results: AgreementResults) -> Iterator[ResultRow]:
    for (item, group_id), raters in results.influences.items():
        language, group = language_and_group(results, group_id)
        for rater in raters:
            yield ResultRow(
                "influence", item, language, f"{group}: {rater.rater}" if group else rater.rater,
                "alpha_change", results.options.level, 1, None, rater.n_ratings, rater.change,
                flags=rater.flags,
            )  # fmt: skip
