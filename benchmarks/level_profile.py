"""Proves the tests of level and profile by simulation: size, and power, beside what they were chosen over.

    python benchmarks/level_profile.py [--datasets 1000] [--processes 2] [--seed 1] [--write PAGE]

Languages are drawn that differ in nothing but in how listeners spread (`tests/simulated_profiles.py`). The
size of a test is how often it says "different" at .05 all the same.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one process a core; before numpy is imported

import numpy as np
from scipy import stats

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from merlingua.analysis.compared_groups import compared_groups  # noqa: E402
from merlingua.analysis.estimates import UndefinedError  # noqa: E402
from merlingua.analysis.language_model import AdditiveModel, language_clip_data  # noqa: E402
from merlingua.analysis.level_profile import level_test, profile_test  # noqa: E402
from merlingua.analysis.proportional_odds import ProportionalOdds, fit_proportional_odds  # noqa: E402
from merlingua.analysis.rater_means import kruskal_test  # noqa: E402
from merlingua.analysis.rating_matrix import RatingMatrix  # noqa: E402
from merlingua.analysis.turned_signs import TurnedSigns  # noqa: E402
from tests.simulated_profiles import Languages  # noqa: E402

N_PERMUTATIONS = 399
FOUR = (26, 56, 27, 17)
"""Complete listeners of the reference study: English, Spanish, Mandarin, German."""
BEGIN, END = "<!-- level-profile: begin -->", "<!-- level-profile: end -->"

NULL_ROWS = (
    *(Languages(FOUR, spread) for spread in ("equal", "small most", "large most")),
    Languages((10, 10, 10, 10)),
    Languages((10, 12)),
    Languages((12, 30, 10), "small most"),
    *(Languages((10, 40), spread) for spread in ("small most", "large most")),
    Languages((200, 150, 30), "small most"),
)
POWER_ROWS = (
    Languages(FOUR, "equal", level_sd=0.2, profile_sd=0.2),
    Languages(FOUR, "small most", level_sd=0.2, profile_sd=0.2),
    Languages((12, 30, 10), "equal", level_sd=0.4, profile_sd=0.4),
)
TESTS = (
    "level_test",
    "level, Wald, χ²",
    "level, Kruskal on means",
    "profile_test",
    "profile, labels permuted",
    "profile, Wald, χ²",
    "profile, Wald, Hotelling's F",
)


def p_values(row: Languages, stream: Sequence[int]) -> list[float]:
    """One data set: p of each of `TESTS`, NaN where it is not defined."""
    rng = np.random.default_rng(stream)
    matrix, labels = row.ratings(rng), row.labels
    seed = int(rng.integers(1 << 31))
    tests: list[Callable[[], list[float]]] = [
        lambda: [level_test(matrix, labels).p],
        lambda: [level_wald(matrix, labels)],
        lambda: [kruskal_test(matrix, labels).p],
        lambda: [profile_test(matrix, labels, seed=seed, n_permutations=N_PERMUTATIONS).p],
        lambda: [permuted_labels(matrix, labels, rng)],
        lambda: profile_wald(matrix, labels),
    ]
    found = []
    for test, n_values in zip(tests, (1, 1, 1, 1, 1, 2), strict=True):
        try:
            found += test()
        except UndefinedError:
            found += [math.nan] * n_values
    return found


def level_wald(matrix: RatingMatrix, labels: np.ndarray) -> float:
    """The usual joint Wald test of language, errors clustered by rater."""
    model = AdditiveModel(matrix, labels)
    n = len(model.used.names) - 1
    return float(stats.chi2.sf(_wald(model.fit, n), n))


def profile_wald(matrix: RatingMatrix, labels: np.ndarray) -> list[float]:
    """The usual joint Wald test of language × clip, as χ² and as Hotelling's F (NaN with too few raters)."""
    used = compared_groups(matrix, labels)
    fit = fit_proportional_odds(*language_clip_data(used, interaction=True))
    n = (len(used.names) - 1) * (used.matrix.n_clips - 1)
    wald, left = _wald(fit, n), sum(used.sizes) - len(used.names) - n + 1
    f = stats.f.sf(wald * left / (n * (left + n - 1)), n, left) if left > 0 else math.nan
    return [float(stats.chi2.sf(wald, n)), float(f)]


