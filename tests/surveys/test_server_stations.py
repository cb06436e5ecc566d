"""Many stations and one server: a station's role reads nothing, and whatever breaks, no answer is lost."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from merlingua.surveys.merge_run import merging
from merlingua.surveys.server_schema import STATION_TABLES
from merlingua.surveys.stations import set_station
from merlingua.surveys.store import Store
from merlingua.surveys.withdrawal_run import find_person, withdraw
from tests.postgres import PostgresServer
from tests.small_study import merlingua
from tests.surveys.test_crash import Kennel
from tests.surveys.test_merge import code_of, problems, rows_of, station
from tests.tcp_proxy import TcpProxy

ROLE = "booth"
SEED = 20202
"""Of the moments at which something breaks. The machine adds its own chance to each."""
LONGEST_S = 120.0
N_CUTS = 8
ALL_TABLES = (*STATION_TABLES, "audit_chain", "station_number", "alembic_version")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as running:
        running.new_role(ROLE)
        yield running


@pytest.fixture
def owner(server: PostgresServer) -> str:
    """The URL of an empty store, as its owner."""
    return granted(server)


@pytest.fixture(scope="module")
def guarded(server: PostgresServer) -> str:
    """A store that nobody gets to change, as a station reaches it."""
    return granted(server).replace("postgres@", f"{ROLE}@")


def granted(server: PostgresServer) -> str:
    """A new store to which the role may add."""
    url = server.new_database()
    Store.open(url).close()
    assert merlingua("store", "grant", url, "--role", ROLE).exit_code == 0
    return url


@pytest.fixture
def booth(owner: str) -> str:
    """The same as a station reaches it."""
    return owner.replace("postgres@", f"{ROLE}@")


def test_a_station_brings_its_rows_and_reads_none(owner: str, booth: str, tmp_path: Path) -> None:
    files = [station(tmp_path, number) for number in (1, 2)]
    for file in files:
        done = merlingua("merge", file, "--into", booth)
        assert done.exit_code == 0, done.err
        assert done.out == [f"{file}: 2 participants, 2 sessions, 6 answers (12 entries of the audit log)"]
        assert merlingua("merge", file, "--into", booth).out == [f"{file}: nothing new"]
    assert problems(owner) == []
    with Store.open(owner) as store:
        assert store.n_rows()["answer"] == 12
    for command in (("store", "info"), ("store", "check"), ("audit", "verify")):
        done = merlingua(*command, "--store", booth)
        assert done.exit_code == 1
        assert "this user may not do that" in done.err[0]


@pytest.mark.parametrize("table", ALL_TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM {table}",
        "SELECT count(*) FROM {table}",
        "COPY {table} TO STDOUT",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "DROP TABLE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "INSERT INTO {table} DEFAULT VALUES RETURNING *",
    ],
)
def test_the_role_of_a_station_is_refused(statement: str, table: str, guarded: str) -> None:
    if table == "alembic_version" and statement.startswith(("SELECT", "COPY")):
        pytest.skip("the version of the store is no secret: a station must know it")
    with psycopg.connect(guarded) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.format(table=table).encode())


def test_the_functions_of_a_station_tell_nothing_of_others(owner: str, booth: str, tmp_path: Path) -> None:
    merlingua("merge", station(tmp_path, 1), "--into", owner)
    with psycopg.connect(booth) as connection:
        assert connection.execute("SELECT * FROM merlingua_chain_end(%s)", (b"0" * 16,)).fetchall() == []
        assert connection.execute("SELECT merlingua_withdrawn(%s)", ([b"0" * 16],)).fetchall() == []
        # A table of one's own with the name of the store's is not what its functions read.
        connection.execute("CREATE TEMP TABLE withdrawn_session (session_id bytea)")
        connection.execute("INSERT INTO withdrawn_session VALUES ('x')")
        assert connection.execute("SELECT merlingua_withdrawn(%s)", ([b"x"],)).fetchall() == []
    with psycopg.connect(booth) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'")


def test_who_withdrew_centrally_is_taken_out_at_the_station(owner: str, booth: str, tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    merlingua("merge", file, "--into", booth)
    with Store.open(owner) as store:
        person = find_person(store, code=code_of(1, 0))
    withdraw(owner, person)
    with Store.open(file) as store:
        store.add_answer(person.session_ids[0], "questions", "age", 44)
    done = merlingua("merge", file, "--into", booth, "--clean")
    assert done.exit_code == 0, done.err
    assert "they were taken out of it" in done.out[-1]
    assert problems(owner) == []
    assert problems(file) == []
    with Store.open(owner) as store:
        assert store.n_rows()["session"] == 1


def test_who_withdrew_at_the_station_is_taken_out_on_the_server(
    owner: str, booth: str, tmp_path: Path
) -> None:
    file = station(tmp_path, 1)
    merlingua("merge", file, "--into", booth)
    with Store.open(file) as store:
        person = find_person(store, code=code_of(1, 1))
    withdraw(file, person)
    done = merlingua("merge", file, "--into", booth)
    assert done.exit_code == 0, done.err
    with Store.open(owner) as store:
        assert store.n_rows()["session"] == 1
    assert problems(owner) == []


@pytest.mark.parametrize("role", ["postgres", "nobody_there"])
def test_rights_are_given_to_a_role_that_can_be_limited(role: str, owner: str) -> None:
    done = merlingua("store", "grant", owner, "--role", role)
    assert done.exit_code == 1
    assert role in done.err[0]


@dataclass
class Booth:
    """A station: a process that holds sessions and is killed, and one that brings them to the server."""

    number: int
    file: Path
    log: Path
    url: str
    n_sessions: int
    n_kills: int = 0
    n_sync_kills: int = 0
    problem: BaseException | None = None
    told: list[tuple[UUID, str, str, int | str]] = field(default_factory=list)
    """Acknowledged answers: session, step, question, value."""
    n_begun: int = 0

    def live(self, over: threading.Event) -> None:
        """Hold the sessions, with kills."""
        try:
            self._hold(random.Random(SEED + self.number))
        except BaseException as error:
            self.problem = error

    def sync(self, over: threading.Event) -> None:
        """Bring what is there to the server again and again, killed now and then."""
        chance = random.Random(SEED - self.number)
        while not over.is_set():
            quiet = subprocess.DEVNULL
            process = subprocess.Popen(self.command("--every", "1"), stdout=quiet, stderr=quiet)
            over.wait(chance.uniform(4, 20))
            process.kill()
            process.wait()
            self.n_sync_kills += 1

    def command(self, *options: str) -> list[str]:
        command = [
            sys.executable,
            "-m",
            "merlingua.gui",
            "merge",
            str(self.file),
            "--into",
            self.url,
            "--clean",
        ]
        return [*command, *options]

    def _hold(self, chance: random.Random) -> None:
        with Store.open(self.file) as store:
            set_station(store, self.number)
        kennel = Kennel(self.file, self.log, "balanced")
        current: UUID | None = None
        try:
            for seed in itertools.count(self.number * 1000):
                for line in kennel.run(seed, current, chance.uniform(0.5, 2.5)):
                    current = self._heard(line, current)
                self.n_kills += 1
                if self.n_begun > self.n_sessions:
                    return
                current = self._open_session(current)
        finally:
            kennel.close()

    def _heard(self, line: str, current: UUID | None) -> UUID | None:
        word, rest = line.split(" ", 1)
        if word == "began":
            self.n_begun += 1
            return UUID(rest.split(" ")[0])
        if word == "saved":
            assert current is not None
            step_id, question_id, value = rest.split(" ", 2)
            self.told.append((current, step_id, question_id, json.loads(value)))
        return current

    def _open_session(self, current: UUID | None) -> UUID | None:
        if current is None:
            return None
        with Store.open(self.file) as store:
            ended = store.history(current).events[-1].kind == "finished"
        return None if ended else current


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("n_sessions", [2, pytest.param(50, marks=pytest.mark.soak)])
def test_eight_stations_a_server_that_dies_and_a_wire_that_is_cut_lose_no_answer(
    n_sessions: int, tmp_path: Path
) -> None:
    chance, over = random.Random(SEED), threading.Event()
    with PostgresServer() as server, TcpProxy(server.port) as wire:
        server.new_role(ROLE)
        owner = granted(server)
        database = owner.rpartition("/")[2]
        url = server.url(database, ROLE, port=wire.port)
        booths = [
            Booth(number, tmp_path / f"{number}.db", tmp_path / f"{number}.log", url, n_sessions)
            for number in range(8)
        ]
        living = [threading.Thread(target=booth.live, args=(over,)) for booth in booths]
        syncing = [threading.Thread(target=booth.sync, args=(over,)) for booth in booths]
        for thread in (*living, *syncing):
            thread.start()
        try:
            n_server_kills = break_things(server, wire, living, chance)
        finally:
            over.set()
            for thread in (*living, *syncing):
                thread.join()
        assert [booth.problem for booth in booths if booth.problem] == []
        # The network holds now: each station brings what is left, and nothing comes twice.
        for booth in booths:
            done = subprocess.run(booth.command(), capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        check_answers(owner, booths)
        check_orders(owner, n_stations=len(booths))
    check_any_order([booth.file for booth in booths], tmp_path)
    n_answers = sum(len(booth.told) for booth in booths)
    print(
        f"{len(booths)} stations, {sum(booth.n_begun for booth in booths)} sessions, {n_answers} "
        f"acknowledged answers; {sum(booth.n_kills for booth in booths)} kills of stations, "
        f"{sum(booth.n_sync_kills for booth in booths)} of merges, {n_server_kills} of the server, "
        f"{wire.n_cut} connections cut: none lost, none twice"
    )
    assert n_server_kills
    assert wire.n_cut
    assert n_answers > 8 * n_sessions


def break_things(
    server: PostgresServer, wire: TcpProxy, living: list[threading.Thread], chance: random.Random
) -> int:
    """Kill the server and cut the wire while sessions are held; how often the server was killed.

    Merges take a while to begin on a busy machine: this goes on until some were cut and one met a server that
    was gone.
    """
    n_kills, began = 0, time.monotonic()
    while True:
        time.sleep(chance.uniform(0.05, 0.4))
        lasted_s = time.monotonic() - began
        if chance.random() < 0.02 or (not n_kills and lasted_s > 4):
            server.kill()
            time.sleep(chance.uniform(0, 1))
            server.start()
            n_kills += 1
        else:
            wire.cut()
        is_enough = wire.n_cut >= N_CUTS and n_kills > 0
        if not any(thread.is_alive() for thread in living) and (is_enough or lasted_s > LONGEST_S):
            return n_kills


def check_answers(owner: str, booths: list[Booth]) -> None:
    """Every acknowledged answer is on the server exactly once, with the value that was acknowledged last."""
    with psycopg.connect(owner) as connection:
        rows = connection.execute(
            "SELECT session_id, step_id, question_id, revision, value_int, value_text FROM answer"
        ).fetchall()
    n_times = Counter(row[:4] for row in rows)
    assert max(n_times.values()) == 1
    there: dict[tuple[bytes, str, str], list[object]] = {}
    for session_id, step_id, question_id, _, number, words in rows:
        there.setdefault((session_id, step_id, question_id), []).append(words if number is None else number)
    for booth in booths:
        for session_id, step_id, question_id, value in booth.told:
            assert value in there[session_id.bytes, step_id, question_id]
    assert problems(owner) == []


def check_orders(owner: str, *, n_stations: int) -> None:
    """No number twice, and each clip as often at each place as the stations' unfinished squares allow."""
    with psycopg.connect(owner) as connection:
        numbers = [row[0] for row in connection.execute("SELECT number FROM participant").fetchall()]
        orders = connection.execute("SELECT presentation_order FROM session").fetchall()
    assert len(set(numbers)) == len(numbers)
    heard = Counter(
        (trial["clip_id"], trial["position"])
        for order in orders
        for trial in json.loads(order[0])
        if trial["block_id"] == "main"
    )
    assert len(heard) == 16  # four clips at four places
    # A station begins and ends within a square of four participants, where a clip has had a place or not.
    assert max(heard.values()) - min(heard.values()) <= 2 * n_stations


def check_any_order(files: list[Path], folder: Path) -> None:
    """Some permutations of the files give the same store."""
    chance, merged = random.Random(SEED), []
    for number in range(3):
        chance.shuffle(files)
        with merging(folder / f"all-{number}.db") as merge:
            for file in files:
                merge.take(file)
        merged.append(rows_of(folder / f"all-{number}.db"))
    assert merged[1] == merged[0]
    assert merged[2] == merged[0]


def test_a_merge_that_runs_beside_the_window_ends_when_it_is_asked_to(
    owner: str, booth: str, tmp_path: Path
) -> None:
    file = station(tmp_path, 1)
    command = [sys.executable, "-m", "merlingua.gui", "merge", str(file), "--into", booth, "--every", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        assert "2 participants" in process.stdout.readline()
        with Store.open(file) as store:
            store.add_answer(store.sessions("joyful")[0].id, "questions", "age", 31)
        assert "1 answers" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
