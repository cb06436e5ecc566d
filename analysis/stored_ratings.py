"""A study's ratings from a store, as a `RatingsFrame`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from merlingua.analysis.estimates import AnalysisError, InvalidRatingsError
from merlingua.analysis.gold_msi_table import STORED_SCORE
from merlingua.analysis.ratings_frame import RatingsFrame, language_order
from merlingua.surveys.store_ratings import ParticipantRow, RatingColumns, read_ratings

if TYPE_CHECKING:
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import Study

SIGNIFICANT_DIGITS = 7
"""What a value of 32 bits knows: 3.3 is 3.3 again, and not 3.2999999523."""
CLIP_COLUMNS = ("lyrics_language", "quadrant", "artist", "title", "duration_s")

_Scale = tuple[float, ...] | Mapping[str, float]


def ratings_of_store(
    store: Store,
    study_id: str | None = None,
    *,
    study: Study | None = None,
    sources: Collection[str] | None = None,
) -> RatingsFrame:
    """All ratings of a study; without ``study`` and ``study_id`` of the only one in the store.

    Scales are the study's; without its folder those that the import was told; else the levels that occur.

    Raises
    ------
    AnalysisError
        If the store has several studies and none was named.
    InvalidRatingsError
        If a value is off its scale, or imports give one item different scales.
    StoreError
        If the store has no session of the study, or cannot be read.
    """
    columns = read_ratings(store, _study_id(store, study_id, study), sources=sources)
    return frame_of_columns(columns, study=study)


def frame_of_columns(columns: RatingColumns, *, study: Study | None = None) -> RatingsFrame:
    """The frame of what `read_ratings` gives: without practice, and without answers that are no number."""
    is_number = ~np.isnan(columns.value)
    kept = is_number & ~columns.is_practice
    participants = participants_table(columns.participants, study=study)
    values = _exact(columns.value[kept])
    language_codes = participants["language"].cat.codes.to_numpy()
    rater = columns.participant[kept]
    ratings = pd.DataFrame(
        {
            "participant": pd.Categorical.from_codes(rater, categories=participants.index),
            "language": pd.Categorical.from_codes(
                language_codes[rater], categories=participants["language"].cat.categories
            ),
            "clip": pd.Categorical.from_codes(columns.clip[kept], categories=columns.clips),
            "item": pd.Categorical.from_codes(columns.item[kept], categories=columns.items),
            "value": values,
            "is_repeat": columns.is_repeat[kept],
            "position": columns.position[kept],
            "response_ms": columns.response_ms[kept],
        }
    )
    declared = _declared_scales(columns, study)
    scales = {
        item: _levels(item, values[columns.item[kept] == code], declared.get(item))
        for code, item in enumerate(columns.items)
    }
    return _with_used_categories(
        RatingsFrame(
            study_id=columns.study_id,
            ratings=ratings,
            participants=participants,
            clips=_clips_table(columns.clips, study),
            scales=scales,
            bounds={item: _bounds(declared[item]) for item in columns.items if item in declared},
            found_scales=tuple(item for item in columns.items if item not in declared),
            input_sha256=_sha256(columns),
            study_sha256=study.sha256 if study is not None else "",
            n_unreadable=int((~is_number & ~columns.is_practice).sum()),
            n_practice=int(columns.is_practice.sum()),
            texts=study.texts if study is not None else None,
        )
    )


def participants_table(people: Sequence[ParticipantRow], *, study: Study | None = None) -> pd.DataFrame:
    """One row a participant, indexed by id: where and when, and each answer given outside of clips.

    ``minutes`` is the time from start to end, where the source knows it. ``gold_msi_wording`` is the wording
    of the Gold-MSI that was read.
    """
    ids = [str(person.id) for person in people]
    if len(set(ids)) < len(ids):
        twice = next(name for name in ids if ids.count(name) > 1)
        raise InvalidRatingsError(f"participant {twice} has two sessions in the store; each has one")
    table = pd.DataFrame([_fields(person, study) for person in people], index=pd.Index(ids, dtype=object))
    table.index.name = "participant"
    order = language_order([person.language for person in people])
    table["language"] = pd.Categorical([person.language for person in people], categories=order)
    return table


def _fields(person: ParticipantRow, study: Study | None) -> dict[str, Any]:
    return {
        "source_id": person.source_id,
        "source": person.source,
        "language": person.language,
        "is_complete": person.is_complete,
        "is_simulated": person.is_simulated,
        "started_at": person.started_at,
        "finished_at": person.finished_at,
        "minutes": _minutes(person),
        "station": person.station,
        "headphones": person.headphones or None,
        "gold_msi_wording": _wording(person, study),
        **_stored_scores(person),
        **person.answers,
    }


def _stored_scores(person: ParticipantRow) -> dict[str, float]:
    """The Gold-MSI scores that the source had computed itself, as far as there are any."""
    stored = person.detail.get("gold_msi_stored")
    if not isinstance(stored, Mapping):
        return {}
    return {f"{STORED_SCORE}{factor}": float(score) for factor, score in stored.items() if score is not None}


def _minutes(person: ParticipantRow) -> float | None:
    if person.started_at is not None and person.finished_at is not None:
        return (person.finished_at - person.started_at).total_seconds() / 60
    times = person.detail.get("times")
    minutes = times.get("minutes") if isinstance(times, Mapping) else None
    try:
        return None if minutes is None else float(minutes)
    except (TypeError, ValueError):
        return None


def _wording(person: ParticipantRow, study: Study | None) -> str | None:
    from merlingua.surveys.gold_msi import WORDING_KEY

    imported = person.detail.get("gold_msi_wording")
    if imported is not None:
        return str(imported)
    if study is not None and study.texts.has(WORDING_KEY, person.language):
        return study.texts.text(WORDING_KEY, person.language)
    return None


def _study_id(store: Store, study_id: str | None, study: Study | None) -> str:
    if study is not None:
        return study.definition.study.id
    if study_id is not None:
        return study_id
    known = store.studies()
    if len(known) == 1:
        return known[0]
    if not known:
        raise AnalysisError(
            f"the store {store.file} has no session of any study: there is nothing to analyse"
        )
    raise AnalysisError(
        f"the store {store.file} holds {len(known)} studies: {', '.join(known)}. Name one with --study-id, "
        "or its folder with --study"
    )


def _exact(values: NDArray[np.float32]) -> NDArray[np.floating]:
    if not len(values) or bool((values == np.rint(values)).all()):
        return values
    found, where = np.unique(values, return_inverse=True)
    return np.array([float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in found.tolist()])[where]


def _declared_scales(columns: RatingColumns, study: Study | None) -> dict[str, _Scale]:
    """What is known of each item's scale: from the study, else from what its import was told."""
    known: dict[str, _Scale] = dict(_study_scales(study)) if study is not None else {}
    told = dict.fromkeys(_json(person.detail["scales"]) for person in columns.participants if _told(person))
    for written in told:
        for name, scale in json.loads(written).items():
            for item in columns.items if name == "*" else (name,):
                if study is not None and item in known:
                    continue
                given: _Scale = scale if isinstance(scale, Mapping) else tuple(map(float, scale))
                if known.setdefault(item, given) != given:
                    raise InvalidRatingsError(
                        f"{item!r} was imported with two scales, {known[item]} and {given}: ratings on "
                        "different scales cannot be compared. Import them as two studies."
                    )
    return known


