"""The proportional-odds model of ordinal ratings, fitted by Newton's method, with errors that know raters.

Conventions
-----------
Ratings are codes 0 … K − 1. A *cell* is a set of ratings with the same predictors (a language and a clip):

    logit P(Y ≤ k) = θ_k − x_cell · β,   k = 0 … K − 2

so that a positive β means higher ratings. There is no intercept beside the thresholds: a design must not
hold a constant. The log-likelihood is concave in (θ, β) and depends on the counts of levels in the cells
alone, so that a step costs cells × levels, however many ratings there are.

Ratings of one rater hang together: covariances of the coefficients are sandwiches H⁻¹ (Σ_r u_r u_r') H⁻¹ over
the raters' scores u_r, times R / (R − 1).

References
----------
McCullagh (1980), "Regression models for ordinal data", J. R. Stat. Soc. B 42.
Liang & Zeger (1986), "Longitudinal data analysis using generalized linear models", Biometrika 73.
Albert & Anderson (1984), "On the existence of maximum likelihood estimates in logistic regression models",
Biometrika 71: separation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from merlingua.analysis.estimates import AnalysisError, UndefinedError

MAX_STEPS = 60
MAX_HALVINGS = 30
TOLERANCE = 1e-10
"""Newton decrement: twice the log-likelihood that is still to be gained."""
FARTHEST = 25.0
"""Logits between a cell and the thresholds; beyond, an estimate is on its way to infinity."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OrdinalData:
    """Ratings with the cell and the rater of each.

    Attributes
    ----------
    codes, cells, raters : shape (n_ratings,)
        Level 0 … n_levels − 1, row of the design, and row of the rater, each from 0.
    n_levels
        Levels that occur; every one of them must be used.
    n_raters
        Rows of raters, also of those without a rating.
    """

    codes: NDArray[np.intp]
    cells: NDArray[np.intp]
    raters: NDArray[np.intp]
    n_levels: int
    n_raters: int

    def counts(self, n_cells: int) -> _Floats:
        """How often each level occurs in each cell, shape (n_cells, n_levels)."""
        flat = np.bincount(self.cells * self.n_levels + self.codes, minlength=n_cells * self.n_levels)
        return flat.reshape(n_cells, self.n_levels).astype(np.float64)


@dataclass(frozen=True, eq=False)
class ProportionalOdds:
    """A fitted model.

    Attributes
    ----------
    thresholds : shape (n_levels − 1,)
        θ, rising.
    coefficients : shape (n_columns,)
        β, in logits.
    influence : shape (n_raters, n_columns)
        How far β would move without each rater, to first order (H⁻¹ u_r): 0 for raters without ratings.
    model_covariance : shape (n_columns, n_columns)
        Of β, as if all ratings were independent: too small, for comparison alone.
    log_likelihood, n_steps
        At the maximum, and Newton's steps to it.
    """

    thresholds: _Floats
    coefficients: _Floats
    influence: _Floats
    model_covariance: _Floats
    log_likelihood: float
    n_ratings: int
    n_steps: int

    @property
    def covariance(self) -> _Floats:
        """Of β, cluster-robust by rater, shape (n_columns, n_columns): influence'influence · R/(R − 1).

        Its rank is below the number of raters: no joint test of more coefficients than that.
        """
        n_raters = int(self.influence.any(axis=1).sum())
        return np.asarray(self.influence.T @ self.influence * (n_raters / max(1, n_raters - 1)))


def fit_proportional_odds(data: OrdinalData, design: _Floats) -> ProportionalOdds:
    """Fit the model by maximum likelihood.

    Parameters
    ----------
    design : shape (n_cells, n_columns)
        Predictors of each cell, of full rank beside a constant.

    Raises
    ------
    UndefinedError
        If the likelihood has no maximum: a predictor separates low from high ratings wholly, or the design
        holds a constant or a column that follows from the others.
    """
    n_cells, n_columns = design.shape
    counts = data.counts(n_cells)
    if data.n_levels < 2 or (counts.sum(axis=0) == 0).any():
        raise AnalysisError("a level of the scale is not used, or there is one alone; leave such levels out")
    share = np.cumsum(counts.sum(axis=0))[:-1] / counts.sum()
    parameters = np.concatenate([logit(share), np.zeros(n_columns)])
    value, gradient, hessian = _likelihood(parameters, counts, design)
    n_steps = 0
    while float(gradient @ (step := _newton_step(hessian, gradient))) >= TOLERANCE:
        parameters, value, gradient, hessian = _climb(parameters, step, value, counts, design)
        n_steps += 1
        reach = design @ parameters[data.n_levels - 1 :]
        farthest = np.abs(reach[:, None] - parameters[None, : data.n_levels - 1]).max()
        if n_steps == MAX_STEPS or farthest > FARTHEST:
            raise _separated()
    inverse = np.asarray(np.linalg.inv(-hessian), dtype=np.float64)
    influence = _rater_scores(parameters, data, design) @ inverse
    own = slice(data.n_levels - 1, None)
    return ProportionalOdds(
        parameters[: data.n_levels - 1],
        parameters[own],
        influence[:, own],
        inverse[own, own],
        value,
        len(data.codes),
        n_steps,
    )


def rating_scores(fit: ProportionalOdds, data: OrdinalData, design: _Floats) -> _Floats:
    """How much higher each rating is than its cell's model says: ∂ log-likelihood / ∂η, shape (n_ratings,).

    F_k + F_{k−1} − 1 with F_k = P(Y ≤ k): from −1 to 1, 0 in the mean of a free cell. With one cell in all it
    is the rating's mid-rank, scaled.
    """
    return np.asarray(_eta_scores(fit.thresholds, design @ fit.coefficients)[data.cells, data.codes])


