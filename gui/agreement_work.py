"""What the process behind the Agreement page does with a question: reads a store, computes, writes a report.

Runs without Qt. Ratings are kept between questions, and read again once the store has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.disagreement import clip_disagreements
from merlingua.analysis.estimates import UndefinedError
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.resampling import alpha_estimate
from merlingua.gui.agreement_model import (
    ALL,
    AlphaTable,
    ChangeQuestion,
    ClipRow,
    ContentsQuestion,
    DetailQuestion,
    Group,
    ItemDetail,
    Question,
    ReportWish,
    Selection,
    StudyChoice,
    TableQuestion,
    WrittenReport,
)
from merlingua.gui.import_model import ImportWish
from merlingua.surveys.errors import MerlinguaError, StoreError
from merlingua.surveys.store import Store
from merlingua.surveys.store_place import store_file
from merlingua.surveys.store_ratings import RatingColumns, change_token, read_ratings
from merlingua.surveys.study import Study, load_study
from merlingua.surveys.taxonomy import EMOTION_IDS

Progress = Callable[..., None]


class AgreementWork:
    """Answers questions one after another; holds one store open for reading, and one study's ratings."""

    def __init__(self) -> None:
        self._store: Store | None = None
        self._location = ""
        self._columns: RatingColumns | None = None
        self._read: Selection | None = None
        self._token: object = None
        self._study: Study | None = None

    def answer(self, question: Question, *, progress: Progress) -> Any:
        """The answer to one question; MerlinguaError where there can be none."""
        if isinstance(question, ContentsQuestion):
            return self._contents(question)
        if isinstance(question, TableQuestion):
            return self._table(question.selection)
        if isinstance(question, DetailQuestion):
            return self._detail(question.selection, question.item)
        if isinstance(question, ChangeQuestion):
            return self._has_changed()
        if isinstance(question, ImportWish):
            from merlingua.gui.import_work import bring_in

            return bring_in(question, progress=progress)
        return self._report(question, progress)

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

    def _contents(self, question: ContentsQuestion) -> tuple[StudyChoice, ...]:
        if not store_file(question.store).exists():
            return ()
        known = dict(_studies_in(question.folders))
        store = self._opened(question.store)
        return tuple(known.get(study_id, StudyChoice(study_id)) for study_id in store.studies())

    def _ratings(self, selection: Selection) -> RatingColumns | None:
        if not store_file(selection.store).exists():
            return None
        store = self._opened(selection.store)
        token = change_token(store)
        if self._read != selection.ratings or token != self._token:
            self._study = load_study(selection.study.folder) if selection.study.folder else None
            try:
                self._columns = read_ratings(store, selection.study.study_id)
            except StoreError:
                self._columns = None
            self._read, self._token = selection.ratings, token
        return self._columns

    def _has_changed(self) -> bool:
        return self._store is not None and change_token(self._store) != self._token

    def _masks(self, selection: Selection, columns: RatingColumns) -> Mapping[str, NDArray[np.bool_]]:
        people = columns.participants
        counted = np.array(
            [
                (selection.participants == "rated" or person.is_complete)
                and (selection.languages is None or person.language in selection.languages)
                for person in people
            ],
            dtype=bool,
        )
        rated = np.zeros(len(people), dtype=bool)
        rated[columns.participant] = True
        counted &= rated
        languages = np.array([person.language for person in people])
        masks = {
            language: counted & (languages == language)
            for language in ("en", "es", "de", "zh-Hans")
            if (counted & (languages == language)).any()
        }
        return {**masks, ALL: counted}

    def _matrix(self, columns: RatingColumns, item: str) -> RatingMatrix:
        wanted = (columns.item == columns.items.index(item)) & ~columns.is_practice & ~columns.is_repeat
        return RatingMatrix.from_indices(
            columns.participant[wanted],
            columns.clip[wanted],
            columns.value[wanted],
            raters=tuple(str(person.id) for person in columns.participants),
            clips=columns.clips,
            item=item,
            levels=(1, 2, 3, 4, 5),
        )

    def _table(self, selection: Selection) -> AlphaTable:
        columns = self._ratings(selection)
        if columns is None or not len(columns.value):
            return AlphaTable((), (), {}, 0, 0)
        masks = self._masks(selection, columns)
        items = tuple(item for item in EMOTION_IDS if item in columns.items)
        rated = np.unique(columns.participant)
        estimates = {}
        n_ratings = 0
        for item in items:
            matrix = self._matrix(columns, item)
            for group, mask in masks.items():
                estimates[item, group] = alpha_estimate(matrix.select(raters=mask))
            n_ratings += estimates[item, ALL].n_ratings
        people = [columns.participants[i] for i in rated]
        return AlphaTable(
            items=items,
            groups=tuple(Group(group, int(mask.sum())) for group, mask in masks.items()),
            estimates=estimates,
            n_listeners=int(masks[ALL].sum()),
            n_ratings=n_ratings,
            n_left_out=len(rated) - int(masks[ALL].sum()),
            n_simulated=sum(columns.participants[i].is_simulated for i in np.flatnonzero(masks[ALL])),
            languages=tuple(
                Group(language, sum(person.language == language for person in people))
                for language in ("en", "es", "de", "zh-Hans")
                if any(person.language == language for person in people)
            ),
            names={item: self._texts(f"item.{item}.label") for item in items},
        )

    def _detail(self, selection: Selection, item: str) -> ItemDetail:
        columns = self._ratings(selection)
        if columns is None:
            raise MerlinguaError("there are no ratings")
        matrix, masks = self._matrix(columns, item), self._masks(selection, columns)
        everybody = matrix.select(raters=masks[ALL])
        is_rated = everybody.counts().sum(axis=1) > 0
        matrix, everybody = matrix.select(clips=is_rated), everybody.select(clips=is_rated)
        try:
            rows = {row.clip: row.disagreement for row in clip_disagreements(everybody)}
        except UndefinedError:
            rows = {}
        clips = []
        for clip_id in matrix.clips:
            clip = self._study.clips.get(clip_id) if self._study is not None else None
            title = " – ".join(part for part in (clip.artist, clip.title) if part) if clip else ""
            clips.append(
                ClipRow(
                    clip_id,
                    title,
                    clip.lyrics_language if clip else "",
                    (clip.quadrant or "") if clip else "",
                    rows.get(clip_id),
                )
            )
        texts = {level: self._texts(f"scale.agree5.{level:g}") for level in matrix.levels}
        anchors = {
            language: tuple(texts[level][language] for level in matrix.levels)
            for language in ("en", "es", "de", "zh-Hans")
            if all(language in texts[level] for level in matrix.levels)
        }
        return ItemDetail(
            item,
            tuple(Group(group, int(mask.sum())) for group, mask in masks.items()),
            tuple(clips),
            matrix.levels,
            np.stack([matrix.select(raters=mask).counts() for mask in masks.values()]),
            anchors,
        )

    def _texts(self, key: str) -> dict[str, str]:
        from merlingua.surveys.instruments import built_in_texts

        table = self._study.texts if self._study is not None else built_in_texts()
        return {
            language: table.text(key, language) for language in table.languages if table.has(key, language)
        }

    def _report(self, wish: ReportWish, progress: Progress) -> WrittenReport:
        raise NotImplementedError


def _studies_in(folders: tuple[Path, ...]) -> Any:
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
