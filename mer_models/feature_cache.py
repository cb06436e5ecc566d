"""Log-mels of a whole corpus, computed once and mapped into memory.

Conventions
-----------
All clips of one setting share one file of float32 frames, ``frames.f32`` of shape (n_frames, n_mels), to
which clips are only ever appended, and an SQLite file ``index.db`` that says where each begins. A clip is
known by its content: the hash of its file's bytes, its onset and its duration. Frames are on the disk before
the index names them, so whatever ends a run, the next one finds nothing that is not whole and goes on from
there; what two processes add at once comes one after the other.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import torch
from numpy.typing import NDArray

from merlingua.mer_models.audio_decoding import DecodedClip, read_mono
from merlingua.mer_models.content_keys import FILES_SCHEMA, content_keys
from merlingua.mer_models.corpus import CorpusClip, CorpusProblem
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.log_mel import PATCH_FRAMES, PATCH_HOP_FRAMES, LogMelSettings, log_mel, patch_starts

VERSION = 1
"""Counts up when the same settings give other numbers."""
CACHE_VARIABLE = "MERLINGUA_CACHE"
APPEND_EVERY_S = 1.0
BUSY_S = 60.0

SCHEMA = """
CREATE TABLE IF NOT EXISTS clips (key TEXT PRIMARY KEY, first_frame INTEGER NOT NULL,
    n_frames INTEGER NOT NULL, n_samples INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, note TEXT NOT NULL);
"""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LogMels:
    """Log-mels of clips in the order asked for; those of ``problems`` are missing.

    Those of ``notes`` are there, though something is wrong with their sound: silence, or clipping.

    ``frames`` is mapped from the disk, shape (n_all_frames, n_mels), and holds other clips, too: clip i is
    ``n_frames[i]`` frames from ``first_frames[i]``, and ``clip_keys[i]`` stands for its content, as
    ``content_hash`` does for all of them.
    """

    clip_ids: tuple[str, ...]
    clip_keys: tuple[str, ...]
    frames: NDArray[np.float32]
    first_frames: NDArray[np.int64]
    n_frames: NDArray[np.int64]
    settings: LogMelSettings
    n_hours: float
    content_hash: str
    problems: tuple[CorpusProblem, ...] = ()
    notes: tuple[CorpusProblem, ...] = ()

    def clip(self, index: int) -> NDArray[np.float32]:
        """Shape (n_frames, n_mels), a view."""
        first = self.first_frames[index]
        return self.frames[first : first + self.n_frames[index]]

    def hours_of(self, chosen: Sequence[int]) -> float:
        """Hours of sound in these clips."""
        return float(self.n_frames[list(chosen)].sum() / self.settings.frame_rate / 3600)

    def patch_index(
        self, hop_frames: int = PATCH_HOP_FRAMES, patch_frames: int = PATCH_FRAMES
    ) -> NDArray[np.int64]:
        """(clip, first frame in ``frames``) of each whole patch, shape (n_patches, 2)."""
        rows = [
            np.stack([np.full(len(starts), clip), self.first_frames[clip] + np.asarray(starts)], axis=1)
            for clip in range(len(self.clip_ids))
            if len(starts := patch_starts(int(self.n_frames[clip]), hop_frames, patch_frames))
        ]
        return np.concatenate(rows).astype(np.int64) if rows else np.zeros((0, 2), dtype=np.int64)


def gather_patches(
    frames: NDArray[np.float32], first_frames: NDArray[np.int64], n_frames: int = PATCH_FRAMES
) -> NDArray[np.float32]:
    """Patches of ``n_frames`` frames, shape (n_patches, n_mels, n_frames), contiguous."""
    rows = first_frames[:, None] + np.arange(n_frames)
    return np.ascontiguousarray(frames[rows].transpose(0, 2, 1))


def default_cache_dir() -> Path:
    """Where computed features are kept: the folder that MERLINGUA_CACHE names, or the user's cache folder."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("merlingua"))


