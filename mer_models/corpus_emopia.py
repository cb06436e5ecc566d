"""EMOPIA: clips of pop piano as MIDI, with the quadrant in the name and splits by its authors.

Reference: Hung et al. (2021), "EMOPIA: a multi-modal pop piano dataset for emotion recognition and
emotion-based music generation", ISMIR; CC BY-NC-SA 4.0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from merlingua.mer_models.corpus import Corpus, CorpusClip, CorpusProblem, Split
from merlingua.mer_models.corpus_folders import (
    SOUND_SUFFIXES,
    existing_folder,
    hard_shares,
    is_empty,
    named_problems,
    read_rows,
    wrong_folder,
)
from merlingua.mer_models.errors import CorpusError

EXPECTED = "EMOPIA (label.csv, the folder midis, and the folder split)"
LICENCE = "CC BY-NC-SA 4.0"
SPLIT_FILES: Final[dict[str, Split]] = {
    "train_clip.csv": "train",
    "val_clip.csv": "validation",
    "test_clip.csv": "test",
}


def load_emopia(folder: Path) -> Corpus:
    """Clips with hard labels, grouped by song, in the official splits.

    Where there is sound of a clip's name in the folder it is taken; else the clip's path is its MIDI, which
    `midi_rendering.with_sound` turns into sound.

    Raises
    ------
    CorpusError
        If tables are missing, or no clip has both MIDI or sound and a label.
    """
    existing_folder(folder, EXPECTED)
    if not (folder / "label.csv").is_file():
        raise wrong_folder(folder, EXPECTED)
    labels = {row["ID"]: row["4Q"] for row in read_rows(folder / "label.csv", ("ID", "4Q"))}
    files = _files(folder)
    splits = _splits(folder)
    clips: list[CorpusClip] = []
    problems: list[CorpusProblem] = []
    for clip_id, quadrant in sorted(labels.items()):
        file = files.pop(clip_id, None)
        if file is None:
            problems.append(CorpusProblem(clip_id, "has a label and neither MIDI nor sound"))
        elif is_empty(file):
            problems.append(CorpusProblem(clip_id, f"its file {file.name} is empty"))
        elif quadrant not in ("1", "2", "3", "4"):
            problems.append(CorpusProblem(clip_id, f"its quadrant is {quadrant!r}; 1 to 4 are allowed"))
        else:
            shares = hard_shares(int(quadrant))
            clips.append(
                CorpusClip(clip_id, file, song_of(clip_id), quadrant_shares=shares, split=splits.get(clip_id))
            )
    if not clips:
        raise CorpusError(f"{folder}: none of {len(labels)} labels has a clip; {EXPECTED} is expected")
    problems += named_problems(sorted(files), "has no label")
    problems += named_problems((c.clip_id for c in clips if c.split is None), "is in no official split")
    return Corpus("emopia", "emopia", folder, "", LICENCE, tuple(clips), (), tuple(problems))


def song_of(clip_id: str) -> str:
    """The video that a clip is from: Q1_0vLPYiPN7qY_0 is the clip 0 of 0vLPYiPN7qY."""
    return clip_id.split("_", 1)[-1].rsplit("_", 1)[0]


def _files(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in SOUND_SUFFIXES:
            found[file.stem] = file
        elif file.suffix.lower() in (".mid", ".midi"):
            found.setdefault(file.stem, file)
    return found


def _splits(folder: Path) -> dict[str, Split]:
    splits: dict[str, Split] = {}
    for name, split in SPLIT_FILES.items():
        file = folder / "split" / name
        if file.is_file():
            splits |= {Path(row["clip_name"]).stem: split for row in read_rows(file, ("clip_name",))}
    return splits
