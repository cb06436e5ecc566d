"""Groups' soft labels: the prior's strength, intervals, what is pooled, and what agreement is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import dirichlet_multinomial

from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.group_labels import (
    STRENGTHS,
    fit_strength,
    label_groups,
    prior_means,
    vote_agreement,
)
from merlingua.analysis.quadrant_votes import QuadrantVotes

N_CLIPS = 40


def votes(quadrants: np.ndarray) -> QuadrantVotes:
    """From the index of the quadrant that each rater named, (n_raters, n_clips); -1: none."""
    shares = np.where((quadrants >= 0)[..., None], np.eye(4)[quadrants], np.nan)
    raters, clips = (
        tuple(f"{name}{n}" for n in range(size)) for name, size in zip("rc", quadrants.shape, strict=True)
    )
    return QuadrantVotes("centred", shares, shares, raters, clips)


def drawn(shares: np.ndarray, n_raters: int, rng: np.random.Generator) -> np.ndarray:
    """Raters who name quadrants by the shares (n_clips, 4)."""
    return np.stack([rng.choice(4, n_raters, p=row) for row in shares], axis=1)


def two_groups(seed: int, *, strength: float, n: tuple[int, int] = (25, 60)) -> tuple[QuadrantVotes, dict]:
    """Groups whose shares of each clip are drawn around the clip's own by that strength."""
    rng = np.random.default_rng(seed)
    clips = rng.dirichlet(np.ones(4), N_CLIPS) * 0.96 + 0.01
    parts = [drawn(np.stack([rng.dirichlet(strength * clip) for clip in clips]), size, rng) for size in n]
    cells = np.zeros((sum(n), N_CLIPS), bool)
    first = cells.copy()
    first[: n[0]] = True
    return votes(np.concatenate(parts)), {"a": first, "b": ~first}


def test_the_strength_is_where_scipys_dirichlet_multinomial_is_highest():
    # Authority: scipy.stats.dirichlet_multinomial, searched on a grid of its own.
    rng = np.random.default_rng(2)
    prior = rng.dirichlet(np.ones(4), 60) * 0.9 + 0.025
    counts = np.stack([rng.multinomial(30, rng.dirichlet(12 * row)) for row in prior]).astype(float)
    found, is_at_limit = fit_strength([counts], [prior])
    grid = np.exp(np.linspace(np.log(2), np.log(100), 400))
    likelihood = [
        sum(
            dirichlet_multinomial.logpmf(row, strength * mean, 30)
            for row, mean in zip(counts, prior, strict=True)
        )
        for strength in grid
    ]
    assert found == pytest.approx(grid[int(np.argmax(likelihood))], rel=0.02)
    assert 7 < found < 20  # 12 was planted
    assert not is_at_limit


def test_groups_that_hear_alike_get_a_high_strength_and_groups_that_differ_a_low_one():
    strengths = [
        np.median([label_groups(*two_groups(seed, strength=planted)).strength for seed in range(5)])
        for planted in (3, 30, 1e6)
    ]
    assert strengths[0] < 8 < strengths[1] < strengths[2]


def test_where_nothing_differs_the_strength_is_at_its_limit_and_it_is_said():
    rng = np.random.default_rng(1)
    prior = rng.dirichlet(np.ones(4) * 2, 200)
    # Counts that lie closer to the prior than chance would put them.
    strength, is_at_limit = fit_strength([20 * prior], [prior])
    assert is_at_limit
    assert strength == STRENGTHS[1]


def test_a_label_is_the_posterior_mean_between_the_groups_votes_and_the_others():
    given, groups = two_groups(4, strength=10)
    table = label_groups(given, groups)
    own, others = given.counts(groups["a"]), given.counts(groups["b"])
    overall = given.counts().sum(axis=0) / given.counts().sum()
    prior = prior_means(others, overall)
    expected = (own + table.strength * prior) / (25 + table.strength)
    found = np.stack([share.value for share in table.groups[0].shares], axis=1)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    np.testing.assert_allclose(table.groups[0].raw, own / 25)
    np.testing.assert_allclose(table.groups[0].arousal.value, 2 * expected[:, :2].sum(axis=1) - 1)
    np.testing.assert_allclose(table.groups[0].valence.value, 2 * expected[:, [0, 3]].sum(axis=1) - 1)


