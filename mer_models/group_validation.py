"""Does a model of groups say more than one for all? Scored on clips and listeners it has not learnt from.

Conventions
-----------
Clips are left out one at a time where there are fewer than ``MANY_CLIPS``, else in folds that keep an artist
together. Listeners are crossed: each group is divided at random, the votes of one half are learnt from and
those of the other are scored, and the other way round, so that nobody who taught a model judges it. The
strengths are chosen inside, by folds of the clips that are left, with the votes of the half that teaches.

Scores are cross-entropies in nats a vote, a clip's being the mean over all votes on it. Rows:

========== =====================================================================================
group      partial pooling: what is shared, and what each group adds
pooled     the same regression without groups
prior      what groups say of all clips learnt from, for each group
uniform    a quarter each: ln 4
listeners  what the teaching half said of the very clip: as good as so many listeners can be
floor      the mean entropy of the judging half's votes: nobody is better
========== =====================================================================================

Differences between rows are tested by turning the signs of clips' differences (Fisher's randomisation), and
Holm corrects over the family. Their intervals are bootstrapped over clips.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.holm import holm_adjusted
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.group_regression import (
    N_CLASSES,
    ClipSpace,
    FloatArray,
    Strengths,
    effective_listeners,
    fit_groups,
)
from merlingua.mer_models.grouped_splits import grouped_folds
from merlingua.mer_models.kept_folds import FoldScore, KeptFolds
from merlingua.mer_models.soft_logistic import one_thread

MANY_CLIPS = 40
N_FOLDS = 5
MAX_COMPONENTS, MORE_COMPONENTS = 12, 32
"""Of few clips, and of `MANY_CLIPS` or more."""
POOLED = tuple(float(each) for each in np.geomspace(1e-3, 1.0, 7))
GROUPED = (0.003, 0.03, 0.3, 3.0, 1e6)
TOGETHER = 1e6
"""So strong that groups add nothing."""
N_FLIPS = 9_999
N_BOOTSTRAP = 2_000
SMALLEST = 1e-6
ROWS = ("group", "pooled", "prior", "uniform", "listeners", "floor")
COMPARED = (("group", "pooled"), ("group", "prior"), ("pooled", "prior"))


@dataclass(frozen=True, eq=False)
class GroupedVotes:
    """What is learnt from.

    Attributes
    ----------
    vectors : shape (n_clips, n_features)
    votes : shape (n_raters, n_clips, 4)
        Shares that sum to 1, NaN where there is none.
    groups : one a rater
    artists : one a clip
        Clips of one are left out together.
    strength
        Of the labels' prior, in votes: see `group_regression.effective_listeners`.
    """

    vectors: FloatArray
    votes: FloatArray
    groups: tuple[str, ...]
    artists: tuple[str, ...]
    strength: float

    def __post_init__(self) -> None:
        n_raters, n_clips = self.votes.shape[:2]
        if (len(self.vectors), len(self.groups), len(self.artists)) != (n_clips, n_raters, n_clips):
            raise EvaluationError(
                f"votes of {n_raters} listeners on {n_clips} clips do not belong to {len(self.vectors)} "
                f"vectors, {len(self.groups)} groups of listeners and {len(self.artists)} artists"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The groups, in the order in which they first occur."""
        return tuple(dict.fromkeys(self.groups))

    def counts(self, raters: NDArray[np.bool_]) -> FloatArray:
        """Votes of these raters, shape (n_groups, n_clips, 4)."""
        labels = np.array(self.groups)
        given = np.nan_to_num(self.votes)
        return np.stack([given[raters & (labels == name)].sum(axis=0) for name in self.names])


@dataclass(frozen=True)
class Difference:
    """One row minus another: negative where the first is better."""

    first: str
    second: str
    mean: float
    low: float
    high: float
    p: float
    p_holm: float


@dataclass(frozen=True, eq=False)
class GroupValidation:
    """Cross-entropies by clip, shape (n_clips,), for each of `ROWS`; means with intervals; differences.

    ``chosen`` are the strengths that the group model took in each outer fold and half; ``told`` is what it
    said of clips it had not learnt from, the mean of both halves, shape (n_groups, n_clips, 4).
    """

    by_clip: Mapping[str, FloatArray]
    means: Mapping[str, tuple[float, float, float]]
    differences: tuple[Difference, ...]
    chosen: tuple[Strengths, ...]
    told: FloatArray


