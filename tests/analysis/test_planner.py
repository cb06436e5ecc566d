"""The planner against the reference study drawn down to fewer listeners, and against formulas."""

from __future__ import annotations

import pytest

from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.planner import clip_spread, plan, plan_text


def test_a_plan_has_the_half_widths_of_the_reference_study_drawn_down() -> None:
    # 60 draws of 20 of the 126 complete listeners, joy, anger and peace (alpha .36): listeners .100–.113,
    # listeners + clips .20–.23 (half-widths of `alpha_estimate`)
    row = plan(alpha=0.36, n_raters=20, n_clips=22, n_datasets=40).row
    assert row.half_listeners == pytest.approx(0.11, abs=0.015)
    assert row.half_both == pytest.approx(0.20, abs=0.03)


def test_twice_the_clips_help_where_many_listeners_do_not() -> None:
    found = plan(alpha=0.3, n_raters=60, n_clips=22, n_datasets=25)
    assert found.row.half_both is not None
    assert found.more_clips.half_both is not None
    assert found.many_raters.half_both is not None
    assert found.more_clips.half_both < found.many_raters.half_both - 0.01
    assert found.many_raters.half_both > 0.75 * found.row.half_both


def test_the_same_seed_gives_the_same_plan() -> None:
    first, second = (plan(alpha=0.3, n_raters=10, n_clips=12, n_datasets=10) for _ in range(2))
    assert first == second
    assert plan(alpha=0.3, n_raters=10, n_clips=12, n_datasets=10, seed=2).row != first.row


def test_reliability_needs_the_listeners_of_spearman_and_brown() -> None:
    # k = ρ(1 − α) / (α(1 − ρ)): .8·.7/(.3·.2) = 9.33, .9·.7/(.3·.1) = 21, .95·.7/(.3·.05) = 44.33
    found = plan(alpha=0.3, n_raters=20, n_clips=12, n_datasets=5)
    assert found.raters_for == {0.8: 10, 0.9: 21, 0.95: 45}
    assert found.row.reliability == pytest.approx(20 * 0.3 / (1 + 19 * 0.3))


def test_a_study_too_small_for_an_interval_says_so() -> None:
    text = plan_text(alpha=0.3, n_raters=4, n_clips=8)
    assert "Under 5 listeners the report gives no alpha." in text
    assert "Without ten clips nothing is said about other clips." in text
    assert plan(alpha=0.3, n_raters=4, n_clips=12, n_datasets=5).row.half_listeners is None
    assert plan(alpha=0.3, n_raters=7, n_clips=12, n_datasets=5).row.detectable is None


def test_the_text_names_the_study_and_what_it_gives() -> None:
    text = plan_text(alpha=0.3, n_raters=20, n_clips=22)
    assert "20 listeners of one language, 22 clips, alpha .30" in text
    assert "The mean label of a clip is .90 reliable; it would be .80 with 10, .90 with 21" in text
    assert "mostly more clips help" in text
    assert "nan" not in text


def test_the_spread_of_clips_rises_with_alpha() -> None:
    spreads = [clip_spread(alpha) for alpha in (0.05, 0.3, 0.6, 0.9)]
    assert spreads == sorted(spreads)
    assert spreads[0] > 0


@pytest.mark.parametrize(
    ("alpha", "n_raters", "n_clips", "message"),
    [(0, 20, 22, "above 0"), (1, 20, 22, "to 0.95"), (0.3, 1, 22, "1 listeners"), (0.3, 20, 1, "1 clips")],
)
def test_what_cannot_be_planned_is_refused(alpha: float, n_raters: int, n_clips: int, message: str) -> None:
    with pytest.raises(AnalysisError, match=message):
        plan(alpha=alpha, n_raters=n_raters, n_clips=n_clips)
