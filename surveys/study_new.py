"""A new study folder from the built-in instrument: definition, texts, manifest and copies of the audio.

The folder is built beside its place and moved there when it is whole: a half-made study never stays.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from merlingua.surveys.audio_files import probe
from merlingua.surveys.clip_sources import ClipSource, clip_sources
from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import ClipError, Problem, StudyError
from merlingua.surveys.gold_msi import INSTRUMENT as GOLD_MSI
from merlingua.surveys.instruments import built_in_texts
from merlingua.surveys.instruments_import import imported_texts
from merlingua.surveys.manifest import manifest_text
from merlingua.surveys.study import DEFINITION_FILE, Study, load_study
from merlingua.surveys.study_definition import SURVEY_LANGUAGES, SurveyLanguage
from merlingua.surveys.study_files import sha256_of_file
from merlingua.surveys.study_problems import suggestion
from merlingua.surveys.study_template import OrderKind, study_yaml
from merlingua.surveys.texts import TextTable

TEXTS_FILE = "texts.csv"
MANIFEST_FILE = "clips.csv"
CLIPS_FOLDER = "clips"

SEED_MAX = 2**31
"""Seeds that are drawn stay below it, so that they can be read out and typed again."""


def new_study(
    folder: Path,
    *,
    clips: Path | None = None,
    study_id: str | None = None,
    version: str = "1.0.0",
    seed: int | None = None,
    order_kind: OrderKind = "random",
    practice: Sequence[str] = (),
    n_repeats: int = 0,
    languages: Sequence[SurveyLanguage] = SURVEY_LANGUAGES,
    default_language: SurveyLanguage | None = None,
    uses_gold_msi: bool = False,
) -> Study:
    """Make a study folder that is ready for its first session.

    Parameters
    ----------
    folder
        Where it is to be: not there yet, or empty.
    clips
        A folder of audio files (ids are their stems), or a CSV manifest with the columns ``clip,file`` and
        any of ``onset_s, duration_s, lyrics_language, quadrant, artist, title``. None: no clips yet.
    study_id
        The folder's name by default.
    seed
        Of the order; drawn where None, and stored in the definition either way.
    practice
        Ids of clips that are heard first, for practice.
    n_repeats
        How many clips are heard a second time.
    default_language
        The first of ``languages`` by default.
    uses_gold_msi
        Ask the Gold-MSI, whose texts the user has imported, instead of the short music background.

    Raises
    ------
    StudyError
        With every problem: the folder is not empty, clips are missing or broken, ids are unknown.
    """
    _refuse_used_folder(folder)
    sources, problems = clip_sources(clips) if clips is not None else ([], [])
    ids = [source.id for source in sources]
    problems += _choice_problems(folder, ids, practice, n_repeats)
    if problems:
        raise StudyError(clips or folder, problems)
    text = study_yaml(
        study_id=study_id or _id_from(folder),
        version=version,
        languages=languages,
        default_language=default_language or languages[0],
        order_kind=order_kind,
        seed=secrets.randbelow(SEED_MAX) if seed is None else seed,
        practice=practice,
        n_repeats=n_repeats,
        n_clips=len(ids) - len(practice),
        music_questionnaire=GOLD_MSI if uses_gold_msi else "music_background",
    )
    texts = _texts(folder, uses_gold_msi=uses_gold_msi)
    try:
        _build(folder, text, sources, texts, languages)
    except OSError as error:
        message = f"the study cannot be written here: {error.strerror or error}"
        raise StudyError(folder, [Problem(str(folder), 0, message)]) from error
    return load_study(folder)


def _texts(folder: Path, *, uses_gold_msi: bool) -> TextTable:
    if not uses_gold_msi:
        return built_in_texts()
    imported = imported_texts(GOLD_MSI)
    if imported is None:
        message = (
            f"the texts of {GOLD_MSI} are not there: `merlingua instrument import {GOLD_MSI} FILE` first"
        )
        raise StudyError(folder, [Problem(str(folder), 0, message)])
    return built_in_texts().merged(imported)


def _build(
    folder: Path,
    yaml_text: str,
    sources: Sequence[ClipSource],
    texts: TextTable,
    languages: Sequence[str],
) -> None:
    """Fill a folder beside ``folder`` and move it there; it is removed whatever happens."""
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".new", dir=folder.parent))
    try:
        (building / CLIPS_FOLDER).mkdir()
        copied = [_copied(source, building) for source in sources]
        (building / DEFINITION_FILE).write_text(yaml_text, encoding="utf-8", newline="\n")
        (building / MANIFEST_FILE).write_text(manifest_text(copied, building), encoding="utf-8", newline="\n")
        # All texts, those that this study does not show too: it may come to ask for them.
        texts.selected(texts.keys, languages).write(building / TEXTS_FILE)
        load_study(building)
        building.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _copied(source: ClipSource, building: Path) -> Clip:
    """Copy the clip's audio into the study and seal it."""
    target = building / CLIPS_FOLDER / f"{source.id}{source.file.suffix.lower()}"
    shutil.copyfile(source.file, target)
    try:
        duration_s = source.duration_s or probe(target).duration_s - source.onset_s
    except ClipError as error:
        raise StudyError(source.file.parent, [Problem(source.file.name, 0, str(error))]) from error
    clip = Clip(
        id=source.id,
        file=target,
        onset_s=source.onset_s,
        # Rounded down to a microsecond: a clip must not end after its file.
        duration_s=int(duration_s * 1e6) / 1e6,
        lyrics_language=source.lyrics_language,
        sha256=sha256_of_file(target),
    )
    return replace(clip, quadrant=source.quadrant, artist=source.artist, title=source.title)


def _refuse_used_folder(folder: Path) -> None:
    message = None
    try:
        if folder.is_dir():
            if any(folder.iterdir()):
                message = "is not empty: name a new folder, or remove what is in it"
        elif folder.exists() or folder.is_symlink():
            message = "is a file: name a new folder"
    except OSError as error:
        message = f"cannot be looked into: {error.strerror or error}"
    if message:
        raise StudyError(folder, [Problem(str(folder), 0, message)])


def _choice_problems(
    folder: Path, ids: Sequence[str], practice: Sequence[str], n_repeats: int
) -> list[Problem]:
    messages = [
        f"practice clip {clip_id!r} is not among the clips: {suggestion(clip_id, ids)}"
        for clip_id in practice
        if clip_id not in ids
    ]
    messages += [
        f"practice clip {clip_id!r} is named twice"
        for clip_id in set(practice)
        if practice.count(clip_id) > 1
    ]
    n_main = len(set(ids) - set(practice))
    if ids and not n_main:
        messages.append("every clip is for practice: at least one must be left to rate")
    if n_repeats > n_main or n_repeats < 0:
        messages.append(f"{n_repeats} repeats are asked for; with {n_main} clips, 0 to {n_main} are possible")
    return [Problem(str(folder), 0, message) for message in messages]


def _id_from(folder: Path) -> str:
    """The folder's name in plain letters; ``study`` where it has none, such as ``李``."""
    plain = unicodedata.normalize("NFKD", folder.absolute().name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", plain).strip("_.-")[:64] or "study"
