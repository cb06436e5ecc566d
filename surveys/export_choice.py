"""Which part of a store is exported, and what there is in it: studies, sessions, languages, clips, items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, Table, select

from merlingua.surveys import schema
from merlingua.surveys.errors import StoreError
from merlingua.surveys.instruments import ITEMS
from merlingua.surveys.store import Store

_ITEM_ORDER = {item: number for number, item in enumerate(ITEMS)}


@dataclass(frozen=True)
class ExportChoice:
    """Which part of a store is exported."""

    study_id: str
    with_free_text: bool = False
    with_practice: bool = True
    with_simulated: bool = True


def choose_study(store: Store, study_id: str | None) -> str:
    """The study that is exported: the one that was named, or the only one of the store.

    Raises
    ------
    StoreError
        If the store has none, not this one, or several and none was named.
    """
    known = store.studies()
    if study_id is None and len(known) == 1:
        return known[0]
    if study_id is None and known:
        raise StoreError(
            f"the store {store.file} has {len(known)} studies ({', '.join(known)}): name one with --study-id "
            "or its folder with --study"
        )
    if study_id not in known:
        raise StoreError(
            f"the store {store.file} has no session of study {study_id or ''!r}. Studies in it: "
            f"{', '.join(known) or 'none'}"
        )
    return study_id


def session_ids(connection: Connection, choice: ExportChoice) -> list[UUID]:
    """The sessions that are exported."""
    table = schema.session.c
    statement = select(table.id).where(table.study_id == choice.study_id).order_by(table.id)
    if not choice.with_simulated:
        statement = statement.where(table.is_simulated.is_(False))
    return list(connection.execute(statement).scalars())


def languages(connection: Connection, choice: ExportChoice) -> list[str]:
    """The languages in which sessions were held."""
    column, study_id = schema.session.c.language, schema.session.c.study_id
    statement = select(column).where(study_id == choice.study_id).distinct().order_by(column)
    return list(connection.execute(statement).scalars())


def has_simulated(connection: Connection, choice: ExportChoice) -> bool:
    """Whether a simulated session is exported."""
    table = schema.session.c
    simulated = select(table.id).where(table.study_id == choice.study_id, table.is_simulated.is_(True))
    return choice.with_simulated and connection.execute(simulated.limit(1)).first() is not None


def clip_ids(connection: Connection, choice: ExportChoice) -> list[str]:
    """Every clip that was shown, by name."""
    return sorted(connection.execute(_of_study(schema.presentation, "clip_id", choice)).scalars())


def question_ids(connection: Connection, choice: ExportChoice) -> list[str]:
    """Every question that was answered outside of clips' pages, by name."""
    statement = _of_study(schema.answer, "question_id", choice)
    return sorted(connection.execute(statement.where(schema.answer.c.presentation_id.is_(None))).scalars())


def item_ids(connection: Connection, choice: ExportChoice) -> list[str]:
    """Every item that was answered on a clip's page, in the order of columns."""
    statement = _of_study(schema.answer, "question_id", choice)
    rows = connection.execute(statement.where(schema.answer.c.presentation_id.is_not(None)))
    return sorted(rows.scalars(), key=item_order)


def item_order(item: str) -> tuple[int, str]:
    """What items are sorted by."""
    return _ITEM_ORDER.get(item, len(_ITEM_ORDER)), item


def _of_study(table: Table, column: str, choice: ExportChoice) -> Select[Any]:
    """The different values of a column in the study's sessions."""
    session = schema.session.c
    return (
        select(table.c[column])
        .join(schema.session, session.id == table.c.session_id)
        .where(session.study_id == choice.study_id)
        .distinct()
    )
