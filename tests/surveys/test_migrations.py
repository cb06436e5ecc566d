"""Migrations build what a new store has; an older store keeps every row, or stays as it was."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from merlingua.surveys import store_migrations, store_open
from merlingua.surveys.errors import StoreError
from merlingua.surveys.schema import APPLICATION_ID, REVISIONS, metadata, records
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_migrations import MIGRATIONS, alembic_config, migrate
from merlingua.surveys.store_rows import FINISHED
from tests.store_samples import STEPS, answers_of, begin_with_answers

NEXT_REVISION = """
from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE session ADD COLUMN room VARCHAR(64)")
    op.execute("CREATE INDEX session_room ON session (room)")
    {further}
"""
"""A migration to come; ``further`` is its last statement."""


def test_a_new_store_is_what_all_migrations_build(tmp_path: Path) -> None:
    Store.open(tmp_path / "new.db").close()
    migrated = migrate_from_nothing(tmp_path / "migrated.db")
    assert schema_of(tmp_path / "new.db") == schema_of(migrated)
    assert header_of(tmp_path / "new.db") == header_of(migrated) == APPLICATION_ID
    assert revision_of(tmp_path / "new.db") == revision_of(migrated)


def test_a_store_that_was_built_by_migrations_alone_takes_a_session(tmp_path: Path) -> None:
    with Store.open(migrate_from_nothing(tmp_path / "migrated.db")) as store:
        session = begin_with_answers(store, 3)
        assert answers_of(store, session) == {"item_0": 0, "item_1": 1, "item_2": 2}


def test_the_tables_need_no_migration_that_is_not_written(tmp_path: Path) -> None:
    # What `alembic revision --autogenerate` would write.
    engine = create_engine(f"sqlite:///{migrate_from_nothing(tmp_path / 'migrated.db')}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, [metadata, records]) == []
    engine.dispose()


def test_the_program_knows_every_revision_that_alembic_finds_and_no_other() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert [script.revision for script in scripts.walk_revisions()] == list(reversed(REVISIONS))
    assert scripts.get_heads() == [REVISIONS[-1]]


def test_migrations_run_from_any_working_directory_and_from_a_folder_with_any_name(tmp_path: Path) -> None:
    # ConfigParser, through which alembic reads the folder's name, gives a meaning to %.
    folder = tmp_path / "100 % müller" / "李" / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    program = (
        "import sys; from pathlib import Path; from sqlalchemy import create_engine\n"
        "from merlingua.surveys.store_migrations import migrate\n"
        "with create_engine('sqlite:///elsewhere.db').begin() as connection:\n"
        "    migrate(connection, folder=Path(sys.argv[1]))\n"
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    subprocess.run([sys.executable, "-c", program, folder], cwd=elsewhere, check=True)
    assert revision_of(elsewhere / "elsewhere.db") == REVISIONS[-1]


def test_opening_a_store_of_this_version_does_not_wait_for_alembic(tmp_path: Path) -> None:
    # Alembic takes a third of a second to import: the window opens its store without it.
    program = (
        "import sys; from merlingua.surveys.store import Store\n"
        "for _ in range(2):\n"
        "    Store.open(sys.argv[1]).close()\n"
        "print('alembic' in sys.modules)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "store.db"], check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "False"


def test_a_store_of_the_first_version_keeps_every_row_and_takes_imported_sessions(tmp_path: Path) -> None:
    with Store.open(tmp_path / "now.db") as store:
        sessions = [begin_with_answers(store, 14), begin_with_answers(store, 3, language="de")]
        store.add_answer(sessions[0].id, STEPS[0], "item_0", 5)
        store.add_event(sessions[0].id, FINISHED)
        before = [store.history(session.id) for session in sessions]
        n_rows = store.n_rows()
    file = as_first_version(tmp_path / "now.db", tmp_path / "first.db")
    assert revision_of(file) == "0001"
    with Store.open(file) as store:
        assert [store.history(session.id) for session in sessions] == before
        assert store.n_rows() == n_rows
        assert check_store(store) == []
        assert [row.source for row in store.sessions("joyful")] == ["survey", "survey"]
        assert begin_with_answers(store).number == 3
    assert schema_of(file) == schema_of(tmp_path / "now.db")
    assert revision_of(file) == REVISIONS[-1]
    with closing(sqlite3.connect(file)) as connection, pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute("UPDATE answer SET value_int = 1")


def test_an_older_store_is_migrated_on_opening_and_keeps_every_row(
    tmp_path: Path, next_version: Callable[[str], None]
) -> None:
    file = tmp_path / "store.db"
    with Store.open(file) as store:
        session = begin_with_answers(store, 3)
        before = store.history(session.id)
    next_version("pass")
    with Store.open(file) as store:
        assert store.history(session.id).answers == before.answers
        assert store.history(session.id).events == before.events
    assert revision_of(file) == "0004"
    assert "room" in schema_of(file)["session"]


def test_a_migration_that_fails_leaves_the_older_store_as_it_was(
    tmp_path: Path, next_version: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "store.db"
    with Store.open(file) as store:
        session = begin_with_answers(store, 3)
    before = schema_of(file)
    next_version("raise RuntimeError('in the middle')")
    with pytest.raises(RuntimeError, match="in the middle"):
        Store.open(file)
    monkeypatch.undo()
    assert schema_of(file) == before
    assert revision_of(file) == "0003"
    with Store.open(file) as store:
        assert answers_of(store, session) == {"item_0": 0, "item_1": 1, "item_2": 2}


def test_an_older_store_that_is_opened_for_reading_alone_is_refused_and_not_migrated(
    tmp_path: Path, next_version: Callable[[str], None]
) -> None:
    file = tmp_path / "store.db"
    Store.open(file).close()
    next_version("pass")
    with pytest.raises(StoreError, match=r"store\.db is of an older version \(0003\).*Open it once"):
        Store.open(file, read_only=True)
    assert revision_of(file) == "0003"


def test_a_store_of_a_newer_version_is_refused_and_not_changed(
    tmp_path: Path, next_version: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "store.db"
    next_version("pass")
    Store.open(migrate_from_nothing(file)).close()
    monkeypatch.undo()
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"newer version \(0004; this program knows 0003\).*Install"):
        Store.open(file)
    assert file.read_bytes() == before
    assert revision_of(file) == "0004"


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes this program one of the next version, whose migration ends with the given statement."""

    def make(further: str) -> None:
        folder = tmp_path / "next" / "migrations"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "0004_rooms.py").write_text(NEXT_REVISION.format(further=further), "utf-8")
        monkeypatch.setattr(store_open, "REVISIONS", (*REVISIONS, "0004"))
        monkeypatch.setattr(store_migrations, "migrate", partial(migrate, folder=folder))

    return make


