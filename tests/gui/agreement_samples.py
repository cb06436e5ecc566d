"""Tables of agreement as the process hands them to the page, computed from made-up ratings; not a test."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from merlingua.analysis.estimates import Estimate
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.resampling import alpha_estimate
from merlingua.gui.agreement_model import ALL, AlphaTable, ClipRow, Group, ItemDetail
from merlingua.surveys.instruments import built_in_texts
from merlingua.surveys.taxonomy import EMOTION_IDS
from merlingua.surveys.texts import TextTable

LISTENERS: Mapping[str, int] = {"en": 26, "es": 56, "de": 4, "zh-Hans": 12}
"""As many as make every remark appear: too few, few, enough."""
LEVELS = (1.0, 2.0, 3.0, 4.0, 5.0)
N_CLIPS = 22
TITLES = ("Rage Against the Machine – Killing in the Name", "Sigur Rós – Hoppípolla", "李健 – 贝加尔湖畔")


def sample_matrix(item: str, *, n_clips: int = N_CLIPS) -> RatingMatrix:
    """Ratings of all listeners; the items agree more or less, and surprise has one answer alone."""
    rng = np.random.default_rng(EMOTION_IDS.index(item))
    n_raters = sum(LISTENERS.values())
    clip_means = rng.normal(0, 0.3 + 0.1 * EMOTION_IDS.index(item), n_clips)
    values = np.clip(np.round(2 + clip_means + rng.normal(0, 1, (n_raters, n_clips))), 0, 4)
    if item == "surprise":
        values[:] = 2
    raters = tuple(f"r{i}" for i in range(n_raters))
    clips = tuple(f"clip_{i + 1}" for i in range(n_clips))
    return RatingMatrix(values.astype(np.int16), LEVELS, raters, clips, item)


def sample_groups() -> tuple[Group, ...]:
    """The languages, then all."""
    return (*(Group(language, n) for language, n in LISTENERS.items()), Group(ALL, sum(LISTENERS.values())))


def sample_table() -> AlphaTable:
    """Eleven emotions in four languages and all."""
    estimates: dict[tuple[str, str], Estimate] = {}
    for item in EMOTION_IDS:
        matrix = sample_matrix(item)
        for group, mask in _masks().items():
            estimates[item, group] = alpha_estimate(matrix.select(raters=mask))
    texts = built_in_texts()
    return AlphaTable(
        items=EMOTION_IDS,
        groups=sample_groups(),
        estimates=estimates,
        n_listeners=sum(LISTENERS.values()),
        n_ratings=sum(LISTENERS.values()) * N_CLIPS * len(EMOTION_IDS),
        left_out={"not_complete": 71},
        n_simulated=0,
        languages=tuple(Group(language, n) for language, n in LISTENERS.items()),
        columns=("language", "gender", "country"),
        names={item: _by_language(texts, f"item.{item}.label") for item in EMOTION_IDS},
    )


def sample_detail(item: str) -> ItemDetail:
    """The excerpts of one emotion; the first has no value of disagreement."""
    matrix = sample_matrix(item)
    rng = np.random.default_rng(1)
    clips = tuple(
        ClipRow(
            clip,
            title=TITLES[i % len(TITLES)],
            lyrics_language=("en", "zxx", "zh")[i % 3],
            quadrant=f"Q{i % 4 + 1}",
            disagreement=None if i == 0 else float(rng.uniform(0.1, 1.4)),
        )
        for i, clip in enumerate(matrix.clips)
    )
    counts = np.stack([matrix.select(raters=mask).counts() for mask in _masks().values()])
    counts[2, 1] = 0  # nobody of the third group has answered on the second clip
    texts = built_in_texts()
    anchors = {
        language: tuple(texts.text(f"scale.agree5.{level:g}", language) for level in LEVELS)
        for language in texts.languages
    }
    return ItemDetail(item, sample_groups(), clips, LEVELS, counts, anchors)


def _masks() -> dict[str, np.ndarray]:
    labels = np.repeat(list(LISTENERS), list(LISTENERS.values()))
    return {**{language: labels == language for language in LISTENERS}, ALL: np.ones(len(labels), bool)}


def _by_language(texts: TextTable, key: str) -> dict[str, str]:
    return {language: texts.text(key, language) for language in texts.languages}
