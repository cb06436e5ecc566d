"""Model cards: what they keep, and what they refuse."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.model_cards import ModelCard, checked_json, installed_versions, strictest_licence
from tests.mer_models.sample_models import card

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=10,
)
OBJECTS = st.dictionaries(st.text(), JSON_VALUES, max_size=4)


def refusal(changes: dict[str, Any]) -> str:
    """The one line with which a stored card is refused."""
    text = json.dumps(card().to_json() | changes)
    with pytest.raises(CheckpointError) as error:
        ModelCard.from_text(text)
    assert "\n" not in str(error.value)
    return str(error.value)


@given(settings=OBJECTS, scores=OBJECTS, training=OBJECTS, licence=st.text(), seed=st.integers() | st.none())
def test_a_card_comes_back_from_its_text_as_it_was(
    settings: dict[str, Any], scores: dict[str, Any], training: dict[str, Any], licence: str, seed: int | None
):
    written = card(
        settings=settings, scores=scores, main_score="", training=training, licence=licence, seed=seed
    )
    assert ModelCard.from_text(written.to_text()) == written
    assert ModelCard.from_text(written.to_text(indent=None)) == written


def test_a_card_tells_when_and_with_which_versions_it_was_made():
    made = card()
    assert made.created_at.endswith("Z")
    assert {"python", "merlingua", "torch", "numpy"} <= set(made.versions)
    assert installed_versions() == made.versions


def test_a_card_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        card().network = "cpc"  # type: ignore[misc]


def test_numpys_numbers_and_tuples_are_stored_as_plain_json():
    plain = checked_json({"f1": np.float32(0.5), "n": np.int64(3), "pair": (1, 2.5)})
    assert plain == {"f1": 0.5, "n": 3, "pair": [1, 2.5]}
    assert [type(value) for value in plain.values()] == [float, int, list]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"f1": [0.5, float("nan")]}, r"f1\[1\] is nan"),
        ({"a": {"b": float("inf")}}, "a.b is inf"),
        ({"a": {1: 2}}, "a has the key 1: keys must be text"),
        ({"a": {2, 3}}, "a is of type set"),
        ({"a": "\ud800"}, "a has half a character"),
    ],
)
def test_what_json_cannot_hold_is_refused_by_its_place(value: dict[str, Any], words: str):
    with pytest.raises(ValueError, match=words):
        checked_json(value)
    with pytest.raises(ValidationError, match=words):
        card(scores=value, main_score="")


def test_an_object_without_end_is_refused():
    endless: dict[str, Any] = {}
    endless["a"] = endless
    with pytest.raises(ValueError, match="nested more than"):
        checked_json(endless)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"netwrok": "scae"}, "has an unknown key 'netwrok': did you mean 'network'?"),
        (
            {"split": {"kind": "random", "sede": 1}},
            "has an unknown key 'sede' in split: did you mean 'seed'? Allowed: kind, seed, counts",
        ),
        ({"corpora": [{"name": "x"}]}, "has no 'corpora.0.kind'"),
        ({"network": 3}, "has network = 3: Input should be a valid string"),
        ({"features": "is12"}, "has features = 'is12'"),
        ({"variant": "fixed"}, "has variant = 'fixed': Input should be 'faithful' or 'repaired'"),
        ({"created_at": "yesterday"}, "has created_at = 'yesterday'"),
        ({"weights_sha256": "abc"}, "has weights_sha256 = 'abc'"),
        ({"main_score": "macro_f"}, "main_score 'macro_f' is no score: did you mean 'macro_f1'?"),
        ({"main_score": "loss", "scores": {"loss": "low"}}, "'loss' must be a number"),
        ({"main_score": "f", "scores": {"f": {"value": 1}}}, "must be a number, or have value, low and high"),
        ({"format": "other"}, "has the format 'other'; 'merlingua-model' is due"),
        ({"version": 2}, "has version 2, from a newer Merlingua; this one reads up to 1: update it"),
        ({"version": 0}, "has the version 0; 1 to 1 can be read"),
        ({"version": "1"}, "has the version '1'"),
        ({"scores": {"f1": float("nan")}}, "is not JSON: NaN"),
        ({"seed": float("inf")}, "is not JSON: Infinity"),
    ],
)
def test_a_card_that_is_wrong_is_refused_in_one_line_that_names_the_place(
    changes: dict[str, Any], words: str
):
    assert words in refusal(changes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON"),
        ("[]", "is a JSON list; an object is due"),
        ("[" * 100_000, "is not JSON"),
        ('{"format": "merlingua-model", "version": 1, "seed": 1e999}', "model card has"),
        ('{"format": "merlingua-model", "version": ' + "9" * 5000 + "}", "is not JSON"),
    ],
)
def test_text_that_is_no_card_is_refused(text: str, words: str):
    with pytest.raises(CheckpointError, match=words):
        ModelCard.from_text(text)


@pytest.mark.parametrize(
    ("licences", "strictest"),
    [
        (["CC BY 4.0", "CC BY-NC-SA 4.0", "CC0"], "CC BY-NC-SA 4.0"),
        (["CC BY-NC 4.0", "audEERING research licence"], "audEERING research licence"),
        (["Apache 2.0", "CC BY-SA 4.0"], "CC BY-SA 4.0"),
        (["CC BY 4.0", "Apache 2.0", "CC BY 4.0"], "CC BY 4.0; Apache 2.0"),
        (["CC0", ""], "no licence known"),
        (["CC0", "something new"], "something new"),
        (["public domain"], "public domain"),
        ([], ""),
    ],
)
def test_the_strictest_licence_of_the_data_is_the_models(licences: list[str], strictest: str):
    assert strictest_licence(licences) == strictest


def test_a_card_is_read_without_torch():
    program = "import sys, merlingua.mer_models.model_files; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
