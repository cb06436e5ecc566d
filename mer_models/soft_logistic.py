"""Soft logistic regression: quadrants from a row of numbers, learnt from the listeners' shares.

Conventions
-----------
Features are standardised by the clips that are learnt from. What is minimised is the mean over clips of the
cross-entropy against the soft labels (nats), plus strength / 2 times the sum of the squared weights; biases
are free. A clip that stands there twice in every row changes nothing, so a strength means the same on 50
clips and on 5000; with hard labels it is scikit-learn's ``LogisticRegression(C=1 / (n_clips · strength))``.
There is one optimum. Biases sum to 0, and so do the weights of a feature.

The ridge penalty does not see rotations, so the optimiser works on the principal components of the features,
which are as many as there are clips at most: a row of 7000 numbers costs hardly more than one of 300.

References
----------
Böhning (1992), "Multinomial logistic regression algorithm", Ann. Inst. Statist. Math. 44, 197–200: the bound
on the curvature by which the components are scaled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from threadpoolctl import threadpool_limits

from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.grouped_splits import grouped_folds

STRENGTHS = tuple(float(strength) for strength in np.geomspace(1e-3, 1e3, 13))
"""Penalties worth trying: for a few dozen features up to several thousand."""
GRADIENT_TOLERANCE = 1e-8
MAX_ITERATIONS = 2000
CONSTANT = 1e-9
"""A feature whose standard deviation is a smaller part of its size is constant: it is rounding."""
NEGLIGIBLE_COMPONENT = 1e-6
"""Components that are a smaller part of the largest one are rounding."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SoftLogistic:
    """A fitted regression: logits = weights · (features − mean) / sd + biases.

    Shapes: ``mean`` and ``sd`` (n_features,), ``weights`` (n_classes, n_features), ``biases`` (n_classes,).
    A feature that was constant has the weight 0.
    """

    mean: FloatArray
    sd: FloatArray
    weights: FloatArray
    biases: FloatArray
    strength: float

    def predict(self, features: ArrayLike) -> FloatArray:
        """Probabilities of the classes, shape (n_clips, n_classes)."""
        table = _checked_features(features)
        if table.shape[1] != len(self.mean):
            raise EvaluationError(
                f"the regression was fitted on {len(self.mean)} features and is given {table.shape[1]}"
            )
        return np.asarray(softmax(_logits(self, table), axis=1))


def fit_soft_logistic(
    features: ArrayLike, shares: ArrayLike, *, strength: float, block_sizes: Sequence[int] | None = None
) -> SoftLogistic:
    """Fit to soft labels.

    Parameters
    ----------
    features : shape (n_clips, n_features)
    shares : shape (n_clips, n_classes)
        Rows sum to 1.
    strength
        Of the ridge penalty, above 0.
    block_sizes
        Features that belong together, in order: blocks of all sizes then weigh the same (each is divided by
        the root of its size). They sum to n_features.

    Raises
    ------
    EvaluationError
        If shapes do not fit, a number is not finite, or the strength is not above 0.
    """
    with one_thread():
        return next(_path(_Components.of(features, shares, block_sizes), [strength]))


def choose_strength(
    features: ArrayLike,
    shares: ArrayLike,
    groups: Sequence[str],
    strengths: Sequence[float],
    n_folds: int,
    seed: int,
    *,
    block_sizes: Sequence[int] | None = None,
) -> float:
    """The strength whose cross-entropy on clips of unknown artists is lowest; of equal ones the largest.

    Parameters
    ----------
    groups : n_clips names
        Artists or songs; no fold is scored by a regression that has learnt from one of its groups.
    n_folds
        As many as there are groups where these are fewer.
    seed
        Of the folds.
    """
    losses = cross_validated(features, shares, groups, strengths, n_folds, seed, block_sizes=block_sizes)
    by_strength = sorted(zip(strengths, losses, strict=True), reverse=True)
    return float(min(by_strength, key=lambda pair: pair[1])[0])


def cross_validated(
    features: ArrayLike,
    shares: ArrayLike,
    groups: Sequence[str],
    strengths: Sequence[float],
    n_folds: int,
    seed: int,
    *,
    block_sizes: Sequence[int] | None = None,
) -> FloatArray:
    """Mean cross-entropy in grouped folds for each of the strengths, shape (n_strengths,)."""
    table, labels = _checked(features, shares)
    if not len(strengths):
        raise EvaluationError("there is no strength to choose from")
    folds = grouped_folds(groups, labels, min(n_folds, len(set(groups))), seed)
    falling = np.argsort(strengths)[::-1]  # a strong penalty is quick, and begins the next fit
    summed = np.zeros(len(strengths))
    for fold in range(int(folds.max()) + 1):
        held_out = folds == fold
        with one_thread():
            components = _Components.of(table[~held_out], labels[~held_out], block_sizes)
            path = _path(components, [float(strengths[position]) for position in falling])
            for position, fitted in zip(falling, path, strict=True):
                log_probabilities = log_softmax(_logits(fitted, table[held_out]), axis=1)
                summed[position] -= (labels[held_out] * log_probabilities).sum()
    return summed / len(table)


def one_thread() -> AbstractContextManager[object]:
    """Products as small as these take ten times as long when threads wait for one another."""
    return cast(AbstractContextManager[object], threadpool_limits(limits=1, user_api="blas"))


