"""Do groups agree to different degrees, rate higher, or rate other clips high? All tests between groups.

Conventions
-----------
Every test's p is adjusted over the items by Holm's method; pairs of alphas are tested in items alone whose
groups differ (`permutation`), pairs of rater means over all pairs of all items.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from merlingua.analysis.agreement_results import AgreementOptions, NoResult, Progress
from merlingua.analysis.estimates import UndefinedError
from merlingua.analysis.holm import holm_adjusted_of_done
from merlingua.analysis.level_profile import LevelTest, ProfileTest, level_test, profile_test
from merlingua.analysis.permutation import LanguageTests, alpha_language_tests
from merlingua.analysis.prepared_ratings import PreparedRatings
from merlingua.analysis.rater_means import KruskalTest, MannWhitney, kruskal_test, mann_whitney_pairs

_Found = TypeVar("_Found", LevelTest, ProfileTest, KruskalTest)


@dataclass(frozen=True)
class GroupTests:
    """Tests of level, profile and rater means, by item, with adjusted p."""

    level_tests: Mapping[str, LevelTest | NoResult] = field(default_factory=dict)
    level_p: Mapping[str, float | None] = field(default_factory=dict)
    profile_tests: Mapping[str, ProfileTest | NoResult] = field(default_factory=dict)
    profile_p: Mapping[str, float | None] = field(default_factory=dict)
    kruskal_tests: Mapping[str, KruskalTest | NoResult] = field(default_factory=dict)
    kruskal_p: Mapping[str, float | None] = field(default_factory=dict)
    mann_whitney: Mapping[str, tuple[MannWhitney, ...]] = field(default_factory=dict)
    mann_whitney_p: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)


def alpha_tests(
    prepared: PreparedRatings, options: AgreementOptions, progress: Progress
) -> LanguageTests | None:
    """Whether groups agree to different degrees; None without permutations, or without two groups."""
    if not options.n_permutations or len(prepared.compared) < 2 or not prepared.items:
        return None
    return alpha_language_tests(
        prepared.matrices,
        prepared.labels,
        seed=options.seed,
        n_permutations=options.n_permutations,
        level=options.level,
        order=prepared.compared,
        progress=lambda done, total: progress("tests", done, total),
    )


def group_tests(prepared: PreparedRatings, options: AgreementOptions, progress: Progress) -> GroupTests:
    """Tests of level, profile and rater means; none where there are no two groups to compare.

    The profile is tested by turning signs ``n_permutations`` times: without permutations it is not.
    """
    if len(prepared.compared) < 2:
        return GroupTests()
    items = prepared.items
    levels: dict[str, LevelTest | NoResult] = {}
    profiles: dict[str, ProfileTest | NoResult] = {}
    kruskals: dict[str, KruskalTest | NoResult] = {}
    pairs: dict[str, tuple[MannWhitney, ...]] = {}
    for number, item in enumerate(items):
        progress("level", number, len(items))
        ordered = _Ordered(prepared, item)
        level = partial(level_test, interval_level=options.interval_level)
        levels[item] = _tried(item, partial(level, ordered.matrix, ordered.labels))
        kruskals[item] = _tried(item, partial(kruskal_test, ordered.matrix, ordered.labels))
        if isinstance(kruskals[item], KruskalTest):
            pairs[item] = mann_whitney_pairs(ordered.matrix, ordered.labels)
    for number, item in enumerate(items if options.n_permutations else ()):
        progress("profile", number, len(items))
        ordered = _Ordered(prepared, item)
        profiles[item] = _tried(
            item,
            partial(
                profile_test,
                ordered.matrix,
                ordered.labels,
                seed=options.seed,
                n_permutations=options.n_permutations,
            ),
        )
    return GroupTests(
        levels, _adjusted(levels), profiles, _adjusted(profiles), kruskals, _adjusted(kruskals), pairs,
        _adjusted_pairs(pairs),
    )  # fmt: skip


class _Ordered:
    """One item's ratings with the groups' listeners in the order of reports: tests tell groups in it."""

    def __init__(self, prepared: PreparedRatings, item: str) -> None:
        position = {name: number for number, name in enumerate(prepared.compared)}
        rows = sorted(range(len(prepared.labels)), key=lambda row: position[str(prepared.labels[row])])
        self.matrix = prepared.matrices[item].select(raters=rows)
        self.labels = prepared.labels[rows]


def _tried(item: str, test: Callable[[], _Found]) -> _Found | NoResult:
    try:
        return test()
    except UndefinedError as error:
        return NoResult(item, (error.flag,), str(error))


def _adjusted(tests: Mapping[str, _Found | NoResult]) -> dict[str, float | None]:
    p = [None if isinstance(test, NoResult) else test.p for test in tests.values()]
    return dict(zip(tests, holm_adjusted_of_done(p), strict=True))


def _adjusted_pairs(pairs: Mapping[str, Sequence[MannWhitney]]) -> dict[str, tuple[float | None, ...]]:
    """Over all pairs of all items: one family."""
    adjusted = iter(holm_adjusted_of_done(pair.p for of_item in pairs.values() for pair in of_item))
    return {item: tuple(next(adjusted) for _ in of_item) for item, of_item in pairs.items()}
