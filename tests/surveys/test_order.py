"""Orders: the same on every machine, complete, balanced, with repeats far enough apart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import OrderError
from merlingua.surveys.order import (
    SeededStream,
    counts_within_language,
    order_seed,
    presentation_order,
    williams_square,
)
from merlingua.surveys.study import Study
from merlingua.surveys.study_definition import (
    Block,
    Order,
    Repeats,
    ScaleDefinition,
    StudyDefinition,
    StudySection,
)
from merlingua.surveys.texts import TextTable


def study_with(n_clips: int, *blocks: Block) -> Study:
    clips = {
        f"c{number}": Clip(f"c{number}", Path(f"c{number}.wav"), 0.0, 1.0, "zxx", "0" * 64)
        for number in range(1, n_clips + 1)
    }
    definition = StudyDefinition(
        schema_version=1,
        study=StudySection(
            id="orders", version="1", languages=("en", "es", "de", "zh-Hans"), default_language="en"
        ),
        scales={"agree5": ScaleDefinition(levels=(1, 2, 3, 4, 5), labels="agree5")},
        blocks=blocks,
    )
    return Study(Path(), definition, TextTable({}), clips, "0" * 64)


def heard(study: Study, number: int, *, language: str = "en", seed: int | None = None) -> list[str]:
    return [t.clip_id for t in presentation_order(study, number=number, language=language, seed=seed)]


kinds = st.sampled_from(["fixed", "random", "williams"])


@given(
    n_clips=st.integers(1, 14),
    kind=kinds,
    seed=st.integers(0, 2**63 - 1),
    number=st.integers(1, 10_000),
)
def test_every_clip_is_heard_once_whatever_the_order(n_clips: int, kind: str, seed: int, number: int) -> None:
    study = study_with(n_clips, Block(id="main", order=Order(kind=kind, seed=seed)))
    trials = presentation_order(study, number=number, language="en")
    assert sorted(trial.clip_id for trial in trials) == sorted(study.clips)
    assert [trial.position for trial in trials] == list(range(1, n_clips + 1))
    assert {trial.n_in_block for trial in trials} == {n_clips}


@given(n_clips=st.integers(1, 12), kind=kinds, number=st.integers(1, 500), data=st.data())
def test_clips_that_are_fixed_first_come_first_in_the_order_they_are_named(
    n_clips: int, kind: str, number: int, data: st.DataObject
) -> None:
    names = [f"c{clip}" for clip in range(1, n_clips + 1)]
    first = data.draw(st.lists(st.sampled_from(names), unique=True))
    study = study_with(n_clips, Block(id="main", order=Order(kind=kind, fixed_first=tuple(first))))
    order = heard(study, number)
    assert order[: len(first)] == first
    assert sorted(order) == sorted(names)


@given(
    n_clips=st.integers(1, 12),
    kind=kinds,
    seed=st.integers(0, 2**31),
    number=st.integers(1, 500),
    data=st.data(),
)
@settings(max_examples=300)
def test_repeats_are_different_clips_heard_before_and_at_least_the_gap_apart(
    n_clips: int, kind: str, seed: int, number: int, data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, n_clips))
    min_gap = data.draw(st.integers(0, n_clips - 1))
    block = Block(id="main", order=Order(kind=kind, seed=seed), repeats=Repeats(n=n, min_gap=min_gap))
    trials = presentation_order(study_with(n_clips, block), number=number, language="en")
    repeated = [trial.clip_id for trial in trials if trial.is_repeat]
    assert len(repeated) == len(set(repeated)) == n
    assert sorted(trial.clip_id for trial in trials if not trial.is_repeat) == sorted(
        f"c{clip}" for clip in range(1, n_clips + 1)
    )
    for again in (trial for trial in trials if trial.is_repeat):
        (first,) = [t for t in trials if t.clip_id == again.clip_id and not t.is_repeat]
        between = trials[first.position : again.position - 1]
        assert first.position < again.position
        assert len(between) >= min_gap
        assert again.clip_id not in {trial.clip_id for trial in between}


@pytest.mark.parametrize(("n", "min_gap"), [(5, 0), (1, 4), (9, 9)])
def test_repeats_that_cannot_be_placed_are_refused_and_the_message_says_what_can(
    n: int, min_gap: int
) -> None:
    study = study_with(4, Block(id="main", repeats=Repeats(n=n, min_gap=min_gap)))
    with pytest.raises(
        OrderError, match=r"'main' has 4 clips .* at most 4 repeats and a min_gap of at most 3"
    ):
        presentation_order(study, number=1, language="en")


def test_a_practice_block_repeats_nothing_and_comes_where_the_study_has_it() -> None:
    practice = Block(id="practice", practice=True, clips=("c3",), repeats=Repeats(n=1, min_gap=0))
    trials = presentation_order(study_with(5, practice, Block(id="main")), number=1, language="en")
    assert [trial.is_practice for trial in trials] == [True, False, False, False, False]
    assert trials[0].clip_id == "c3"
    assert "c3" not in [trial.clip_id for trial in trials[1:]]
    assert not any(trial.is_repeat for trial in trials)


@pytest.mark.parametrize("n", range(1, 25))
def test_a_williams_square_has_each_clip_at_each_place_and_behind_each_other_equally_often(n: int) -> None:
    # Williams (1949): n orders for even n, 2 n for odd n.
    square = williams_square(n)
    times = 2 if n % 2 and n > 1 else 1
    assert len(square) == n * times
    assert all(sorted(row) == list(range(n)) for row in square)
    for place in range(n):
        assert Counter(row[place] for row in square) == dict.fromkeys(range(n), times)
    pairs = Counter(pair for row in square for pair in pairwise(row))
    assert pairs == {(a, b): times for a in range(n) for b in range(n) if a != b}


def test_the_williams_square_of_four_is_the_published_one() -> None:
    # Williams (1949): first row 0 1 n−1 2 n−2 …, the others by adding 1 modulo n.
    assert williams_square(4) == ((0, 1, 3, 2), (1, 2, 0, 3), (2, 3, 1, 0), (3, 0, 2, 1))


def test_a_williams_square_of_no_clips_is_refused() -> None:
    with pytest.raises(OrderError, match="needs at least 1"):
        williams_square(0)


@given(n_clips=st.integers(2, 9), n_squares=st.integers(0, 3), seed=st.integers(0, 2**31))
def test_whole_squares_of_participants_are_balanced_in_every_language(
    n_clips: int, n_squares: int, seed: int
) -> None:
    order = Order(kind="williams", seed=seed, balance_by="language")
    study = study_with(n_clips, Block(id="main", order=order))
    n_rows = len(williams_square(n_clips))
    times = n_rows // n_clips
    numbers = range(n_squares * n_rows + 1, (n_squares + 1) * n_rows + 1)
    for language in ("en", "zh-Hans"):
        orders = [heard(study, number, language=language) for number in numbers]
        pairs = Counter(pair for one in orders for pair in pairwise(one))
        assert set(pairs.values()) == {times}
        assert len(pairs) == n_clips * (n_clips - 1)


def test_participant_k_hears_the_same_in_every_language() -> None:
    order = Order(kind="random", balance_by="language")
    study = study_with(8, Block(id="main", order=order))
    assert counts_within_language(study.definition)
    assert heard(study, 3, language="es") == heard(study, 3, language="de")
    assert not counts_within_language(study_with(8, Block(id="main")).definition)


def test_participants_hear_different_orders_and_a_seed_changes_all_of_them() -> None:
    study = study_with(22, Block(id="main", order=Order(seed=1)))
    orders = {tuple(heard(study, number)) for number in range(1, 201)}
    assert len(orders) == 200
    others = {tuple(heard(study, number, seed=2)) for number in range(1, 201)}
    assert not orders & others


def test_blocks_with_the_same_seed_are_shuffled_independently() -> None:
    first = Block(id="a", clips=tuple(f"c{n}" for n in range(1, 9)))
    second = Block(id="b", clips=tuple(f"c{n}" for n in range(9, 17)))
    study = study_with(16, first, second)
    names = heard(study, 1)
    assert [int(name[1:]) - 8 for name in names[8:]] != [int(name[1:]) for name in names[:8]]


def test_the_stored_seed_is_that_of_the_first_block_with_clips_that_count() -> None:
    practice = Block(id="practice", practice=True, clips=("c1",), order=Order(seed=5))
    study = study_with(3, practice, Block(id="main", order=Order(seed=20200)))
    assert order_seed(study.definition) == 20200


@pytest.mark.parametrize(
    ("number", "language", "message"), [(0, "en", "numbered from 1"), (1, "fr", "'fr' is not offered")]
)
def test_a_participant_that_cannot_be_is_refused(number: int, language: str, message: str) -> None:
    with pytest.raises(OrderError, match=message):
        presentation_order(study_with(3, Block(id="main")), number=number, language=language)


def test_a_fixed_first_clip_of_another_block_is_refused() -> None:
    study = study_with(3, Block(id="main", clips=("c1", "c2"), order=Order(fixed_first=("c3",))))
    with pytest.raises(OrderError, match="fixed_first names c3"):
        presentation_order(study, number=1, language="en")


def test_the_streams_words_are_those_of_sha256() -> None:
    # printf 'merlingua-order-1/a/7/0' | sha256sum: its first eight bytes, as a number, modulo 2^63.
    digest = "3d33043b5900c450f8d08ade57e28749b042b6ab7417f61eebbb43a5f64db52f"
    assert SeededStream("a", 7).below(2**63) == int(digest[:16], 16) % 2**63


@given(n=st.integers(1, 40), key=st.integers())
def test_a_shuffle_keeps_every_value(n: int, key: int) -> None:
    assert sorted(SeededStream(key).shuffled(range(n))) == list(range(n))


def test_every_permutation_of_three_is_equally_likely() -> None:
    # 6000 shuffles, 1000 expected each: chi-square with 5 degrees of freedom is below 20.5 with p = 0.999.
    counts = Counter(tuple(SeededStream("fair", n).shuffled("abc")) for n in range(6000))
    assert len(counts) == 6
    assert sum((count - 1000) ** 2 / 1000 for count in counts.values()) < 20.5


def golden_study() -> Study:
    practice = Block(id="practice", practice=True, clips=("c1",))
    main = Block(id="main", order=Order(kind="random", seed=20200), repeats=Repeats(n=2, min_gap=5))
    return study_with(9, practice, main)


GOLDEN = {
    "random 1": ["c1", "c6", "c2", "c9", "c3", "c4", "c5", "c8", "c2", "c7", "c6"],
    "random 2": ["c1", "c2", "c7", "c5", "c3", "c6", "c4", "c9", "c7", "c8", "c5"],
    "williams 1": ["c1", "c6", "c5", "c4", "c3", "c8", "c7", "c2"],
    "williams 9": ["c4", "c1", "c6", "c3", "c2", "c7", "c5", "c8"],
}


def test_orders_never_change() -> None:
    # Written down once: stored sessions can only be understood as long as these hold.
    random, williams = golden_study(), williams_golden()
    assert heard(random, 1) == GOLDEN["random 1"]
    assert heard(random, 2) == GOLDEN["random 2"]
    assert heard(williams, 1) == GOLDEN["williams 1"]
    assert heard(williams, 9) == GOLDEN["williams 9"]


def williams_golden() -> Study:
    return study_with(8, Block(id="main", order=Order(kind="williams", seed=20200)))


def test_another_process_with_another_hash_seed_makes_the_same_order() -> None:
    # Python's own hashing differs from process to process: nothing may depend on it.
    program = (
        "import json, sys\n"
        "from merlingua.surveys.order import SeededStream\n"
        "print(json.dumps(SeededStream('random', 20200, 'main', 1).shuffled([f'c{n}' for n in range(50)])))"
    )
    orders = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "4711")
    }
    (order,) = orders
    assert json.loads(order) == SeededStream("random", 20200, "main", 1).shuffled(
        [f"c{n}" for n in range(50)]
    )


def test_an_order_needs_the_definition_alone_not_the_texts_or_the_folder() -> None:
    study = golden_study()
    elsewhere = replace(study, folder=Path("elsewhere"), sha256="f" * 64)
    assert presentation_order(study, number=4, language="en") == presentation_order(
        elsewhere, number=4, language="de"
    )