def _told(person: ParticipantRow) -> bool:
    return bool(person.detail.get("scales"))


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _study_scales(study: Study) -> Iterator[tuple[str, tuple[float, ...]]]:
    from merlingua.surveys.instruments import item_ids

    definition = study.definition
    for block in definition.blocks:
        for reference in study.items_of(block):
            levels = tuple(map(float, definition.scales[reference.scale].levels))
            for item in item_ids(reference.ref):
                yield item, levels


def _levels(item: str, values: NDArray[np.floating], declared: _Scale | None) -> tuple[float, ...]:
    found = np.unique(values).astype(np.float64).tolist()
    if declared is None:
        return tuple(found)
    if isinstance(declared, Mapping):
        low, high = declared["min"], declared["max"]
        off = [value for value in found if not low <= value <= high]
        span = f"from {low:g} to {high:g}"
    else:
        off = [value for value in found if value not in declared]
        span = ", ".join(f"{level:g}" for level in declared)
    if off:
        n_off = int(np.isin(values, off).sum())
        raise InvalidRatingsError(
            f"{n_off} rating(s) of {item!r} are off the scale, such as {off[0]:g}; the scale is {span}. Was "
            "it exported with another scale? Import it again with its own (scale: in the mapping file)."
        )
    return tuple(found) if isinstance(declared, Mapping) else declared


def _bounds(declared: _Scale) -> tuple[float, float]:
    if isinstance(declared, Mapping):
        return float(declared["min"]), float(declared["max"])
    return declared[0], declared[-1]


def _clips_table(clips: Iterable[str], study: Study | None) -> pd.DataFrame:
    known = study.clips if study is not None else {}
    rows = {
        clip_id: [getattr(known.get(clip_id), column, None) for column in CLIP_COLUMNS] for clip_id in clips
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(CLIP_COLUMNS))
    table.index = pd.Index(list(rows), dtype=object, name="clip")
    return table


def _with_used_categories(frame: RatingsFrame) -> RatingsFrame:
    """Without clips that were practised with alone, and items without a rating."""
    used = np.bincount(frame.ratings["clip"].cat.codes, minlength=len(frame.clips)) > 0
    slim = frame.select(clips=used) if not used.all() else frame
    slim.ratings["item"] = slim.ratings["item"].cat.remove_unused_categories()
    return slim


def _sha256(columns: RatingColumns) -> str:
    """Of the ratings, who gave them and what else is known of them; not of the file they stand in."""
    digest = hashlib.sha256()
    people = [
        [str(person.id), person.language, person.is_complete, person.is_simulated, dict(person.answers)]
        for person in columns.participants
    ]
    names = _json([columns.study_id, people, columns.clips, columns.items])
    digest.update(names.encode())
    for column in (columns.participant, columns.clip, columns.item, columns.value, columns.is_repeat,
                   columns.is_practice, columns.position, columns.response_ms):  # fmt: skip
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()