def migrate_from_nothing(file: Path) -> Path:
    """A store that every migration of this program has built, one after the other."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        store_migrations.migrate(connection)
    engine.dispose()
    return file


def schema_of(file: Path) -> dict[str, str]:
    """What creates each table, index and trigger, by name; blanks and alembic's own table aside."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: re.sub(r"\s+", " ", sql).strip() for name, sql in rows if name != "alembic_version"}


def as_first_version(file: Path, first: Path) -> Path:
    """The rows of a store in one that the first migration alone has built."""
    engine = create_engine(f"sqlite:///{first}")
    with engine.begin() as connection:
        command.upgrade(alembic_config(MIGRATIONS, connection), "0001")
    engine.dispose()
    with closing(sqlite3.connect(first)) as connection:
        connection.execute("ATTACH ? AS newer", (str(file),))
        for table in metadata.sorted_tables:
            columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table.name})"))
            connection.execute(f"INSERT INTO main.{table.name} SELECT {columns} FROM newer.{table.name}")
        connection.commit()
    return first


def header_of(file: Path) -> int:
    """The application id in the file's header."""
    with closing(sqlite3.connect(file)) as connection:
        application_id: int = connection.execute("PRAGMA application_id").fetchone()[0]
    return application_id


def revision_of(file: Path) -> str:
    """What alembic's table says; the one row of it."""
    with closing(sqlite3.connect(file)) as connection:
        ((revision,),) = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(revision)
