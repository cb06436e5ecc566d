"""Brings ratings into a store, by the functions of ``merlingua import``; runs in a process without Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from merlingua.gui.import_model import ImportWish
from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.store import Store

Progress = Callable[..., None]


def bring_in(wish: ImportWish, *, progress: Progress) -> ImportReport:
    """All of the files in one transaction: interrupted, nothing of them is in the store.

    Raises
    ------
    MerlinguaError
        As ``merlingua import`` tells it.
    """
    if wish.kind == "psytoolkit":
        return _psytoolkit(wish, progress)
    return _long(wish, progress)


def _psytoolkit(wish: ImportWish, progress: Progress) -> ImportReport:
    from merlingua.surveys.errors import RatingsFileError
    from merlingua.surveys.psytoolkit import import_psytoolkit
    from merlingua.surveys.study import load_study

    if wish.study_folder is None:
        raise RatingsFileError("exports of PsyToolkit belong to a study: open its folder in the window first")
    study = load_study(wish.study_folder)
    with _store(wish) as store:
        return import_psytoolkit(
            wish.files,
            study=study,
            store=store,
            language=wish.language,
            genders=dict(wish.genders),
            progress=partial(progress, "participants stored"),
        )


def _long(wish: ImportWish, progress: Progress) -> ImportReport:
    from merlingua.surveys.import_long import import_long
    from merlingua.surveys.import_mapping import LongMapping, read_mapping
    from merlingua.surveys.long_study import LongStudy
    from merlingua.surveys.study import load_study

    mapping = LongMapping() if wish.mapping is None else read_mapping(wish.mapping)
    if wish.study_folder is not None:
        study = LongStudy.of(load_study(wish.study_folder))
    else:
        study = LongStudy.without_folder(wish.study_id)
    (file,) = wish.files
    with _store(wish) as store:
        return import_long(
            file, store, study=study, mapping=mapping, language=wish.language, progress=progress
        )


@contextmanager
def _store(wish: ImportWish) -> Iterator[Store]:
    """The store; of another window's no session may run, since its answers would wait for the import."""
    from merlingua.surveys.store_lock import StoreLock

    if wish.has_lock:
        with Store.open(wish.store) as store:
            yield store
        return
    with StoreLock.acquire(wish.store), Store.open(wish.store) as store:
        yield store
