"""Anybody's long table of ratings as a `RatingsFrame`: without a study, without a store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from merlingua.analysis.estimates import AxisError, InvalidRatingsError
from merlingua.analysis.ratings_frame import RatingsFrame, check_ratings, language_order, nearest

CLIP_COLUMNS = ("lyrics_language", "quadrant", "artist", "title", "duration_s")
_NOT_MEASURED: Mapping[str, float] = {"position": 0, "response_ms": np.nan}


def frame_of_table(
    ratings: pd.DataFrame,
    *,
    study_id: str = "",
    participants: pd.DataFrame | None = None,
    clips: pd.DataFrame | None = None,
    scales: Mapping[str, Sequence[float]] | None = None,
) -> RatingsFrame:
    """A frame of a long table with ``participant``, ``language``, ``clip``, ``item`` and ``value``.

    Parameters
    ----------
    ratings
        One row a rating; rows without a value are left out. ``is_repeat``, ``position`` and ``response_ms``
        may stand beside.
    participants, clips
        What else is known of them, indexed by id; participants who rated nothing may be among them.
    scales
        From an item to its levels; by default those that occur.

    Raises
    ------
    AxisError
        If a column is not there, the table is wide or on its side, or a rating is of somebody or something
        that is not in ``participants`` or ``clips``.
    InvalidRatingsError
        As `check_ratings`.
    """
    levels = {item: tuple(map(float, scale)) for item, scale in (scales or {}).items()}
    check_ratings(ratings, scales=levels)
    given = ratings[ratings["value"].notna()].reset_index(drop=True)
    people = _known(given, "participant", participants)
    excerpts = _known(given, "clip", clips)
    for column in CLIP_COLUMNS:
        if column not in excerpts.columns:
            excerpts[column] = None
    languages = ratings.drop_duplicates("participant").set_index("participant")["language"].astype(str)
    if "language" not in people.columns:
        people["language"] = languages.reindex(people.index)
    if people["language"].isna().any():
        who = people.index[people["language"].isna()][0]
        raise InvalidRatingsError(
            f"participant {who!r} has no language, and rated nothing that would tell it"
        )
    order = language_order(people["language"].astype(str).unique().tolist())
    people["language"] = pd.Categorical(people["language"].astype(str), categories=order)
    by_item = given.groupby("item", observed=True)["value"]
    found = {str(item): tuple(map(float, sorted(values.unique()))) for item, values in by_item}
    return RatingsFrame(
        study_id=study_id,
        ratings=_columns(given, people, excerpts),
        participants=people,
        clips=excerpts,
        scales={item: levels.get(item, occurring) for item, occurring in found.items()},
        input_sha256=_sha256(given, people),
        bounds={item: (scale[0], scale[-1]) for item, scale in levels.items()},
        found_scales=tuple(item for item in found if item not in levels),
    )


def _known(given: pd.DataFrame, column: str, known: pd.DataFrame | None) -> pd.DataFrame:
    """What is known of participants or clips, one row each, in the order of their ids or as given."""
    rated = sorted(given[column].astype(str).unique())
    if known is None:
        return pd.DataFrame(index=pd.Index(rated, dtype=object, name=column))
    table = known.copy()
    table.index = pd.Index(table.index.astype(str), dtype=object, name=column)
    if not table.index.is_unique:
        twice = table.index[table.index.duplicated()][0]
        raise InvalidRatingsError(f"the table of {column}s has {twice!r} twice; each has one row")
    if others := [name for name in rated if name not in table.index]:
        raise AxisError(
            f"{column} {others[0]!r} has ratings, and is not in the table of {column}s: "
            f"{nearest(others[0], tuple(table.index))}"
        )
    return table


def _columns(given: pd.DataFrame, people: pd.DataFrame, excerpts: pd.DataFrame) -> pd.DataFrame:
    columns: dict[str, object] = {
        "participant": pd.Categorical(given["participant"].astype(str), categories=people.index),
        "clip": pd.Categorical(given["clip"].astype(str), categories=excerpts.index),
        "item": pd.Categorical(given["item"].astype(str)),
        "value": given["value"].to_numpy(np.float64),
        "is_repeat": given["is_repeat"].to_numpy(np.bool_) if "is_repeat" in given else False,
    }
    for name, missing in _NOT_MEASURED.items():
        columns[name] = given[name].to_numpy() if name in given else missing
    table = pd.DataFrame(columns, index=given.index)
    codes = people["language"].cat.codes.to_numpy()[table["participant"].cat.codes]
    table.insert(1, "language", pd.Categorical.from_codes(codes, dtype=people["language"].dtype))
    return table


def _sha256(given: pd.DataFrame, people: pd.DataFrame) -> str:
    """Of the ratings in the order of their ids, and of what is known of their participants."""
    ordered = given.sort_values(["participant", "clip", "item"], kind="stable")
    digest = hashlib.sha256(ordered.to_csv(index=False).encode())
    digest.update(people.sort_index().to_csv().encode())
    return digest.hexdigest()
