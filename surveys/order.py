"""Who hears what when: the order of a participant's clips.

Conventions
-----------
The same definition, seed and participant number give the same order on every machine, for ever: the random
numbers come from SHA-256 through the few lines of ``SeededStream``, not from a library that may change its
own. The numbers are part of the data format; ``STREAM_NAME`` would change with them.

Participants are numbered from 1. Where a block is balanced by language, each language counts its own
participants, and participant k of every language hears the same order: what differs between languages is then
never the order.

References
----------
Williams (1949), "Experimental designs balanced for the estimation of residual effects of treatments",
Austral. J. Chem. 2: squares in which each clip follows each other clip equally often.
Fisher & Yates; Durstenfeld (1964), "Algorithm 235: Random permutation", CACM 7.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from merlingua.surveys.errors import OrderError
from merlingua.surveys.steps import Trial
from merlingua.surveys.study import Study
from merlingua.surveys.study_definition import Block, StudyDefinition

T = TypeVar("T")

STREAM_NAME = "merlingua-order-1"
_WORD_BYTES = 8
_WORD_RANGE = 1 << (8 * _WORD_BYTES)


class SeededStream:
    """Whole numbers from SHA-256 in counter mode, read as big-endian words of 64 bits.

    ``key`` names what the numbers are for; its parts are joined with ``/`` behind ``STREAM_NAME``.
    """

    def __init__(self, *key: object) -> None:
        self._key = "/".join(str(part) for part in (STREAM_NAME, *key))
        self._counter = 0
        self._words: list[int] = []

    def below(self, n: int) -> int:
        """A number from 0 to ``n − 1``, each equally likely (words past a multiple of ``n`` are skipped)."""
        limit = _WORD_RANGE - _WORD_RANGE % n
        while (word := self._word()) >= limit:
            pass
        return word % n

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in random order (Durstenfeld's form of Fisher–Yates, from the last place down)."""
        mixed = list(values)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def _word(self) -> int:
        if not self._words:
            digest = hashlib.sha256(f"{self._key}/{self._counter}".encode()).digest()
            starts = range(len(digest) - _WORD_BYTES, -1, -_WORD_BYTES)
            self._words = [int.from_bytes(digest[at : at + _WORD_BYTES], "big") for at in starts]
            self._counter += 1
        return self._words.pop()


def presentation_order(
    study: Study, *, number: int, language: str, seed: int | None = None
) -> tuple[Trial, ...]:
    """What participant ``number`` hears: all blocks in the study's order, their clips in the block's.

    Parameters
    ----------
    number
        From 1; counted within ``language`` where ``counts_within_language(study.definition)``.
    language
        One of the study's.
    seed
        Takes the place of every block's ``order.seed``.

    Raises
    ------
    OrderError
        If there is no such number or language, or the repeats that the study asks for cannot be placed.
    """
    if number < 1:
        raise OrderError(f"participant number is {number}; participants are numbered from 1")
    offered = study.definition.study.languages
    if language not in offered:
        raise OrderError(f"language {language!r} is not offered; the study has {', '.join(offered)}")
    trials: list[Trial] = []
    for block in study.definition.blocks:
        trials.extend(_block_trials(study, block, number, block.order.seed if seed is None else seed))
    return tuple(trials)


def counts_within_language(definition: StudyDefinition) -> bool:
    """Whether each language numbers its own participants: some block is balanced by language."""
    return any(block.order.balance_by == "language" for block in definition.blocks)


def order_seed(definition: StudyDefinition) -> int:
    """The seed that is stored with a session: that of the first block that is no practice."""
    blocks = [block for block in definition.blocks if not block.practice] or list(definition.blocks)
    return blocks[0].order.seed


def williams_square(n: int) -> tuple[tuple[int, ...], ...]:
    """Orders of 0 … n − 1 in which each number has each place, and follows each other one, equally often.

    Returns
    -------
    n rows for even n, 2 n rows for odd n: each number once at each place and each ordered pair of neighbours
    once (twice at each place and twice a pair for odd n).

    Raises
    ------
    OrderError
        If n is below 1.
    """
    if n < 1:
        raise OrderError(f"a Williams square of {n} clips was asked for; it needs at least 1")
    return _williams_rows(n)


