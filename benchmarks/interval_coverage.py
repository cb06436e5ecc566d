"""Proves the intervals and the test of alpha by simulation: coverage, size and power.

    python benchmarks/interval_coverage.py [--datasets 2000] [--processes 2] [--seed 1] [--write FILE.md]

Each data set draws new clips and new listeners from a population whose alpha is known exactly
(`simulated_ratings`). An interval covers where alpha of all listeners on these clips (*listeners*), or of all
listeners on all clips (*listeners + clips*), lies in it. A test's size is how often it says "different" where
the languages' alphas on these clips are equal. Brackets are Wilson's 95 % limits of the Monte Carlo error.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one process a core; before numpy is imported

import numpy as np
from scipy import stats

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from merlingua.analysis.estimates import Interval  # noqa: E402
from merlingua.analysis.permuted_groups import GroupTable, permutation_p  # noqa: E402
from merlingua.analysis.resampling import alpha_estimate, bootstrap_alpha  # noqa: E402
from tests.simulated_ratings import SKEWED, Population, matrix_of  # noqa: E402

N_CLIPS = 22
N_BOOTSTRAP = 999
N_PERMUTATIONS = 499
REFERENCE_SIZES = (26, 56, 27, 17)
"""Complete listeners of the reference study: English, Spanish, Mandarin, German."""
BEGIN, END = "<!-- coverage: begin -->", "<!-- coverage: end -->"

Truths = tuple[float, float]
"""Alpha on these clips, alpha on all clips."""


@dataclass(frozen=True)
class IntervalRow:
    """One row of the table of intervals."""

    name: str
    n_raters: int
    population: Population


@dataclass(frozen=True)
class TestRow:
    """One row of the table of tests: groups of listeners, and their alphas on the clips."""

    __test__ = False  # for pytest

    name: str
    sizes: tuple[int, ...]
    populations: tuple[Population, ...]
    alphas: tuple[float, ...]


INTERVAL_METHODS = (
    "rater jackknife, t",
    "bootstrap over raters",
    "bootstrap over raters, naive",
    "bootstrap over clips",
    "two-way jackknife, t",
    "bootstrap over both",
)
REPORTED = ("rater jackknife, t", "two-way jackknife, t")
"""What the agreement report prints as listeners, and as listeners + clips."""


def interval_rows() -> list[IntervalRow]:
    """What the table of intervals has."""
    even = Population(1.0).with_alpha(0.29)
    skewed = Population(1.0, thresholds=SKEWED).with_alpha(0.07)
    rows = [IntervalRow("α .29", n, even) for n in (5, 8, 17, 31, 56)]
    rows += [IntervalRow("α .07, skewed", n, skewed) for n in (8, 17, 31, 56)]
    rows += [IntervalRow("α .29, 20 % missing", n, replace(even, missing=0.2)) for n in (8, 17)]
    careless = Population(1.0, careless=0.1).with_alpha(0.29)
    return [*rows, IntervalRow("α .29, 10 % careless", 31, careless)]


def test_rows() -> list[TestRow]:
    """What the table of tests has."""
    even, four = Population(1.0), REFERENCE_SIZES
    skewed, careless = replace(even, thresholds=SKEWED), replace(even, careless=0.15)
    same = (0.29,) * 4
    return [
        TestRow("four languages, equal", four, (even,) * 4, same),
        TestRow("four, equal α, German (17) rates lower", four, (even, even, even, skewed), same),
        TestRow("four, equal α, German (17) 15 % careless", four, (even, even, even, careless), same),
        TestRow("four, α .29 .25 .29 .45", four, (even,) * 4, (0.29, 0.25, 0.29, 0.45)),
        TestRow("56 and 17, equal", (56, 17), (even, even), (0.29, 0.29)),
        TestRow("56 and 17, equal α, 17 rate lower", (56, 17), (even, skewed), (0.29, 0.29)),
        TestRow("56 and 17, equal α, 17 are 15 % careless", (56, 17), (even, careless), (0.29, 0.29)),
        TestRow("26 and 27, equal", (26, 27), (even, even), (0.29, 0.29)),
        TestRow("26 and 27, α .29 .45", (26, 27), (even, even), (0.29, 0.45)),
        TestRow("56 and 17, α .29 .45", (56, 17), (even, even), (0.29, 0.45)),
    ]


def covered(row: IntervalRow, stream: Sequence[int]) -> np.ndarray:
    """One data set: for each method whether it covers both truths, and its half-width; shape (methods, 3)."""
    rng = np.random.default_rng(stream)
    clips = row.population.clips(N_CLIPS, rng)
    matrix = matrix_of(row.population.ratings(clips, row.n_raters, rng))
    truths = row.population.alpha(clips), row.population.alpha()
    estimate = alpha_estimate(matrix)
    seed = int(rng.integers(1 << 31))
    boot = partial(bootstrap_alpha, matrix, seed=seed, n_replicates=N_BOOTSTRAP)
    intervals = (
        estimate.listeners,
        boot(over="raters").interval,
        boot(over="raters", self_pairs=True).interval,
        boot(over="clips").interval,
        estimate.both,
        boot(over="both").interval,
    )
    return np.array([_hits(interval, truths) for interval in intervals])


def _hits(interval: Interval | None, truths: Truths) -> tuple[float, float, float]:
    if interval is None:
        return 0.0, 0.0, np.nan
    here, everywhere = (float(interval.lower <= truth <= interval.upper) for truth in truths)
    return here, everywhere, interval.half_width


def rejected(row: TestRow, stream: Sequence[int]) -> np.ndarray:
    """One data set: does the test say "different", and do two intervals of the clip bootstrap not overlap?"""
    rng = np.random.default_rng(stream)
    clips = row.populations[0].clips(N_CLIPS, rng)
    matched = [p.with_alpha_on(a, clips) for p, a in zip(row.populations, row.alphas, strict=True)]
    groups = [p.ratings(clips, n, rng) for p, n in zip(matched, row.sizes, strict=True)]
    names = [str(group) for group in range(len(groups))]
    matrix = matrix_of(np.concatenate(groups))
    table = GroupTable.of(matrix, np.repeat(names, row.sizes), order=names, level="ordinal")
    p = permutation_p(
        table, range(len(groups)), rng=rng, n_permutations=N_PERMUTATIONS, progress=lambda _: None
    )[1]
    seed = int(rng.integers(1 << 31))
    intervals = [
        bootstrap_alpha(matrix_of(codes), over="clips", seed=seed, n_replicates=N_BOOTSTRAP).interval
        for codes in groups
    ]
    apart = max(i.lower for i in intervals) > min(i.upper for i in intervals)
    return np.array([p <= 0.05, apart], dtype=np.float64)


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's 95 % limits of a share of ``n``."""
    z = float(stats.norm.ppf(0.975))
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def simulate(
    one: Callable[..., np.ndarray], rows: Iterable[object], *, n: int, seed: int, pool: ProcessPoolExecutor
) -> list[np.ndarray]:
    """Means over ``n`` data sets of each row; the same whatever the number of processes."""
    means = []
    for number, row in enumerate(rows):
        started = time.perf_counter()
        streams = [(seed, number, dataset) for dataset in range(n)]
        results = list(pool.map(partial(one, row), streams, chunksize=25))
        means.append(np.nanmean(results, axis=0))
        print(f"  {getattr(row, 'name', '')}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return means


def interval_tables(rows: Sequence[IntervalRow], means: Sequence[np.ndarray], n: int) -> str:
    """Markdown: how often each method covers the two truths, and the half-widths of the two reported ones."""
    parts = []
    for truth, title in enumerate(("all listeners, these clips", "all listeners, all clips")):
        lines = [
            f"Covers alpha of {title}:",
            "",
            f"| population | listeners | {' | '.join(INTERVAL_METHODS)} |",
        ]
        lines.append("|---" * (2 + len(INTERVAL_METHODS)) + "|")
        for row, mean in zip(rows, means, strict=True):
            cells = [
                share(value, n) if method in REPORTED else f"{value:.3f}"
                for method, value in zip(INTERVAL_METHODS, mean[:, truth], strict=True)
            ]
            lines.append(f"| {row.name} | {row.n_raters} | {' | '.join(cells)} |")
        parts.append("\n".join(lines))
    lines = [
        "Mean half-width:",
        "",
        f"| population | listeners | {' | '.join(REPORTED)} |",
        "|---|---|---|---|",
    ]
    reported = [INTERVAL_METHODS.index(method) for method in REPORTED]
    for row, mean in zip(rows, means, strict=True):
        widths = " | ".join(f"{mean[method, 2]:.3f}" for method in reported)
        lines.append(f"| {row.name} | {row.n_raters} | {widths} |")
    return "\n\n".join([*parts, "\n".join(lines)])


def test_table(rows: Sequence[TestRow], means: Sequence[np.ndarray], n: int) -> str:
    """Markdown: how often each test says that alphas differ."""
    lines = [
        "| groups | size or power | permutation test | clip-bootstrap intervals apart |",
        "|---|---|---|---|",
    ]
    for row, (permutation, apart) in zip(rows, means, strict=True):
        kind = "size" if len(set(row.alphas)) == 1 else "power"
        lines.append(f"| {row.name} | {kind} | {share(permutation, n)} | {share(apart, n)} |")
    return "\n".join(lines)


def share(value: float, n: int) -> str:
    """``.953 [.943, .961]``."""
    low, high = wilson(value, n)
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"


def main() -> None:
    """Simulate, print the tables, and put them between the marks of a page."""
    parser = argparse.ArgumentParser(description="Prove the intervals and the test of alpha by simulation.")
    parser.add_argument("--datasets", type=int, default=2000, help="data sets a row (default: 2000)")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help="the page whose tables are replaced")
    arguments = parser.parse_args()
    n, seed = arguments.datasets, arguments.seed
    started = time.perf_counter()
    with ProcessPoolExecutor(arguments.processes) as pool:
        intervals = simulate(covered, interval_rows(), n=n, seed=seed, pool=pool)
        tests = simulate(rejected, test_rows(), n=n, seed=seed + 1, pool=pool)
    tables = (
        f"{n} data sets a row, {N_CLIPS} clips, {N_BOOTSTRAP} replicates, {N_PERMUTATIONS} permutations, "
        f"seed {seed}; {(time.perf_counter() - started) / 60:.0f} min.\n\n"
        f"### Intervals\n\n{interval_tables(interval_rows(), intervals, n)}\n\n"
        f"### Tests\n\n{test_table(test_rows(), tests, n)}\n"
    )
    print(tables)
    if arguments.write:
        page = arguments.write.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)
        tail = rest.split(END)[1]
        arguments.write.write_text(f"{head}{BEGIN}\n\n{tables}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
