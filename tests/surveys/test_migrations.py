"""Migrations: what `Store.open` makes at once is what they make; an older store is migrated whole or not."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from merlingua.surveys import store_migrations, store_open
from merlingua.surveys.schema import REVISIONS, metadata
from merlingua.surveys.store import Store
from merlingua.surveys.store_migrations import MIGRATIONS, alembic_config, migrate
from tests.store_samples import answers_of, begin_with_answers

SECOND = '''
"""A column more, and what the test asks for."""
from alembic import op
revision = "0002"
down_revision = "0001"

def upgrade():
    op.execute("ALTER TABLE answer ADD COLUMN mood TEXT")
    op.execute("CREATE TABLE station (id BLOB PRIMARY KEY)")
    {more}
'''


def shape(file: Path) -> tuple[set[str], int]:
    """Every table, index and trigger as SQL without regard to blanks, and the file's application id."""
    with closing(sqlite3.connect(file)) as raw:
        rows = raw.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        (application_id,) = raw.execute("PRAGMA application_id").fetchone()
    return {re.sub(r"\s+", "", sql).lower() for (sql,) in rows}, application_id


def migrated_from_nothing(file: Path) -> Path:
    """A store that was made by running every migration."""
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(file), poolclass=NullPool)
    with engine.begin() as connection:
        migrate(connection)
    return file


def test_a_new_store_is_what_all_migrations_make(tmp_path: Path) -> None:
    Store.open(tmp_path / "made.db").close()
    migrated = migrated_from_nothing(tmp_path / "migrated.db")
    made_shape, migrated_shape = shape(tmp_path / "made.db"), shape(migrated)
    assert made_shape == migrated_shape
    assert len(made_shape[0]) > 15
    # The store that migrations made is one that the program takes.
    with Store.open(migrated) as store:
        row = begin_with_answers(store)
        assert answers_of(store, row) == {"item_0": 0, "item_1": 1, "item_2": 2}


def test_alembic_finds_nothing_that_the_migrations_lack(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{migrated_from_nothing(tmp_path / 'migrated.db')}", poolclass=NullPool)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_the_known_revisions_are_the_migrations_in_their_order() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == REVISIONS
    assert scripts.get_heads() == [REVISIONS[-1]]


def test_migrations_need_no_working_directory_and_no_ini_file(tmp_path: Path) -> None:
    program = """
import sqlite3, sys
from sqlalchemy import create_engine
from merlingua.surveys.store_migrations import migrate
with create_engine("sqlite://", creator=lambda: sqlite3.connect(sys.argv[1])).begin() as connection:
    migrate(connection)
"""
    empty = tmp_path / "empty"
    empty.mkdir()
    file = tmp_path / "müller 100% 李.db"
    result = subprocess.run([sys.executable, "-c", program, file], cwd=empty, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert len(shape(file)[0]) > 15
    assert list(empty.iterdir()) == []


@pytest.fixture
def with_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that knows a second migration; the folder in which it is written."""
    folder = tmp_path / "100% migrations"
    shutil.copytree(MIGRATIONS, folder)
    monkeypatch.setattr(store_open, "REVISIONS", (*REVISIONS, "0002"))
    monkeypatch.setattr(store_migrations, "migrate", lambda connection: migrate(connection, folder=folder))
    return folder / "versions"


def write_second(versions: Path, more: str = "") -> None:
    (versions / "0002_second.py").write_text(SECOND.format(more=more), "utf-8")


def test_an_older_store_is_migrated_on_opening_with_all_its_answers(
    tmp_path: Path, with_second: Path
) -> None:
    file = migrated_from_nothing(tmp_path / "answers.db")
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("INSERT INTO participant VALUES (zeroblob(16), 's', 1, 'en', 1, 0, 'sha', '2026')")
        raw.commit()
    write_second(with_second)
    with Store.open(file) as store:
        assert store.n_rows()["participant"] == 1
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("0002",)]
        assert "mood" in [row[1] for row in raw.execute("PRAGMA table_info(answer)")]


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, with_second: Path) -> None:
    file = migrated_from_nothing(tmp_path / "answers.db")
    before = shape(file)
    write_second(with_second, more="raise RuntimeError('a power cut, say')")
    with pytest.raises(RuntimeError, match="a power cut"):
        Store.open(file)
    assert shape(file) == before
    write_second(with_second)
    Store.open(file).close()
    assert shape(file) != before


def test_an_older_store_opened_for_reading_says_how_it_is_migrated(tmp_path: Path, with_second: Path) -> None:
    file = migrated_from_nothing(tmp_path / "answers.db")
    before = shape(file)
    with pytest.raises(OSError, match=r"older version \(0001\).*Open it once with the window"):
        Store.open(file, read_only=True)
    assert shape(file) == before
