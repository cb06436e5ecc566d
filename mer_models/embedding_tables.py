"""Embeddings from elsewhere: a row of numbers a clip in ``NAME.npy``, the clips' ids in ``NAME.ids.txt``.

Conventions
-----------
``NAME.npy`` is an array of numbers of shape (n_clips, n_features), as `numpy.save` writes it. The text file
beside it has one clip id a line, in the order of the rows, in UTF-8; empty lines are not counted. Rows of
other clips are left aside. Nothing is unpickled: an array of objects is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.baselines import FeatureTable
from merlingua.mer_models.errors import FeatureError

SUFFIX = ".npy"
IDS_SUFFIX = ".ids.txt"


def ids_file(file: Path) -> Path:
    """Where the clips' ids lie: ``muq.ids.txt`` beside ``muq.npy``."""
    return file.with_name(file.stem + IDS_SUFFIX)


def read_embeddings(file: Path) -> FeatureTable:
    """Read an array and the ids beside it.

    Raises
    ------
    FeatureError
        If one of them is missing or something else, they do not fit each other, an id stands twice, or a
        number is not finite; the message names the file, its shape, and the first clip that is wrong.
    """
    if file.suffix != SUFFIX:
        raise FeatureError(f"the embeddings {file} must be a file {SUFFIX}, as numpy.save writes it")
    values = _array(file)
    clip_ids = _ids(ids_file(file))
    if len(clip_ids) != len(values):
        raise FeatureError(
            f"{file} has the shape {values.shape}, and {ids_file(file).name} has {len(clip_ids)} ids: one a "
            "row is due"
        )
    numbers = values.astype(np.float64)
    is_finite = np.isfinite(numbers).all(axis=1)
    if not is_finite.all():
        first = clip_ids[int(is_finite.argmin())]
        raise FeatureError(
            f"{file}, shape {values.shape}: the row of {first!r} holds NaN or infinity"
            f"{_more(int((~is_finite).sum()) - 1)}; compute it again, or leave its line and row out"
        )
    return FeatureTable(clip_ids, numbers)


def check_embeddings(file: Path, table: FeatureTable, clip_ids: Sequence[str]) -> None:
    """Refuse a table in which a clip has no row.

    Raises
    ------
    FeatureError
        Naming the file, its shape and the first clip without a row.
    """
    known = set(table.clip_ids)
    if missing := [clip_id for clip_id in clip_ids if clip_id not in known]:
        near = "none of the clips has one" if len(missing) == len(clip_ids) else "compute them, too"
        raise FeatureError(
            f"{file}, shape {table.values.shape}: {len(missing)} of {len(clip_ids)} clips have no row, the "
            f"first is {missing[0]!r}; {near}: {ids_file(file).name} has their ids, a line each, such as "
            f"{table.clip_ids[0]!r}"
        )


def _array(file: Path) -> NDArray[np.generic]:
    try:
        with file.open("rb") as stream:
            values: NDArray[np.generic] = np.lib.format.read_array(stream, allow_pickle=False)
    except OSError as error:
        raise FeatureError(f"the embeddings {file} cannot be read ({error.strerror or error})") from error
    except (ValueError, EOFError) as error:
        # NumPy's own words advise to allow pickles.
        raise FeatureError(
            f"the embeddings {file} are no array of numbers, as numpy.save writes it, or the file is damaged"
        ) from error
    if values.dtype.kind not in "fiu" or values.ndim != 2:
        raise FeatureError(
            f"{file} holds {values.dtype} of shape {values.shape}; real numbers of shape (n_clips, "
            "n_features) are due"
        )
    if not values.size:
        raise FeatureError(f"{file} has the shape {values.shape}: there is nothing in it")
    return values


def _ids(file: Path) -> tuple[str, ...]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise FeatureError(
            f"{file} cannot be read ({error.strerror}): it has the clips' ids, one a line, in the rows' order"
        ) from error
    except UnicodeDecodeError as error:
        raise FeatureError(f"{file} is no text in UTF-8 (byte {error.start}); save it as UTF-8") from error
    clip_ids = tuple(line.strip() for line in lines if line.strip())
    twice = [clip_id for clip_id, count in Counter(clip_ids).items() if count > 1]
    if twice:
        raise FeatureError(f"{file} names {twice[0]!r} twice{_more(len(twice) - 1)}: each clip has one row")
    return clip_ids


def _more(n_more: int) -> str:
    return f" (and {n_more} more)" if n_more > 0 else ""
