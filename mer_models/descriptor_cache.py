"""Rows of numbers about clips, computed once and kept in one SQLite file for each kind of them.

Conventions
-----------
A clip is known by its content (`content_keys`). Its rows are a matrix of float32 or float64 with a fixed
number of columns; what is stored and is not whole, or holds no numbers, is computed again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.content_keys import FILES_SCHEMA, content_keys
from merlingua.mer_models.corpus import CorpusClip, CorpusProblem
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.feature_cache import BUSY_S, CACHE_VARIABLE, default_cache_dir

COMMIT_EVERY = 32
SCHEMA = """
CREATE TABLE IF NOT EXISTS descriptors (key TEXT PRIMARY KEY, numbers BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, note TEXT NOT NULL);
"""

Matrix = NDArray[np.floating[Any]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class DescriptorKind:
    """What is computed: the cache's folder, all that decides the numbers, columns and their type."""

    name: str
    settings: tuple[Any, ...]
    n_columns: int
    dtype: type[np.floating[Any]]

    @property
    def settings_hash(self) -> str:
        return hashlib.sha256(json.dumps(self.settings).encode()).hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class DescribedClip:
    """A clip's rows, shape (n_rows, n_columns); ``note`` says what is wrong with sound that can be used."""

    rows: Matrix
    note: str = ""


@dataclass(frozen=True, eq=False)
class ClipRows:
    """Rows of the clips that have some, in the order asked for; those of ``problems`` are missing.

    Those of ``notes`` are there, though something is wrong with their sound.
    """

    clip_ids: tuple[str, ...]
    clip_keys: tuple[str, ...]
    rows: tuple[Matrix, ...]
    problems: tuple[CorpusProblem, ...]
    notes: tuple[CorpusProblem, ...]


def cached_rows(
    clips: Sequence[CorpusClip],
    kind: DescriptorKind,
    compute: Callable[[CorpusClip], DescribedClip],
    cache_dir: Path | None = None,
    *,
    on_progress: Progress | None = None,
    n_workers: int | None = None,
) -> ClipRows:
    """The rows of clips, computing those that are not there yet, in several threads.

    Parameters
    ----------
    compute
        Gives the rows of a clip, or raises `FeatureError`.

    Raises
    ------
    FeatureError
        If not one clip has rows, or the cache cannot be used.
    """
    folder = (cache_dir or default_cache_dir()) / kind.name
    file = folder / f"{kind.settings_hash}.db"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=BUSY_S, isolation_level=None)) as index:
            index.executescript(SCHEMA + FILES_SCHEMA)
            return _rows(clips, kind, compute, index, on_progress, n_workers)
    except (OSError, sqlite3.Error) as error:
        raise FeatureError(
            f"the descriptors' cache {file} cannot be used ({error}); free space there, remove it if it is "
            f"damaged, or name another folder with {CACHE_VARIABLE}"
        ) from error


def _rows(
    clips: Sequence[CorpusClip],
    kind: DescriptorKind,
    compute: Callable[[CorpusClip], DescribedClip],
    index: sqlite3.Connection,
    on_progress: Progress | None,
    n_workers: int | None,
) -> ClipRows:
    keys, problems = content_keys(clips, index)
    found = _stored(index, kind)
    missing = {key: position for position, key in keys.items() if key not in found}
    n_all = len(set(keys.values()))
    n_done = n_all - len(missing)
    waiting: list[tuple[str, bytes]] = []
    noted: list[tuple[str, str]] = []
    reasons: dict[str, str] = {}
    wanted = [(key, clips[position]) for key, position in missing.items()]
    for key, described in _computed(wanted, compute, n_workers):
        n_done += 1
        if isinstance(described, str):
            reasons[key] = described
        else:
            found[key] = described.rows.astype(kind.dtype)
            waiting.append((key, found[key].tobytes()))
            noted += [(key, described.note)] if described.note else []
        if len(waiting) >= COMMIT_EVERY or n_done == n_all:
            # Notes first: a clip whose rows are there is not looked at again.
            index.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?)", noted)
            index.executemany("INSERT OR REPLACE INTO descriptors VALUES (?, ?)", waiting)
            waiting, noted = [], []
        if on_progress is not None:
            on_progress(n_done, n_all)
    for position, key in keys.items():
        if key in reasons:
            problems[position] = CorpusProblem(clips[position].clip_id, reasons[key])
    usable = [position for position in sorted(keys) if keys[position] in found]
    if not usable:
        first = next(iter(problems.values()), None)
        raise FeatureError(f"none of {len(clips)} clips can be described{f' ({first})' if first else ''}")
    notes = dict(index.execute("SELECT key, note FROM notes"))
    return ClipRows(
        tuple(clips[position].clip_id for position in usable),
        tuple(keys[position] for position in usable),
        tuple(found[keys[position]] for position in usable),
        tuple(problems[position] for position in sorted(problems)),
        tuple(
            CorpusProblem(clips[position].clip_id, notes[keys[position]])
            for position in usable
            if keys[position] in notes
        ),
    )


def _stored(index: sqlite3.Connection, kind: DescriptorKind) -> dict[str, Matrix]:
    whole = {}
    n_bytes = kind.n_columns * np.dtype(kind.dtype).itemsize
    for key, numbers in index.execute("SELECT key, numbers FROM descriptors"):
        if isinstance(numbers, bytes) and numbers and len(numbers) % n_bytes == 0:
            rows: Matrix = np.frombuffer(numbers, dtype=kind.dtype).reshape(-1, kind.n_columns)
            if np.isfinite(rows).all():
                whole[key] = rows
    return whole


def _computed(
    wanted: Sequence[tuple[str, CorpusClip]],
    compute: Callable[[CorpusClip], DescribedClip],
    n_workers: int | None,
) -> Iterator[tuple[str, DescribedClip | str]]:
    def one(each: tuple[str, CorpusClip]) -> tuple[str, DescribedClip | str]:
        key, clip = each
        try:
            described = compute(clip)
        except FeatureError as error:
            return key, str(error)
        if not np.isfinite(described.rows).all():
            return key, f"clip {clip.clip_id!r}: its descriptors are no numbers"
        return key, described

    with ThreadPoolExecutor(
        n_workers or os.cpu_count() or 1, thread_name_prefix="merlingua-descriptors"
    ) as pool:
        yield from pool.map(one, wanted)
