"""Small stores of simulated ratings, imported as a user does, and the command run on them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from tests.simulated_ratings import Population
from tests.small_study import Run, merlingua

ITEMS = ("joy", "fear", "tenderness")
CONTEXT = ("preference", "familiarity", "comprehension")
LANGUAGES = {"en": 12, "de": 11, "es": 4}
N_CLIPS = 11
QUICK = ("--permutations", "99", "--no-pdf")
MAPPING = "scale: [1, 2, 3, 4, 5]\n"

Row = Mapping[str, object]


def simulated_rows(
    languages: Mapping[str, int] = LANGUAGES, *, items: Sequence[str] = (*ITEMS, *CONTEXT)
) -> list[Row]:
    """Everybody's answers to everything."""
    rng = np.random.default_rng(11)
    population = Population(1.2)
    people = [(f"{language}{n}", language) for language, number in languages.items() for n in range(number)]
    rows = []
    for item in items:
        codes = population.ratings(population.clips(N_CLIPS, rng), len(people), rng)
        for (rater, clip), code in np.ndenumerate(codes):
            person, language = people[rater]
            rows.append(row(person, language, f"clip{clip}", item, int(code) + 1))
    return rows


def row(participant: str, language: str, clip: str, item: str, value: object) -> Row:
    return {"participant": participant, "language": language, "clip": clip, "item": item, "value": value}


def store_of(folder: Path, rows: Iterable[Row], *, mapping: str = MAPPING) -> Path:
    """A store with these ratings, imported as a user does."""
    table, store = folder / "ratings.csv", folder / "ratings.db"
    rows = list(rows)
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (folder / "mapping.yaml").write_text(mapping, "utf-8")
    of_study = ("--study-id", "small", "--store", store)
    run = merlingua("import", "long", table, "--mapping", folder / "mapping.yaml", *of_study)
    assert run.exit_code == 0, run.err
    return store


def agreement(store: Path, out: Path, *options: str) -> Run:
    return merlingua("agreement", "--store", store, "--out", out, *QUICK, *options)


def table_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "results.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def is_one_sentence(run: Run, *words: str) -> bool:
    """Exit 1, and one line on stderr with these words."""
    assert run.exit_code == 1, run.out
    (line,) = run.err
    assert line.startswith("merlingua: ")
    for word in words:
        assert word in line
    return True
