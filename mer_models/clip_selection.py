"""Which clips of a pool to rate next: those that models disagree on, unlike each other and what is known.

Conventions
-----------
Disagreement is in nats. Of several answers to a clip it is the entropy of their mean less the mean of their
entropies (the Jensen-Shannon divergence: what one learns about the answer by being told whose it is). With
models that answer for groups it falls into two parts that add up: between models, of each the mean over its
groups, and between the groups of a model, the mean over models.

Raters' disagreement is the entropy of their votes with Miller's correction for few votes, (k - 1) / 2n for k
quadrants that n raters named. It is what `due` multiplies: a clip that has its raters needs no more.

Choosing is greedy. Each step takes the clip with the greatest gain:

========== ====================================================================================
spread     importance times the distance to the nearest clip that is chosen or known (k-centre)
coverage   by how much the pool's distances to their nearest such clip fall, each clip's fall
           weighed by its importance (facility location)
neither    importance alone
========== ====================================================================================

Equal gains are decided by the clips' names, so that the order of a folder changes nothing; where no gain is
to be had at all the order is a random one, from the seed.

References: McCallum & Nigam (1998), ICML, on disagreement of a committee weighed by its strength; Sener &
Savarese (2018), ICLR, on the greedy k-centre; Nemhauser & Wolsey (1978), Math. Oper. Res. 3, on the greedy
choice of submodular functions; Zhang & Grabchak (2013), Entropy 15, on the bias of entropies. More in
docs/next-clips.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from merlingua.mer_models.errors import EvaluationError

N_CLASSES = 4
Diversity = Literal["spread", "coverage", "none"]
TIE = 1e-9
"""Gains closer than this part of the greatest are equal: rounding must not decide."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Consensus:
    """Disagreement on each clip, shape (n_clips,), in nats: between groups, and between models."""

    groups: FloatArray
    models: FloatArray

    @property
    def total(self) -> FloatArray:
        return self.groups + self.models


@dataclass(frozen=True)
class Chosen:
    """A clip's place in the pool, its gain when it was taken, and how far it was from what was there then.

    ``distance`` is None without vectors, or where nothing was there yet; ``nearest`` is the place in the
    pool of the nearest chosen clip, -1 where that is one that was known.
    """

    place: int
    gain: float
    distance: float | None = None
    nearest: int | None = None


def entropy(shares: ArrayLike) -> FloatArray:
    """In nats, along the last axis."""
    table = np.asarray(shares, dtype=np.float64)
    return np.asarray(-xlogy(table, table).sum(axis=-1))


def disagreement(answers: ArrayLike) -> FloatArray:
    """Of answers (n_members, n_clips, 4), each clip's, shape (n_clips,).

    Returns
    -------
    float64, shape (n_clips,)
        0 where all are equal, at most ln of the number of members.

    Raises
    ------
    EvaluationError
        If the answers are no shares that sum to 1.
    """
    table = _checked(answers)
    return np.asarray(np.maximum(entropy(table.mean(axis=0)) - entropy(table).mean(axis=0), 0.0))


def consensus(answers: Sequence[ArrayLike]) -> Consensus:
    """Of models, each with its groups' answers, shape (n_groups, n_clips, 4); n_groups may differ."""
    if not answers:
        raise EvaluationError("no model has answered: at least one is due")
    tables = [_checked(each) for each in answers]
    if len({table.shape[1] for table in tables}) != 1:
        raise EvaluationError("the models have answered for different numbers of clips")
    return Consensus(
        np.mean([disagreement(table) for table in tables], axis=0),
        disagreement(np.stack([table.mean(axis=0) for table in tables])),
    )


def rater_entropy(counts: ArrayLike) -> FloatArray:
    """Of votes (n_clips, 4), in nats, at most ln 4; NaN where fewer than two raters voted."""
    table = np.asarray(counts, dtype=np.float64)
    n = table.sum(axis=1)
    found = np.full(len(table), np.nan)
    has_votes = n >= 2
    own, n_own = table[has_votes], n[has_votes]
    correction = ((own > 0).sum(axis=1) - 1) / (2 * n_own)
    found[has_votes] = np.minimum(entropy(own / n_own[:, None]) + correction, np.log(N_CLASSES))
    return found


def due(n_votes: ArrayLike, n_needed: int) -> NDArray[np.int64]:
    """How many more raters each clip needs, at least 0."""
    return np.asarray(np.maximum(n_needed - np.floor(np.asarray(n_votes)).astype(np.int64), 0))


