"""The clips of the Inspect page and what is known of them; no Qt.

Says what to ask next: first of the clip that is looked at, then of all others in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from merlingua.gui.inspect_model import Answer, HeardBy, Picture, PredictQuestion
from merlingua.surveys.clip_sources import AUDIO_SUFFIXES

N_PICTURES = 100
"""Spectrograms that are kept, 150 kB each; those of clips that were looked at longer ago are made again."""


@dataclass
class Shelf:
    """Clips in order, each file once. ``names`` are those that a study gives; others are the files' own."""

    files: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    heard_by: dict[str, HeardBy] = field(default_factory=dict)
    refused_models: dict[str, str] = field(default_factory=dict)
    """Model → why it cannot be asked, in one line."""
    _answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    _problems: set[str] = field(default_factory=set)
    """Files that cannot be decoded."""

    def add(self, files: Iterable[str], names: Mapping[str, str] | None = None) -> list[str]:
        """Put files behind the others; those that were not there yet are given back."""
        known = set(self.files)
        new = [file for file in dict.fromkeys(files) if file not in known]
        self.files += new
        self.names |= names or {}
        return new

    def remove(self, file: str) -> None:
        """Let go of a clip."""
        self.files.remove(file)

    def name_of(self, file: str) -> str:
        return self.names.get(file) or Path(file).stem

    def take(self, answer: Answer) -> None:
        """Keep what a model answered."""
        if answer.model or answer.problem:
            self._answers[answer.file, answer.model] = answer
        if answer.problem or (not answer.model and answer.picture is None):
            self._problems.add(answer.file)
        if answer.picture is not None:
            self.pictures[answer.file] = answer.picture
            while len(self.pictures) > N_PICTURES:
                del self.pictures[next(iter(self.pictures))]

    def answer(self, file: str, model: str) -> Answer | None:
        """What a model said of a file; None while it was not asked."""
        return self._answers.get((file, model))

    def has_prediction(self, file: str, model: str) -> bool:
        """Whether a model could answer."""
        answer = self.answer(file, model)
        return answer is not None and answer.prediction is not None

    def next_question(self, current: str | None, models: Sequence[str]) -> PredictQuestion | None:
        """What is not known yet of the ``models`` that are shown; None where all is.

        A picture is asked for only of the clip that is looked at.
        """
        usable = [model for model in models if model and model not in self.refused_models]
        if current is not None and current in self.files:
            wants_picture = current not in self.pictures and current not in self._problems
            for model in usable:
                if (current, model) not in self._answers:
                    return PredictQuestion(current, model, wants_picture)
            if wants_picture:
                return PredictQuestion(current, "", wants_picture)
        for file in self.files:
            for model in usable:
                if (file, model) not in self._answers:
                    return PredictQuestion(file, model)
        return None


def sound_files(places: Sequence[Path]) -> list[str]:
    """Files as they are given, and the audio files of folders and their subfolders, sorted."""
    found: dict[str, None] = {}
    for place in places:
        if not place.is_dir():
            found.setdefault(str(place))
            continue
        inside = [
            file
            for file in sorted(place.rglob("*"))
            if file.suffix.lower() in AUDIO_SUFFIXES and not file.name.startswith(".") and file.is_file()
        ]
        found.update(dict.fromkeys(map(str, inside)))
    return list(found)
