"""Thousands of Krippendorff's alphas at once: resampled, permuted, and with each rater left out.

Conventions
-----------
Arrays lead with the replicates (B), then raters (R) or clips (U), then the scale's levels (V). All goes
through coincidences O (V × V: how often two ratings of one clip were c and k) and their marginals n (V),
because both are sums over clips and cheap to correct when one rater goes:

    α = 1 − (n. − 1) · Σ O_ck δ_ck / Σ n_c n_k δ_ck          n. = Σ n

Ordinal δ is the squared difference of mid-ranks (all below plus half the own), so that no V × V distances
have to be made for each replicate. An alpha that is not defined is NaN here; callers say so.

A rater drawn twice agrees with itself. With ``self_pairs=False`` the pairs of a rater's own copies are left
out of the observed and the expected disagreement: 1/(m − 1) becomes m/(m² − q) and n. − 1 becomes
(n.² − Σq)/n., where m = Σw and q = Σw² over the raters of a clip. With weights 0 and 1 nothing changes.

References
----------
Krippendorff (2019), Content Analysis, 4th ed., ch. 12: coincidences, ordinal differences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from merlingua.analysis.estimates import Level, check_level

Floats = NDArray[np.float64]

CHUNK_CELLS = 1 << 18
"""Doubles in one chunk's largest array (2 MiB): it stays in the processor's cache."""
DENSE_CELLS = 1 << 24
"""Above (128 MiB), the table of who rated what how is kept sparse."""
MAX_COLUMN_KEY = 1 << 62


class Columns(NamedTuple):
    """Clips with equal ratings, kept once: ``codes`` (R, U) and how many clips there are of each (U)."""

    codes: NDArray[np.int16]
    times: Floats


def distances(levels: tuple[float, ...], level: Level) -> Floats | None:
    """δ between the scale's levels, shape (V, V); None where it depends on the ratings (ordinal)."""
    check_level(level)
    if level == "ordinal":
        return None
    value = np.asarray(levels, dtype=np.float64)
    difference = value[:, None] - value[None, :]
    if level == "nominal":
        return np.asarray(difference != 0, dtype=np.float64)
    if level == "interval":
        return np.asarray(difference**2)
    total = value[:, None] + value[None, :]
    return np.asarray(np.divide(difference, total, out=np.zeros_like(total), where=total != 0) ** 2)


def alphas_of_coincidences(
    pairs: Floats, marginals: Floats, delta: Floats | None, *, correction: Floats | None = None
) -> Floats:
    """Alpha of each table of coincidences; NaN where one category is used or none.

    Parameters
    ----------
    pairs : shape (..., V, V)
        Coincidences. The diagonal is of no account, and c with k may be counted apart from k with c.
    marginals : shape (..., V)
        Pairable ratings of each level.
    delta
        From `distances`.
    correction : shape (...)
        n. − 1, where it is something else.
    """
    n_levels = marginals.shape[-1]
    flat = pairs.reshape(*pairs.shape[:-2], n_levels * n_levels)
    total = marginals @ np.ones(
        n_levels
    )  # a product is several times faster than a sum over so short an axis
    if delta is None:
        rank = np.cumsum(marginals, axis=-1) - marginals / 2 - total[..., None] / 2
        square = rank * rank
        observed = _dot(_both_margins(flat, n_levels), square)
        observed -= 2 * _dot(rank, np.matmul(pairs, rank[..., None])[..., 0])
        expected = 2 * total * _dot(marginals, square)  # the mean of centred mid-ranks is 0
    else:
        observed = flat @ delta.ravel()
        expected = _dot(marginals @ delta, marginals)
    is_defined = ((marginals > 0) @ np.ones(n_levels) > 1) & (expected > 0)
    ratio = np.divide(observed, expected, out=np.full_like(expected, np.nan), where=is_defined)
    return np.asarray(1 - (total - 1 if correction is None else correction) * ratio)


def _dot(first: Floats, second: Floats) -> Floats:
    return np.asarray(np.einsum("...v,...v->...", first, second))


def _both_margins(flat: Floats, n_levels: int) -> Floats:
    """Row sums plus column sums of tables that lie flat, shape (..., V)."""
    eye = np.eye(n_levels)
    return np.asarray(flat @ (np.repeat(eye, n_levels, axis=0) + np.tile(eye, (n_levels, 1))))


def pair_weights(m: Floats) -> Floats:
    """1/(m − 1) for clips with m ratings, 0 where there is no pair."""
    return np.divide(1.0, m - 1, out=np.zeros_like(m), where=m > 1)


def clip_coincidences(counts: Floats) -> Floats:
    """The coincidences each clip adds, shape (U, V, V), from its counts (U, V)."""
    weight = pair_weights(counts.sum(axis=-1))
    tables = weight[:, None, None] * (counts[:, :, None] * counts[:, None, :])
    diagonal = np.arange(counts.shape[1])
    tables[:, diagonal, diagonal] -= weight[:, None] * counts
    return tables


