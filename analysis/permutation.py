"""Do languages agree to different degrees? Tests of alpha that permute whose listener is whose.

Conventions
-----------
The labels of *listeners* are permuted, never of ratings: the ratings of one person hang together. Alphas are
studentised (`permuted_groups`). One omnibus test an item, Holm over the items; then the pairs of groups
within the items that survive, Holm over all of these pairs. A pair's adjusted p is never under that of its
item.

References
----------
Holm (1979), "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from merlingua.analysis.estimates import LOW_N_RATERS, AnalysisError, AxisError, Interval, Level
from merlingua.analysis.holm import holm_adjusted_of_done
from merlingua.analysis.permuted_groups import GroupTable, permutation_p
from merlingua.analysis.rating_matrix import RatingMatrix

SIGNIFICANCE = 0.05
Progress = Callable[[int, int], None]
_Test = TypeVar("_Test", "OmnibusTest", "PairTest")


@dataclass(frozen=True)
class OmnibusTest:
    """Whether the groups' alphas of one item differ at all.

    ``p`` is None where it was not tested, and ``flags`` say why. ``left_out`` are groups too small to be
    compared, or without alpha. ``n_clips`` are the clips that two listeners of every group rated.
    """

    item: str
    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    n_raters: tuple[int, ...]
    n_clips: int
    statistic: float | None
    p: float | None
    p_adjusted: float | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class PairTest:
    """Alpha of group ``first`` minus that of ``second`` on the clips that every tested group rated.

    ``se`` = √(se₁² + se₂²), ``interval`` is Welch's t for other listeners; both are given whether or not the
    pair was tested. ``p`` is None where it was not: the omnibus test did not survive (see ``flags``).
    """

    item: str
    first: str
    second: str
    difference: float
    se: float
    interval: Interval
    statistic: float
    p: float | None
    p_adjusted: float | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class LanguageTests:
    """All tests of one table, with the size of the families that Holm's correction was made for."""

    omnibus: tuple[OmnibusTest, ...]
    pairs: tuple[PairTest, ...]
    n_omnibus_family: int
    n_pair_family: int
    n_permutations: int
    seed: int
    significance: float = SIGNIFICANCE

    @property
    def surviving_items(self) -> tuple[str, ...]:
        """Items whose groups differ after Holm's correction."""
        return tuple(test.item for test in self.omnibus if _is_below(test.p_adjusted, self.significance))

    @property
    def differing_pairs(self) -> tuple[PairTest, ...]:
        """Pairs that differ after Holm's correction; in the plan, all of surviving items."""
        return tuple(pair for pair in self.pairs if _is_below(pair.p_adjusted, self.significance))


