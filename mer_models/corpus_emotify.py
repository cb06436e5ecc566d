"""Emotify: excerpts in four genres, each rated by many listeners on the nine items of the GEMS.

Conventions
-----------
A listener ticked what the music made them feel. The items go to Russell's quadrants as: Q1 the mean of
amazement, joyful activation and power; Q2 tension; Q3 sadness; Q4 the mean of tenderness, calmness and
solemnity; nostalgia stands on its own. A clip's soft label is the four rates over all its listeners in
proportion. The corpus publishes no quadrants: the mapping is Merlingua's.

Reference: Aljanaki, Wiering & Veltkamp (2016), "Studying emotion induced by music through a crowdsourcing
game", Information Processing & Management 52; Zentner et al. (2008) for the GEMS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from merlingua.mer_models.corpus import Corpus, CorpusClip, CorpusProblem, Shares, Vote
from merlingua.mer_models.corpus_folders import (
    existing_folder,
    is_empty,
    named_problems,
    read_rows,
    shares_in_proportion,
    sound_files,
    wrong_folder,
)
from merlingua.mer_models.errors import CorpusError

EXPECTED = "Emotify (clips.csv, ratings.csv and the folder clips)"
LICENCE = "none stated: research only"
GEMS = (
    "amazement",
    "solemnity",
    "tenderness",
    "nostalgia",
    "calmness",
    "power",
    "joyful_activation",
    "tension",
    "sadness",
)
QUADRANT_ITEMS: Mapping[int, tuple[str, ...]] = {
    1: ("amazement", "joyful_activation", "power"),
    2: ("tension",),
    3: ("sadness",),
    4: ("tenderness", "calmness", "solemnity"),
}
CLIP_COLUMNS = ("clip", "file", "track_id", "genre", "artist")
RATING_COLUMNS = ("track_id", "genre", *GEMS, "age", "gender", "mother_tongue")

Row = Mapping[str, str]


def load_emotify(folder: Path) -> Corpus:
    """Clips with soft labels, the items' rates and the genre as further targets, and each listener's vote.

    Raters have no number of their own in the corpus. Rows that follow each other with the same age, gender
    and mother tongue are taken for one rater's, and those of another stretch for another one's: enough to
    leave one rating out, too little to follow a person from clip to clip.

    Raises
    ------
    CorpusError
        If tables or columns are missing, a rating is no number, or no clip has sound and a label.
    """
    existing_folder(folder, EXPECTED)
    if not (folder / "clips.csv").is_file() or not (folder / "ratings.csv").is_file():
        raise wrong_folder(folder, EXPECTED)
    listed = read_rows(folder / "clips.csv", CLIP_COLUMNS)
    rated: defaultdict[tuple[str, str], list[tuple[str, Row]]] = defaultdict(list)
    for rater, row in _with_raters(read_rows(folder / "ratings.csv", RATING_COLUMNS)):
        rated[row["genre"], row["track_id"]].append((rater, row))
    genres = sorted({row["genre"] for row in listed})
    clips: list[CorpusClip] = []
    votes: list[Vote] = []
    problems: list[CorpusProblem] = []
    for row in listed:
        file = folder / row["file"]
        ratings = rated.pop((row["genre"], row["track_id"]), [])
        reason = _problem_of(file, ratings)
        if reason:
            problems.append(CorpusProblem(row["clip"], reason))
            continue
        rates = _rates([rating for _, rating in ratings])
        shares = quadrant_shares(rates)
        if shares is None:
            problems.append(CorpusProblem(row["clip"], "no listener ticked an item of a quadrant"))
            continue
        targets = {f"gems:{item}": rate for item, rate in rates.items()}
        targets |= {f"genre:{genre}": float(genre == row["genre"]) for genre in genres}
        artist = row["artist"].casefold() or f"unknown artist of {row['clip']}"
        clips.append(CorpusClip(row["clip"], file, artist, quadrant_shares=shares, extra_targets=targets))
        votes += _votes(row["clip"], ratings)
    if not clips:
        raise CorpusError(f"{folder}: none of {len(listed)} clips has both sound and a label ({problems[0]})")
    problems += named_problems((f"{genre} {track}" for genre, track in rated), "has ratings and no clip")
    unlisted = {file.resolve() for file in sound_files(folder)} - {
        (folder / r["file"]).resolve() for r in listed
    }
    problems += named_problems(sorted(file.name for file in unlisted), "has no row in clips.csv")
    return Corpus("emotify", "emotify", folder, "", LICENCE, tuple(clips), tuple(votes), tuple(problems))


def quadrant_shares(rates: Mapping[str, float]) -> Shares | None:
    """The quadrants' shares from the items' rates; None where all items of the quadrants are 0."""
    return shares_in_proportion(_quadrant_means(rates))


def _quadrant_means(rates: Mapping[str, float]) -> dict[int, float]:
    return {q: float(np.mean([rates[item] for item in items])) for q, items in QUADRANT_ITEMS.items()}


def _problem_of(file: Path, ratings: Sequence[object]) -> str:
    if not file.is_file():
        return f"has a label and no sound ({file.name})"
    if is_empty(file):
        return f"its file {file.name} is empty"
    return "" if ratings else "has sound and no rating"


def _rates(ratings: Sequence[Row]) -> dict[str, float]:
    return {item: float(np.mean([_ticked(row, item) for row in ratings])) for item in GEMS}


def _ticked(row: Row, item: str) -> float:
    if row[item] not in ("0", "1"):
        raise CorpusError(
            f"ratings.csv: {item} of {row['genre']} {row['track_id']} is {row[item]!r}; 0 and 1 are allowed"
        )
    return float(row[item])


def _votes(clip_id: str, ratings: Sequence[tuple[str, Row]]) -> list[Vote]:
    votes = []
    for rater, row in ratings:
        ticked = {item: _ticked(row, item) for item in GEMS}
        shares = quadrant_shares(ticked)
        if shares is not None:
            # A label adds up ticks before it makes shares of them: with this weight votes do the same.
            weight = sum(_quadrant_means(ticked).values())
            votes.append(Vote(clip_id, rater, shares, row["mother_tongue"], weight))
    return votes


def _with_raters(rows: Sequence[Row]) -> list[tuple[str, Row]]:
    named, person, stretch = [], None, 0
    for row in rows:
        now = (row["age"], row["gender"], row["mother_tongue"])
        stretch += now != person
        person = now
        named.append((f"stretch{stretch:05d}", row))
    return named