def _cumulative(thresholds: _Floats, eta: _Floats) -> _Floats:
    """F with the borders 0 and 1 on both sides, shape (n_cells, n_levels + 1)."""
    inner = expit(thresholds[None, :] - eta[:, None])
    return np.concatenate([np.zeros((len(eta), 1)), inner, np.ones((len(eta), 1))], axis=1)


def _eta_scores(thresholds: _Floats, eta: _Floats) -> _Floats:
    cumulative = _cumulative(thresholds, eta)
    return np.asarray(cumulative[:, 1:] + cumulative[:, :-1] - 1)


def _likelihood(parameters: _Floats, counts: _Floats, design: _Floats) -> tuple[float, _Floats, _Floats]:
    """Log-likelihood, gradient and Hessian in (θ, β); −∞ where the thresholds do not rise."""
    n_levels, n_columns = counts.shape[1], design.shape[1]
    theta, eta = parameters[: n_levels - 1], design @ parameters[n_levels - 1 :]
    size = n_levels - 1 + n_columns
    if (np.diff(theta) <= 0).any():
        return -np.inf, np.zeros(size), np.zeros((size, size))
    cumulative = _cumulative(theta, eta)
    density = cumulative * (1 - cumulative)
    chance = _level_chances(theta, eta)
    # of level k: the threshold above it is θ_k (column k of `above`), the one below θ_{k−1}
    above, below = density[:, 1:] / chance, -density[:, :-1] / chance
    curve = density * (1 - 2 * cumulative)
    gradient_theta = (counts * above).sum(axis=0)[:-1] + (counts * below).sum(axis=0)[1:]
    gradient_eta = (counts * (cumulative[:, 1:] + cumulative[:, :-1] - 1)).sum(axis=1)
    diagonal = (counts * (curve[:, 1:] / chance - above**2)).sum(axis=0)[:-1]
    diagonal += (counts * (-curve[:, :-1] / chance - below**2)).sum(axis=0)[1:]
    beside = -(counts * above * below).sum(axis=0)[1:-1]
    theta_theta = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
    eta_eta = -(counts * (density[:, 1:] + density[:, :-1])).sum(axis=1)
    theta_eta = density[:, 1:-1] * (counts[:, :-1] + counts[:, 1:])
    hessian = np.block(
        [
            [theta_theta, theta_eta.T @ design],
            [design.T @ theta_eta, design.T @ (eta_eta[:, None] * design)],
        ]
    )
    gradient = np.concatenate([gradient_theta, gradient_eta @ design])
    return float((counts * np.log(chance)).sum()), gradient, hessian


def _level_chances(theta: _Floats, eta: _Floats) -> _Floats:
    """P(Y = k) of each cell: F(a) − F(b) = F(a) (1 − F(b)) (1 − e^(b − a)) loses no digits in the tails."""
    a = theta[None, :] - eta[:, None]
    top, bottom = expit(a), expit(-a)
    middle = top[:, 1:] * bottom[:, :-1] * -np.expm1(-np.diff(theta))[None, :]
    chances = np.concatenate([top[:, :1], middle, bottom[:, -1:]], axis=1)
    return np.asarray(np.maximum(chances, np.finfo(np.float64).tiny))


def _newton_step(hessian: _Floats, gradient: _Floats) -> _Floats:
    try:
        step = np.linalg.solve(-hessian, gradient)
    except np.linalg.LinAlgError:
        raise _separated() from None
    if not np.isfinite(step).all() or float(gradient @ step) < -TOLERANCE:
        raise _separated()
    return np.asarray(step, dtype=np.float64)


def _climb(
    parameters: _Floats, step: _Floats, value: float, counts: _Floats, design: _Floats
) -> tuple[_Floats, float, _Floats, _Floats]:
    """One step, halved until the likelihood does not fall."""
    for _ in range(MAX_HALVINGS):
        found = _likelihood(parameters + step, counts, design)
        if found[0] >= value - 1e-9 * abs(value):
            return parameters + step, *found
        step = step / 2
    raise _separated()


def _rater_scores(parameters: _Floats, data: OrdinalData, design: _Floats) -> _Floats:
    """The score of each rater's ratings together, shape (n_raters, n_parameters)."""
    n_inner = data.n_levels - 1
    theta, eta = parameters[:n_inner], design @ parameters[n_inner:]
    cumulative = _cumulative(theta, eta)
    density = cumulative * (1 - cumulative)
    chance = _level_chances(theta, eta)
    by_level = np.zeros((len(eta), data.n_levels, n_inner))
    inner = np.arange(n_inner)
    by_level[:, inner, inner] = (density[:, 1:] / chance)[:, :-1]
    by_level[:, inner + 1, inner] = (-density[:, :-1] / chance)[:, 1:]
    of_eta = _eta_scores(theta, eta)[data.cells, data.codes]
    n_raters = data.n_raters
    by_cell = np.zeros((n_raters, len(eta)))
    np.add.at(by_cell, (data.raters, data.cells), of_eta)
    of_theta = np.zeros((n_raters, n_inner))
    np.add.at(of_theta, data.raters, by_level[data.cells, data.codes])
    return np.concatenate([of_theta, by_cell @ design], axis=1)


def _separated() -> UndefinedError:
    return UndefinedError(
        "the proportional-odds model has no estimate: some predictor tells low from high ratings without any "
        "exception, or follows from the others. Leave out the clip or group that answers alike.",
        reason="separated",
    )