def cached_log_mels(
    clips: Sequence[CorpusClip],
    settings: LogMelSettings,
    cache_dir: Path | None = None,
    *,
    n_workers: int | None = None,
    on_progress: Progress | None = None,
) -> LogMels:
    """The log-mels of clips, computing those that are not there yet.

    Parameters
    ----------
    n_workers
        Threads that decode; None: as many as there are processors.
    on_progress
        Called with how many clips are done, and of how many.

    Raises
    ------
    FeatureError
        If no clip can be used, or the cache cannot be written (a full disk, a folder without permission).
    """
    folder = (cache_dir or default_cache_dir()) / "log-mels" / _name_of(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(_opened_index(folder)) as index:
            keys, problems = content_keys(clips, index)
            problems |= _compute_missing(clips, keys, settings, folder, index, n_workers, on_progress)
            return _mapped(clips, keys, problems, settings, folder, index)
    except (OSError, sqlite3.Error) as error:
        raise FeatureError(
            f"the features' cache {folder} cannot be used ({error}); free space there, or name another "
            f"folder with {CACHE_VARIABLE}"
        ) from error


def _name_of(settings: LogMelSettings) -> str:
    written = json.dumps({"version": VERSION} | settings.to_json(), sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _opened_index(folder: Path) -> sqlite3.Connection:
    index = sqlite3.connect(folder / "index.db", timeout=BUSY_S, isolation_level=None)
    index.executescript(SCHEMA + FILES_SCHEMA)
    return index


def _compute_missing(
    clips: Sequence[CorpusClip],
    keys: dict[int, str],
    settings: LogMelSettings,
    folder: Path,
    index: sqlite3.Connection,
    n_workers: int | None,
    on_progress: Progress | None,
) -> dict[int, CorpusProblem]:
    there = {key for (key,) in index.execute("SELECT key FROM clips")}
    missing = {key: position for position, key in keys.items() if key not in there}
    n_done = len(keys) - len(missing)
    problems: dict[int, CorpusProblem] = {}
    waiting: list[Computed] = []
    appended_at = time.monotonic()
    computed = _computed([(key, clips[position]) for key, position in missing.items()], settings, n_workers)
    for each in computed:
        n_done += 1
        if isinstance(each, Computed):
            waiting.append(each)
        else:
            key, reason = each
            problems[missing[key]] = CorpusProblem(clips[missing[key]].clip_id, reason)
        if time.monotonic() - appended_at > APPEND_EVERY_S:
            _append(waiting, folder, index)
            waiting, appended_at = [], time.monotonic()
        if on_progress is not None:
            on_progress(n_done, len(keys))
    _append(waiting, folder, index)
    return problems


@dataclass(frozen=True)
class Computed:
    """A clip's log-mels before they are stored; ``note`` says what is wrong with sound that can be used."""

    key: str
    mels: NDArray[np.float32]
    n_samples: int
    note: str


def _computed(
    wanted: list[tuple[str, CorpusClip]], settings: LogMelSettings, n_workers: int | None
) -> Iterator[Computed | tuple[str, str]]:
    """What was computed, or (key, what is wrong), a few clips ahead of who takes them."""

    def compute(each: tuple[str, CorpusClip]) -> Computed | tuple[str, str]:
        key, clip = each
        try:
            sound = read_mono(clip, settings.sample_rate, peak_normalise=settings.peak_normalise)
            with torch.inference_mode():
                mels = log_mel(torch.from_numpy(sound.samples), settings).numpy()
        except FeatureError as error:
            return key, str(error)
        return Computed(key, mels, len(sound.samples), note_of(sound))

    workers = n_workers or os.cpu_count() or 1
    n_threads = torch.get_num_threads()
    # Each takes a clip of its own: threads that share out one FFT would wait for each other.
    with ThreadPoolExecutor(workers, "merlingua-features", torch.set_num_threads, (1,)) as pool:
        try:
            ahead: list[Any] = []
            for each in wanted:
                ahead.append(pool.submit(compute, each))
                # Bounded: a corpus of a thousand hours must not wait in memory for the disk.
                if len(ahead) > 4 * workers:
                    yield ahead.pop(0).result()
            for future in ahead:
                yield future.result()
        finally:
            # What a thread sets for itself is PyTorch's number for the threads after it, and for MKL: without
            # this the training that follows would have one.
            torch.set_num_threads(n_threads)


def note_of(sound: DecodedClip) -> str:
    """What is wrong with sound that is used all the same; empty if nothing is."""
    if sound.is_silent:
        return "is silent; it is used"
    if sound.is_clipped:
        return f"is clipped: {100 * sound.clipped_share:.0f} % of its samples are at full scale; it is used"
    return ""


def _append(computed: list[Computed], folder: Path, index: sqlite3.Connection) -> None:
    """Write frames behind the last indexed ones, then index them; the index's lock orders two processes."""
    if not computed:
        return
    index.execute("BEGIN IMMEDIATE")
    try:
        (n_before,) = index.execute("SELECT coalesce(max(first_frame + n_frames), 0) FROM clips").fetchone()
        with (folder / "frames.f32").open("r+b" if (folder / "frames.f32").exists() else "w+b") as frames:
            frames.seek(n_before * computed[0].mels.shape[1] * 4)
            for each in computed:
                row = (each.key, n_before, len(each.mels), each.n_samples)
                inserted = index.execute("INSERT OR IGNORE INTO clips VALUES (?, ?, ?, ?)", row)
                if inserted.rowcount:
                    frames.write(np.ascontiguousarray(each.mels, dtype=np.float32).tobytes())
                    n_before += len(each.mels)
                if each.note:
                    index.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (each.key, each.note))
            frames.flush()
            os.fsync(frames.fileno())
        index.execute("COMMIT")
    except BaseException:
        index.execute("ROLLBACK")
        raise


def _mapped(
    clips: Sequence[CorpusClip],
    keys: dict[int, str],
    problems: dict[int, CorpusProblem],
    settings: LogMelSettings,
    folder: Path,
    index: sqlite3.Connection,
) -> LogMels:
    places = {
        key: place for key, *place in index.execute("SELECT key, first_frame, n_frames, n_samples FROM clips")
    }
    # Clips of equal content share a key: a problem of one is a problem of all.
    usable = [position for position in sorted(keys) if keys[position] in places]
    lost = [p for p in sorted(keys) if keys[p] not in places and p not in problems]
    reasons = {keys[p]: problem.reason for p, problem in problems.items() if p in keys}
    problems |= {p: CorpusProblem(clips[p].clip_id, reasons.get(keys[p], "the same sound")) for p in lost}
    if not usable:
        first = next(iter(problems.values()), None)
        raise FeatureError(f"none of {len(clips)} clips can be used{f' ({first})' if first else ''}")
    numbers = np.array([places[keys[position]] for position in usable], dtype=np.int64)
    notes = dict(index.execute("SELECT key, note FROM notes"))
    frames = np.memmap(folder / "frames.f32", dtype=np.float32, mode="r").reshape(-1, settings.n_mels)
    hashed = "\n".join(keys[position] for position in usable) + _name_of(settings)
    return LogMels(
        clip_ids=tuple(clips[position].clip_id for position in usable),
        clip_keys=tuple(keys[position] for position in usable),
        frames=frames,
        first_frames=numbers[:, 0],
        n_frames=numbers[:, 1],
        settings=settings,
        n_hours=float(numbers[:, 2].sum() / settings.sample_rate / 3600),
        content_hash=hashlib.sha256(hashed.encode()).hexdigest(),
        problems=tuple(problems[position] for position in sorted(problems)),
        notes=tuple(
            CorpusProblem(clips[position].clip_id, notes[keys[position]])
            for position in usable
            if keys[position] in notes
        ),
    )
