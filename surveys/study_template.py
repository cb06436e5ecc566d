"""The ``study.yaml`` of a new study: short, commented, every choice of the researcher in sight."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

OrderKind = Literal["fixed", "random", "williams"]

MIN_GAP = 5
"""Other clips between a clip and its repeat, where there are enough."""

_HEAD = """\
# A Merlingua study. After a change: merlingua study check FOLDER
# Every key that is allowed: merlingua study schema
schema_version: 1
study:
  id: {id}
  version: {version}                 # change it whenever listeners would meet another study
  languages: [{languages}]
  default_language: {default_language}
  texts: texts.csv                 # every word that listeners read, and where each comes from

consent: {{text: consent, must_agree: true}}

devices:
  headphone_check: {{kind: huggins, trials: 6, pass: 5, attempts: 2, on_fail: flag}}   # or on_fail: stop
  level: {{calibrate: tone_1k, target_lufs: -23, true_peak_max_db: -1}}

scales:
  agree5: {{levels: [1, 2, 3, 4, 5], labels: agree5, keys: "12345", measure: ordinal}}

clips: {{manifest: clips.csv}}         # after a change: merlingua study check --update-hashes FOLDER

blocks:
"""

_PRACTICE = """\
  - id: practice                   # heard first, asks what the next block asks
    practice: true
    clips: [{practice}]
    order: {{kind: fixed}}
    play: {{min_plays: 1, max_plays: null, full_before_rating: true, pre_silence_s: 0.5, fade_ms: 10}}
"""

_MAIN = """\
  - id: main                       # without clips: all that no other block names
    order: {{kind: {order_kind}, seed: {seed}{balance}}}   # {other_orders}
    play: {{min_plays: 1, max_plays: 3, full_before_rating: true, pre_silence_s: 0.5, fade_ms: 10}}
{repeats}\
    items:
      - {{ref: emotions11, scale: agree5}}
      - {{ref: preference, scale: agree5}}
      - {{ref: familiarity, scale: agree5}}
      - {{ref: comprehension, scale: agree5, relevant: "clip.lyrics_language != 'zxx'"}}   # zxx: no words

questionnaires:
  - {{ref: demographics}}            # before the clips
  - {{ref: {music_questionnaire}}}        # after them

predictions: {{participant: never, researcher: live}}
"""

_REPEATS = (
    "    repeats: {{n: {n}, min_gap: {min_gap}}}     # clips heard again, after so many others at least\n"
)


def study_yaml(
    *,
    study_id: str,
    version: str,
    languages: Sequence[str],
    default_language: str,
    order_kind: OrderKind,
    seed: int,
    practice: Sequence[str],
    n_repeats: int,
    n_clips: int,
    music_questionnaire: str,
) -> str:
    """The text of ``study.yaml``; ``n_clips`` counts those of the main block."""
    head = _HEAD.format(
        id=_quoted(study_id),
        version=_quoted(version),
        languages=", ".join(languages),
        default_language=default_language,
    )
    repeats = ""
    if n_repeats:
        # The first n clips again after all have been heard: n_clips − 1 others in between is always possible.
        repeats = _REPEATS.format(n=n_repeats, min_gap=max(0, min(MIN_GAP, n_clips - 1)))
    kinds = [kind for kind in ("random", "williams", "fixed") if kind != order_kind]
    main = _MAIN.format(
        order_kind=order_kind,
        seed=seed,
        balance=", balance_by: language" if order_kind == "williams" else "",
        other_orders=f"or kind: {' or '.join(kinds)}",
        repeats=repeats,
        music_questionnaire=music_questionnaire,
    )
    middle = (
        _PRACTICE.format(practice=", ".join(_quoted(clip_id) for clip_id in practice)) if practice else ""
    )
    return head + middle + main


def _quoted(text: str) -> str:
    """YAML's double quotes are JSON's: ids such as ``1``, ``true`` or ``null`` stay text."""
    return json.dumps(text, ensure_ascii=False)
