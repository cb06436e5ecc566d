"""What is proved before a session starts: a plain function with progress, for a Task.

Survey ground rule 4: a session does not start if a string is missing in a language, a glyph in the font, or a
clip's hash differs. Here also the loudness of all clips is known, and the sound device answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.gui.translation import Formatter
from merlingua.surveys.errors import Problem, StudyError

if TYPE_CHECKING:
    from merlingua.surveys.loudness import LevelPlan
    from merlingua.surveys.study import Study


PAGE_MODULES = (
    "language_page",
    "consent_page",
    "questions_page",
    "headphones_page",
    "level_page",
    "instructions_page",
    "intro_page",
    "rating_page",
    "revelation_page",
    "comment_page",
    "thanks_page",
)
"""Imported before a session, not when the program starts."""


class Check(Enum):
    """What is looked at, in this order."""

    TEXTS = "texts"
    CLIPS = "clips"
    LOUDNESS = "loudness"
    DEVICE = "device"
    MODEL = "model"


Hear = Callable[..., None]
"""Has all clips of a study heard by a model: ``hear(study, progress=…)``."""

Report = Callable[[Check, int, int], None]
"""Called with what is looked at, how many parts of it are done, and of how many."""


@dataclass(frozen=True)
class Readiness:
    """A study that may be shown to listeners, and how loud each clip is played."""

    study: Study
    levels: LevelPlan


def preflight(
    folder: Path,
    *,
    find_device: Callable[[], object] | None = None,
    hear: Hear | None = None,
    progress: Report | None = None,
) -> Readiness:
    """Prove that a session in any of the study's languages can start on this computer.

    ``find_device`` raises PlaybackError where the sound device is missing; None looks at no device.
    ``hear`` is called where listeners are to see predictions, which are then there before the session.

    Raises
    ------
    StudyError
        With every problem: texts, glyphs, order, files that are not the sealed ones.
    ClipError
        If a clip cannot be decoded or measured.
    PlaybackError
        If there is no sound device to play on.
    RevelationError
        If listeners are to see what a model heard, and no model can be asked.
    """
    from merlingua.surveys.loudness import study_levels
    from merlingua.surveys.session_plan import reveals
    from merlingua.surveys.study import load_study
    from merlingua.surveys.study_check import order_problems, text_problems

    report = progress or _silent
    report(Check.TEXTS, 0, 1)
    study = load_study(folder)
    problems = [*text_problems(study), *order_problems(study), *_changed_files(study, report)]
    if problems:
        raise StudyError(folder, problems)
    levels = study_levels(study, progress=lambda n_done, n: report(Check.LOUDNESS, n_done, n))
    report(Check.DEVICE, 0, 1)
    if find_device is not None:
        find_device()
    report(Check.DEVICE, 1, 1)
    if reveals(study):
        _hear(study, hear, report)
    _warm_up(study)
    return Readiness(study, levels)


def _hear(study: Study, hear: Hear | None, report: Report) -> None:
    from merlingua.gui.revelation_model import RevelationError

    if hear is None:
        raise RevelationError(
            "The study shows listeners what a model heard (predictions: participant: after_rating in "
            "study.yaml), and there is nothing here that asks a model."
        )
    report(Check.MODEL, 0, len(study.heard_clips))
    hear(study, progress=lambda n_done, n: report(Check.MODEL, n_done, n))


def _changed_files(study: Study, report: Report) -> list[Problem]:
    from merlingua.surveys.study_files import sha256_of_file

    manifest = study.definition.clips.manifest
    problems = []
    for n_done, clip in enumerate(study.heard_clips):
        report(Check.CLIPS, n_done, len(study.heard_clips))
        line = study.clip_lines.get(clip.id, 0)
        try:
            is_sealed = sha256_of_file(clip.file) == clip.sha256
        except OSError as error:
            problems.append(Problem(manifest, line, f"{clip.file} cannot be read: {error.strerror}"))
            continue
        if not is_sealed:
            message = f"{clip.file.name} of clip {clip.id!r} is not the file that was sealed: put it back"
            problems.append(Problem(manifest, line, message))
    return problems


def _warm_up(study: Study) -> None:
    """Load what the pages need, so that none of them makes the window wait: modules, names of countries."""
    from merlingua.surveys.language_names import (
        country_choices,
        country_search_text,
        language_choices,
        language_search_text,
    )

    for module in PAGE_MODULES:
        import_module(f"merlingua.gui.{module}")
    for language in study.definition.study.languages:
        for code, _ in country_choices(language):
            country_search_text(code)
        for code, _ in language_choices(language):
            language_search_text(code)
        formatter = Formatter(language)
        formatter.minutes(1)
        formatter.number(1)
        formatter.list(["a", "b"])


def _silent(check: Check, n_done: int, n: int) -> None:
    pass
