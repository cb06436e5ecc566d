"""Small long tables of simulated ratings, and frames of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.ratings_table import frame_of_table
from tests.simulated_ratings import LEVELS, Population

ITEMS = ("joy", "fear")
LANGUAGES: Mapping[str, int] = {"en": 22, "de": 21}
N_CLIPS = 12


def small_table(
    languages: Mapping[str, int] = LANGUAGES,
    *,
    items: Sequence[str] = ITEMS,
    n_clips: int = N_CLIPS,
    missing: float = 0.0,
    seed: int = 5,
) -> pd.DataFrame:
    """Everybody's ratings of everything, one row each: ``en00`` rated ``clip00`` …"""
    rng = np.random.default_rng(seed)
    population = Population(1.2, missing=missing)
    people = [
        (f"{language}{n:02d}", language) for language, number in languages.items() for n in range(number)
    ]
    rows = []
    for item in items:
        codes = population.ratings(population.clips(n_clips, rng), len(people), rng)
        for (rater, clip), code in np.ndenumerate(codes):
            if code >= 0:
                participant, language = people[rater]
                rows.append((participant, language, f"clip{clip:02d}", item, LEVELS[code]))
    return pd.DataFrame(rows, columns=["participant", "language", "clip", "item", "value"])


def small_frame(
    languages: Mapping[str, int] = LANGUAGES,
    *,
    participants: pd.DataFrame | None = None,
    clips: pd.DataFrame | None = None,
    **options: Any,
) -> RatingsFrame:
    """A frame of `small_table` on the scale from 1 to 5."""
    table = small_table(languages, **options)
    scales = dict.fromkeys(table["item"].unique(), LEVELS)
    return frame_of_table(table, study_id="small", participants=participants, clips=clips, scales=scales)


def scaled(table: pd.DataFrame) -> RatingsFrame:
    """A frame of this table on the scale from 1 to 5."""
    return frame_of_table(table, scales=dict.fromkeys(table["item"].unique(), LEVELS))


def people_of(table: pd.DataFrame, **columns: Sequence[object]) -> pd.DataFrame:
    """A table of the participants of a table of ratings, with these columns."""
    ids = sorted(table["participant"].unique())
    return pd.DataFrame(columns, index=pd.Index(ids, name="participant"))
