"""How much faster alpha's replicates are than a loop over the package, on the same data in one run.

    python benchmarks/agreement.py [--replicates 1000] [--shared ../shared]

Each line draws and computes the replicates in our way (`bootstrap_alpha`, drawing included) and by looping
`krippendorff.alpha` over resampled tables, once from the ratings as users have them and once from counts, the
package's quickest form. The loop is timed on fewer replicates where it would take minutes, and scaled.
``equal`` is the largest difference between both on the same resampled tables, ``memory`` what ours allocates
at its peak.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import krippendorff
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from merlingua.analysis.alpha import weighted_alphas  # noqa: E402
from merlingua.analysis.permutation import alpha_language_tests  # noqa: E402
from merlingua.analysis.rating_matrix import RatingMatrix  # noqa: E402
from merlingua.analysis.resampling import Over, alpha_estimate, bootstrap_alpha  # noqa: E402
from tests.simulated_ratings import LEVELS, Population, matrix_of  # noqa: E402

LOOP_BUDGET_S = 8.0
"""How long a loop is timed at most."""
N_EQUAL = 20
"""Replicates on which both are compared."""
REFERENCE_SIZES = (26, 56, 27, 17)
GROWTH = (100, 300, 1000, 3000, 10_000)


@dataclass(frozen=True)
class Line:
    """What one line of the table says; times in seconds for all replicates."""

    name: str
    ours_s: float
    loop_s: float
    counts_loop_s: float
    largest_difference: float
    peak_mib: float

    def __str__(self) -> str:
        return (
            f"{self.name:<34} {self.ours_s:8.3f} {self.loop_s:9.2f} {self.loop_s / self.ours_s:7.0f}x "
            f"{self.counts_loop_s:9.2f} {self.counts_loop_s / self.ours_s:7.0f}x "
            f"{self.largest_difference:9.1e} {self.peak_mib:7.0f}"
        )


def compare(matrix: RatingMatrix, over: Over, n_replicates: int) -> Line:
    """Bootstrap one table in both ways."""
    values, rng = matrix.values(), np.random.default_rng(1)

    def ours() -> object:
        return bootstrap_alpha(matrix, over=over, seed=1, n_replicates=n_replicates, self_pairs=True)

    def drawn() -> NDArray[np.intp]:
        n = matrix.n_raters if over == "raters" else matrix.n_clips
        return rng.integers(0, n, n)

    def from_ratings(index: NDArray[np.intp]) -> float:
        table = values[index] if over == "raters" else values[:, index]
        return float(krippendorff.alpha(table, value_domain=LEVELS, level_of_measurement="ordinal"))

    counts = matrix.counts()

    def from_counts(index: NDArray[np.intp]) -> float:
        table = matrix.select(raters=index).counts() if over == "raters" else counts[index]
        return float(
            krippendorff.alpha(value_counts=table, value_domain=LEVELS, level_of_measurement="ordinal")
        )

    return Line(
        f"{matrix.n_raters} x {matrix.n_clips}, {over}",
        best_of(ours),
        loop_seconds(lambda: from_ratings(drawn()), n_replicates),
        loop_seconds(lambda: from_counts(drawn()), n_replicates),
        largest_difference(matrix, over, [drawn() for _ in range(N_EQUAL)], from_ratings),
        peak_mib(ours),
    )


def best_of(work: Callable[[], object], *, times: int = 5) -> float:
    """The quickest of some runs, after one to warm up."""
    work()
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def loop_seconds(one: Callable[[], object], n_replicates: int) -> float:
    """Seconds for all replicates, from as many as `LOOP_BUDGET_S` allows."""
    one()
    done, started = 0, time.perf_counter()
    while done < n_replicates and time.perf_counter() - started < LOOP_BUDGET_S:
        one()
        done += 1
    return (time.perf_counter() - started) * n_replicates / done


def largest_difference(
    matrix: RatingMatrix,
    over: Over,
    draws: list[NDArray[np.intp]],
    package: Callable[[NDArray[np.intp]], float],
) -> float:
    """Ours less the package's on the same resampled tables."""
    n = matrix.n_raters if over == "raters" else matrix.n_clips
    weights = np.array([np.bincount(index, minlength=n) for index in draws])
    if over == "raters":
        ours = weighted_alphas(matrix, weights, self_pairs=True)
    else:
        everyone = np.ones((len(draws), matrix.n_raters))
        ours = weighted_alphas(matrix, everyone, self_pairs=True, clip_weights=weights)
    return float(np.abs(ours - [package(index) for index in draws]).max())