@lru_cache(maxsize=32)
def _williams_rows(n: int) -> tuple[tuple[int, ...], ...]:
    # 0, 1, n − 1, 2, n − 2, …: the steps between neighbours are all different modulo n.
    first = [(place + 1) // 2 if place % 2 else (n - place // 2) % n for place in range(n)]
    rows = [tuple((value + row) % n for value in first) for row in range(n)]
    if n % 2 and n > 1:
        rows += [row[::-1] for row in rows]
    return tuple(rows)


def _block_trials(study: Study, block: Block, number: int, seed: int) -> list[Trial]:
    clip_ids = [clip.id for clip in study.clips_of(block)]
    heard = _without_repeats(block, clip_ids, number, seed)
    is_repeat = [False] * len(heard)
    if block.repeats is not None and not block.practice:
        heard, is_repeat = _with_repeats(block, heard, number, seed)
    return [
        Trial(
            block_id=block.id,
            clip_id=clip_id,
            position=position,
            n_in_block=len(heard),
            is_practice=block.practice,
            is_repeat=again,
        )
        for position, (clip_id, again) in enumerate(zip(heard, is_repeat, strict=True), start=1)
    ]


def _without_repeats(block: Block, clip_ids: Sequence[str], number: int, seed: int) -> list[str]:
    unknown = [clip_id for clip_id in block.order.fixed_first if clip_id not in clip_ids]
    if unknown:
        raise OrderError(
            f"block {block.id!r}: fixed_first names {', '.join(unknown)}, which the block does not play; "
            f"it has {', '.join(clip_ids)}"
        )
    first = list(dict.fromkeys(block.order.fixed_first))
    rest = [clip_id for clip_id in clip_ids if clip_id not in first]
    if block.order.kind == "random":
        rest = SeededStream("random", seed, block.id, number).shuffled(rest)
    elif block.order.kind == "williams" and rest:
        rest = _williams_row(block, rest, number, seed)
    return [*first, *rest]


def _williams_row(block: Block, clip_ids: Sequence[str], number: int, seed: int) -> list[str]:
    """A row of the square. Participants pass through whole squares; each has its own clips and row order."""
    square = williams_square(len(clip_ids))
    n_squares, row = divmod(number - 1, len(square))
    stream = SeededStream("williams", seed, block.id, n_squares)
    names = stream.shuffled(clip_ids)
    rows = stream.shuffled(range(len(square)))
    return [names[index] for index in square[rows[row]]]


def _with_repeats(block: Block, heard: Sequence[str], number: int, seed: int) -> tuple[list[str], list[bool]]:
    """Test–retest: some clips once more, at least ``min_gap`` presentations of other clips in between.

    Clips that can be repeated anywhere behind their gap are drawn at random, and so is the place. Where there
    are too few of them, the first clips are repeated at the end in the order in which they were heard: this
    leaves n_clips − 1 in between, the most that is possible for all.
    """
    if block.repeats is None:
        return list(heard), [False] * len(heard)
    n, min_gap, n_clips = block.repeats.n, block.repeats.min_gap, len(heard)
    if n > n_clips or min_gap > n_clips - 1:
        raise OrderError(
            f"block {block.id!r} has {n_clips} clips and asks for {n} repeats with min_gap {min_gap}; "
            f"allowed are at most {n_clips} repeats and a min_gap of at most {max(n_clips - 1, 0)}"
        )
    n_free = n_clips - min_gap
    if n > n_free:
        return [*heard, *heard[:n]], [False] * n_clips + [True] * n
    stream = SeededStream("repeats", seed, block.id, number)
    after: list[list[str]] = [[] for _ in range(n_clips)]
    for index in stream.shuffled(range(n_free))[:n]:
        place = index + min_gap + stream.below(n_clips - index - min_gap)
        after[place].append(heard[index])
    with_repeats: list[str] = []
    is_repeat: list[bool] = []
    for clip_id, again in zip(heard, after, strict=True):
        with_repeats += [clip_id, *again]
        is_repeat += [False, *[True] * len(again)]
    return with_repeats, is_repeat
