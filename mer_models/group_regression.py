"""Soft logistic regression for groups of listeners: what they share, and what each adds, partially pooled.

Conventions
-----------
Logits of group g on a clip with vector z are (W + U_g) z + b + b_g. What is minimised is the mean
cross-entropy against each group's shares (nats), each cell (group and clip) weighted by its effective
listeners, plus pooled / 2 times the squared W and grouped / 2 times the squared U_g and b_g; b is free. Where
``grouped`` is large a group is what all are; where it is small each has a regression of its own. A listener
more or less changes weights, and what a strength means stays the same on 22 clips and on 2000.

Effective listeners of n votes are n / (1 + n / strength), with the strength of the labels' prior
(`analysis.group_labels`): shares of a clip lie around what any model says of it by more than chance, so that
a hundred votes on one clip teach less than ten on each of ten.

The minimum is found by Newton's method with an arrow-shaped Hessian: groups touch each other through what
they share alone, so that a step costs one small system a group, and one for W.

Reference: Gelman & Hill (2007), "Data analysis using regression and multilevel/hierarchical models", chapter
12, on partial pooling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_softmax, softmax

from merlingua.mer_models.errors import EvaluationError

N_CLASSES = 4
FREE = 1e-6
"""The penalty of b, and of what no data speak of: the four logits may all rise by the same."""
TOLERANCE = 1e-9
MAX_STEPS = 60
NEGLIGIBLE_COMPONENT = 1e-6

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Strengths:
    """Of the penalties on what is pooled and on what each group adds, both above 0."""

    pooled: float
    grouped: float

    def __post_init__(self) -> None:
        for name in ("pooled", "grouped"):
            value = getattr(self, name)
            if not (value > 0 and np.isfinite(value)):
                raise EvaluationError(f"the strength {name} is {value}; a number above 0 is due, 1 is usual")


@dataclass(frozen=True, eq=False)
class ClipSpace:
    """Clip vectors as their principal components: what a ridge penalty sees, and never more than clips.

    Features are standardised by the clips learnt from; a component's scale is kept, all of them together
    divided by the root of the number of features, so that strengths mean the same for 7 and for 7000.
    """

    mean: FloatArray
    sd: FloatArray
    directions: FloatArray  # (n_components, n_features)

    @classmethod
    def of(cls, vectors: ArrayLike, max_components: int | None = None) -> ClipSpace:
        """The space of clips to learn from, of its largest components where there are more.

        Raises
        ------
        EvaluationError
            If the vectors are no table of finite numbers.
        """
        table = np.asarray(vectors, dtype=np.float64)
        if table.ndim != 2 or not len(table) or not np.isfinite(table).all():
            raise EvaluationError(f"clip vectors of shape {table.shape} are due as a table of finite numbers")
        mean, sd = table.mean(axis=0), table.std(axis=0)
        sd = np.where(sd <= 1e-9 * np.maximum(np.abs(mean), 1e-9), np.inf, sd)
        sd = sd * np.sqrt(max(int(np.isfinite(sd).sum()), 1))
        _, sizes, directions = np.linalg.svd((table - mean) / sd, full_matrices=False)
        kept = sizes > NEGLIGIBLE_COMPONENT * max(float(sizes[0]), NEGLIGIBLE_COMPONENT)
        return cls(mean, sd, directions[kept][:max_components])

    def components(self, vectors: ArrayLike) -> FloatArray:
        """(n_clips, n_features) → (n_clips, n_components)."""
        table = np.asarray(vectors, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] != len(self.mean):
            raise EvaluationError(
                f"the regression was fitted on {len(self.mean)} features and is given {table.shape}"
            )
        return np.asarray(((table - self.mean) / self.sd) @ self.directions.T)


@dataclass(frozen=True, eq=False)
class GroupRegression:
    """A fitted regression.

    Shapes: ``shared`` (4, n_components + 1) and ``added`` (n_groups, 4, n_components + 1), the last column
    of each being b and b_g.
    """

    space: ClipSpace
    shared: FloatArray
    added: FloatArray
    strengths: Strengths

    def predict(self, vectors: ArrayLike) -> FloatArray:
        """Probabilities of each group, shape (n_groups, n_clips, 4)."""
        return np.asarray(softmax(self._logits(self.shared + self.added, vectors), axis=-1))

    def predict_pooled(self, vectors: ArrayLike) -> FloatArray:
        """Without what groups add: shape (n_clips, 4)."""
        return np.asarray(softmax(self._logits(self.shared[None], vectors)[0], axis=-1))

    def _logits(self, weights: FloatArray, vectors: ArrayLike) -> FloatArray:
        return np.asarray(np.einsum("gkj,cj->gck", weights, _design(self.space.components(vectors))))


def effective_listeners(n_votes: ArrayLike, strength: float) -> FloatArray:
    """How much n votes on a clip say of what a model can know."""
    n = np.asarray(n_votes, dtype=np.float64)
    return np.asarray(n / (1 + n / strength))


def fit_groups(
    vectors: ArrayLike,
    shares: ArrayLike,
    weights: ArrayLike,
    strengths: Strengths,
    *,
    space: ClipSpace | None = None,
) -> GroupRegression:
    """Fit to soft labels.

    Parameters
    ----------
    vectors : shape (n_clips, n_features)
    shares : shape (n_groups, n_clips, 4)
        Rows sum to 1; anything where the weight is 0.
    weights : shape (n_groups, n_clips)
        Effective listeners, 0 where a group heard nothing of a clip.

    Raises
    ------
    EvaluationError
        If shapes do not fit, or nobody heard anything.
    """
    space = space or ClipSpace.of(vectors)
    design = _design(space.components(vectors))
    labels, importance = _checked(design, shares, weights)
    shared, added = _newton(design, labels, importance, strengths)
    return GroupRegression(space, shared, added, strengths)


def _design(components: FloatArray) -> FloatArray:
    return np.hstack([components, np.ones((len(components), 1))])


def _checked(design: FloatArray, shares: ArrayLike, weights: ArrayLike) -> tuple[FloatArray, FloatArray]:
    labels, importance = np.asarray(shares, np.float64), np.asarray(weights, np.float64)
    if (
        labels.ndim != 3
        or labels.shape[1:] != (len(design), N_CLASSES)
        or importance.shape != labels.shape[:2]
    ):
        raise EvaluationError(
            f"shares of shape {labels.shape} and weights of shape {importance.shape} do not belong to "
            f"{len(design)} clips: (n_groups, n_clips, {N_CLASSES}) and (n_groups, n_clips) are due"
        )
    if not (importance >= 0).all() or importance.sum() <= 0:
        raise EvaluationError("no group heard a clip: there is nothing to learn from")
    labels = np.where(importance[..., None] > 0, labels, 1 / N_CLASSES)
    if not (np.isfinite(labels).all() and np.allclose(labels.sum(axis=-1), 1, atol=1e-6)):
        raise EvaluationError("the shares of a group and clip must be numbers that sum to 1")
    return labels, importance / importance.sum()


def _newton(
    design: FloatArray, labels: FloatArray, weights: FloatArray, strengths: Strengths
) -> tuple[FloatArray, FloatArray]:
    n_groups, n_inputs = len(labels), design.shape[1]
    shared = np.zeros((N_CLASSES, n_inputs))
    added = np.zeros((n_groups, N_CLASSES, n_inputs))
    of_shared = np.full((N_CLASSES, n_inputs), strengths.pooled)
    of_shared[:, -1] = FREE
    of_added = np.full((N_CLASSES, n_inputs), strengths.grouped + FREE)
    value, logits = _value(design, labels, weights, shared, added, of_shared, of_added)
    for _ in range(MAX_STEPS):
        step_shared, step_added, promised = _step(
            design, labels, weights, softmax(logits, axis=-1), shared, added, of_shared, of_added
        )
        if promised < TOLERANCE:
            break
        size = 1.0
        while True:
            new_shared, new_added = shared + size * step_shared, added + size * step_added
            new, logits = _value(design, labels, weights, new_shared, new_added, of_shared, of_added)
            if new <= value - 1e-4 * size * promised or size < 1e-6:
                break
            size /= 2
        shared, added, value = new_shared, new_added, new
    return shared, added


def _value(
    design: FloatArray,
    labels: FloatArray,
    weights: FloatArray,
    shared: FloatArray,
    added: FloatArray,
    of_shared: FloatArray,
    of_added: FloatArray,
) -> tuple[float, FloatArray]:
    logits = np.einsum("gkj,cj->gck", shared + added, design, optimize=True)
    loss = -(weights[..., None] * labels * log_softmax(logits, axis=-1)).sum()
    penalty = (of_shared * shared**2).sum() + (of_added * added**2).sum()
    return float(loss + penalty / 2), logits


def _step(
    design: FloatArray,
    labels: FloatArray,
    weights: FloatArray,
    probabilities: FloatArray,
    shared: FloatArray,
    added: FloatArray,
    of_shared: FloatArray,
    of_added: FloatArray,
) -> tuple[FloatArray, FloatArray, float]:
    """Newton's step of both parts, and by how much the quadratic promises to fall, twice."""
    n_groups, n_inputs = len(labels), design.shape[1]
    size = N_CLASSES * n_inputs
    error = weights[..., None] * (probabilities - labels)
    gradients = np.einsum("gck,cj->gkj", error, design, optimize=True)
    hessians = _hessians(design, weights, probabilities).reshape(n_groups, size, size)
    of_groups = hessians + np.diag(of_added.ravel())
    own = (gradients + of_added * added).reshape(n_groups, size)
    # Groups eliminated: each tells what its own optimum would be for a given step of what is shared.
    solved = np.linalg.solve(of_groups, np.concatenate([hessians, own[..., None]], axis=2))
    through, answers = solved[..., :size], solved[..., size]
    schur = np.diag(of_shared.ravel()) + (hessians - hessians @ through).sum(axis=0)
    right = -(gradients.sum(axis=0) + of_shared * shared).ravel() + np.einsum("gij,gj->i", hessians, answers)
    of_all = np.linalg.solve(schur, right)
    of_each = -answers - through @ of_all
    promised = -float((gradients.sum(axis=0) + of_shared * shared).ravel() @ of_all + (own * of_each).sum())
    return of_all.reshape(N_CLASSES, n_inputs), of_each.reshape(added.shape), promised


def _hessians(design: FloatArray, weights: FloatArray, probabilities: FloatArray) -> FloatArray:
    """Of each group's cross-entropy: shape (n_groups, 4, n_inputs, 4, n_inputs)."""
    spread = -probabilities[..., :, None] * probabilities[..., None, :]
    spread[..., range(N_CLASSES), range(N_CLASSES)] += probabilities
    spread *= weights[..., None, None]
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    n_groups, n_inputs = len(weights), design.shape[1]
    flat = np.einsum("gcp,cq->gpq", spread.reshape(n_groups, len(design), -1), products, optimize=True)
    blocks = flat.reshape(n_groups, N_CLASSES, N_CLASSES, n_inputs, n_inputs)
    return np.ascontiguousarray(blocks.transpose(0, 1, 3, 2, 4))