def peak_mib(work: Callable[[], object]) -> float:
    """What ``work`` allocates at its peak (numpy tells tracemalloc)."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / (1 << 20)


def print_ratios(n_replicates: int) -> None:
    """The table of ratios."""
    rng = np.random.default_rng(7)
    population = Population(1.0).with_alpha(0.29)
    small = matrix_of(population.ratings(population.clips(22, rng), 126, rng))
    large = matrix_of(population.ratings(population.clips(100_000, rng), 5, rng))
    print(f"{n_replicates} replicates of ordinal alpha; seconds, ratio to the loop, MiB")
    print(
        f"{'raters x clips, drawn':<34} {'ours':>8} {'loop':>9} {'ratio':>8} {'on counts':>9} {'ratio':>8}"
        f"{'equal':>10} {'memory':>7}"
    )
    for matrix in (small, large):
        for over in ("clips", "raters"):
            print(compare(matrix, over, n_replicates), flush=True)


def print_tests() -> None:
    """Eleven emotions by four languages: estimates with both intervals, and the tests."""
    rng = np.random.default_rng(8)
    population = Population(1.0).with_alpha(0.29)
    clips = population.clips(22, rng)
    labels = np.repeat(["en", "es", "zh-Hans", "de"], REFERENCE_SIZES)
    matrices = {f"item {i}": matrix_of(population.ratings(clips, len(labels), rng)) for i in range(11)}
    started = time.perf_counter()
    for matrix in matrices.values():
        for chosen in (np.ones(len(labels), bool), *(labels == name for name in np.unique(labels))):
            alpha_estimate(matrix.select(raters=chosen))
    print(f"\n55 alphas with both intervals: {time.perf_counter() - started:.2f} s")
    started = time.perf_counter()
    alpha_language_tests(matrices, labels, seed=1)
    print(f"11 tests of four languages, 9 999 permutations each: {time.perf_counter() - started:.1f} s")


def print_growth() -> None:
    """Alpha with both intervals of one item on 22 clips, as listeners become more."""
    rng = np.random.default_rng(9)
    population = Population(1.0).with_alpha(0.29)
    clips = population.clips(22, rng)
    print("\nalpha with both intervals, 22 clips: listeners, seconds, MiB")
    for n in GROWTH:
        matrix = matrix_of(population.ratings(clips, n, rng))
        seconds = best_of(lambda m=matrix: alpha_estimate(m), times=3)
        print(f"{n:>7} {seconds:8.3f} {peak_mib(lambda m=matrix: alpha_estimate(m)):7.0f}")


def print_report(shared: Path) -> None:
    """Import the reference study and make its whole report, as a user does."""
    exports = sorted((shared / "reference-study" / "ratings").glob("*.csv"))
    if not exports:
        print("\nThe reference study is not there: its report is not measured.")
        return
    merlingua = [sys.executable, "-m", "merlingua.gui"]
    with tempfile.TemporaryDirectory() as folder:
        study, store, out = (str(Path(folder) / name) for name in ("study", "ratings.db", "report"))
        clips = str(shared / "reference-study" / "clips.csv")
        steps = {
            "study new": [*merlingua, "study", "new", study, "--clips", clips],
            "import": [*merlingua, "import", "psytoolkit", *map(str, exports), "--study", study,
                       "--store", store],
            "agreement, 9 999 permutations": [*merlingua, "agreement", "--store", store, "--study", study,
                                              "--seed", "1", "--out", out],
        }  # fmt: skip
        print("\nThe reference study from its four exports to its report:")
        for name, command in steps.items():
            started, cpu_s = time.perf_counter(), children_cpu_s()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
            seconds, cpu_s = time.perf_counter() - started, children_cpu_s() - cpu_s
            print(f"  {name}: {seconds:.1f} s, {cpu_s:.1f} s of them on a processor", flush=True)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"  peak memory of a step: {peak:.0f} MiB")


def children_cpu_s() -> float:
    """Processor time of all programs that were run and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description="Compare alpha's replicates with a loop over the package.")
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="where the reference study is"
    )
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, numpy {np.__version__}")
    print_ratios(arguments.replicates)
    print_tests()
    print_growth()
    print_report(arguments.shared)


if __name__ == "__main__":
    main()