def choose(
    names: Sequence[str],
    n: int,
    *,
    importance: ArrayLike | None = None,
    vectors: ArrayLike | None = None,
    known: ArrayLike | None = None,
    diversity: Diversity = "none",
    seed: int = 1,
) -> list[Chosen]:
    """Up to ``n`` clips, the first first.

    Parameters
    ----------
    importance : shape (n_clips,)
        At least 0; None: all alike.
    vectors : shape (n_clips, n_features), known : shape (n_known, n_features)
        In one space, where Euclidean distance means something; ``known`` are clips that are rated already.
    seed
        Of the random order, where nothing tells clips apart.

    Raises
    ------
    EvaluationError
        If names are not different, or numbers are missing, negative or do not belong to the clips.
    """
    weights, space, old = _inputs(names, importance, vectors, known, diversity)
    order = sorted(range(len(names)), key=lambda place: names[place])
    weights = weights[order]
    if np.ptp(weights) <= TIE * weights.max(initial=0.0):
        if diversity == "none":
            shuffled = np.random.default_rng(seed).permutation(len(order))[:n]
            return [Chosen(order[place], float(weights[place])) for place in shuffled]
        weights = np.ones(len(weights))
    if space is None:
        ranked = _ranked(weights)[:n]
        return [Chosen(order[place], float(weights[place])) for place in ranked]
    found = _greedy(weights, space[order], old, diversity, n)
    return [
        Chosen(order[each.place], each.gain, each.distance, _in_pool(each.nearest, order)) for each in found
    ]


def _greedy(
    weights: FloatArray, vectors: FloatArray, known: FloatArray, diversity: Diversity, n: int
) -> list[Chosen]:
    n_clips = len(vectors)
    between = _distances(vectors, vectors)
    nearest, distance = np.full(n_clips, -1), np.full(n_clips, np.inf)
    if len(known):
        distance = _distances(vectors, known).min(axis=1)
    is_left = np.ones(n_clips, np.bool_)
    found: list[Chosen] = []
    while len(found) < min(n, n_clips):
        is_first = bool(np.isinf(distance[0]))
        if diversity == "coverage":
            # Nothing is there yet: as if all lay at the pool's greatest distance.
            now = np.full(n_clips, between.max(initial=0.0)) if is_first else distance
            gains = (weights * np.maximum(now - between, 0.0)).sum(axis=1)
        else:
            gains = weights * (1.0 if is_first else distance)
        gains = np.where(is_left, gains, -1.0)
        place = _first_greatest(gains)
        told = (
            Chosen(place, float(gains[place]))
            if is_first
            else Chosen(place, float(gains[place]), float(distance[place]), int(nearest[place]))
        )
        found.append(told)
        is_left[place] = False
        is_nearer = between[place] < distance
        nearest[is_nearer], distance[is_nearer] = place, between[place][is_nearer]
    return found


def _first_greatest(gains: FloatArray) -> int:
    """The first of those that are as great as the greatest, up to rounding."""
    greatest = float(gains.max())
    return int(np.flatnonzero(gains >= greatest - TIE * abs(greatest))[0])


def _ranked(weights: FloatArray) -> list[int]:
    left, found = weights.copy(), []
    for _ in range(len(weights)):
        place = _first_greatest(left)
        found.append(place)
        left[place] = -1.0
    return found


def _distances(one: FloatArray, other: FloatArray) -> FloatArray:
    """Shape (n_one, n_other). Pair by pair: from squared sums it would round to 1e-8."""
    return np.stack([np.sqrt(((other - row) ** 2).sum(axis=1)) for row in one])


def _in_pool(nearest: int | None, order: Sequence[int]) -> int | None:
    return nearest if nearest is None or nearest < 0 else order[nearest]


def _checked(answers: ArrayLike) -> FloatArray:
    table = np.asarray(answers, dtype=np.float64)
    if table.ndim != 3 or table.shape[-1] != N_CLASSES or not len(table):
        raise EvaluationError(f"answers of shape {table.shape} are no (n_members, n_clips, {N_CLASSES})")
    if not (
        np.isfinite(table).all() and (table >= 0).all() and np.allclose(table.sum(axis=-1), 1, atol=1e-5)
    ):
        raise EvaluationError("each answer to a clip must be shares from 0 that sum to 1")
    return table


def _inputs(
    names: Sequence[str],
    importance: ArrayLike | None,
    vectors: ArrayLike | None,
    known: ArrayLike | None,
    diversity: Diversity,
) -> tuple[FloatArray, FloatArray | None, FloatArray]:
    if len(set(names)) != len(names):
        raise EvaluationError("two clips of the pool have the same name: ties could not be decided")
    weights = np.ones(len(names)) if importance is None else np.asarray(importance, dtype=np.float64)
    if weights.shape != (len(names),) or not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise EvaluationError(f"importance must be {len(names)} numbers from 0, one a clip")
    if diversity == "none":
        return weights, None, np.zeros((0, 0))
    if vectors is None:
        raise EvaluationError(f"{diversity} needs the clips' vectors")
    space = np.asarray(vectors, dtype=np.float64)
    old = np.zeros((0, space.shape[-1])) if known is None else np.asarray(known, dtype=np.float64)
    if space.ndim != 2 or len(space) != len(names) or old.ndim != 2 or old.shape[1] != space.shape[1]:
        raise EvaluationError(
            f"vectors of shape {space.shape} and {old.shape} do not belong to {len(names)} clips of one space"
        )
    if not (np.isfinite(space).all() and np.isfinite(old).all()):
        raise EvaluationError("a clip's vector has numbers that are not finite")
    return weights, space, old
