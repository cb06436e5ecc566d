"""How many ratings a way of choosing clips saves: on a corpus whose ratings are all known.

Conventions
-----------
A draw divides the artists into folds; each fold's clips are judged by, those of the others are the pool. A
few random clips of the pool are rated first, the same for every way of choosing; then each way takes
``n_step`` clips at a time, all votes on a clip are given, and the model of groups (`group_regression`) is
fitted again. Its label error is the cross-entropy of the votes on the clips that were left out, in nats a
vote, by clip. Folds are averaged, so that a draw has one curve a way: error against the number of votes.

Models that can disagree are a committee: the same regression on resamples of the rated clips.

What a way saves is read from the mean curves: the error that random order has after so many votes, and the
votes after which the way has it. Intervals resample draws, each with all of its curves: they say what other
draws of folds and first clips would give on this corpus, and not what other music would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.clip_selection import Diversity, choose, consensus
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.group_regression import (
    ClipSpace,
    FloatArray,
    GroupRegression,
    Strengths,
    effective_listeners,
    fit_groups,
)
from merlingua.mer_models.grouped_splits import grouped_folds
from merlingua.mer_models.soft_logistic import one_thread

RANDOM = "random"
N_FOLDS = 5
N_GRID = 60
N_BOOTSTRAP = 2_000
SMALLEST = 1e-6
STRENGTHS = Strengths(0.01, 0.3)
"""As validation chooses them on Emotify (docs/experiments/groups-emotify.md)."""


@dataclass(frozen=True)
class Way:
    """A way of choosing: by which disagreement, and how clips are kept apart."""

    groups: bool = False
    models: bool = False
    diversity: Diversity = "none"


WAYS: Mapping[str, Way] = {
    "groups": Way(groups=True),
    "models": Way(models=True),
    "spread": Way(diversity="spread"),
    "coverage": Way(diversity="coverage"),
    "groups + models": Way(groups=True, models=True),
    "groups + models, spread": Way(groups=True, models=True, diversity="spread"),
    "groups + models, coverage": Way(groups=True, models=True, diversity="coverage"),
}


@dataclass(frozen=True, eq=False)
class RatedPool:
    """A corpus whose ratings are known.

    Attributes
    ----------
    vectors : shape (n_clips, n_features)
    counts : shape (n_groups, n_clips, 4)
        Votes of each group.
    artists : one a clip
    strength
        Of the labels' prior, in votes: see `group_regression.effective_listeners`.
    """

    vectors: FloatArray
    counts: FloatArray
    artists: tuple[str, ...]
    strength: float

    def __post_init__(self) -> None:
        n_clips = len(self.vectors)
        if self.counts.ndim != 3 or self.counts.shape[1:] != (n_clips, 4) or len(self.artists) != n_clips:
            raise EvaluationError(
                f"{n_clips} vectors, votes of shape {self.counts.shape} and {len(self.artists)} artists do "
                "not belong together"
            )
        if not (self.counts.sum(axis=(0, 2)) > 0).all():
            raise EvaluationError("a clip has no votes: it can be neither taught nor judged by")


@dataclass(frozen=True)
class Plan:
    """How the simulation goes; strengths and the number of components are the same for every way."""

    n_first: int = 10
    n_step: int = 10
    n_steps: int = 11
    n_committee: int = 5
    n_components: int = 12
    strengths: Strengths = STRENGTHS


@dataclass(frozen=True, eq=False)
class Curves:
    """Label errors by way, each of shape (n_draws, n_grid), at these numbers of votes."""

    votes: FloatArray
    errors: Mapping[str, FloatArray]


@dataclass(frozen=True)
class Saving:
    """What a way saves against random order, with its interval: the share of the votes, below 0 if it costs.

    ``is_bounded`` is False where the way never came to that error: the saving is then even less.
    """

    way: str
    votes: float
    error: float
    saved: float
    low: float
    high: float
    is_bounded: bool

    @property
    def does_save(self) -> bool:
        return self.low > 0


def simulate(
    pool: RatedPool,
    n_draws: int,
    *,
    ways: Mapping[str, Way] = WAYS,
    plan: Plan | None = None,
    seed: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> Curves:
    """Learning curves of random order and of each way.

    Raises
    ------
    EvaluationError
        If there are fewer artists than folds, or fewer clips than a run needs.
    """
    plan = plan or Plan()
    needed = plan.n_first + plan.n_step * plan.n_steps
    if len(set(pool.artists)) < N_FOLDS:
        raise EvaluationError(f"{len(set(pool.artists))} artists cannot be divided into {N_FOLDS} folds")
    every = {RANDOM: Way()} | dict(ways)
    runs: dict[str, list[list[tuple[FloatArray, FloatArray]]]] = {name: [] for name in every}
    with one_thread():
        for draw in range(n_draws):
            rng = np.random.default_rng([seed, draw])
            folds = grouped_folds(pool.artists, None, N_FOLDS, int(rng.integers(2**31)))
            for name in every:
                runs[name].append([])
            for fold in range(N_FOLDS):
                inside = np.flatnonzero(folds != fold)
                if len(inside) < needed:
                    raise EvaluationError(f"a fold leaves {len(inside)} clips; the simulation takes {needed}")
                judged = np.flatnonzero(folds == fold)
                fold_seed = int(rng.integers(2**31))
                for name, way in every.items():
                    runs[name][-1].append(_run(pool, inside, judged, way, plan, fold_seed))
            if on_progress:
                on_progress(draw + 1, n_draws)
    return _curves(runs)


def savings(
    curves: Curves,
    at: float = 0.5,
    *,
    against: str = RANDOM,
    ways: Sequence[str] | None = None,
    level: float = 0.95,
    seed: int = 1,
    n_bootstrap: int = N_BOOTSTRAP,
) -> tuple[Saving, ...]:
    """What each way saves, at the error that random order has at this part of the votes.

    Parameters
    ----------
    against, ways
        What they are compared with, and which; all by default.
    level
        Of all intervals together (Bonferroni): that none of them is wrong.
    """
    if not 0 < at < 1:
        raise EvaluationError(f"at is {at}: a part of the votes, between 0 and 1")
    names = ways or [name for name in curves.errors if name not in (RANDOM, against)]
    n_draws = len(curves.errors[against])
    rng = np.random.default_rng(seed)
    chosen = rng.integers(n_draws, size=(n_bootstrap, n_draws))
    votes = float(curves.votes[0] + at * (curves.votes[-1] - curves.votes[0]))
    tails = (1 - level) / 2 / max(len(names), 1)
    found = []
    for name in names:
        value, error, is_bounded = _saved(curves, name, against, np.arange(n_draws), votes)
        drawn = [_saved(curves, name, against, rows, votes)[0] for rows in chosen]
        low, high = np.quantile(drawn, [tails, 1 - tails])
        found.append(Saving(name, votes, error, value, float(low), float(high), is_bounded))
    return tuple(found)


def _saved(
    curves: Curves, way: str, against: str, rows: NDArray[np.int64], votes: float
) -> tuple[float, float, bool]:
    random = np.minimum.accumulate(curves.errors[against][rows].mean(axis=0))
    own = np.minimum.accumulate(curves.errors[way][rows].mean(axis=0))
    error = float(np.interp(votes, curves.votes, random))
    # Random order's own first time at that error: where its curve is flat, that is earlier than `votes`.
    reference, _ = _votes_until(curves.votes, random, error)
    needed, is_reached = _votes_until(curves.votes, own, error)
    return 1 - needed / reference, error, is_reached


def _votes_until(votes: FloatArray, errors: FloatArray, error: float) -> tuple[float, bool]:
    """The votes at which a curve that never rises first comes to an error; its last ones if it never does."""
    below = np.flatnonzero(errors <= error + 1e-12)
    if not len(below):
        return float(votes[-1]), False
    place = int(below[0])
    if place == 0:
        return float(votes[0]), True
    high, low = errors[place - 1], errors[place]
    part = (high - error) / max(high - low, 1e-15)
    return float(votes[place - 1] + part * (votes[place] - votes[place - 1])), True


def _run(
    pool: RatedPool,
    inside: NDArray[np.int64],
    judged: NDArray[np.int64],
    way: Way,
    plan: Plan,
    seed: int,
) -> tuple[FloatArray, FloatArray]:
    """(votes, errors) after the first clips and after each step."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(inside)
    rated = list(order[: plan.n_first])
    # Of the whole pool, rated or not: sounds are known before ratings are.
    space = ClipSpace.of(pool.vectors[inside], plan.n_components)
    components = space.components(pool.vectors)
    votes, errors = [], []
    for step in range(plan.n_steps + 1):
        fitted = _fit(pool, np.array(rated), space, plan)
        votes.append(float(pool.counts[:, rated].sum()))
        errors.append(_error(pool, judged, fitted))
        if step == plan.n_steps:
            break
        left = np.array([clip for clip in order if clip not in set(rated)])
        rated += _next(pool, way, fitted, np.array(rated), left, space, components, plan, rng).tolist()
    return np.array(votes), np.array(errors)


