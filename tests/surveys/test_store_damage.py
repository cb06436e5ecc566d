"""Whatever happens to a store's bytes, Merlingua says so in lines, changes nothing and has no traceback."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from merlingua.surveys.errors import StoreError
from merlingua.surveys.schema import TRIGGERS
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from tests.small_study import merlingua
from tests.store_samples import begin_with_answers

N_DAMAGES = 60
HEADER_BYTES = 100
"""SQLite's own header, which other tests damage."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "answers.db") as store:
        for _ in range(2):
            begin_with_answers(store, 20)
    return tmp_path / "answers.db"


@pytest.mark.parametrize("command", ["check", "info"])
def test_no_damage_leads_to_a_traceback_or_changes_the_file(file: Path, command: str) -> None:
    whole = file.read_bytes()
    draw = random.Random(1)
    n_found = 0
    for _ in range(N_DAMAGES):
        damaged = bytearray(whole)
        n_bytes = draw.choice((1, 4, 64, 1000))
        start = draw.randrange(HEADER_BYTES, len(whole) - n_bytes)
        damaged[start : start + n_bytes] = draw.randbytes(n_bytes)
        file.write_bytes(damaged)
        run = merlingua("store", command, "--store", file)
        assert run.exit_code == (1 if run.err else 0), run
        assert file.read_bytes() == damaged
        n_found += run.exit_code
    assert n_found > 5


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE session SET presentation_order = '{'", "the order of a session cannot be read"),
        ("UPDATE session SET presentation_order = '{}'", "the order of a session cannot be read"),
        ("UPDATE session SET presentation_order = '[1]'", "the order of a session cannot be read"),
        (
            "UPDATE session SET presentation_order = '[{\"clip\": 1}]'",
            "the order of a session cannot be read",
        ),
        ("UPDATE session SET presentation_order = x'ff'", "the order of a session cannot be read"),
        (
            "UPDATE session SET presentation_order = replace(presentation_order, 'n\": 2, ', 'n\": 3, ')",
            "the order of a session cannot be read",
        ),
        ("UPDATE session SET versions = '[]'", "a versions of table session is no JSON object"),
        ("UPDATE play SET flags = '{}'", "a flags of table play is no JSON array"),
        (
            "UPDATE answer SET value_int = NULL, value_text = CAST(x'ff' AS TEXT)",
            "an answer's text is no UTF-8",
        ),
        ("DROP INDEX answer_time", "index answer_time is missing"),
        ("ALTER TABLE play DROP COLUMN underruns", "column underruns of table play is missing"),
        ("DELETE FROM session", "names a row of session that is not there: 40 of them"),
    ],
)
def test_rows_that_no_program_of_ours_wrote_are_found(file: Path, change: str, finding: str) -> None:
    change_behind_its_back(file, change)
    with Store.open(file, read_only=True) as store:
        assert any(finding in line for line in check_store(store))


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE play",
        "DELETE FROM alembic_version",
        "UPDATE alembic_version SET version_num = x'b2fa'",
        "UPDATE session SET started_at = 'yesterday'",
        "UPDATE session SET study_id = CAST(x'ff' AS TEXT)",
    ],
)
def test_a_store_that_cannot_be_read_says_that_it_is_damaged(file: Path, change: str) -> None:
    change_behind_its_back(file, change)
    with pytest.raises(StoreError, match="is damaged"):
        read_sessions(file)


def read_sessions(file: Path) -> None:
    """As the home page does."""
    with Store.open(file) as store:
        for study_id in store.studies():
            store.sessions(study_id)


def change_behind_its_back(file: Path, change: str) -> None:
    """As another program would, with the triggers out of the way."""
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(change)
        for trigger in TRIGGERS:
            if not (change.startswith("DROP TABLE") and change.split()[-1] in trigger):
                raw.execute(trigger)
        raw.commit()
