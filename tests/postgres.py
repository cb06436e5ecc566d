"""A real PostgreSQL server for tests: a cluster of its own in a folder, which finds and disturbs no other.

    with PostgresServer(tmp_path) as server:
        url = server.new_database()
        server.kill()       # as a power cut of the computer that it runs on
        server.start()

The server refuses to run as root: there it runs as the user ``postgres`` that its package made.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psycopg

START_S = 60.0
USER = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "shared_buffers": "128MB",
    # Answers must survive a kill: these are the defaults, written out because the store asks for them.
    "fsync": "on",
    "full_page_writes": "on",
    "log_min_messages": "warning",
}


def programs() -> Path | None:
    """The folder of the newest server's programs; None where there is none."""
    if found := shutil.which("postgres"):
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = sorted(installed, key=lambda path: int(path.parent.parent.name))
    return newest[-1].parent if newest else None


class PostgresServer:
    """A running server; a context manager."""

    def __init__(self, *, certificates: tuple[Path, Path] | None = None, **settings: str) -> None:
        """``certificates``: the server's certificate and its key, for connections with TLS."""
        self._settings = {**SETTINGS, **settings}
        self._certificates = certificates
        bin_folder = programs()
        assert bin_folder is not None, "tools/setup_system.sh test installs PostgreSQL"
        self._bin = bin_folder
        # Not below pytest's folder: the user postgres may not enter it, and a socket's path is short.
        self._folder = Path(tempfile.mkdtemp(prefix="mlpg-", dir="/tmp"))
        self._data = self._folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._n_databases = 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def __enter__(self) -> PostgresServer:
        is_root = os.geteuid() == 0
        self._as_user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if is_root else []
        if is_root:
            shutil.chown(self._folder, USER)
        self._run(
            "initdb", "--pgdata", str(self._data), "--username", USER, "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        if self._certificates is not None:
            self._settings["ssl"] = "on"
            for path, name in zip(self._certificates, ("server.crt", "server.key"), strict=True):
                copied = Path(shutil.copy(path, self._data / name))
                copied.chmod(0o600)
                if is_root:
                    shutil.chown(copied, USER)
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, after a kill too, and wait until it answers."""
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        log = (self._folder / "log").open("ab")
        self._process = subprocess.Popen(
            [
                *self._as_user, str(self._bin / "postgres"), "-D", str(self._data), "-p", str(self.port),
                "-k", str(self._folder), *options,
            ],
            stdout=log, stderr=log, cwd="/", env=_environment(),
        )  # fmt: skip
        log.close()
        deadline = time.monotonic() + START_S
        while True:
            try:
                psycopg.connect(self.dsn("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, (self._folder / "log").read_text("utf-8", "replace")[
                    -2000:
                ]
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """End all of its processes at once, with nothing written any more."""
        if self._process is None:
            return
        deadline = time.monotonic() + 10
        # The postmaster first, or it would start new ones. Backends lead process groups of their own, and the
        # next server refuses to start while one of them holds the shared memory of the last.
        self._process.kill()
        self._process.wait(10)
        self._process = None
        while (left := _processes_in(self._data)) and time.monotonic() < deadline:
            for process_id in left:
                with suppress(ProcessLookupError):
                    os.kill(process_id, signal.SIGKILL)
            time.sleep(0.01)
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def new_database(self, user: str = USER) -> str:
        """The URL of an empty database."""
        self._n_databases += 1
        name = f"study_{self._n_databases}"
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} OWNER {user}".encode())
        return self.url(name, user)

    def new_role(self, name: str) -> None:
        """A role that may log in and do nothing else."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {name} LOGIN".encode())

    def url(self, database: str, user: str = USER, *, port: int | None = None) -> str:
        """As ``--store`` and ``--into`` take it."""
        return f"postgresql://{user}@127.0.0.1:{port or self.port}/{database}"

    def dsn(self, database: str, user: str = USER) -> str:
        """For psycopg."""
        return f"host=127.0.0.1 port={self.port} user={user} dbname={database}"

    def files(self) -> list[Path]:
        """All files of the cluster."""
        return [path for path in self._data.rglob("*") if path.is_file()]

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_user, str(self._bin / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", env=_environment())
        assert done.returncode == 0, done.stderr


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def _processes_in(folder: Path) -> list[int]:
    """The processes whose working directory this is: a server's all have its data's."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and (entry / "cwd").readlink() == folder:
                found.append(int(entry.name))
    return found
