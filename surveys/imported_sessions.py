"""Sessions that were held elsewhere, as an importer hands them to the store: frozen values alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from merlingua.surveys.questions import AnswerValue

if TYPE_CHECKING:
    from merlingua.surveys.study import Study

ImportSource = Literal["psytoolkit", "long", "limesurvey"]
"""Where sessions may come from, beside this program's own survey."""

Progress = Callable[[int], None]
"""Called with the participants that have been taken so far."""


@dataclass(frozen=True, slots=True)
class ImportedPage:
    """The answers of one page: a clip's, or a questionnaire's.

    ``step_id`` is unique within the participant: ``clip/main/ID`` for a clip (`clip_step_id`),
    ``questionnaire/demographics/0`` for a questionnaire.
    """

    step_id: str
    answers: Mapping[str, AnswerValue]
    """By question id: items of a clip (``anger``, ``preference``…), ``age``, ``item_01`` of the Gold-MSI…"""
    clip_id: str | None = None
    """None: no clip was heard on this page."""
    block_id: str = "main"
    position: int | None = None
    """Counts from 1 within the block; None where the source does not say in which order clips were heard."""
    is_practice: bool = False
    is_repeat: bool = False
    response_ms: Mapping[str, float] = field(default_factory=dict)
    """By question id, where the source measured it."""


@dataclass(frozen=True, slots=True)
class ImportedParticipant:
    """One participant of a source. Times know their zone; None where the source does not say."""

    source_id: str
    """Their id in the source, as it is there."""
    language: str
    """Of the survey, as Merlingua writes it: en, es, de, zh-Hans, …"""
    pages: tuple[ImportedPage, ...]
    is_complete: bool
    started_at: datetime | None = None
    finished_at: datetime | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    """What else the source says, as JSON can hold it: original texts, stored scores, file, line."""


@dataclass(frozen=True)
class ImportOrigin:
    """What an import belongs to and where it comes from."""

    study_id: str
    source: ImportSource
    source_sha256: str
    """Of the file, or of all files one after the other."""
    study_version: str = ""
    study_sha256: str = ""
    """Both empty where ratings have no study folder."""

    @classmethod
    def of_study(cls, study: Study, source: ImportSource, source_sha256: str) -> ImportOrigin:
        """Ratings of a study that has its folder."""
        definition = study.definition.study
        return cls(definition.id, source, source_sha256, definition.version, study.sha256)


@dataclass(frozen=True)
class ImportCounts:
    """What an import did. Answers are counted one a question."""

    n_participants: int
    """Read from the source."""
    n_new: int
    n_known: int
    """Those of ``n_participants`` that the store had before."""
    n_answers_new: int
    n_answers_known: int
    n_conflicts: int
    conflicts: tuple[str, ...]
    """A sentence each, the first thousand: an answer that differs from the store's, which was kept."""
    n_withdrawn: int = 0
    """Of ``n_participants``: they have withdrawn from the store, and stay out."""


def clip_step_id(clip_id: str, *, block_id: str = "main", occasion: int = 1) -> str:
    """The step of a clip whose place in the order is not known; ``occasion`` counts its repeats from 1."""
    # A clip that is called a~2 is not the repeat of a.
    name, repeated = clip_id.replace("~", "~~"), f"~{occasion}" if occasion > 1 else ""
    return f"clip/{block_id}/{name}{repeated}"
