"""Embeddings from elsewhere: an array with the clips' ids beside it, and all that does not fit."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_strategies

from merlingua.mer_models.embedding_tables import check_embeddings, ids_file, read_embeddings
from merlingua.mer_models.errors import FeatureError

IDS = ("a", "b", "c")
VALUES = np.arange(6, dtype=np.float32).reshape(3, 2)


def saved(
    folder: Path, values: object = VALUES, ids: str | None = "a\nb\nc\n", name: str = "muq.npy"
) -> Path:
    file = folder / name
    np.save(file, values)  # type: ignore[arg-type]
    if ids is not None:
        ids_file(file).write_text(ids, "utf-8")
    return file


def message(file: Path) -> str:
    with pytest.raises(FeatureError) as raised:
        read_embeddings(file)
    told = str(raised.value)
    assert "\n" not in told
    assert file.name in told or ids_file(file).name in told
    return told


def test_rows_belong_to_the_ids_of_the_text_beside_them(tmp_path: Path) -> None:
    table = read_embeddings(saved(tmp_path))
    assert table.clip_ids == IDS
    assert np.array_equal(table.of_clips(["c", "a"]), [[4, 5], [0, 1]])
    assert ids_file(tmp_path / "muq.npy") == tmp_path / "muq.ids.txt"


def test_a_byte_order_mark_empty_lines_and_windows_line_ends_are_no_ids(tmp_path: Path) -> None:
    assert read_embeddings(saved(tmp_path, ids="\ufeffa\r\n\r\nb\r\nc\r\n\r\n")).clip_ids == IDS


@given(
    values=numpy_strategies.arrays(
        st.sampled_from([np.float16, np.float32, np.float64, np.int16]),
        st.tuples(st.integers(1, 5), st.integers(1, 4)),
        elements=st.integers(-100, 100),
    )
)
def test_numbers_of_any_width_come_back_as_they_were(
    values: np.ndarray, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ids = "\n".join(map(str, range(len(values))))
    table = read_embeddings(saved(tmp_path_factory.mktemp("made"), values, ids))
    assert np.array_equal(table.values, values.astype(np.float64))


def test_too_few_rows_are_told_with_the_shape(tmp_path: Path) -> None:
    told = message(saved(tmp_path, VALUES[:2]))
    assert "has the shape (2, 2), and muq.ids.txt has 3 ids: one a row is due" in told


def test_a_clip_without_a_row_is_named_with_the_file_and_its_shape(tmp_path: Path) -> None:
    file = saved(tmp_path)
    table = read_embeddings(file)
    check_embeddings(file, table, ["b", "a"])
    with pytest.raises(FeatureError, match=r"shape \(3, 2\): 2 of 3 clips have no row, the first is 'x'"):
        check_embeddings(file, table, ["a", "x", "y"])
    with pytest.raises(FeatureError, match=r"none of the clips has one.*such as 'a'"):
        check_embeddings(file, table, ["x", "y"])


def test_nan_and_infinity_are_refused_with_the_clip(tmp_path: Path) -> None:
    values = VALUES.copy()
    values[1, 0], values[2, 1] = np.nan, np.inf
    assert "the row of 'b' holds NaN or infinity (and 1 more)" in message(saved(tmp_path, values))


def test_nothing_is_ever_unpickled(tmp_path: Path) -> None:
    file = saved(tmp_path, np.array([["a", 1], [None, 2]], dtype=object))
    told = message(file)
    assert "are no array of numbers" in told
    assert "allow" not in told  # NumPy would advise to allow pickles
    file.write_bytes(pickle.dumps(VALUES))
    assert "are no array of numbers" in message(file)


@pytest.mark.parametrize(
    ("values", "due"),
    [
        (np.zeros(3), r"float64 of shape (3,); real numbers of shape (n_clips, n_features)"),
        (np.zeros((3, 2, 2)), "of shape (3, 2, 2)"),
        (np.zeros((3, 2), dtype=complex), "complex128 of shape (3, 2)"),
        (np.array([["a"], ["b"], ["c"]]), "<U1 of shape (3, 1)"),
        (np.zeros((3, 0)), "has the shape (3, 0): there is nothing in it"),
        (np.zeros((3, 2), dtype=bool), "bool of shape (3, 2)"),
    ],
)
def test_what_is_no_table_of_real_numbers_is_refused(tmp_path: Path, values: np.ndarray, due: str) -> None:
    assert due in message(saved(tmp_path, values))


def test_ids_that_are_missing_double_or_no_text_are_refused(tmp_path: Path) -> None:
    file = saved(tmp_path, ids=None)
    assert "muq.ids.txt cannot be read" in message(file)
    ids_file(file).write_text("a\nb\na\n", "utf-8")
    assert "names 'a' twice" in message(file)
    ids_file(file).write_bytes(b"a\nb\n\xff\n")
    assert "no text in UTF-8 (byte 4)" in message(file)


def test_a_file_that_is_missing_another_kind_or_cut_off_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in message(tmp_path / "gone.npy")
    assert "must be a file .npy" in message(tmp_path / "muq.npz")
    file = saved(tmp_path)
    file.write_bytes(file.read_bytes()[:-4])
    assert "or the file is damaged" in message(file)
    file.write_bytes(b"")
    assert "or the file is damaged" in message(file)
    with file.open("wb") as stream:
        np.savez(stream, a=VALUES)
    assert "are no array of numbers" in message(file)