def validate_groups(
    data: GroupedVotes,
    *,
    seed: int = 1,
    kept: KeptFolds | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> GroupValidation:
    """Nested validation over clips and listeners.

    Parameters
    ----------
    kept
        Folds that are done are taken from it, and new ones put there.

    Raises
    ------
    EvaluationError
        If there are under two groups, under four clips, or a group of under two listeners.
    """
    halves = _halves(data, seed)
    folds = outer_folds(data, seed)
    sums = {row: np.zeros(len(data.vectors)) for row in ROWS}
    n_votes = np.zeros(len(data.vectors))
    chosen = []
    told = np.zeros((len(data.names), len(data.vectors), N_CLASSES))
    done, n = 0, 2 * (int(folds.max()) + 1)
    kept = kept or KeptFolds(data, seed)
    with one_thread():
        for half, teaching in enumerate((halves, ~halves)):
            taught, judging = data.counts(teaching), data.counts(~teaching)
            for fold in range(int(folds.max()) + 1):
                held_out = folds == fold
                score = kept.get(half, fold)
                if score is None:
                    score = _score_fold(data, taught, judging, held_out, seed)
                    kept.keep(half, fold, score)
                chosen.append(score.strengths)
                told[:, held_out] += score.told / 2
                for row, losses in score.losses.items():
                    sums[row][held_out] += losses
                done += 1
                if on_progress is not None:
                    on_progress(done, n)
            n_votes += judging.sum(axis=(0, 2))
    scored = n_votes > 0
    by_clip = {row: each[scored] / n_votes[scored] for row, each in sums.items()}
    rng = np.random.default_rng(seed)
    return GroupValidation(
        by_clip,
        {row: _with_interval(each, rng) for row, each in by_clip.items()},
        _differences(by_clip, rng),
        tuple(chosen),
        told,
    )


def outer_folds(data: GroupedVotes, seed: int) -> NDArray[np.int64]:
    """The fold of each clip: one a clip (with its artist's others), or five."""
    names = tuple(dict.fromkeys(data.artists))
    if len(names) < 4:
        raise EvaluationError(
            f"{len(data.artists)} clips of {len(names)} artists are too few to leave some out"
        )
    if len(data.artists) < MANY_CLIPS:
        return np.array([names.index(artist) for artist in data.artists])
    shares = data.counts(np.ones(len(data.groups), np.bool_)).sum(axis=0)
    return grouped_folds(data.artists, shares / shares.sum(axis=1, keepdims=True).clip(1e-9), N_FOLDS, seed)


def choose_strengths(
    vectors: FloatArray, counts: FloatArray, artists: Sequence[str], strength: float, seed: int
) -> Strengths:
    """The strengths with the lowest cross-entropy on clips left out: of what is pooled, then of groups."""
    n_folds = min(N_FOLDS, len(set(artists)))
    folds = grouped_folds(artists, None, n_folds, seed)
    everybody = counts.sum(axis=0, keepdims=True)

    def loss(given: FloatArray, strengths: Strengths) -> float:
        total = 0.0
        for fold in range(n_folds):
            held_out = folds == fold
            told = _told(vectors, given, held_out, strength, strengths)
            total -= float((given[:, held_out] * np.log(told.clip(SMALLEST))).sum())
        return total

    # Ties go to the stronger penalty.
    pooled = min(sorted(POOLED, reverse=True), key=lambda each: loss(everybody, Strengths(each, TOGETHER)))
    grouped = min(sorted(GROUPED, reverse=True), key=lambda each: loss(counts, Strengths(pooled, each)))
    return Strengths(pooled, grouped)


def _halves(data: GroupedVotes, seed: int) -> NDArray[np.bool_]:
    rng = np.random.default_rng(seed)
    labels = np.array(data.groups)
    first = np.zeros(len(labels), np.bool_)
    if len(data.names) < 2:
        raise EvaluationError("one group is what all are: two at least can be compared")
    for name in data.names:
        members = rng.permutation(np.flatnonzero(labels == name))
        if len(members) < 2:
            raise EvaluationError(f"group {name!r} has one listener: one half teaches and the other judges")
        first[members[: len(members) // 2]] = True
    return first


def _score_fold(
    data: GroupedVotes,
    taught: FloatArray,
    judging: FloatArray,
    held_out: NDArray[np.bool_],
    seed: int,
) -> FoldScore:
    artists = [artist for artist, is_out in zip(data.artists, held_out, strict=True) if not is_out]
    strengths = choose_strengths(data.vectors[~held_out], taught[:, ~held_out], artists, data.strength, seed)
    everybody = np.broadcast_to(taught.sum(axis=0), taught.shape)
    of_groups = _smoothed(taught[:, ~held_out].sum(axis=1, keepdims=True))
    told = {
        "group": _told(data.vectors, taught, held_out, data.strength, strengths),
        "pooled": _told(
            data.vectors, everybody[:1], held_out, data.strength, Strengths(strengths.pooled, TOGETHER)
        ),
        "prior": of_groups,
        "uniform": np.full((1, 1, N_CLASSES), 1 / N_CLASSES),
        "listeners": _smoothed(taught[:, held_out], data.strength * _smoothed(everybody[:, held_out])),
        "floor": _smoothed(judging[:, held_out], 0.0),
    }
    truth = judging[:, held_out]
    losses = {}
    for row, probabilities in told.items():
        logs = np.log(np.broadcast_to(probabilities, truth.shape).clip(SMALLEST))
        losses[row] = -np.where(truth > 0, truth * logs, 0.0).sum(axis=(0, 2))
    return FoldScore(strengths, told["group"], losses)


def _told(
    vectors: FloatArray,
    counts: FloatArray,
    held_out: NDArray[np.bool_],
    strength: float,
    strengths: Strengths,
) -> FloatArray:
    """What a regression of the other clips says of those held out, (n_groups, n_held_out, 4)."""
    learnt = counts[:, ~held_out]
    n = learnt.sum(axis=-1)
    shares = learnt / np.where(n > 0, n, 1)[..., None]
    space = clip_space(vectors[~held_out], n_clips=len(vectors))
    fitted = fit_groups(vectors[~held_out], shares, effective_listeners(n, strength), strengths, space=space)
    return fitted.predict(vectors[held_out])


def clip_space(vectors: FloatArray, *, n_clips: int) -> ClipSpace:
    """The space of clips to learn from, of as many components as ``n_clips`` in all can bear."""
    return ClipSpace.of(vectors, MORE_COMPONENTS if n_clips >= MANY_CLIPS else MAX_COMPONENTS)


def _smoothed(counts: FloatArray, prior: FloatArray | float = 0.25) -> FloatArray:
    """Shares of votes (..., 4) beside those of a prior."""
    given = counts + prior
    return np.asarray(given / given.sum(axis=-1, keepdims=True).clip(SMALLEST))


def _with_interval(losses: FloatArray, rng: np.random.Generator) -> tuple[float, float, float]:
    drawn = losses[rng.integers(0, len(losses), (N_BOOTSTRAP, len(losses)))].mean(axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(losses.mean()), float(low), float(high)


def _differences(by_clip: Mapping[str, FloatArray], rng: np.random.Generator) -> tuple[Difference, ...]:
    found = []
    for first, second in COMPARED:
        differences = by_clip[first] - by_clip[second]
        mean, low, high = _with_interval(differences, rng)
        found.append((first, second, mean, low, high, sign_flip_p(differences, rng)))
    adjusted = holm_adjusted([each[-1] for each in found])
    return tuple(Difference(*each, float(p)) for each, p in zip(found, adjusted, strict=True))


def sign_flip_p(differences: FloatArray, rng: np.random.Generator, n_flips: int = N_FLIPS) -> float:
    """Two-sided p of a mean difference over clips, by turning their signs."""
    signs = 2.0 * rng.integers(0, 2, (n_flips, len(differences))) - 1
    flipped = np.abs(signs @ differences)
    return float(((flipped >= abs(differences.sum()) - 1e-12).sum() + 1) / (n_flips + 1))
