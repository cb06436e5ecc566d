"""A store on a real PostgreSQL server: it holds what a file holds, and keeps the same promises."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pytest

from merlingua.analysis.stored_ratings import ratings_of_store
from merlingua.surveys.audit_verify import verify
from merlingua.surveys.errors import StoreError
from merlingua.surveys.merge_run import merging
from merlingua.surveys.server_place import server_place
from merlingua.surveys.session import Session
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_ratings import change_token, read_ratings
from merlingua.surveys.tombstones import people_of_sessions
from merlingua.surveys.withdrawal_run import find_person, withdraw
from tests.postgres import PostgresServer
from tests.session_study import STATION, Clock, fill_in, session_study
from tests.small_study import merlingua
from tests.store_samples import begin_with_answers
from tests.surveys.test_merge import problems, station

TABLES = ("participant", "session", "presentation", "play", "answer", "event")
MARKER = "Nobody else would have written this remark, 7c1f"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as running:
        yield running


@pytest.fixture
def url(server: PostgresServer) -> str:
    return server.new_database()


def rows_of(url: str) -> dict[str, list[Any]]:
    """Everything that sessions wrote, as SQLite would give it."""
    found: dict[str, list[Any]] = {}
    with psycopg.connect(url) as connection:
        for table in TABLES:
            rows = connection.execute(f"SELECT * FROM {table}".encode()).fetchall()
            found[table] = sorted((_plain(row) for row in rows), key=repr)
    return found


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(int(value) if isinstance(value, bool) else value for value in row)


def rows_of_file(file: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(file)) as connection:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def take_session(file: Path) -> str:
    """A whole session with a remark; gives the code of withdrawal."""
    with Store.open(file) as store:
        session = Session.create(session_study(), store, language="es", station=STATION, clock=Clock())
        while not session.state.is_finished:
            fill_in(session)
            for question in session.state.questions:
                if question.kind == "text":
                    session.answer(question.id, MARKER)
            session.next()
        return session.state.withdrawal_code


def test_a_merged_file_is_on_the_server_row_by_row(url: str, tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    take_session(file)
    done = merlingua("merge", file, "--into", url)
    assert done.exit_code == 0, done.err
    assert rows_of(url) == rows_of_file(file)
    assert problems(url) == []
    assert merlingua("merge", file, "--into", url).out == [f"{file}: nothing new"]


def test_and_back_into_a_file(url: str, tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    take_session(file)
    merlingua("merge", file, "--into", url)
    done = merlingua("merge", url, "--into", tmp_path / "back.db")
    assert done.exit_code == 0, done.err
    assert rows_of_file(tmp_path / "back.db") == rows_of_file(file)
    assert problems(tmp_path / "back.db") == []


def test_all_that_reads_a_store_reads_one_on_a_server(url: str, tmp_path: Path) -> None:
    file = station(tmp_path, 1, n_sessions=3)
    take_session(file)
    merlingua("merge", file, "--into", url)
    with Store.open(file, read_only=True) as here, Store.open(url, read_only=True) as there:
        assert there.n_rows() == here.n_rows()
        for study_id in here.studies():
            assert there.sessions(study_id) == here.sessions(study_id)
            for row in here.sessions(study_id):
                assert there.history(row.id) == here.history(row.id)
            mine, theirs = read_ratings(here, study_id), read_ratings(there, study_id)
            assert theirs.participants == mine.participants
            for name in ("participant", "clip", "item", "value", "position", "response_ms"):
                assert getattr(theirs, name).tolist() == pytest.approx(
                    getattr(mine, name).tolist(), nan_ok=True
                )
    for command in (("store", "info"), ("store", "check"), ("audit", "verify")):
        done = merlingua(*command, "--store", url)
        assert done.exit_code == 0, done.err
        assert str(server_place(url)) in done.out[0]


@pytest.mark.parametrize("format_", ["long", "wide", "psych-ds", "bids", "sav"])
def test_an_export_from_a_server_is_that_from_its_file(format_: str, url: str, tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    merlingua("merge", file, "--into", url)
    tables = []
    for number, store in enumerate((file, url)):
        out = tmp_path / f"export-{number}"
        done = merlingua("export", "--store", store, "--format", format_, "--out", out)
        assert done.exit_code == 0, done.err
        tables.append({path.name: path.read_text("utf-8") for path in out.rglob("*.[ct]sv")})
    assert tables[0] == tables[1]


def test_a_session_can_be_written_there_and_has_a_number_of_its_own(url: str) -> None:
    with Store.open(url) as store:
        assert [begin_with_answers(store).number for _ in range(3)] == [1, 2, 3]
        token = change_token(store)
        begin_with_answers(store)
        assert change_token(store) != token
        assert change_token(store) == change_token(store)
        assert check_store(store) == []
        assert verify(store).problems == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answer SET value_int = 5",
        "UPDATE audit_entry SET number = number + 1",
        "DELETE FROM audit_entry",
        "DELETE FROM tombstone",
        "TRUNCATE answer CASCADE",
    ],
)
def test_the_server_itself_refuses_to_change_what_is_there(statement: str, url: str) -> None:
    with Store.open(url) as store:
        person = begin_with_answers(store, withdrawal_code_sha256="a")
        begin_with_answers(store)
        with store.reading() as connection:
            people = people_of_sessions(connection, [person.id.bytes])
    withdraw(url, *people)
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(statement.encode())


def test_what_is_changed_past_the_triggers_is_found(url: str) -> None:
    with Store.open(url) as store:
        begin_with_answers(store)
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE answer DISABLE TRIGGER answer_is_append_only")
        connection.execute("UPDATE answer SET value_int = 5 WHERE value_int = 1")
    done = merlingua("audit", "verify", "--store", url)
    assert done.exit_code == 1
    assert "a row was changed: answer" in done.err[0]
    done = merlingua("store", "check", "--store", url)
    assert done.exit_code == 1
    assert "a trigger that keeps rows as they are is missing: answer_is_append_only" in "\n".join(done.err)


def test_a_withdrawn_person_is_in_no_file_of_the_tables(
    server: PostgresServer, url: str, tmp_path: Path
) -> None:
    file = station(tmp_path, 1)
    code = take_session(file)
    merlingua("merge", file, "--into", url)
    with Store.open(url) as store:
        person = find_person(store, code=code)
    done = merlingua("withdraw", code, "--store", url, "--yes")
    assert done.exit_code == 0, done.err
    assert problems(url) == []
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert found is not None
    tables = [path for path in server.files() if path.parts[-3:-1] == ("base", str(found[0]))]
    assert tables
    assert not [path for path in tables if MARKER.encode() in path.read_bytes()]
    # It comes back with no merge, and with --clean the station's file loses it, too.
    done = merlingua("merge", file, "--into", url, "--clean")
    assert "they were taken out of it and of its backups" in done.out[-1]
    assert rows_of(url) == rows_of_file(file)
    assert person.session_ids[0].bytes not in {row[0] for row in rows_of(url)["session"]}
    assert MARKER.encode() not in file.read_bytes()
    assert problems(url) == []
    assert problems(file) == []


def test_a_station_that_lost_its_connection_is_told_in_one_line(
    server: PostgresServer, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="cannot be reached"), merging("postgresql://x@127.0.0.1:1/none"):
        pass
    with (
        pytest.raises(StoreError, match=r'there is no .*database "none" does not exist'),
        merging(server.url("none")),
    ):
        pass
    with pytest.raises(StoreError, match="holds no store yet"):
        Store.open(server.new_database(), read_only=True)


def test_a_database_of_another_program_is_left_alone(server: PostgresServer, url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE session (id int)")
    with pytest.raises(StoreError, match=r"has tables of another program \(session\)"):
        Store.open(url)
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        )
        assert found.fetchone() == (1,)


def test_a_newer_store_is_refused(url: str) -> None:
    Store.open(url).close()
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="9999"):
        Store.open(url)


def test_a_server_that_may_lose_what_it_acknowledged_is_refused(tmp_path: Path) -> None:
    with PostgresServer(fsync="off") as careless, pytest.raises(StoreError, match="runs with fsync=off"):
        Store.open(careless.new_database())


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_no_answer_leaves_this_computer_in_clear(mode: str) -> None:
    with pytest.raises(StoreError, match=f"asks for sslmode={mode}"):
        server_place(f"postgresql://lab@answers.example.org/study?sslmode={mode}")


def test_a_certificate_is_checked_unless_the_url_says_otherwise() -> None:
    usual = server_place("postgresql://lab@answers.example.org/study").url.query
    assert usual["sslmode"] == "verify-full"
    assert usual["sslrootcert"] == "system"
    assert "sslmode" not in server_place("postgresql://lab@localhost/study").url.query
    own = server_place("postgresql://lab@answers.example.org/study?sslrootcert=ca.pem").url.query
    assert (own["sslmode"], own["sslrootcert"]) == ("verify-full", "ca.pem")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_server_with_tls_is_used_with_it_and_a_wrong_certificate_refused(tmp_path: Path) -> None:
    certificate, key = tmp_path / "server.crt", tmp_path / "server.key"
    other = tmp_path / "other.crt"
    for made, secret in ((certificate, key), (other, tmp_path / "other.key")):
        subprocess.run(
            ["openssl", "req", "-new", "-x509", "-days", "2", "-nodes", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost", "-out", made, "-keyout", secret],
            check=True, capture_output=True,
        )  # fmt: skip
    with PostgresServer(certificates=(certificate, key)) as server:
        url = server.new_database().replace("127.0.0.1", "localhost")
        query = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        with (
            Store.open(f"{url}?sslmode=verify-full&sslrootcert={certificate}") as store,
            store.reading() as connection,
        ):
            assert connection.exec_driver_sql(query).one() == (True, "TLSv1.3")
        with pytest.raises(StoreError, match="cannot be reached"):
            Store.open(f"{url}?sslmode=verify-full&sslrootcert={other}")


def test_ratings_of_a_server_make_the_same_table(url: str, ready_study: Path, tmp_path: Path) -> None:
    file = tmp_path / "station.db"
    done = merlingua("study", "simulate", ready_study, "--store", file, "--participants", "4")
    assert done.exit_code == 0, done.err
    merlingua("merge", file, "--into", url)
    with Store.open(file, read_only=True) as here, Store.open(url, read_only=True) as there:
        mine, theirs = ratings_of_store(here), ratings_of_store(there)
    assert len(mine.ratings) > 100
    pd.testing.assert_frame_equal(theirs.ratings, mine.ratings)
    pd.testing.assert_frame_equal(theirs.participants, mine.participants)
