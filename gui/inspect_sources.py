"""Where the Inspect page's clips and models come from, read off the window's thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from merlingua.gui.inspect_shelf import sound_files

Found = tuple[list[str], dict[str, str]]
"""Files, and the names that a study gives to some."""


def clips_of_places(places: Sequence[Path]) -> Found:
    """Files as they are given, and the audio files of folders."""
    return sound_files(places), {}


def clips_of_study(folder: Path) -> Found:
    """The clips of a study, by their ids.

    Raises
    ------
    StudyError
        If the folder holds no study, or a broken one.
    """
    from merlingua.surveys.study import load_study

    clips = load_study(folder).clips.values()
    return [str(clip.file) for clip in clips], {str(clip.file): clip.id for clip in clips}


def demo_clips() -> Found:
    """The pieces that come with the program."""
    from merlingua.surveys.demo_study import MANIFEST

    return sound_files([MANIFEST.parent]), {}


def shipped_names() -> tuple[str, ...]:
    """The models that come with the program, the best first."""
    from merlingua.mer_models.shipped_models import shipped_models

    return tuple(model.name for model in shipped_models())