@dataclass(frozen=True, eq=False)
class _Components:
    """Standardised features X as scores · directions, columns of the scores orthogonal."""

    mean: FloatArray
    sd: FloatArray
    scores: FloatArray  # (n_clips, n_components)
    directions: FloatArray  # (n_components, n_features)
    shares: FloatArray

    @classmethod
    def of(cls, features: ArrayLike, shares: ArrayLike, block_sizes: Sequence[int] | None) -> _Components:
        table, labels = _checked(features, shares)
        mean, sd = table.mean(axis=0), table.std(axis=0)
        is_constant = sd <= CONSTANT * np.maximum(np.abs(mean), CONSTANT)
        sd = np.where(is_constant, 1.0, sd) / _block_weights(block_sizes, table.shape[1])
        standardised = np.where(is_constant, 0.0, (table - mean) / sd)
        return cls(mean, sd, *_orthogonal(standardised), labels)


def _orthogonal(table: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(scores, directions): the thin singular value decomposition, by the smaller Gram matrix."""
    is_wide = table.shape[0] < table.shape[1]
    values, vectors = np.linalg.eigh(table @ table.T if is_wide else table.T @ table)
    sizes = np.sqrt(np.maximum(values, 0))
    kept = sizes > NEGLIGIBLE_COMPONENT * max(sizes[-1], CONSTANT)
    vectors, sizes = vectors[:, kept], sizes[kept]
    if is_wide:
        return vectors * sizes, (vectors / sizes).T @ table
    return table @ vectors, vectors.T


def _path(components: _Components, strengths: Sequence[float]) -> Iterator[SoftLogistic]:
    """One fit a strength, each beginning where the one before ended."""
    n_clips, n_components = components.scores.shape
    design = np.hstack([components.scores, np.ones((n_clips, 1))])
    start = np.zeros((n_components + 1, components.shares.shape[1]))
    start[-1] = np.log(np.maximum(components.shares.mean(axis=0), 1e-6))
    curvature = (design**2).sum(axis=0) / (2 * n_clips)
    for strength in strengths:
        if not (np.isfinite(strength) and strength > 0):
            raise EvaluationError(f"the strength is {strength}; a number above 0 is due, 1 is usual")
        penalty = np.append(np.full(n_components, strength), 0.0)
        start = _minimised(design, components.shares, penalty, np.sqrt(curvature + penalty), start)
        centred = start - start.mean(axis=1, keepdims=True)
        weights = centred[:-1].T @ components.directions
        yield SoftLogistic(components.mean, components.sd, weights, centred[-1].copy(), float(strength))


def _minimised(
    design: FloatArray, shares: FloatArray, penalty: FloatArray, scale: FloatArray, start: FloatArray
) -> FloatArray:
    n_clips, n_classes = shares.shape
    scaled_design = design / scale
    scaled_penalty = (penalty / scale**2)[:, None]

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        table = flat.reshape(-1, n_classes)
        log_probabilities = log_softmax(scaled_design @ table, axis=1)
        value = -(shares * log_probabilities).sum() / n_clips + (scaled_penalty * table**2).sum() / 2
        error = (np.exp(log_probabilities) - shares) / n_clips
        return float(value), (scaled_design.T @ error + scaled_penalty * table).ravel()

    found = minimize(
        loss,
        (start * scale[:, None]).ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": MAX_ITERATIONS, "gtol": GRADIENT_TOLERANCE, "ftol": 0.0, "maxcor": 20},
    )
    return np.asarray(found.x).reshape(-1, n_classes) / scale[:, None]


def _logits(fitted: SoftLogistic, features: FloatArray) -> FloatArray:
    return np.asarray(((features - fitted.mean) / fitted.sd) @ fitted.weights.T + fitted.biases)


def _block_weights(block_sizes: Sequence[int] | None, n_features: int) -> FloatArray:
    if block_sizes is None:
        return np.ones(n_features)
    if sum(block_sizes) != n_features or min(block_sizes) < 1:
        raise EvaluationError(
            f"blocks of {', '.join(map(str, block_sizes))} features do not make up the {n_features} there are"
        )
    return np.concatenate([np.full(size, size**-0.5) for size in block_sizes])


def _checked(features: ArrayLike, shares: ArrayLike) -> tuple[FloatArray, FloatArray]:
    table, labels = _checked_features(features), np.asarray(shares, dtype=np.float64)
    if labels.ndim != 2 or len(labels) != len(table) or not len(table):
        raise EvaluationError(
            f"features of shape {table.shape} and shares of shape {labels.shape} do not belong together"
        )
    if not (np.isfinite(labels).all() and np.allclose(labels.sum(axis=1), 1, atol=1e-4)):
        raise EvaluationError("the shares of a clip must be numbers that sum to 1")
    return table, labels


def _checked_features(features: ArrayLike) -> FloatArray:
    table = np.asarray(features, dtype=np.float64)
    if table.ndim != 2:
        raise EvaluationError(f"the features have the shape {table.shape}; (n_clips, n_features) is due")
    if not np.isfinite(table).all():
        row, column = np.argwhere(~np.isfinite(table))[0]
        raise EvaluationError(
            f"feature {column} of clip {row} (counted from 0) is {table[row, column]}: leave the clip out"
        )
    return table
