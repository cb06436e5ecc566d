"""What the process behind the Agreement page does with a question: reads a store, computes, writes.

Runs without Qt. Ratings are kept between questions, and read again once the store has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from merlingua.gui.agreement_model import (
    AlphaTable,
    ChangeQuestion,
    ContentsQuestion,
    DetailQuestion,
    ItemDetail,
    Question,
    ReportWish,
    Selection,
    StudyChoice,
    TableQuestion,
)
from merlingua.gui.export_model import ExportWish
from merlingua.gui.import_model import ImportWish
from merlingua.surveys.errors import MerlinguaError
from merlingua.surveys.store import Store
from merlingua.surveys.store_place import store_file
from merlingua.surveys.store_ratings import change_token
from merlingua.surveys.study import load_study

if TYPE_CHECKING:
    from merlingua.analysis.agreement import QuickAlphas
    from merlingua.analysis.ratings_frame import RatingsFrame

# What computes is imported by the question that needs it: the studies of a store are told without pandas.

Progress = Callable[..., None]


class AgreementWork:
    """Answers questions one after another; holds one store open for reading, and one study's ratings."""

    def __init__(self) -> None:
        self._store: Store | None = None
        self._location = ""
        self._missing: Path | None = None
        self._frame: RatingsFrame | None = None
        self._read: Selection | None = None
        self._alphas: tuple[Selection, QuickAlphas] | None = None
        self._token: object = None

    def answer(self, question: Question, *, progress: Progress) -> Any:
        """The answer to one question; MerlinguaError where there can be none."""
        if isinstance(question, ContentsQuestion):
            return self._contents(question)
        if isinstance(question, TableQuestion):
            return self._table(question.selection, progress)
        if isinstance(question, DetailQuestion):
            return self._detail(question.selection, question.item, progress)
        if isinstance(question, ChangeQuestion):
            return self._has_changed()
        if isinstance(question, ImportWish):
            from merlingua.gui.import_work import bring_in

            return bring_in(question, progress=progress)
        if isinstance(question, ExportWish):
            from merlingua.gui.export_work import write_export

            return write_export(question, progress=progress)
        if isinstance(question, ReportWish):
            from merlingua.gui.report_work import write_report

            return write_report(question, progress=progress)
        raise TypeError(f"{question!r} is no question")

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _opened(self, location: str) -> Store:
        if self._store is None or location != self._location:
            self.close()
            self._store = Store.open(location, create=False, read_only=True)
            self._location = location
            self._read = None
        return self._store

    def _is_missing(self, location: str) -> bool:
        """Whether there is no such store yet; the next question for changes looks for it."""
        file = store_file(location)
        self._missing = None if file.exists() else file
        return self._missing is not None

    def _contents(self, question: ContentsQuestion) -> tuple[StudyChoice, ...]:
        if self._is_missing(question.store):
            return ()
        known = dict(_studies_in(question.folders))
        store = self._opened(question.store)
        return tuple(known.get(study_id, StudyChoice(study_id)) for study_id in store.studies())

    def _ratings(self, selection: Selection, progress: Progress) -> RatingsFrame | None:
        """The study's ratings as they are now, and what is compared with for changes; None: it has none."""
        if self._is_missing(selection.store):
            return None
        store = self._opened(selection.store)
        token = change_token(store)
        if self._read != selection.ratings or token != self._token:
            from merlingua.analysis.stored_ratings import ratings_of_store

            self._frame = self._alphas = None  # let go of the memory before as much is taken again
            study = load_study(selection.study.folder) if selection.study.folder else None
            if selection.study.study_id in store.studies():
                progress("read", n_sessions(store, selection.study.study_id))
                self._frame = ratings_of_store(store, selection.study.study_id, study=study)
            self._read, self._token = selection.ratings, token
        return self._frame

    def _has_changed(self) -> bool:
        if self._missing is not None:
            return self._missing.exists()
        return self._store is not None and change_token(self._store) != self._token

    def _computed(self, frame: RatingsFrame, selection: Selection) -> QuickAlphas:
        from merlingua.gui.agreement_tables import alphas_of

        if self._alphas is None or self._alphas[0] != selection:
            self._alphas = (selection, alphas_of(frame, selection))
        return self._alphas[1]

    def _table(self, selection: Selection, progress: Progress) -> AlphaTable:
        frame = self._ratings(selection, progress)
        if frame is None or not len(frame.ratings):
            return AlphaTable((), (), {}, 0, 0)
        from merlingua.gui.agreement_tables import table_of

        return table_of(frame, self._computed(frame, selection), selection)

    def _detail(self, selection: Selection, item: str, progress: Progress) -> ItemDetail:
        # As the table has them: to read newer ones here would hide from the next question that they came.
        frame = self._frame if self._read == selection.ratings else self._ratings(selection, progress)
        if frame is None:
            raise MerlinguaError("there are no ratings")
        from merlingua.gui.agreement_tables import detail_of

        return detail_of(frame, self._computed(frame, selection), item)


def n_sessions(store: Store, study_id: str) -> int:
    """How many listeners have begun; quick, however many answers there are."""
    with store.reading() as connection:
        query = "SELECT count(*) FROM session WHERE study_id = ?"
        n: int = connection.exec_driver_sql(query, (study_id,)).scalar_one()
    return n


def _studies_in(folders: tuple[Path, ...]) -> Iterator[tuple[str, StudyChoice]]:
    for folder in reversed(folders):
        try:
            study = load_study(folder)
        except MerlinguaError:
            continue
        section = study.definition.study
        titles: dict[str, str] = {
            language: study.texts.text("study.title", language)
            for language in section.languages
            if study.texts.has("study.title", language)
        }
        yield section.id, StudyChoice(section.id, folder, titles)
