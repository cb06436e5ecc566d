"""Rows of the tests between groups: of alpha, of level, of profile, of rater means; see `result_rows`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from merlingua.analysis.agreement_results import ALL, BY_LANGUAGE, AgreementResults, NoResult
from merlingua.analysis.results_table import ResultRow, limits

VERSUS = " vs "
"""Between the groups that are compared."""


def difference_rows(results: AgreementResults) -> Iterator[ResultRow]:
    """Whether groups agree to different degrees: the test of each item, then each pair of groups."""
    if results.tests is None:
        return
    level = results.options.level
    for test in results.tests.omnibus:
        yield ResultRow(
            "difference", test.item, ALL, VERSUS.join(test.groups), "permutation_omnibus", level,
            sum(test.n_raters), test.n_clips, None, test.statistic,
            p=test.p, p_adjusted=test.p_adjusted, flags=test.flags,
        )  # fmt: skip
    sizes = {test.item: dict(zip(test.groups, test.n_raters, strict=True)) for test in results.tests.omnibus}
    n_clips = {test.item: test.n_clips for test in results.tests.omnibus}
    for pair in results.tests.pairs:
        n_raters = sizes[pair.item][pair.first] + sizes[pair.item][pair.second]
        yield ResultRow(
            "difference", pair.item, ALL, f"{pair.first}{VERSUS}{pair.second}", "alpha_difference", level,
            n_raters, n_clips[pair.item], None, pair.difference, pair.se, *limits(pair.interval),
            p=pair.p, p_adjusted=pair.p_adjusted, flags=pair.flags,
        )  # fmt: skip


def level_rows(results: AgreementResults) -> Iterator[ResultRow]:
    """Whether groups rate higher or lower: Wald's F, and each group's log odds."""
    for item, test in results.level_tests.items():
        if isinstance(test, NoResult):
            yield _no_row(results, "level", "wald_f", test)
            continue
        yield ResultRow(
            "level", item, ALL, VERSUS.join(test.groups), "wald_f", "ordinal",
            sum(test.n_raters), test.n_clips, None, test.statistic,
            p=test.p, p_adjusted=results.level_p.get(item), flags=test.flags,
        )  # fmt: skip
        for effect, n_raters in zip(test.effects, test.n_raters, strict=True):
            is_language = results.options.by == BY_LANGUAGE
            yield ResultRow(
                "level", item, effect.group if is_language else ALL, "" if is_language else effect.group,
                "log_odds", "ordinal", n_raters, test.n_clips, None, effect.log_odds, effect.se,
                *limits(effect.interval), flags=test.flags,
            )  # fmt: skip


def profile_rows(results: AgreementResults) -> Iterator[ResultRow]:
    """Whether groups rate different clips high."""
    for item, test in results.profile_tests.items():
        if isinstance(test, NoResult):
            yield _no_row(results, "profile", "welch_sum", test)
            continue
        yield ResultRow(
            "profile", item, ALL, VERSUS.join(test.groups), "welch_sum", "interval",
            sum(test.n_raters), len(test.clips), None, test.statistic,
            p=test.p, p_adjusted=results.profile_p.get(item), flags=test.flags,
        )  # fmt: skip


def rater_mean_rows(results: AgreementResults) -> Iterator[ResultRow]:
    """Kruskal and Wallis's test of rater means, its effect size, and the pairs of groups."""
    for item, test in results.kruskal_tests.items():
        if isinstance(test, NoResult):
            yield _no_row(results, "rater_means", "kruskal_h", test)
            continue
        where = ("rater_means", item, ALL, VERSUS.join(test.groups))
        sizes = (sum(test.n_raters), test.n_clips)
        p: dict[str, Any] = {"p": test.p, "p_adjusted": results.kruskal_p.get(item)}
        yield ResultRow(*where, "kruskal_h", "ordinal", *sizes, estimate=test.h, **p, flags=test.flags)
        yield ResultRow(
            *where, "epsilon_squared", "ordinal", *sizes, estimate=test.epsilon_squared, flags=test.flags
        )
    for item, pairs in results.mann_whitney.items():
        adjusted = results.mann_whitney_p.get(item, (None,) * len(pairs))
        for pair, p_adjusted in zip(pairs, adjusted, strict=True):
            yield ResultRow(
                "rater_means", item, ALL, f"{pair.first}{VERSUS}{pair.second}", "mann_whitney_cles",
                "ordinal", pair.n_first + pair.n_second, None, None, pair.cles,
                p=pair.p, p_adjusted=p_adjusted, flags=pair.flags,
            )  # fmt: skip


def _no_row(results: AgreementResults, analysis: str, estimator: str, test: NoResult) -> ResultRow:
    groups = VERSUS.join(group for group in results.group_ids if group != ALL)
    return ResultRow(analysis, test.item, ALL, groups, estimator, "", flags=test.flags)
