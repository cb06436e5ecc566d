"""Corpora of music with a label a clip: 4Q-Emotion, CH-818, and others in their manner through a mapping.

Conventions
-----------
Q1 is positive arousal and valence, Q2 positive arousal and negative valence, Q3 both negative, Q4 negative
arousal and positive valence. Where a table has a quadrant it is the label; else arousal and valence are. A
value at the middle of the scale is on the border of two quadrants: the clip is listed and left out. The
artist is the group; where none is known each clip is its own.

References
----------
Panda, Malheiro & Paiva (2018), "Novel audio features for music emotion recognition", IEEE Transactions on
Affective Computing: 4Q-Emotion, 900 clips in the folders Q1 to Q4.
Hu & Yang (2017), "Cross-dataset and cross-cultural music mood prediction: a case on Western and Chinese pop
songs", IEEE Transactions on Affective Computing 8: CH-818.
Gómez-Cañón et al. (2020), EUSIPCO: tables of both with the columns Songs and Quads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from merlingua.mer_models.corpus import Corpus, CorpusClip, CorpusProblem
from merlingua.mer_models.corpus_folders import existing_folder, hard_shares, is_empty, wrong_folder
from merlingua.mer_models.corpus_labels import Labels, read_labels, with_known_columns
from merlingua.mer_models.corpus_mapping import CorpusMapping, LabelScale, read_corpus_mapping
from merlingua.mer_models.corpus_rows import (
    NumberedTable,
    columns_by_lower,
    missing_quadrants,
    normalised_name,
    quadrant_of,
    read_numbered,
)
from merlingua.mer_models.corpus_sound import SoundIndex
from merlingua.mer_models.errors import CorpusError

FOUR_QUADRANTS_ARTISTS = "panda_dataset_taffc_metadata.csv"
QUADRANT_FOLDERS = ("Q1", "Q2", "Q3", "Q4")


@dataclass(frozen=True)
class KnownCorpus:
    """What is known of a corpus before its folder is opened; ``tables`` are tried in this order."""

    kind: str
    language: str
    licence: str
    expected: str
    tables: tuple[str, ...]
    scale: LabelScale


FOUR_QUADRANTS = KnownCorpus(
    kind="4q-emotion",
    language="en",
    licence="not known: see the corpus' own terms",
    expected="4Q-Emotion (panda_dataset_taffc_annotations.csv and the folders Q1 to Q4, or 4Q_Quads_3h.csv "
    "and the sound it names)",
    tables=("panda_dataset_taffc_annotations.csv", "4Q_Quads_3h.csv", "4Q_Quads.csv"),
    scale=LabelScale(min=-1, max=1),
)
CH818 = KnownCorpus(
    kind="ch818",
    language="zh-Hans",
    licence="not known: see the corpus' own terms",
    expected="CH-818 (a table with a clip, its arousal and its valence a row, or ch818_mp3/CH818_Quads.csv; "
    "and the sound)",
    tables=("CH818_Quads.csv",),
    scale=LabelScale(min=-10, max=10),
)


def load_4q_emotion(folder: Path, *, mapping: Path | None = None) -> Corpus:
    """4Q-Emotion as released, as in the EUSIPCO paper's recipe, or as a mapping file says.

    Without any table the folders Q1 to Q4 are the labels, and the corpus says so among its problems.

    Raises
    ------
    CorpusError
        If the folder, its table or the mapping cannot be used, or no clip has both sound and a label.
    """
    return _load(FOUR_QUADRANTS, folder, mapping)


def load_ch818(folder: Path, *, mapping: Path | None = None) -> Corpus:
    """CH-818 from arousal and valence in [-10, 10], from quadrants, or as a mapping file says.

    Raises
    ------
    CorpusError
        If the folder, its table or the mapping cannot be used, or no clip has both sound and a label.
    """
    return _load(CH818, folder, mapping)


def _load(known: KnownCorpus, folder: Path, mapping_file: Path | None) -> Corpus:
    existing_folder(folder, known.expected)
    labels: Labels | None
    if mapping_file is not None:
        mapping = read_corpus_mapping(mapping_file)
        sound = folder / mapping.sound
        if not sound.is_dir():
            raise CorpusError(f"{mapping_file.name}: sound: {folder} has no folder {mapping.sound!r}")
        labels = read_labels(folder / mapping.table, mapping, mapping.scale or known.scale)
    else:
        sound, labels = folder, _known_labels(known, folder)
    index = SoundIndex.of_folder(sound)
    if labels is None:
        labels = _labels_of_folders(index, folder)
        if labels is None:
            raise wrong_folder(folder, known.expected)
    return _corpus(known, folder, index, labels)


def _known_labels(known: KnownCorpus, folder: Path) -> Labels | None:
    """From a table that is called as expected, else from the only one that has the columns."""
    near = sorted(folder.glob("*.csv")) + sorted(folder.glob("*/*.csv"))
    for depth in (1, 2):
        for name in known.tables:
            for file in near:
                if file.name.casefold() == name.casefold() and _depth(file, folder) == depth:
                    return _read_known(file, known)
    fitting = [file for file in near if with_known_columns(file) is not None]
    if len(fitting) > 1:
        names = ", ".join(file.relative_to(folder).as_posix() for file in fitting)
        raise CorpusError(
            f"{folder} has {len(fitting)} tables of labels ({names}); name one in a mapping file"
        )
    return _read_known(fitting[0], known) if fitting else None


def _depth(file: Path, folder: Path) -> int:
    return len(file.relative_to(folder).parts)


def _read_known(file: Path, known: KnownCorpus) -> Labels:
    columns = with_known_columns(file)
    if columns is None:
        found = ", ".join(map(repr, read_numbered(file).columns))
        raise CorpusError(
            f"{file} has the columns {found}; a clip (Song or Songs) and its quadrant (Quadrant or Quads), "
            "or its arousal and valence, are expected: say with a mapping file what they are called"
        )
    return read_labels(file, CorpusMapping(table=file.name, columns=columns), known.scale)


def _labels_of_folders(index: SoundIndex, folder: Path) -> Labels | None:
    """The folders' names as labels; None where no sound lies in such a folder."""
    labels = Labels(folder, columns="")
    for file in index.files:
        quadrant = quadrant_of(file.parent.name) if file.parent.name in QUADRANT_FOLDERS else None
        if quadrant is not None:
            labels.add(file.relative_to(index.folder).as_posix(), quadrant, file.parent.name)
    if not labels.entries:
        return None
    labels.problems.append(CorpusProblem(folder.name, "has no table of labels: its folders are the labels"))
    return labels


