"""Corpora of speech without labels: LibriSpeech, AISHELL-1, and any folder with a folder for each speaker.

The speaker is the group: the same voice never stands on both sides of a split.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from merlingua.mer_models.corpus import Corpus, CorpusClip, CorpusProblem
from merlingua.mer_models.corpus_folders import existing_folder, is_empty, sound_files, wrong_folder

LIBRISPEECH = "LibriSpeech (SPEAKER/CHAPTER/*.flac, or the folder above, such as LibriSpeech/train-clean-5)"
AISHELL = "AISHELL-1 (data_aishell/wav/train/SPEAKER/*.wav)"
SPEAKER_FOLDERS = "a folder for each speaker (SPEAKER/*.wav)"
PARTS_OF_AISHELL = ("train", "dev", "test")


def load_librispeech(folder: Path) -> Corpus:
    """LibriSpeech, whole or a part of it: English, a folder of chapters for each speaker.

    Reference: Panayotov et al. (2015), ICASSP; CC BY 4.0.
    """

    def speaker_of(file: Path) -> str | None:
        speaker, chapter = file.parent.parent.name, file.parent.name
        is_named_so = file.stem.startswith(f"{speaker}-{chapter}-")
        return speaker if speaker.isdigit() and chapter.isdigit() and is_named_so else None

    return _load("librispeech", folder, "en", "CC BY 4.0", LIBRISPEECH, speaker_of)


def load_aishell(folder: Path) -> Corpus:
    """AISHELL-1: Mandarin, a folder for each speaker in train, dev and test.

    Reference: Bu et al. (2017), O-COCOSDA; Apache 2.0.
    """

    def speaker_of(file: Path) -> str | None:
        speaker = file.parent.name
        return speaker if file.parent.parent.name in PARTS_OF_AISHELL and speaker.startswith("S") else None

    corpus = _load("aishell", folder, "zh-Hans", "Apache 2.0", AISHELL, speaker_of)
    packed = sorted(file.name for file in folder.rglob("S*.tar.gz"))
    problems = [CorpusProblem(name, "still packed: unpack it to use the speaker") for name in packed]
    return Corpus(**(vars(corpus) | {"problems": (*corpus.problems, *problems)}))


def load_speaker_folders(
    folder: Path, *, kind: str = "speech-folder", language: str = "", licence: str = "not known"
) -> Corpus:
    """Any folder with a folder of sound for each speaker."""

    def speaker_of(file: Path) -> str | None:
        parts = file.relative_to(folder).parts
        return parts[0] if len(parts) > 1 else None

    return _load(kind, folder, language, licence, SPEAKER_FOLDERS, speaker_of)


def load_dspspeech(folder: Path) -> Corpus:
    """dspspeech: Mandarin, twelve words by each of 34 speakers; MIT."""
    return load_speaker_folders(folder, kind="dspspeech", language="zh-Hans", licence="MIT")


def _load(
    kind: str,
    folder: Path,
    language: str,
    licence: str,
    expected: str,
    speaker_of: Callable[[Path], str | None],
) -> Corpus:
    existing_folder(folder, expected)
    clips, problems = [], []
    for file in sound_files(folder):
        name = file.relative_to(folder).as_posix()
        speaker = speaker_of(file)
        if speaker is None:
            problems.append(CorpusProblem(name, f"stands elsewhere than {expected} has it"))
        elif is_empty(file):
            problems.append(CorpusProblem(name, "is empty"))
        else:
            # The corpus' name keeps ids apart where several corpora train one network.
            clips.append(CorpusClip(f"{kind}/{file.stem}", file, f"{kind}/{speaker}"))
    if not clips:
        raise wrong_folder(folder, expected)
    seen: set[str] = set()
    doubled = [clip for clip in clips if clip.clip_id in seen or seen.add(clip.clip_id)]  # type: ignore[func-returns-value]
    if doubled:
        clips = [
            CorpusClip(f"{kind}/{c.path.relative_to(folder).with_suffix('').as_posix()}", c.path, c.group)
            for c in clips
        ]
    return Corpus(kind, kind, folder, language, licence, tuple(clips), (), tuple(problems))
