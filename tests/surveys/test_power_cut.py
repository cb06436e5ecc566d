"""A power cut loses no answer that was acknowledged: proved on a disk that forgets what was not synced.

A kill cannot prove it: the system's cache outlives the process. Here the very statements that a store sends
to SQLite run on a disk made of memory, which can be cut at each write and then keeps what was synced and a
random part of the rest. SQLite asks for no shared memory under an exclusive lock, and syncs as it does
without; that is the one setting that differs.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import apsw
import pytest

from merlingua.surveys import store_open
from merlingua.surveys.steps import PlayReport, Trial
from merlingua.surveys.store import NewSession, Store

N_CLIPS = 12
N_ITEMS = 14
SECTOR = 4096
CUT_PROBABILITY = 0.15
"""Of a cut at each write or sync."""

_names = (f"cut-disk-{number}" for number in itertools.count())


@dataclass
class DiskFile:
    """``durable`` outlives a cut; ``unsynced`` are writes (offset, bytes) or truncations (size, None)."""

    cached: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    unsynced: list[tuple[int, bytes | None]] = field(default_factory=list)

    def change(self, offset: int, written: bytes | None) -> None:
        apply_change(self.cached, offset, written)
        self.unsynced.append((offset, written))

    def sync(self) -> None:
        self.durable = bytearray(self.cached)
        self.unsynced.clear()

    def after_cut(self, draw: random.Random) -> DiskFile:
        kept = bytearray(self.durable)
        share = draw.choice((0.0, 0.5, 0.9))
        for change in self.unsynced:
            if draw.random() < share:
                apply_change(kept, *change)
        return DiskFile(bytearray(kept), kept)


def apply_change(contents: bytearray, offset: int, written: bytes | None) -> None:
    if written is None:
        del contents[offset:]
        return
    contents.extend(bytes(max(0, offset - len(contents))))
    contents[offset : offset + len(written)] = written


class Disk(apsw.VFS):
    """Files in memory; ``before_change`` is called before each write, truncation and sync."""

    def __init__(self, files: dict[str, DiskFile] | None = None) -> None:
        self.name = next(_names)
        self.files = files or {}
        self.before_change: Callable[[], None] = lambda: None
        super().__init__(self.name, base="")

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: N802
        return pathname in self.files

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self.files.pop(filename, None)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> OpenFile:  # noqa: N802
        key = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        flags[1] = flags[0]
        return OpenFile(self, self.files.setdefault(key, DiskFile()))

    def after_cut(self, draw: random.Random) -> dict[str, DiskFile]:
        return {name: file.after_cut(draw) for name, file in self.files.items()}


class OpenFile:
    """What SQLite asks of a file."""

    def __init__(self, disk: Disk, file: DiskFile) -> None:
        self._disk = disk
        self._file = file

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self._file.cached[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.before_change()
        self._file.change(offset, bytes(data))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._disk.before_change()
        self._file.change(newsize, None)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.before_change()
        self._file.sync()

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._file.cached)

    def xSectorSize(self) -> int:  # noqa: N802
        return SECTOR

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        # As SQLite takes it for granted of disks on Linux, macOS and Windows.
        return apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE

    def xFileControl(self, op: int, ptr: int) -> bool:  # noqa: N802
        return False

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xLock(self, level: int) -> None:  # noqa: N802
        return None

    def xUnlock(self, level: int) -> None:  # noqa: N802
        return None

    def xClose(self) -> None:  # noqa: N802
        return None


@dataclass(frozen=True)
class Cut:
    """What was on the disk after a cut, and how many answers had been acknowledged before it."""

    files: dict[str, DiskFile]
    n_acknowledged: int


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_acknowledged_answer_survives_a_power_cut(statements: list[str], seed: int) -> None:
    cuts = replay(statements, seed=seed)
    assert len(cuts) > 100
    # Some came while the log was being folded into the file, or after: both files were at stake.
    assert len({len(cut.files["/store.db"].durable) for cut in cuts}) > 2
    assert lost_after(cuts) == []


@pytest.mark.parametrize("quieter", ["NORMAL", "OFF"])
def test_with_a_quieter_setting_the_same_cuts_lose_answers(statements: list[str], quieter: str) -> None:
    # SQLite, "PRAGMA synchronous": in WAL mode NORMAL "does lose durability". Without this control, the
    # test above might be one that cannot fail.
    weakened = [
        statement.replace("synchronous = FULL", f"synchronous = {quieter}") for statement in statements
    ]
    assert weakened != statements
    assert lost_after(replay(weakened, seed=1))


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every statement that a store sends in a session of `N_CLIPS` clips, values filled in."""
    sent: list[str] = []
    connect = sqlite3.connect

    def traced(*arguments: object, **options: object) -> sqlite3.Connection:
        connection = connect(*arguments, **options)  # type: ignore[call-overload]
        connection.set_trace_callback(sent.append)
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_open.sqlite3, "connect", traced)
        with Store.open(tmp_path_factory.mktemp("power") / "store.db") as store:
            take_session(store)
    # What a trigger does is reported as a comment.
    return [statement for statement in sent if not statement.startswith("--")]