def alphas_of_clip_weights(counts: Floats, weights: Floats, delta: Floats | None) -> Floats:
    """Alphas where clip u counts ``weights[b, u]`` times, shape (B,); counts have shape (U, V)."""
    n_levels = counts.shape[1]
    is_pairable = counts.sum(axis=1) >= 2
    pairs = np.zeros((len(weights), n_levels * n_levels))
    for start in range(0, len(counts), step := max(1, DENSE_CELLS // n_levels**2)):
        block = slice(start, start + step)
        pairs += weights[:, block] @ clip_coincidences(counts[block]).reshape(-1, n_levels * n_levels)
    marginals = weights @ (counts * is_pairable[:, None])
    alphas = alphas_of_coincidences(pairs.reshape(-1, n_levels, n_levels), marginals, delta)
    alphas[weights @ is_pairable.astype(np.float64) < 2] = np.nan
    return alphas


def alphas_without_clip(counts: Floats, times: Floats, delta: Floats | None) -> Floats:
    """Alphas with one clip of each kind left out, shape (U,); of kind u there are ``times[u]`` clips."""
    n_clips, n_levels = counts.shape
    is_pairable = (counts.sum(axis=1) >= 2).astype(np.float64)
    pairable = counts * is_pairable[:, None]
    marginals = times @ pairable - pairable
    step = max(1, DENSE_CELLS // n_levels**2)
    blocks = [slice(start, start + step) for start in range(0, n_clips, step)]
    pairs = np.zeros((n_levels, n_levels))
    for block in blocks:
        pairs += np.tensordot(times[block], clip_coincidences(counts[block]), axes=1)
    alphas = np.empty(n_clips)
    for block in blocks:
        alphas[block] = alphas_of_coincidences(
            pairs - clip_coincidences(counts[block]), marginals[block], delta
        )
    alphas[times @ is_pairable - is_pairable < 2] = np.nan
    return alphas


def alphas_of_rater_weights(
    columns: Columns,
    weights: Floats,
    delta: Floats | None,
    *,
    n_levels: int,
    self_pairs: bool = False,
    clip_weights: Floats | None = None,
) -> Floats:
    """Alphas where rater r counts ``weights[b, r]`` times, and clip u ``clip_weights[b, u]`` times.

    Parameters
    ----------
    columns
        The ratings; their ``times`` are not used where ``clip_weights`` are given.
    weights : shape (B, R)
        Whole numbers from 0 on.

    Returns
    -------
    shape (B,); NaN where alpha is not defined.
    """
    n_clips = columns.codes.shape[1]
    who_rated_what = ratings_one_hot(columns.codes, n_levels)
    presence = (columns.codes >= 0).astype(np.float64)
    alphas = np.empty(len(weights))
    for block in _blocks(len(weights), n_clips * n_levels):
        weight = weights[block].astype(np.float64)
        counts = (weight @ who_rated_what).reshape(-1, n_clips, n_levels)
        repeated = weight if self_pairs else weight * weight
        times = columns.times[None] if clip_weights is None else clip_weights[block]
        alphas[block] = _alphas_of_counts(counts, repeated @ presence, times, delta, self_pairs=self_pairs)
    return alphas


def _alphas_of_counts(
    counts: Floats, squares: Floats, times: Floats, delta: Floats | None, *, self_pairs: bool
) -> Floats:
    """Alphas of counts (B, U, V); ``squares`` is Σw² per clip, or Σw with ``self_pairs``."""
    m = counts.sum(axis=-1)
    n_pairs = m * m - squares
    is_pairable = n_pairs > 0.5
    weight = np.divide(m, n_pairs, out=np.zeros_like(m), where=is_pairable) * times
    pairable = is_pairable * times
    pairs = np.matmul(counts.transpose(0, 2, 1), counts * weight[..., None])
    marginals = np.matmul(pairable[:, None, :], counts)[:, 0]
    total = marginals.sum(axis=-1)
    if self_pairs:
        correction = total - 1
    else:
        own = (pairable * squares).sum(axis=-1)
        correction = np.divide(total**2 - own, total, out=np.zeros_like(total), where=total > 0)
    alphas = alphas_of_coincidences(pairs, marginals, delta, correction=correction)
    alphas[pairable.sum(axis=-1) < 2] = np.nan
    return alphas


class OneLess:
    """Alphas of groups of raters with each member left out in turn, for many groups at once."""

    def __init__(self, codes: NDArray[np.int16], n_levels: int, delta: Floats | None) -> None:
        """``codes``: shape (R, U), all raters the groups are taken from."""
        self._delta = delta
        self._is_complete = bool((codes >= 0).all())
        one_hot = np.zeros((*codes.shape, n_levels + 1))
        np.put_along_axis(one_hot, codes.astype(np.intp)[..., None] % (n_levels + 1), 1.0, axis=2)
        self._one_hot = np.ascontiguousarray(one_hot[..., :n_levels].transpose(0, 2, 1))  # (R, V, U)
        self._histograms = self._one_hot.sum(axis=2)
        self._presence = (codes >= 0).astype(np.float64)

    def counts(self, members: NDArray[np.intp]) -> Floats:
        """Counts (B, U, V) of groups given by their members (B, n)."""
        n_raters, n_levels, n_clips = self._one_hot.shape
        is_member = np.zeros((len(members), n_raters))
        np.put_along_axis(is_member, members, 1.0, axis=1)
        counts = is_member @ self._one_hot.reshape(n_raters, -1)
        return np.ascontiguousarray(counts.reshape(-1, n_levels, n_clips).transpose(0, 2, 1))

    def alphas(self, counts: Floats) -> Floats:
        """Alphas of whole groups, shape (B,), from their counts (B, U, V)."""
        m = counts.sum(axis=-1)
        return _alphas_of_counts(counts, m, np.ones((1, counts.shape[1])), self._delta, self_pairs=True)

    def __call__(self, counts: Floats, members: NDArray[np.intp]) -> Floats:
        """Alphas without member i, shape (B, n), NaN where not defined.

        Taking away the one rating of clip u changes O by −(a'/a − 1)-fold its own table and by the cross
        products with what is left, a = 1/(m − 1), a' = 1/(m − 2).
        """
        n_replicates, n_members = members.shape
        n_clips, n_levels = counts.shape[1:]
        m = counts.sum(axis=-1)
        before, after = pair_weights(m), pair_weights(m - 1)
        own = self._one_hot[members]  # (B, n, V, U)
        left = np.matmul(  # -2: c with k and k with c in one, since δ is symmetric
            own.reshape(n_replicates, n_members * n_levels, n_clips), counts * (-2 * after[..., None])
        ).reshape(n_replicates, n_members, n_levels, n_levels)
        if self._is_complete:
            left += np.matmul(counts.transpose(0, 2, 1), counts * after[..., None])[:, None]
            marginals = counts.sum(axis=1)[:, None] - self._histograms[members]
            marginals *= (m[:, :1, None] > 2) * (n_clips > 1)
        else:
            left += self._pairs_of_incomplete(counts, members, after - before, before)
            marginals = self._marginals_of_incomplete(counts, members, own, m)
        return alphas_of_coincidences(left, marginals, self._delta)

    def _pairs_of_incomplete(
        self, counts: Floats, members: NDArray[np.intp], change: Floats, before: Floats
    ) -> Floats:
        """Σ over clips of a'NNᵀ where the member rated, aNNᵀ where not: shape (B, n, V, V)."""
        n_clips, n_levels = counts.shape[1:]
        tables = counts[..., :, None] * (counts * change[..., None])[..., None, :]
        changed = np.matmul(self._presence[members], tables.reshape(-1, n_clips, n_levels * n_levels))
        whole = np.matmul(counts.transpose(0, 2, 1), counts * before[..., None])
        return np.asarray(changed.reshape(*members.shape, n_levels, n_levels) + whole[:, None])

    def _marginals_of_incomplete(
        self, counts: Floats, members: NDArray[np.intp], own: Floats, m: Floats
    ) -> Floats:
        """Pairable ratings that are left, 0 where fewer than two clips have pairs: shape (B, n, V)."""
        presence = self._presence[members]
        has_pair, keeps_pair = (m > 1).astype(np.float64), (m > 2).astype(np.float64)
        lost = (keeps_pair - has_pair)[..., None] * counts
        marginals = np.matmul(has_pair[:, None, :], counts) + np.matmul(presence, lost)
        marginals -= np.matmul(own, keeps_pair[:, None, :, None])[..., 0]
        n_pairable = (
            has_pair.sum(axis=1)[:, None] + np.matmul(presence, (keeps_pair - has_pair)[..., None])[..., 0]
        )
        return np.asarray(marginals * (n_pairable > 1)[..., None])


def equal_columns(codes: NDArray[np.int16], n_levels: int) -> tuple[Columns, NDArray[np.intp]]:
    """Clips with the same ratings by the same raters put together, and which of them each clip became.

    With few raters and many clips there are few different columns (5 raters, 5 levels: at most 7776).
    """
    n_raters, n_clips = codes.shape
    if (n_levels + 1) ** n_raters > MAX_COLUMN_KEY:
        return Columns(codes, np.ones(n_clips)), np.arange(n_clips)
    place = (n_levels + 1) ** np.arange(n_raters, dtype=np.int64)
    keys = place @ (codes + 1).astype(np.int64)
    _, first, which, times = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return Columns(codes[:, first], times.astype(np.float64)), which


def ratings_one_hot(codes: NDArray[np.int16], n_levels: int) -> Floats | sparse.csr_array:
    """1 where rater r gave clip u level v, shape (R, U·V)."""
    n_raters, n_clips = codes.shape
    rater, clip = np.nonzero(codes >= 0)
    cell = clip * n_levels + codes[rater, clip]
    shape = (n_raters, n_clips * n_levels)
    if n_raters * n_clips * n_levels > DENSE_CELLS:
        return sparse.csr_array((np.ones(len(cell)), (rater, cell)), shape=shape)
    one_hot = np.zeros(shape)
    one_hot[rater, cell] = 1.0
    return one_hot


def _blocks(n_replicates: int, cells: int) -> Iterator[slice]:
    step = max(1, CHUNK_CELLS // max(cells, 1))
    for start in range(0, n_replicates, step):
        yield slice(start, start + step)