def alpha_language_tests(
    matrices: Mapping[str, RatingMatrix],
    groups: ArrayLike,
    *,
    seed: int,
    n_permutations: int = 9999,
    level: Level = "ordinal",
    pairs: Literal["survivors", "all"] = "survivors",
    significance: float = SIGNIFICANCE,
    order: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> LanguageTests:
    """Test for each item whether the groups' alphas differ, and between which groups.

    Parameters
    ----------
    matrices
        From an item to its ratings; all with the same raters in the same order.
    groups : shape (n_raters,)
        The language of each rater (or any other label).
    seed
        Each test has its own stream from it and its name: other items change nothing.
    pairs
        ``survivors`` is the plan. ``all`` tests every pair whatever the omnibus says, Holm over all of them;
        it shows what the plan guards against.
    order
        The groups in the order of the results, by default that in which they first occur; raters of groups
        that are not named are left out.
    progress
        Called with the permutations done and their number; what it raises ends the tests.

    Returns
    -------
    LanguageTests
        Tests in the order of ``matrices``.
    """
    labels = np.asarray(groups).astype(str)
    _check(matrices, labels, n_permutations)
    order = tuple(dict.fromkeys(labels.tolist() if order is None else order))
    tables = {
        item: GroupTable.of(matrix, labels, order=order, level=level) for item, matrix in matrices.items()
    }
    counter = _Counter(progress, sum(table.reason is None for table in tables.values()), n_permutations)
    omnibus = [_omnibus(item, table, seed, counter) for item, table in tables.items()]
    omnibus = _with_holm(omnibus)
    found = {test.item: test for test in omnibus}
    chosen = [
        item
        for item, test in found.items()
        if test.p is not None and (pairs == "all" or _is_below(test.p_adjusted, significance))
    ]
    counter.n_tests += sum(math.comb(len(tables[item].names), 2) for item in chosen)
    pair_tests = [
        pair
        for item, table in tables.items()
        if table.reason is None
        for pair in _pairs(item, table, seed, counter if item in chosen else None)
    ]
    pair_tests = _with_holm(pair_tests)
    if pairs == "survivors":
        pair_tests = [_not_under_omnibus(pair, found[pair.item]) for pair in pair_tests]
    return LanguageTests(
        tuple(omnibus),
        tuple(pair_tests),
        sum(test.p is not None for test in omnibus),
        sum(pair.p is not None for pair in pair_tests),
        n_permutations,
        seed,
        significance,
    )


def _omnibus(item: str, table: GroupTable, seed: int, counter: _Counter) -> OmnibusTest:
    n_clips = table.codes.shape[1]
    test = OmnibusTest(item, table.names, table.left_out, table.sizes, n_clips, None, None, None, table.flags)
    if table.reason is not None:
        return replace(test, flags=(*table.flags, table.reason))
    statistic, p = permutation_p(
        table,
        range(len(table.names)),
        rng=_stream(seed, item),
        n_permutations=counter.n_permutations,
        progress=counter.add,
    )
    return replace(test, statistic=statistic, p=p)


def _pairs(item: str, table: GroupTable, seed: int, counter: _Counter | None) -> list[PairTest]:
    """All pairs of one item; without ``counter`` they are described, and none is tested."""
    tests = [_described(item, table, pair) for pair in combinations(range(len(table.names)), 2)]
    if counter is None:
        return [replace(test, flags=(*test.flags, "omnibus_not_significant")) for test in tests]
    for k, pair in enumerate(combinations(range(len(table.names)), 2)):
        p = permutation_p(
            table,
            pair,
            rng=_stream(seed, item, tests[k].first, tests[k].second),
            n_permutations=counter.n_permutations,
            progress=counter.add,
        )[1]
        tests[k] = replace(tests[k], p=p)
    return tests


def _described(item: str, table: GroupTable, pair: tuple[int, int]) -> PairTest:
    """The difference of two groups with Welch's interval, its degrees of freedom after Satterthwaite."""
    first, second = pair
    sizes = [table.sizes[group] for group in pair]
    variances = [float(table.errors[group]) ** 2 for group in pair]
    difference = float(table.alphas[first] - table.alphas[second])
    se = math.sqrt(sum(variances))
    df = se**4 / sum(v**2 / (n - 1) for v, n in zip(variances, sizes, strict=True))
    half = float(special.stdtrit(df, 0.975)) * se
    return PairTest(
        item,
        table.names[first],
        table.names[second],
        difference,
        se,
        Interval(difference - half, difference + half),
        difference / se,
        p=None,
        p_adjusted=None,
        flags=("low_n",) if min(sizes) < LOW_N_RATERS else (),
    )


def _stream(seed: int, *names: str) -> np.random.Generator:
    """Random numbers of one test, from the seed and what is tested: other tests change nothing."""
    return np.random.default_rng([seed, crc32("\n".join(names).encode())])


def _with_holm(tests: list[_Test]) -> list[_Test]:
    adjusted = holm_adjusted_of_done(test.p for test in tests)
    return [replace(test, p_adjusted=p) for test, p in zip(tests, adjusted, strict=True)]


def _not_under_omnibus(pair: PairTest, omnibus: OmnibusTest) -> PairTest:
    """A pair does not differ more surely than its item."""
    if pair.p_adjusted is None or omnibus.p_adjusted is None:
        return pair
    return replace(pair, p_adjusted=max(pair.p_adjusted, omnibus.p_adjusted))


def _is_below(p: float | None, significance: float) -> bool:
    return p is not None and p < significance


def _check(matrices: Mapping[str, RatingMatrix], labels: NDArray[np.str_], n_permutations: int) -> None:
    if n_permutations < 1:
        raise AnalysisError(f"the test has {n_permutations} permutations; it needs one at least, better 9999")
    raters = {matrix.raters for matrix in matrices.values()}
    if len(raters) > 1:
        raise AxisError("the items have other raters, or in another order; all matrices need the same rows")
    if raters and len(next(iter(raters))) != len(labels):
        raise AxisError(
            f"there are {len(labels)} labels of groups for {len(next(iter(raters)))} raters; each needs one"
        )


class _Counter:
    """Tells ``progress`` how far all tests together are; the number of tests grows when pairs are added."""

    def __init__(self, progress: Progress | None, n_tests: int, n_permutations: int) -> None:
        self._progress = progress
        self.n_tests = n_tests
        self.n_permutations = n_permutations
        self._done = 0

    def add(self, n: int) -> None:
        self._done += n
        if self._progress:
            self._progress(self._done, self.n_tests * self.n_permutations)