def _next(
    pool: RatedPool,
    way: Way,
    fitted: GroupRegression,
    rated: NDArray[np.int64],
    left: NDArray[np.int64],
    space: ClipSpace,
    components: FloatArray,
    plan: Plan,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    if way == Way():
        return left[: plan.n_step]
    importance = None
    if way.groups or way.models:
        fits = [fitted]
        if way.models:
            resamples = (rng.choice(rated, len(rated)) for _ in range(plan.n_committee))
            fits = [_fit(pool, rows, space, plan) for rows in resamples]
        told = consensus([each.predict(pool.vectors[left]) for each in fits])
        importance = (told.groups if way.groups else 0) + (told.models if way.models else 0)
    chosen = choose(
        [f"{clip:06d}" for clip in left],
        plan.n_step,
        importance=importance,
        vectors=components[left],
        known=components[rated],
        diversity=way.diversity,
    )
    return left[[each.place for each in chosen]]


def _fit(pool: RatedPool, rows: NDArray[np.int64], space: ClipSpace, plan: Plan) -> GroupRegression:
    counts = pool.counts[:, rows]
    n_votes = counts.sum(axis=-1)
    shares = counts / np.where(n_votes > 0, n_votes, 1)[..., None]
    return fit_groups(
        pool.vectors[rows],
        shares,
        effective_listeners(n_votes, pool.strength),
        plan.strengths,
        space=space,
    )


def _error(pool: RatedPool, judged: NDArray[np.int64], fitted: GroupRegression) -> float:
    counts = pool.counts[:, judged]
    told = np.log(np.maximum(fitted.predict(pool.vectors[judged]), SMALLEST))
    of_clips = -(counts * told).sum(axis=(0, 2)) / counts.sum(axis=(0, 2))
    return float(of_clips.mean())


def _curves(runs: Mapping[str, Sequence[Sequence[tuple[FloatArray, FloatArray]]]]) -> Curves:
    """All runs at the same numbers of votes, folds averaged."""
    every = [votes for draws in runs.values() for folds in draws for votes, _ in folds]
    grid = np.linspace(max(each[0] for each in every), min(each[-1] for each in every), N_GRID)
    errors = {
        name: np.array(
            [np.mean([np.interp(grid, votes, found) for votes, found in folds], axis=0) for folds in draws]
        )
        for name, draws in runs.items()
    }
    return Curves(grid, errors)
