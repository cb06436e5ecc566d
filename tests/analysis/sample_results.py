"""A small analysis put together by hand: two languages, two items, and everything that has no value."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from merlingua.analysis.agreement_results import (
    AgreementOptions,
    AgreementResults,
    ClipFacts,
    Group,
    MeanLabel,
    NoResult,
    Split,
    Statistic,
)
from merlingua.analysis.disagreement import clip_disagreements, rater_influences
from merlingua.analysis.estimates import Estimate, Interval
from merlingua.analysis.exclusions import LeftOut, ListenerFlow
from merlingua.analysis.gold_msi_table import GoldMsiCell, GoldMsiTable
from merlingua.analysis.level_profile import level_test, profile_test
from merlingua.analysis.permutation import alpha_language_tests
from merlingua.analysis.provenance import Provenance, versions
from merlingua.analysis.rater_means import kruskal_test, mann_whitney_pairs
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.resampling import alpha_estimate
from tests.simulated_ratings import LEVELS, Population

ITEMS = ("joy", "fear")
GROUPS = ("en", "de", "all")
N_RATERS = 24
N_CLIPS = 12


def sample_matrices() -> dict[str, RatingMatrix]:
    """Joy, on which listeners agree somewhat; and fear, where everybody gave the same answer."""
    rng = np.random.default_rng(3)
    population = Population(1.0)
    codes = population.ratings(population.clips(N_CLIPS, rng), N_RATERS, rng)
    raters = tuple(f"p{n}" for n in range(N_RATERS))
    clips = tuple(f"c{n}" for n in range(N_CLIPS))
    return {
        "joy": RatingMatrix(codes, LEVELS, raters, clips, "joy"),
        "fear": RatingMatrix(np.zeros_like(codes), LEVELS, raters, clips, "fear"),
    }


def sample_results(*, by: str = "language") -> AgreementResults:
    """Results without rows."""
    matrices = sample_matrices()
    labels = np.array(["en"] * 12 + ["de"] * 12)

    def of(item: str, group: str) -> RatingMatrix:
        return matrices[item] if group == "all" else matrices[item].select(raters=labels == group)

    keys = [(item, group) for item in ITEMS for group in GROUPS]
    joy = matrices["joy"]
    pairs = mann_whitney_pairs(joy, labels)
    nothing = NoResult("fear", ("undefined:one_category",), "all ratings are equal")
    return AgreementResults(
        study_id="sample",
        options=AgreementOptions(by=by, n_permutations=99),
        items=ITEMS,
        groups=tuple(Group(group, N_RATERS if group == "all" else 12) for group in GROUPS),
        clips=tuple(ClipFacts(clip) for clip in joy.clips),
        matrices=matrices,
        labels=labels,
        estimates={key: alpha_estimate(of(*key)) for key in keys},
        secondary=_secondary(),
        mean_labels={
            ("joy", "en"): MeanLabel(0.9, 12.0, Interval(0.8, 0.95), Interval(0.7, 0.97)),
            ("fear", "en"): MeanLabel(None, 12.0, None, None, ("undefined:one_category",)),
        },
        tests=alpha_language_tests(matrices, labels, seed=1, n_permutations=99, order=("en", "de")),
        level_tests={"joy": level_test(joy, labels), "fear": nothing},
        level_p={"joy": 0.5, "fear": None},
        profile_tests={"joy": profile_test(joy, labels, seed=1, n_permutations=99), "fear": nothing},
        profile_p={"joy": 0.25, "fear": None},
        kruskal_tests={"joy": kruskal_test(joy, labels), "fear": nothing},
        kruskal_p={"joy": 0.75, "fear": None},
        mann_whitney={"joy": pairs},
        mann_whitney_p={"joy": tuple(1.0 for _ in pairs)},
        splits=(_split(of("joy", "en")),),
        gold_msi=GoldMsiTable(
            {("general", "en"): GoldMsiCell("general", "en", 4, 70.5, 2.5, None, ("n_below_5",))},
            ("en",),
            ("scored",),
            20,
            0,
        ),
        disagreements={("joy", "en"): clip_disagreements(of("joy", "en"))},
        influences={("joy", "en"): rater_influences(of("joy", "en"))},
        flow=_flow(),
        provenance=Provenance(
            study_id="sample", study_sha256="", input_sha256="ab" * 32, seed=1, n_permutations=99,
            n_bootstrap=0, options={"by": by}, versions=versions(),
            made_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        ),
    )  # fmt: skip


def _secondary() -> dict[tuple[str, str, str], Statistic]:
    return {
        ("joy", "en", "alpha_interval"): Statistic(
            0.3, Interval(0.2, 0.4), "listeners", 12, 12, 144, se=0.05
        ),
        ("joy", "en", "gwet_ac2"): Statistic(0.6, Interval(0.5, 0.7), "clips", 12, 12, 144, se=0.04),
        ("fear", "en", "gwet_ac2"): Statistic(None, None, "", 12, 12, 144, flags=("undefined:one_category",)),
    }


def _split(matrix: RatingMatrix) -> Split:
    none = Estimate(None, None, None, None, 0, 0, 0, ("n_below_5",))
    return Split(
        "preference", "joy", "en", alpha_estimate(matrix), none, none, none, (),
        None, None, None, None, None, 17, ("n_below_5",),
    )  # fmt: skip


def _flow() -> ListenerFlow:
    count = {"en": 12, "de": 12, "all": 24}
    left = LeftOut("q1", None, "en", "not_complete")
    return ListenerFlow({**count, "en": 13, "all": 25}, count, count, count, (left,))
