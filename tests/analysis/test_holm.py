"""Holm's correction against published values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.holm import holm_adjusted, holm_adjusted_of_done


def test_four_p_values_are_adjusted_as_published() -> None:
    # Wikipedia, "Holm–Bonferroni method", Example: of .01, .04, .03, .005 the first and the last are rejected
    assert holm_adjusted([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_rejects_three_of_the_fifteen_tests_of_benjamini_and_hochberg() -> None:
    # Benjamini & Hochberg (1995), section 4.1: fifteen p values, of which corrections for the family reject
    # three at .05; the fourth is .0095 × 12. All values also by an independent implementation.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    adjusted = holm_adjusted(p)
    assert (adjusted <= 0.05).sum() == 3
    assert adjusted[3] == pytest.approx(0.0095 * 12)
    assert adjusted == pytest.approx(multipletests(p, method="holm")[1], abs=1e-15)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_the_order_of_the_tests_changes_nothing(p: list[float]) -> None:
    adjusted = holm_adjusted(p)
    assert holm_adjusted(p[::-1]) == pytest.approx(adjusted[::-1])
    assert (adjusted >= np.asarray(p)).all()
    assert (adjusted <= 1).all()


def test_tests_that_were_not_done_are_no_members_of_the_family() -> None:
    assert holm_adjusted_of_done([0.01, None, 0.04]) == pytest.approx((0.02, None, 0.04))
    assert holm_adjusted_of_done([None]) == (None,)
    assert holm_adjusted([]).shape == (0,)


def test_a_nan_is_refused() -> None:
    with pytest.raises(AnalysisError, match="between 0 and 1"):
        holm_adjusted([0.01, float("nan")])