def _corpus(known: KnownCorpus, folder: Path, index: SoundIndex, labels: Labels) -> Corpus:
    artists, artist_problems = _artists(known, folder, labels)
    problems = list(labels.problems)
    clips: dict[str, CorpusClip] = {}
    used: set[Path] = set()
    for entry in labels.entries:
        file, reason = index.find(entry.clip, labels.folder, f"Q{entry.quadrant}")
        if file is not None:
            used.add(file)
            clip_id = index.id_of(file)
            reason = _reason_against(file, clip_id in clips, entry.quadrant)
        if file is None or reason:
            problems.append(CorpusProblem(entry.clip, f"{reason} ({entry.place})"))
            continue
        artist = normalised_name(entry.artist) or artists.get(entry.clip.casefold()) or f"clip {clip_id}"
        clips[clip_id] = CorpusClip(clip_id, file, artist, quadrant_shares=hard_shares(entry.quadrant))
    if not clips:
        shown = f" ({problems[-1]})" if problems else ""
        raise CorpusError(
            f"{folder}: none of {labels.n_rows} labels has both sound and a quadrant{shown}; "
            f"{known.expected} is expected"
        )
    left = labels.named_but_unlabelled(index)
    problems += [
        CorpusProblem(file.relative_to(index.folder).as_posix(), "has sound and no label")
        for file in index.files
        if file not in used and file not in left
    ]
    problems += [*artist_problems, *missing_quadrants(clips.values())]
    ordered = tuple(clips[clip_id] for clip_id in sorted(clips))
    return Corpus(known.kind, known.kind, folder, known.language, known.licence, ordered, (), tuple(problems))


def _reason_against(file: Path, is_known: bool, quadrant: int) -> str:
    if is_known:
        return "has two rows with a label: the first is used"
    if is_empty(file):
        return f"its file {file.name} is empty"
    if file.parent.name in QUADRANT_FOLDERS and file.parent.name != f"Q{quadrant}":
        return f"lies in the folder {file.parent.name}, and its label is Q{quadrant}"
    return ""


def _artists(
    known: KnownCorpus, folder: Path, labels: Labels
) -> tuple[dict[str, str], Sequence[CorpusProblem]]:
    """Artists by clip from 4Q-Emotion's second table; what to know where artists are missing."""
    if any(entry.artist for entry in labels.entries):
        return {}, ()
    for place in dict.fromkeys((labels.folder, folder, folder.parent)):
        file = place / FOUR_QUADRANTS_ARTISTS
        if known.kind != FOUR_QUADRANTS.kind or not file.is_file():
            continue
        table = _read_in_any_encoding(file)
        columns = columns_by_lower(table.columns)
        if {"song", "artist"} <= columns.keys():
            song, artist = columns["song"], columns["artist"]
            rows = [row.cells for row in table.rows if row.cells[artist]]
            return {cells[song].casefold(): normalised_name(cells[artist]) for cells in rows}, ()
    reason = "no artists are known: each clip is its own group, and an artist may stand on both sides"
    return {}, (CorpusProblem(labels.columns or folder.name, reason),)


def _read_in_any_encoding(file: Path) -> NumberedTable:
    try:
        return read_numbered(file)
    except CorpusError:
        # Artists are compared with one another alone: latin-1 takes any bytes, the same ones alike.
        return read_numbered(file, encoding="latin-1")
