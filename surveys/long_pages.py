"""From rows of ratings to the pages of each participant: scales, rows that stand twice, repeats.

Conventions
-----------
Arrays have one element a rating. A page is a clip that a participant rated on one occasion, the first of
which counts 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_mapping import ValueRange
from merlingua.surveys.import_report import N_EXAMPLES, ImportReport
from merlingua.surveys.long_table import LongTable
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.store_import import ImportedPage, clip_step_id

PRACTICE_BLOCK = "practice"
MAIN_BLOCK = "main"

Scale = tuple[float, ...] | ValueRange
Duplicates = Literal["error", "first", "last", "repeat"]


@dataclass(frozen=True)
class RatedRows:
    """Ratings by participant (in the order of ``rank``), then by page, then by item."""

    rank: NDArray[np.int64]
    """The participant's place in the order in which they go into the store."""
    clip: NDArray[np.int32]
    item: NDArray[np.int32]
    value: NDArray[np.float64]
    line: NDArray[np.int64]
    occasion: NDArray[np.int64]
    is_repeat: NDArray[np.bool_]
    is_practice: NDArray[np.bool_]
    position: NDArray[np.int32]
    """0 where it is not said."""
    response_ms: NDArray[np.float64]
    """NaN where it is not said."""

    def __len__(self) -> int:
        return len(self.rank)

    def taken(self, which: NDArray[Any] | slice) -> RatedRows:
        """These rows, by a mask, by their indices, or from one to another."""
        return RatedRows(**{each.name: getattr(self, each.name)[which] for each in fields(self)})


def rated_rows(table: LongTable, rank: NDArray[np.int64]) -> RatedRows:
    """The rows of a table in their order; ``rank`` has a place for each participant."""
    n = len(table.value)

    def column(kept: Any, kind: type[Any], missing: object) -> NDArray[Any]:
        return np.frombuffer(kept, kept.typecode).astype(kind) if len(kept) else np.full(n, missing, kind)

    is_repeat = column(table.is_repeat, np.bool_, False)
    rows = RatedRows(
        rank=rank[column(table.participant, np.int32, 0)],
        clip=column(table.clip, np.int32, 0),
        item=column(table.item, np.int32, 0),
        value=column(table.value, np.float64, 0.0),
        line=column(table.line, np.int64, 0),
        occasion=1 + is_repeat.astype(np.int64),
        is_repeat=is_repeat,
        is_practice=column(table.is_practice, np.bool_, False),
        position=column(table.position, np.int32, 0),
        response_ms=column(table.response_ms, np.float64, np.nan),
    )
    keys: tuple[NDArray[Any], ...] = (rows.line, rows.position, rows.item, *_page_keys(rows))
    return rows.taken(np.lexsort(keys))


def on_scale(
    rows: RatedRows, items: Sequence[str], scales: Sequence[Scale | None], report: ImportReport
) -> RatedRows:
    """The rows whose value is on the scale of its item; the others are refused."""
    is_on = np.ones(len(rows), np.bool_)
    for number, (item, scale) in enumerate(zip(items, scales, strict=True)):
        mine = rows.item == number
        if isinstance(scale, ValueRange):
            is_on[mine] = (rows.value[mine] >= scale.min) & (rows.value[mine] <= scale.max)
        elif scale is not None:
            is_on[mine] = np.isin(rows.value[mine], scale)
        off = np.flatnonzero(mine & ~is_on)
        if off.size:
            off = off[np.argsort(rows.line[off])]
            reason = f"the value is not on the scale of {item!r}, which is {scale_text(scale)}"
            examples = [f"line {rows.line[k]}: {rows.value[k]:g}" for k in off[:N_EXAMPLES]]
            report.refuse(reason, *examples, n=int(off.size))
    return rows.taken(is_on)


def each_once(rows: RatedRows, names: Sequence[str], *, rule: Duplicates, report: ImportReport) -> RatedRows:
    """One row for each participant, page and item; ``names`` of participants, in the order of their rank.

    Rows that are equal are taken once. Of those that differ ``rule`` takes one, or makes repeats of them.

    Raises
    ------
    RatingsFileError
        If there are such rows and the rule is ``error``.
    """
    if not len(rows):
        return rows
    keys = (rows.item, *_page_keys(rows))
    is_again = np.zeros(len(rows), np.bool_)
    is_again[1:] = np.logical_and.reduce([key[1:] == key[:-1] for key in keys])
    first = np.flatnonzero(~is_again)[np.cumsum(~is_again) - 1]
    if rule == "repeat":
        return _as_repeats(rows, np.arange(len(rows)) - first)
    is_kept = ~is_again
    if rule == "last":
        is_kept = np.append(~is_again[1:], True)
    differs = rows.value != rows.value[first]
    if rule == "error" and differs.any():
        raise RatingsFileError(_contradiction(rows, names, first, differs))
    n_same, n_other = int((is_again & ~differs).sum()), int(differs.sum())
    report.refuse("the same rating once more", *_twice(rows, first, is_again & ~differs), n=n_same)
    reason = f"another answer to the same item of the same clip: the {rule} was taken"
    report.refuse(reason, *_twice(rows, first, differs), n=n_other)
    return rows.taken(is_kept)


