"""The audit log finds whatever was changed, removed, added or put in another order; else it is silent."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.gui.cli import main
from merlingua.surveys.audit_chain import (
    Head,
    digest_of,
    first_link,
    next_link,
    packed,
    row_bytes,
    unpacked,
)
from merlingua.surveys.audit_verify import read_head, verify
from merlingua.surveys.errors import StoreError
from merlingua.surveys.export_options import ExportOptions
from merlingua.surveys.export_run import export
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from tests.session_study import session_study
from tests.store_samples import begin_with_answers

STUDY = session_study()
N_SINGLE = 6
"""Transactions of ``begin_with_answers``: session and consent, a presentation, a play, three answers."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two simulated sessions, and one of single answers."""
    file = tmp_path_factory.mktemp("audit") / "whole.db"
    with Store.open(file) as store:
        simulate_study(STUDY, store, n_participants=2, seed=1)
        begin_with_answers(store, 3)
    return file


@pytest.fixture
def file(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "answers.db"))


def meddle(file: Path, *statements: str) -> None:
    """Change a store as one who knows SQLite: the triggers are taken away first."""
    with closing(sqlite3.connect(file)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement
        for _, sql in triggers:
            connection.execute(sql)


def problems(file: Path, *noted: Head) -> tuple[str, ...]:
    with Store.open(file, read_only=True) as store:
        return verify(store, noted).problems


def test_a_store_that_nobody_meddled_with_holds_all_that_was_written(file: Path):
    with Store.open(file, read_only=True) as store:
        report = verify(store)
        n_rows = sum(store.n_rows().values())
    assert report.problems == ()
    assert report.n_rows == n_rows > 100
    # A session that was simulated in one transaction is one entry; single answers have one each.
    assert report.n_entries == 2 + N_SINGLE


ANSWER = "(SELECT id FROM answer WHERE value_int IS NOT NULL ORDER BY id LIMIT 1)"
LAST = "(SELECT max(number) FROM audit_entry)"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ((f"UPDATE answer SET value_int = value_int % 5 + 1 WHERE id = {ANSWER}",), "a row was changed"),
        (("UPDATE answer SET answered_at = '2020-01-01T00:00:00.000000+00:00'",), "a row was changed"),
        (("UPDATE session SET station = station || 'x'",), "a row was changed"),
        (("UPDATE participant SET language = 'de' WHERE number = 1",), "a row was changed"),
        (("UPDATE event SET detail = '{}' WHERE kind = 'consent'",), "a row was changed"),
        ((f"DELETE FROM answer WHERE id = {ANSWER}",), "a row was removed: answer"),
        (("DELETE FROM play",), "a row was removed: play"),
        (
            (
                "INSERT INTO event (id, session_id, kind, detail, happened_at) "
                "SELECT randomblob(16), session_id, 'paused', detail, happened_at FROM event LIMIT 1",
            ),
            "a row was written past the audit log: event",
        ),
        (
            (
                "INSERT INTO answer (id, session_id, step_id, question_id, value_int, revision, answered_at) "
                "SELECT randomblob(16), session_id, step_id, 'joy', 5, 1, answered_at FROM answer "
                f"WHERE id = {ANSWER}",
            ),
            "a row was written past the audit log: answer",
        ),
        (("DELETE FROM audit_entry WHERE number = 2",), "entries are missing"),
        (("DELETE FROM audit_salt WHERE number = 2",), "an entry was emptied, and nobody withdrew"),
        ((f"UPDATE audit_entry SET digest = randomblob(32) WHERE number = {LAST}",), "does not follow"),
        (("UPDATE audit_salt SET salt = randomblob(16) WHERE number = 3",), "a row was changed"),
        (("UPDATE audit_salt SET row_keys = x'00' WHERE number = 3",), "makes no sense"),
        (
            (
                "UPDATE audit_entry SET number = -number WHERE number IN (4, 5)",
                "UPDATE audit_entry SET number = 9 + number WHERE number < 0",
            ),
            "does not follow",
        ),
        (
            (
                "INSERT INTO tombstone (id, participant_id, study_id, number, language, number_in_language, "
                "withdrawal_code_sha256, withdrawn_at, n_answers, entries) "
                "SELECT id, id, study_id, number, language, number_in_language, '', created_at, 0, '{}' "
                "FROM participant LIMIT 1",
            ),
            "a row was written past the audit log: tombstone",
        ),
    ],
    ids=lambda value: value[0][:60] if isinstance(value, tuple) else "",
)
def test_whatever_was_meddled_with_is_found(file: Path, statements: tuple[str, ...], told: str):
    assert problems(file) == ()
    meddle(file, *statements)
    assert any(told in problem for problem in problems(file)), problems(file)


def test_the_place_is_named(file: Path):
    meddle(
        file, "DELETE FROM audit_salt WHERE number = 2", "UPDATE answer SET value_int = 4 WHERE value_int = 1"
    )
    found = problems(file)
    with closing(sqlite3.connect(file)) as connection:
        (chain,) = connection.execute("SELECT hex(id) FROM audit_chain").fetchone()
    assert f"an entry was emptied, and nobody withdrew: entry 2 of chain {chain[:8].lower()}" in found
    assert any("session" in problem and "a row was changed" in problem for problem in found)