def take_session(store: Store) -> None:
    order = [Trial("main", f"clip-{n}", n, N_CLIPS) for n in range(1, N_CLIPS + 1)]
    session = store.begin_session(
        NewSession(
            study_id="power",
            study_version="1",
            study_sha256="0" * 64,
            seed=1,
            language="zh-Hans",
            station="station",
            device="device",
            versions={},
            withdrawal_code_sha256="0" * 64,
            order=lambda _number: order,
        )
    )
    for trial in order:
        step = f"clip/main/{trial.position:02}"
        page = store.add_presentation(session.id, step, trial, "0" * 64, -3.0)
        report = PlayReport(0.1, 48_000, 48_000, 48_000, 0, -3.0, "device")
        store.add_play(page, report, session.started_at)
        for item in range(N_ITEMS):
            store.add_answer(session.id, step, f"item-{item}", item % 5 + 1, presentation_id=page)
        store.add_event(session.id, "step", {"step": step})


def replay(statements: list[str], *, seed: int) -> list[Cut]:
    """Run the statements on a disk of memory, and take down what each of many cuts would have left."""
    draw = random.Random(seed)
    n_acknowledged = n_open = 0
    cuts: list[Cut] = []

    def maybe_cut() -> None:
        if draw.random() < CUT_PROBABILITY:
            cuts.append(Cut(disk.after_cut(draw), n_acknowledged))

    disk = Disk()
    with opened(disk) as connection:
        for statement in statements:
            disk.before_change = maybe_cut
            connection.execute(statement).fetchall()
            n_open += statement.startswith("INSERT INTO answer ")
            if statement == "COMMIT":
                n_acknowledged, n_open = n_acknowledged + n_open, 0
                maybe_cut()
        disk.before_change = lambda: None
    assert n_acknowledged == N_CLIPS * N_ITEMS
    return cuts


def lost_after(cuts: list[Cut]) -> list[str]:
    """What is wrong after each cut: answers that had been acknowledged and are gone, or a broken file."""
    return [problem for cut in cuts if (problem := problem_after(cut)) is not None]


def problem_after(cut: Cut) -> str | None:
    try:
        with opened(Disk(cut.files)) as connection:
            (whole,) = connection.execute("PRAGMA integrity_check").fetchall()[0]
            n_there = connection.execute("SELECT count(*) FROM answer").fetchall()[0][0]
    except apsw.Error as error:
        return str(error) if cut.n_acknowledged else None
    if whole != "ok":
        return str(whole)
    if n_there < cut.n_acknowledged:
        return f"{n_there} of {cut.n_acknowledged} answers"
    return None


@contextmanager
def opened(disk: Disk) -> Iterator[apsw.Connection]:
    connection = apsw.Connection("/store.db", vfs=disk.name)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        yield connection
    finally:
        connection.close()
        disk.unregister()
