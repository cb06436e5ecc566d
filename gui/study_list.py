"""The researcher's studies as values: what a row of the home page shows, read off the GUI thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.errors import MerlinguaError, StudyError

if TYPE_CHECKING:
    from merlingua.surveys.store import SessionSummary, Store
    from merlingua.surveys.study import Study


@dataclass(frozen=True)
class LanguageCount:
    """Finished participants of one language; ``target`` is the study's quota, None where it has none."""

    language: str
    n_finished: int
    target: int | None


@dataclass(frozen=True)
class StudyRow:
    """One study of the list. Where ``problem`` is set the folder cannot be used, and says why."""

    folder: Path
    title: str
    study_id: str = ""
    version: str = ""
    n_clips: int = 0
    counts: tuple[LanguageCount, ...] = ()
    n_unfinished: int = 0
    last_answer: dt.datetime | None = None
    problem: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    """The title in each language of the study; ``title`` is that of its default language."""

    def title_in(self, language: str) -> str:
        """The title in a language, else in the study's own."""
        return self.titles.get(language, self.title)


def read_rows(store: Store, folders: Iterable[Path]) -> tuple[StudyRow, ...]:
    """A row for each folder, in the same order; a broken study is a row with its problem.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    return tuple(_read_row(store, folder) for folder in folders)


def _read_row(store: Store, folder: Path) -> StudyRow:
    from merlingua.surveys.study import load_study

    try:
        study = load_study(folder)
    except StudyError as error:
        return StudyRow(folder, folder.name, problem=str(error.problems[0]) if error.problems else str(error))
    except MerlinguaError as error:
        return StudyRow(folder, folder.name, problem=str(error))
    return _row_of(study, store)


def _row_of(study: Study, store: Store) -> StudyRow:
    section = study.definition.study
    targets = {quota.by: quota.target for quota in study.definition.quotas}
    counts = store.counts(section.id)
    answered = [count.last_answer for count in counts.values() if count.last_answer is not None]
    return StudyRow(
        folder=study.folder,
        title=study.texts.text("study.title", section.default_language),
        study_id=section.id,
        version=section.version,
        n_clips=len(study.clips),
        counts=tuple(
            LanguageCount(
                language, counts[language].n_finished if language in counts else 0, targets.get("language")
            )
            for language in section.languages
        ),
        n_unfinished=len(unfinished(store, section.id)),
        last_answer=max(answered) if answered else None,
        titles={
            language: study.texts.text("study.title", language)
            for language in section.languages
            if study.texts.has("study.title", language)
        },
    )


def unfinished(store: Store, study_id: str) -> list[SessionSummary]:
    """Sessions of real listeners that can go on, the latest first."""
    return [session for session in store.unfinished_sessions(study_id) if not session.is_simulated]