def doubt_positions(rows: RatedRows, names: Sequence[str], report: ImportReport) -> None:
    """Tell of clips that stand at several positions: the first that is said was kept."""
    begins = _begins_page(rows)
    first = np.flatnonzero(begins)[np.cumsum(begins) - 1] if len(rows) else np.zeros(0, np.int64)
    differs = np.flatnonzero(rows.position != rows.position[first])
    examples = [
        f"line {rows.line[k]}: participant {names[rows.rank[k]]!r}, {rows.position[k]} and "
        f"{rows.position[first[k]]}"
        for k in differs[:N_EXAMPLES]
    ]
    reason = "a participant's clip has several positions; the first was kept"
    report.doubt(reason, *examples, n=int(differs.size))


def pages_of(rows: RatedRows, clips: Sequence[str], items: Sequence[str]) -> Iterator[ImportedPage]:
    """The pages of one participant's rows."""
    begins = np.flatnonzero(_begins_page(rows))
    item, value = rows.item.tolist(), rows.value.tolist()
    is_timed = not np.isnan(rows.response_ms).all()
    ends = [*begins[1:].tolist(), len(rows)] if len(rows) else []
    for begin, end in zip(begins.tolist(), ends, strict=True):
        took_ms = rows.response_ms[begin:end].tolist() if is_timed else []
        block_id = PRACTICE_BLOCK if rows.is_practice[begin] else MAIN_BLOCK
        clip_id, occasion = clips[rows.clip[begin]], int(rows.occasion[begin])
        yield ImportedPage(
            step_id=clip_step_id(clip_id, block_id=block_id, occasion=occasion),
            answers={items[item[k]]: plain_value(value[k]) for k in range(begin, end)},
            clip_id=clip_id,
            block_id=block_id,
            position=int(rows.position[begin]) or None,
            is_practice=block_id == PRACTICE_BLOCK,
            is_repeat=occasion > 1,
            response_ms={items[item[begin + k]]: ms for k, ms in enumerate(took_ms) if ms == ms},
        )


def plain_value(number: float) -> AnswerValue:
    """A number as the store keeps it: whole, or written out."""
    return int(number) if number.is_integer() else repr(number)


def scale_text(scale: Scale | None) -> str:
    """A scale as a message names it."""
    if isinstance(scale, ValueRange):
        return f"{scale.min:g} to {scale.max:g}"
    return "anything" if scale is None else ", ".join(f"{level:g}" for level in scale)


def _begins_page(rows: RatedRows) -> NDArray[np.bool_]:
    begins = np.ones(len(rows), np.bool_)
    begins[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in _page_keys(rows)])
    return begins


def _page_keys(rows: RatedRows) -> tuple[NDArray[Any], ...]:
    """What tells pages apart, the last the most, as `numpy.lexsort` takes it."""
    return rows.occasion, rows.is_practice, rows.clip, rows.rank


def _as_repeats(rows: RatedRows, n_before: NDArray[np.int64]) -> RatedRows:
    occasion = rows.occasion + n_before
    repeated = replace(rows, occasion=occasion, is_repeat=occasion > 1)
    return repeated.taken(np.lexsort((repeated.item, *_page_keys(repeated))))


def _contradiction(
    rows: RatedRows, names: Sequence[str], first: NDArray[np.int64], differs: NDArray[np.bool_]
) -> str:
    k = np.flatnonzero(differs)[np.argmin(rows.line[differs])]
    name, values = names[rows.rank[k]], f"{rows.value[first[k]]:g} and {rows.value[k]:g}"
    before, after = sorted((rows.line[first[k]], rows.line[k]))
    return (
        f"lines {before} and {after} give two answers of participant {name!r} to the same item of the same "
        f"clip ({values}); {int(differs.sum())} rows contradict an earlier one. Say in the mapping file "
        "which counts: `duplicates: first`, `last`, or `repeat` where clips were heard again. Or is a column "
        "that tells these rows apart not named there?"
    )


def _twice(rows: RatedRows, first: NDArray[np.int64], which: NDArray[np.bool_]) -> list[str]:
    found = np.flatnonzero(which)[:N_EXAMPLES]
    return [f"line {rows.line[k]} after line {rows.line[first[k]]}" for k in found]