def test_a_log_that_was_written_anew_does_not_hold_the_link_that_was_noted(file: Path, tmp_path: Path):
    with Store.open(file, read_only=True) as store:
        (head,) = verify(store).heads
        export(store, "long", tmp_path / "export", ExportOptions(study=None, study_id="small"))
    # The export noted it, too.
    noted = json.loads((tmp_path / "export" / "export.json").read_text("utf-8"))["audit"]
    assert noted == [head.text]
    assert problems(file, head) == ()
    # One who can write the file takes the last session out and makes the log fit: only the note tells.
    meddle(
        file,
        "DELETE FROM answer WHERE session_id = (SELECT max(id) FROM session)",
        "DELETE FROM event WHERE session_id = (SELECT max(id) FROM session)",
        "DELETE FROM play WHERE presentation_id IN (SELECT id FROM presentation WHERE session_id = "
        "(SELECT max(id) FROM session))",
        "DELETE FROM presentation WHERE session_id = (SELECT max(id) FROM session)",
        "DELETE FROM session WHERE id = (SELECT max(id) FROM session)",
        "DELETE FROM participant WHERE id NOT IN (SELECT participant_id FROM session)",
        "DELETE FROM audit_salt WHERE number > 2",
        "DELETE FROM audit_entry WHERE number > 2",
        "DELETE FROM export_record",
    )
    assert problems(file) == ()
    assert problems(file, head) == (
        f"the link that was noted is not in the log: entry {2 + N_SINGLE} of chain {head.chain_id.hex()[:8]}",
    )


def test_the_command_says_what_holds_and_what_does_not(file: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["audit", "verify", "--store", str(file)]) == 0
    said = capsys.readouterr().out
    assert "as they were written" in said
    head = said.splitlines()[-1].removeprefix("end: ")
    assert read_head(head).text == head
    assert main(["audit", "verify", "--store", str(file), "--head", head]) == 0
    capsys.readouterr()
    meddle(file, "DELETE FROM play")
    assert main(["audit", "verify", "--store", str(file)]) == 1
    assert "a row was removed: play" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "abc", "00:1:00", f"{'0' * 32}:x:{'0' * 64}"])
def test_what_is_no_link_is_refused(text: str):
    with pytest.raises(StoreError, match="is no link of an audit log"):
        read_head(text)


def test_an_entry_is_what_the_page_says_it_is(file: Path):
    # SHA-256(salt ‖ rows) and SHA-256(link ‖ number ‖ digest), written out here once more.
    with closing(sqlite3.connect(file)) as connection:
        entries = connection.execute(
            "SELECT number, digest, link, salt, row_keys, chain_id FROM audit_entry JOIN audit_salt "
            "USING (chain_id, number) ORDER BY number"
        ).fetchall()
        link = hashlib.sha256(b"merlingua-audit-1" + entries[0][5]).digest()
        for number, digest, kept, salt, row_keys, _ in entries:
            text = b""
            for table, key in unpacked(row_keys):
                row = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (key,)).fetchone()
                values = [value.hex() if isinstance(value, bytes) else value for value in row]
                text += json.dumps([table, *values], separators=(",", ":")).encode()
            assert digest == hashlib.sha256(salt + text).digest()
            link = hashlib.sha256(link + number.to_bytes(8, "big") + digest).digest()
            assert kept == link


def test_two_who_gave_the_same_answers_have_digests_that_do_not_tell(tmp_path: Path):
    with Store.open(tmp_path / "a.db") as store:
        begin_with_answers(store, 1)
        begin_with_answers(store, 1)
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        salts = [row[0] for row in connection.execute("SELECT salt FROM audit_salt")]
        digests = [row[0] for row in connection.execute("SELECT digest FROM audit_entry")]
    assert all(len(salt) == 16 for salt in salts)
    assert len(set(salts)) == len(salts)
    assert len(set(digests)) == len(digests)


KEYS = st.lists(
    st.tuples(st.sampled_from(["answer", "event", "session"]), st.binary(min_size=16, max_size=16))
)


@given(KEYS)
def test_keys_come_back_as_they_went_in(keys: list[tuple[str, bytes]]):
    assert list(unpacked(packed(keys))) == keys


@given(st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.text())
def test_a_row_has_the_same_bytes_whatever_the_driver_makes_of_its_numbers(
    number: int, real: float, text: str
):
    # SQLite gives 1 for True and may give a float for a whole number; PostgreSQL gives True and memoryviews.
    key = bytes(range(16))
    one = (key, key, text, text, None, text, number, True, False, real, None)
    other = (memoryview(key), key, text, text, None, text, number, 1, 0, real, None)
    assert row_bytes("presentation", one) == row_bytes("presentation", other)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.integers(1, 2**40))
def test_a_link_depends_on_all_before_it(link: bytes, digest: bytes, number: int):
    changed = bytes([link[0] ^ 1]) + link[1:]
    assert next_link(link, number, digest) != next_link(changed, number, digest)
    assert next_link(link, number, digest) != next_link(link, number + 1, digest)
    assert first_link(link[:16]) != first_link(changed[:16])
    assert digest_of(link[:16], []) != digest_of(changed[:16], [])


def test_a_transaction_that_failed_leaves_no_entry(tmp_path: Path):
    with Store.open(tmp_path / "a.db") as store:
        session = begin_with_answers(store, 1)
        with contextlib.suppress(ZeroDivisionError), store.one_transaction():
            store.add_event(session.id, "note", {"n": 1})
            raise ZeroDivisionError
        store.add_event(session.id, "note", {"n": 2})
        assert verify(store).problems == ()