def test_shrunk_labels_are_nearer_to_the_truth_than_plain_shares():
    rng = np.random.default_rng(5)
    plain = shrunk = 0.0
    for _ in range(10):
        clips = rng.dirichlet(np.ones(4), N_CLIPS) * 0.96 + 0.01
        truth = np.stack([rng.dirichlet(20 * clip) for clip in clips])
        given = votes(np.concatenate([drawn(truth, 10, rng), drawn(clips, 60, rng)]))
        cells = np.zeros((70, N_CLIPS), bool)
        cells[:10] = True
        labels = label_groups(given, {"a": cells, "b": ~cells}).groups[0]
        found = np.stack([share.value for share in labels.shares], axis=1)
        plain += np.abs(labels.raw - truth).sum()
        shrunk += np.abs(found - truth).sum()
    assert shrunk < 0.8 * plain


def test_intervals_hold_the_groups_true_shares_as_often_as_they_say():
    # 95 % by the posterior; planted as the model has it, 20 × 40 clips.
    inside = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        clips = rng.dirichlet(np.ones(4) * 2, N_CLIPS)
        truth = np.stack([rng.dirichlet(15 * clip + 1e-6) for clip in clips])
        given = votes(np.concatenate([drawn(truth, 20, rng), drawn(clips, 400, rng)]))
        cells = np.zeros((420, N_CLIPS), bool)
        cells[:20] = True
        labels = label_groups(given, {"a": cells, "b": ~cells}).groups[0]
        arousal = 2 * truth[:, :2].sum(axis=1) - 1
        inside.append(((labels.arousal.lower <= arousal) & (arousal <= labels.arousal.upper)).mean())
    assert np.mean(inside) == pytest.approx(0.95, abs=0.025)


def test_a_group_with_few_votes_on_a_clip_is_pooled_there_and_says_why():
    given, groups = two_groups(6, strength=10)
    shares = given.shares.copy()
    shares[4:25, 3] = np.nan  # four of group a are left on clip 3
    given = votes(np.where(np.isnan(shares[..., 0]), -1, np.nan_to_num(shares).argmax(axis=-1)))
    table = label_groups(given, groups)
    first = table.groups[0]
    assert first.is_pooled.tolist() == [number == 3 for number in range(N_CLIPS)]
    assert first.reasons[3] == "few raters"
    assert first.n_raters[3] == 4
    assert first.shares[0].value[3] == table.everybody.shares[0].value[3]
    assert first.shares[0].value[2] != table.everybody.shares[0].value[2]


def test_a_group_that_agrees_no_better_than_chance_is_pooled_on_all_clips():
    rng = np.random.default_rng(7)
    clips = rng.dirichlet(np.ones(4) * 0.5, N_CLIPS) * 0.96 + 0.01
    given = votes(np.concatenate([rng.integers(0, 4, (25, N_CLIPS)), drawn(clips, 40, rng)]))
    cells = np.zeros((65, N_CLIPS), bool)
    cells[:25] = True
    random, real = label_groups(given, {"random": cells, "real": ~cells}).groups
    assert random.is_pooled.all()
    assert set(random.reasons) == {"no agreement"}
    assert not real.is_pooled.any()
    assert random.agreement.lower < 0 < random.agreement.upper
    assert real.agreement.lower > 0.2


def test_the_agreement_of_votes_is_the_one_way_intraclass_correlation():
    # By hand on two quadrants and three clips, each with two voters: MSB and MSW of each share, added up.
    given = votes(np.array([[0, 1, 0], [0, 1, 1]]))
    x = np.eye(4)[np.array([[0, 1, 0], [0, 1, 1]])]
    means = x.mean(axis=0)
    between = 2 * ((means - means.mean(axis=0)) ** 2).sum() / 2
    within = ((x - means) ** 2).sum() / 3
    assert vote_agreement(given).icc == pytest.approx((between - within) / (between + within))
    # Everybody alike on clips that differ is 1; nothing to tell clips by is undefined.
    assert vote_agreement(votes(np.array([[0, 1, 2]] * 3))).icc == 1
    assert np.isnan(vote_agreement(votes(np.zeros((3, 4), int))).icc)


def test_one_group_alone_is_shrunk_towards_what_is_said_of_all_clips():
    given, _ = two_groups(8, strength=5)
    table = label_groups(given, {"only": np.ones(given.is_there.shape, bool)})
    found = np.stack([share.value for share in table.groups[0].shares], axis=1)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert (found > 0).all()
    assert np.abs(found - table.groups[0].raw).max() < 0.2


def test_overlapping_groups_and_no_votes_are_refused():
    given, groups = two_groups(1, strength=5)
    with pytest.raises(AnalysisError, match="two groups"):
        label_groups(given, groups | {"c": np.ones(given.is_there.shape, bool)})
    with pytest.raises(AnalysisError, match="nobody's answers"):
        label_groups(votes(np.full((2, 2), -1)), {})
