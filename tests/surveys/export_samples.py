"""Sessions that hypothesis makes up, as an export has them, and stores that hold them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from hypothesis import strategies as st

from merlingua.surveys.export_choice import ExportChoice, session_ids
from merlingua.surveys.export_columns import Row, SessionRecord
from merlingua.surveys.export_privacy import detail_text
from merlingua.surveys.export_rows import plays_summary, read_records
from merlingua.surveys.import_export import restore
from merlingua.surveys.store import Store

STUDY = "joyful"
SHA256 = "0123456789abcdef" * 4
FORMULAS = (
    "=1+1",
    "+A1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "'",
    "''=",
    "",
    "12",
    "-3",
    "3.5",
    "n/a",
)
texts = st.one_of(
    st.sampled_from(FORMULAS),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
)
names = st.one_of(
    st.sampled_from(["anger", "joy", "a~b", "=cmd", "音乐", 'x"y', "a,b"]),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=8),
)
values = st.one_of(st.integers(1, 5), st.integers(-(2**63), 2**63 - 1), texts)
numbers = st.floats(-1e300, 1e300, allow_nan=False).map(lambda number: number + 0.0)
"""SQLite keeps no sign of zero, and SPSS takes the last doubles for missing values."""
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.isoformat(timespec="microseconds")
)
maybe_moments = st.none() | moments
flags = st.lists(st.sampled_from(["underrun", "device_lost", "stopped", "simulated"]), unique=True)


@st.composite
def answers(draw: st.DrawFn) -> list[Row]:
    """All revisions of one answer, the newest last."""
    return [
        {
            "value": draw(values),
            "response_ms": draw(st.none() | st.floats(0, 1e6)),
            "revision": revision,
            "answered_at": draw(maybe_moments),
        }
        for revision in range(1, draw(st.integers(1, 2)) + 1)
    ]


@st.composite
def plays(draw: st.DrawFn, who: Row, step: str) -> list[Row]:
    """How often a clip was played, in the order of time."""
    starts = sorted(draw(st.lists(moments, max_size=2)))
    return [
        {
            **who,
            "step": step,
            "started_at": started_at,
            "dac_onset_s": draw(st.none() | numbers),
            "frames_total": draw(st.integers(0, 2**40)),
            "frames_played": draw(st.integers(0, 2**40)),
            "sample_rate": draw(st.sampled_from([44_100, 48_000])),
            "underruns": draw(st.integers(0, 3)),
            "gain_db": draw(numbers),
            "device": draw(texts),
            "flags": " ".join(draw(flags)) or None,
        }
        for started_at in starts
    ]


@st.composite
def sessions(draw: st.DrawFn, number: int = 1) -> SessionRecord:
    """A session that a store may hold."""
    key = draw(st.integers(0, 2**60)) << 20 | number
    who: Row = {"participant": str(UUID(int=key << 20)), "session": str(UUID(int=key << 20 | 1))}
    person: Row = {
        **who,
        "study": STUDY,
        "study_version": draw(texts.filter(bool)),
        "study_sha256": SHA256,
        "language": draw(st.sampled_from(["en", "es", "de", "zh-Hans"])),
        "source": draw(st.sampled_from(["survey", "psytoolkit", "long"])),
        "source_id": draw(st.none() | texts),
        "is_simulated": draw(st.booleans()),
        "is_complete": False,
        "started_at": draw(moments),
        "participant_number": number,
        "number_in_language": number,
        "number": number,
        "seed": draw(st.integers(0, 2**31)),
        "station": draw(texts.filter(bool)),
        "device": draw(texts.filter(bool)),
        "versions": json.dumps({"merlingua": "0.1.0"}),
        "presentation_order": json.dumps([["main", "chase", False, False], ["main", "rain", False, True]]),
    }
    ratings: list[Row] = []
    played: list[Row] = []
    revisions: list[Row] = []
    for place, clip in enumerate(draw(st.lists(names, max_size=2, unique=True))):
        step = f"clip/main/{place}"
        mine = draw(plays(who, step))
        played += mine
        page = _page(draw, person, step, clip, mine)
        items = draw(st.lists(names, max_size=3, unique=True))
        for item in items:
            *before, last = draw(answers())
            ratings.append({**page, "item": item, **last})
            revisions += [{**who, "step": step, "question": item, **row} for row in before]
        if not items:
            nothing = dict.fromkeys(("item", "value", "response_ms", "revision", "answered_at"))
            ratings.append({**page, **nothing})
    asked = []
    for question in draw(st.lists(names, max_size=3, unique=True)):
        *before, last = draw(answers())
        asked.append({**who, "step": "questionnaire/a/0", "question": question, **last})
        revisions += [{**who, "step": "questionnaire/a/0", "question": question, **row} for row in before]
    events = [
        {**who, "kind": kind, "happened_at": draw(moments), "detail": detail_text({"text": draw(texts)})}
        for kind in draw(st.lists(st.sampled_from(["consent", "finished", "step"]), max_size=3))
    ]
    return SessionRecord(person, tuple(ratings), tuple(asked), tuple(played), tuple(events), tuple(revisions))


def _page(draw: st.DrawFn, person: Row, step: str, clip: str, played: list[Row]) -> Row:
    same = ("participant", "session", "language", "source", "is_simulated", "study_version", "study_sha256")
    return {
        **{name: person[name] for name in same},
        "block": "main",
        "step": step,
        "clip": clip,
        "clip_sha256": draw(st.none() | st.just(SHA256)),
        "position": draw(st.none() | st.integers(1, 30)),
        "is_practice": draw(st.booleans()),
        "is_repeat": draw(st.booleans()),
        "gain_db": draw(st.none() | numbers),
        "shown_at": draw(maybe_moments),
        **plays_summary(played, person["source"]),
        "program_version": "0.1.0",
    }


@st.composite
def studies(draw: st.DrawFn) -> list[SessionRecord]:
    """The sessions of a study, one or two."""
    return [draw(sessions(number=number)) for number in range(1, draw(st.integers(1, 2)) + 1)]


@contextmanager
def store_of(file: Path, records: list[SessionRecord]) -> Iterator[Store]:
    """A store that holds these sessions."""
    with Store.open(file) as store:
        restore(records, store)
        yield store


def records_of(store: Store, *, with_free_text: bool = True) -> list[SessionRecord]:
    """What an export of a store has to hold."""
    choice = ExportChoice(STUDY, with_free_text=with_free_text)
    with store.reading() as connection:
        return list(read_records(connection, choice, session_ids(connection, choice)))
