"""All ratings of a study as one long table, with who gave them and of which clips: what analyses take.

Conventions
-----------
``ratings`` has one row a rating; ``participant``, ``language``, ``clip`` and ``item`` are categorical, the
categories of the first and third being the rows of ``participants`` and ``clips``, in order. A value that
is missing has no row. Ratings of practice are not in the table; repeats (test–retest) are, marked, and no
`RatingMatrix` takes them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from merlingua.analysis.estimates import AnalysisError, AxisError, InvalidRatingsError
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.surveys.taxonomy import EMOTION_IDS

if TYPE_CHECKING:
    from merlingua.surveys.texts import TextTable

REQUIRED = ("participant", "language", "clip", "item", "value")
CONTEXT_ITEMS = ("preference", "familiarity", "comprehension")
"""Items about the listener and the clip, not about an emotion that the clip has."""
LANGUAGES = ("en", "es", "de", "zh-Hans")
"""The order in which languages are told; others follow by name."""
NO_WORDS = "zxx"
"""The lyrics' language of a clip without words (ISO 639-2)."""


@dataclass(frozen=True, eq=False)
class RatingsFrame:
    """Ratings, participants and clips of one study.

    Attributes
    ----------
    ratings
        Columns ``participant``, ``language``, ``clip``, ``item`` (categories), ``value``, ``is_repeat``,
        ``position`` (from 1, 0 unknown) and ``response_ms`` (NaN where not measured).
    participants
        Indexed by id; ``language``, ``is_complete``, ``is_simulated`` and whatever else is known of them.
    clips
        Indexed by id; ``lyrics_language``, ``quadrant``, ``artist``, ``title``, ``duration_s`` (missing: NA).
    scales
        From an item to its levels, rising.
    found_scales
        Items whose levels are those that somebody used: nobody said what the scale is.
    bounds
        The lowest and the highest level of an item where they were declared: of a scale without steps, too,
        whose levels are those that somebody used.
    input_sha256
        Of the ratings and participants before anything was left out.
    """

    study_id: str
    ratings: pd.DataFrame
    participants: pd.DataFrame
    clips: pd.DataFrame
    scales: Mapping[str, tuple[float, ...]]
    input_sha256: str
    found_scales: tuple[str, ...] = ()
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    study_sha256: str = ""
    n_unreadable: int = 0
    """Answers that are no number, left out."""
    n_practice: int = 0
    """Ratings of clips that were practised with, left out."""
    texts: TextTable | None = field(default=None, repr=False)
    """The study's, where its folder is known."""

    @property
    def items(self) -> tuple[str, ...]:
        """All items that were rated: emotions in the order of the taxonomy, others, context items."""
        return _item_order(self.ratings["item"].cat.categories)

    @property
    def rated_items(self) -> tuple[str, ...]:
        """Items whose agreement is asked for: all but the context items."""
        return tuple(item for item in self.items if item not in CONTEXT_ITEMS)

    @property
    def languages(self) -> tuple[str, ...]:
        """The participants' languages, in the order of reports."""
        return language_order(self.participants["language"].unique())

    def matrix(
        self, item: str, *, participants: ArrayLike | None = None, clips: ArrayLike | None = None
    ) -> RatingMatrix:
        """One item's ratings without repeats; a row for each participant, a column for each clip.

        Parameters
        ----------
        participants, clips
            Masks or positions among the rows of ``self.participants`` and ``self.clips``.

        Raises
        ------
        AnalysisError
            If the item was not rated.
        InvalidRatingsError
            If a value is off its scale, or a participant rated a clip twice.
        """
        wanted = (self._codes("item") == self._position(item)) & ~self.ratings["is_repeat"].to_numpy()
        matrix = RatingMatrix.from_indices(
            self._codes("participant")[wanted],
            self._codes("clip")[wanted],
            self.ratings["value"].to_numpy()[wanted],
            raters=tuple(self.participants.index),
            clips=tuple(self.clips.index),
            item=item,
            levels=self.scales.get(item),
        )
        return (
            matrix
            if participants is None and clips is None
            else matrix.select(raters=participants, clips=clips)
        )

    def select(
        self,
        *,
        participants: NDArray[np.bool_] | None = None,
        clips: NDArray[np.bool_] | None = None,
        cells: NDArray[np.bool_] | None = None,
    ) -> RatingsFrame:
        """The ratings of these participants, clips, or cells, shape (n_participants, n_clips)."""
        n_participants, n_clips = len(self.participants), len(self.clips)
        who = np.ones(n_participants, np.bool_) if participants is None else participants
        what = np.ones(n_clips, np.bool_) if clips is None else clips
        if who.shape != (n_participants,) or what.shape != (n_clips,):
            raise AxisError(
                f"a mask has {who.size} participants and {what.size} clips; the table has {n_participants} "
                f"and {n_clips}"
            )
        rater, clip = self._codes("participant"), self._codes("clip")
        kept = who[rater] & what[clip]
        if cells is not None:
            kept &= cells[rater, clip]
        ratings = self.ratings[kept].copy() if not kept.all() else self.ratings.copy()
        people, excerpts = self.participants[who], self.clips[what]
        for name, mask, ids in (("participant", who, people.index), ("clip", what, excerpts.index)):
            new_codes = (np.cumsum(mask) - 1)[ratings[name].cat.codes.to_numpy()]
            ratings[name] = pd.Categorical.from_codes(new_codes, categories=ids)
        return replace(self, ratings=ratings, participants=people, clips=excerpts)

    def middle(self, item: str) -> float:
        """The middle of an item's scale, as declared; else of the levels that somebody used."""
        levels = self.scales[item]
        low, high = self.bounds.get(item, (levels[0], levels[-1]))
        return (low + high) / 2

    def has_rated(self, items: Sequence[str] | None = None) -> NDArray[np.bool_]:
        """Who gave a rating (of one of these items), shape (n_participants,)."""
        rater = self._codes("participant")
        if items is not None:
            positions = [self._position(item) for item in items]
            rater = rater[np.isin(self._codes("item"), positions)]
        rated = np.zeros(len(self.participants), np.bool_)
        rated[rater] = True
        return rated

    def _codes(self, column: str) -> NDArray[np.integer]:
        codes: NDArray[np.integer] = self.ratings[column].cat.codes.to_numpy()
        return codes

    def _position(self, item: str) -> int:
        categories = self.ratings["item"].cat.categories
        if item not in categories:
            raise AnalysisError(f"nobody rated {item!r}: {nearest(item, tuple(categories))}")
        return int(categories.get_loc(item))


