"""The raw exports of the reference study as matrices, read by nothing of the program."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.surveys.taxonomy import EMOTION_IDS

SCALE = (1.0, 2.0, 3.0, 4.0, 5.0)
LANGUAGES = {"english": "en", "spanish": "es", "mandarin": "zh-Hans", "german": "de"}


def complete_ratings(shared: Path) -> tuple[dict[str, RatingMatrix], NDArray[np.str_]]:
    """The eleven emotions of the 126 complete participants, and the language of each."""
    folder = shared / "reference-study"
    with (folder / "clips.csv").open(encoding="utf-8", newline="") as file:
        clips = tuple(row["clip"] for row in csv.DictReader(file))
    pages, languages = [], []
    for name, language in LANGUAGES.items():
        with (folder / "ratings" / f"data_{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["TIME_end"].strip():
                    pages.append([[int(float(row[f"{c}:{i}"])) for c in clips] for i in range(1, 12)])
                    languages.append(language)
    codes = np.array(pages, dtype=np.int16) - 1
    raters = tuple(f"p{number}" for number in range(len(pages)))
    matrices = {
        emotion: RatingMatrix(codes[:, position], SCALE, raters, clips, emotion)
        for position, emotion in enumerate(EMOTION_IDS)
    }
    return matrices, np.array(languages)
