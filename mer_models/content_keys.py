"""What a clip is known by in a cache: the hash of its file's bytes, its onset and its duration."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from merlingua.mer_models.corpus import CorpusClip, CorpusProblem
from merlingua.surveys.study_files import sha256_of_file

FILES_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL);
"""
"""The table that a cache's index needs for it."""


def content_keys(
    clips: Sequence[CorpusClip], index: sqlite3.Connection
) -> tuple[dict[int, str], dict[int, CorpusProblem]]:
    """The key of each clip by its position, and what cannot be read.

    A file that was hashed before and has the same size and time is not read again.
    """
    known = {
        path: (size, mtime, digest) for path, size, mtime, digest in index.execute("SELECT * FROM files")
    }
    keys: dict[int, str] = {}
    problems: dict[int, CorpusProblem] = {}
    new: dict[str, tuple[int, int, str]] = {}
    for position, clip in enumerate(clips):
        path = str(clip.path.resolve())
        try:
            status = clip.path.stat()
            seen = known.get(path)
            if seen is None or seen[:2] != (status.st_size, status.st_mtime_ns):
                seen = (status.st_size, status.st_mtime_ns, sha256_of_file(clip.path))
                known[path] = new[path] = seen
        except OSError as error:
            problems[position] = CorpusProblem(clip.clip_id, f"{clip.path} cannot be read ({error.strerror})")
            continue
        keys[position] = f"{seen[2]}:{clip.onset_s!r}:{clip.duration_s!r}"
    index.execute("BEGIN IMMEDIATE")
    index.executemany(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", [(p, *seen) for p, seen in new.items()]
    )
    index.execute("COMMIT")
    return keys, problems