def check_ratings(ratings: pd.DataFrame, *, scales: Mapping[str, tuple[float, ...]] | None = None) -> None:
    """Refuse a table that is not a long table of ratings, or contradicts itself.

    Raises
    ------
    AxisError
        If a column is not there, or the table is wide, or on its side.
    InvalidRatingsError
        If a rating has no participant, language, clip or item, is off its scale, or is there twice; if a
        participant has two languages.
    """
    _check_columns(ratings)
    for name in ("participant", "language", "clip", "item"):
        if n := int(ratings[name].isna().sum()):
            raise InvalidRatingsError(f"{n} of {len(ratings)} ratings have no {name}; each needs one")
    if not pd.api.types.is_numeric_dtype(ratings["value"]):
        texts = ratings["value"][pd.to_numeric(ratings["value"], errors="coerce").isna()].dropna()
        such = f", such as {texts.iloc[0]!r}" if len(texts) else ""
        raise InvalidRatingsError(f"ratings have values that are no numbers{such}; give each a number")
    languages = ratings.groupby("participant", observed=True)["language"].nunique()
    if (several := languages[languages > 1]).size:
        raise InvalidRatingsError(
            f"participant {several.index[0]!r} has ratings in {several.iloc[0]} languages; a participant has "
            "one. Give them an id a language."
        )
    is_first = ~ratings["is_repeat"] if "is_repeat" in ratings else np.ones(len(ratings), np.bool_)
    key = ["participant", "clip", "item"]
    first = ratings[is_first & ratings["value"].notna()]
    if (twice := first.duplicated(key).to_numpy()).any():
        row = first[twice].iloc[0]
        raise InvalidRatingsError(
            f"{row['participant']!r} rated {row['item']!r} of clip {row['clip']!r} more than once "
            f"({int(twice.sum())} such ratings): keep one of each, or mark the others with is_repeat"
        )
    for item, levels in (scales or {}).items():
        _check_scale(ratings[ratings["item"] == item], item, levels)


def language_order(languages: Sequence[str]) -> tuple[str, ...]:
    """These languages, each once: en, es, de, zh-Hans, then others by name."""
    there = set(languages)
    return (*(name for name in LANGUAGES if name in there), *sorted(there.difference(LANGUAGES)))


def nearest(name: str, known: Sequence[str]) -> str:
    """What to say beside a name that is not known: the one that may be meant, and all there are."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"{hint}there are {', '.join(map(str, known)) or 'none'}"


def _check_columns(ratings: pd.DataFrame) -> None:
    missing = [name for name in REQUIRED if name not in ratings.columns]
    if not missing:
        return
    columns = tuple(map(str, ratings.columns))
    if set(REQUIRED) <= set(map(str, ratings.index)):
        raise AxisError("the table of ratings stands on its side: its rows are named as its columns must be")
    if len(set(columns).intersection((*EMOTION_IDS, *CONTEXT_ITEMS))) > 1:
        raise AxisError(
            f"the table of ratings has no column {missing[0]!r}, but one for each item: it is wide. Make it "
            "long, a row a rating: table.melt(id_vars=['participant', 'language', 'clip'], var_name='item')"
        )
    raise AxisError(f"the table of ratings has no column {missing[0]!r}: {nearest(missing[0], columns)}")


def _check_scale(ratings: pd.DataFrame, item: str, levels: tuple[float, ...]) -> None:
    if not all(low < high for low, high in pairwise(levels)):
        raise InvalidRatingsError(f"the scale of {item!r} is {levels}; levels rise, each once")
    off = ratings[ratings["value"].notna() & ~ratings["value"].isin(levels)]
    if len(off):
        row = off.iloc[0]
        raise InvalidRatingsError(
            f"{item!r} of clip {row['clip']!r} by {row['participant']!r} is {row['value']:g}, and {len(off)} "
            f"ratings of it are off the scale, which has {', '.join(f'{level:g}' for level in levels)}. Was "
            "it exported with another scale?"
        )


def _item_order(items: Sequence[str]) -> tuple[str, ...]:
    emotions = tuple(item for item in EMOTION_IDS if item in items)
    context = tuple(item for item in CONTEXT_ITEMS if item in items)
    return (*emotions, *(item for item in items if item not in (*emotions, *context)), *context)
