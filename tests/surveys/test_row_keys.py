"""Keys of rows: version 7, rising whatever the clock does, never the same twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import RFC_4122, UUID

import pytest

from merlingua.surveys.row_keys import KeyMaker


def test_a_key_is_a_uuid_of_version_7_that_begins_with_the_time() -> None:
    # RFC 9562, 5.7: 48 bits of Unix time in milliseconds, version 7, variant 10.
    before = time.time_ns() // 1_000_000
    key = KeyMaker()()
    after = time.time_ns() // 1_000_000
    assert key.version == 7
    assert key.variant == RFC_4122
    assert before <= key.int >> 80 <= after


def test_keys_rise_strictly_though_many_are_made_in_one_millisecond() -> None:
    make = KeyMaker()
    keys = [make().bytes for _ in range(50_000)]
    assert all(earlier < later for earlier, later in pairwise(keys))


def test_keys_rise_though_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    make = KeyMaker()
    earlier = make()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert make() > earlier


def test_the_first_key_is_above_the_one_that_it_is_to_follow() -> None:
    tomorrow_ms = time.time_ns() // 1_000_000 + 86_400_000
    last = UUID(int=tomorrow_ms << 80 | 0x7FFF << 64 | 0b10 << 62 | ((1 << 62) - 1))
    keys = KeyMaker(after=last)
    first, second = keys(), keys()
    assert last < first < second
    assert first.version == 7
    # All 74 random bits were used up: the key takes a millisecond from the future.
    assert first.int >> 80 == tomorrow_ms + 1


def test_no_two_threads_make_the_same_key() -> None:
    make = KeyMaker()
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda _: [make() for _ in range(5_000)], range(4)))
    assert len({key for part in parts for key in part}) == 20_000


def test_no_two_makers_make_the_same_key_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_000_000_000)
    first, second = KeyMaker(), KeyMaker()
    assert not {first() for _ in range(1_000)} & {second() for _ in range(1_000)}