def _wald(fit: ProportionalOdds, n: int) -> float:
    """Of the last ``n`` coefficients; the covariance has a pseudo-inverse where raters are too few."""
    beta = fit.coefficients[-n:]
    return float(beta @ np.linalg.pinv(fit.covariance[-n:, -n:], hermitian=True) @ beta)


def permuted_labels(matrix: RatingMatrix, labels: np.ndarray, rng: np.random.Generator) -> float:
    """The statistic of `profile_test` where raters' languages are permuted in place of signs turned."""
    model = AdditiveModel(matrix, labels)
    index = model.used.index
    observed = TurnedSigns(model).observed().sum()
    n_as_large = 0
    for _ in range(N_PERMUTATIONS):
        model.used.index[:] = rng.permutation(index)
        n_as_large += int(TurnedSigns(model).observed().sum() >= observed * (1 - 1e-9))
    return (1 + n_as_large) / (1 + N_PERMUTATIONS)


def simulate(rows: Sequence[Languages], *, n: int, seed: int, pool: ProcessPoolExecutor) -> list[np.ndarray]:
    """The p values of ``n`` data sets of each row, shape (n, tests)."""
    found = []
    for number, row in enumerate(rows):
        started = time.perf_counter()
        streams = [(seed, number, dataset) for dataset in range(n)]
        found.append(np.array(list(pool.map(partial(p_values, row), streams, chunksize=10))))
        print(f"  {row.sizes} {row.spread}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return found


def table(rows: Sequence[Languages], found: Sequence[np.ndarray]) -> str:
    """Markdown: the share of p ≤ .05 where the test is defined, and how often the last is not."""
    lines = [
        f"| listeners a language | spread | {' | '.join(TESTS)} | Wald undefined |",
        "|---" * (len(TESTS) + 3) + "|",
    ]
    for row, values in zip(rows, found, strict=True):
        cells = [_share(values[:, test]) for test in range(len(TESTS))]
        undefined = np.isnan(values[:, TESTS.index("profile, Wald, χ²")]).mean()
        sizes = ", ".join(map(str, row.sizes))
        lines.append(f"| {sizes} | {row.spread} | {' | '.join(cells)} | {undefined:.3f} |")
    return "\n".join(lines)


def _share(p: np.ndarray) -> str:
    defined = p[~np.isnan(p)]
    return f"{(defined <= 0.05).mean():.3f}" if len(defined) else "–"


def main() -> None:
    """Simulate, print the tables, and put them between the marks of a page."""
    parser = argparse.ArgumentParser(description="Prove the tests of level and profile by simulation.")
    parser.add_argument("--datasets", type=int, default=1000, help="data sets a row (default: 1000)")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help="the page whose tables are replaced")
    arguments = parser.parse_args()
    n, seed = arguments.datasets, arguments.seed
    warnings.simplefilter("ignore")
    started = time.perf_counter()
    with ProcessPoolExecutor(arguments.processes) as pool:
        sizes = simulate(NULL_ROWS, n=n, seed=seed, pool=pool)
        powers = simulate(POWER_ROWS, n=n, seed=seed + 1, pool=pool)
    error = 1.96 * math.sqrt(0.05 * 0.95 / n)
    text = (
        f"{n} data sets a row, 22 clips, {N_PERMUTATIONS} turns or permutations, seed {seed}; "
        f"{(time.perf_counter() - started) / 60:.0f} min. Monte Carlo error of .05: ±{error:.3f}.\n\n"
        f"### Size\n\n{table(NULL_ROWS, sizes)}\n\n### Power\n\n{table(POWER_ROWS, powers)}\n"
    )
    print(text)
    if arguments.write:
        page = arguments.write.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)
        tail = rest.split(END)[1]
        arguments.write.write_text(f"{head}{BEGIN}\n\n{text}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
