"""Bring the rows of several stores into one: each station's file into the study's store, or a server.

Conventions
-----------
Rows are known by their keys, and how far each audit chain has come says what is new: merging again adds
nothing, whatever the order, and one that was broken off goes on where it stood. Nothing that is there is ever
changed. Tombstones of either side win: who withdrew anywhere is not in the merged store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from merlingua.surveys import schema
from merlingua.surveys.errors import StoreError
from merlingua.surveys.merge_source import Batch, MergeSource
from merlingua.surveys.merge_target import (
    InboxTarget,
    MergeTarget,
    ParentMissingError,
    StoreTarget,
    is_inbox,
)
from merlingua.surveys.server_errors import WithdrawnMeanwhileError
from merlingua.surveys.server_place import is_server, server_place
from merlingua.surveys.store import Store
from merlingua.surveys.store_lock import StoreLock
from merlingua.surveys.store_place import store_file
from merlingua.surveys.tombstones import people_of_sessions

Progress = Callable[[int, int], None]
"""Is told how many of how many new entries of a file are merged."""
COUNTED: tuple[str, ...] = ("participant", "session", "answer")
N_TRIES = 5
"""How often a batch is begun again because another program wrote to the same chain."""


@dataclass
class MergeReport:
    """What became of one file."""

    location: str
    n_entries: int = 0
    """Of its audit log, that were new."""
    n_rows: Counter[str] = field(default_factory=Counter)
    """New rows by table."""
    n_left_out: int = 0
    """Entries of people who have withdrawn, whose rows stayed out."""
    withdrawn: list[int] = field(default_factory=list)
    """Numbers of participants in the file who have withdrawn elsewhere; 0 for those who were imported."""
    is_cleaned: bool = False
    """They were taken out of the file, too."""
    is_in_use: bool = False
    """A window has the file open, so that they could not be taken out of it yet."""

    def lines(self) -> Iterator[str]:
        """What was done, in words."""
        if not self.n_entries:
            yield f"{self.location}: nothing new"
        else:
            counts = ", ".join(f"{self.n_rows[name]} {name}s" for name in COUNTED)
            yield f"{self.location}: {counts} ({self.n_entries} entries of the audit log)"
        if self.n_left_out:
            yield f"{self.location}: {self.n_left_out} entries of people who withdrew came without their rows"
        if not self.withdrawn:
            return
        who = f"{len(self.withdrawn)} of its participants withdrew elsewhere"
        if self.is_cleaned:
            yield f"{self.location}: {who}; they were taken out of it and of its backups"
        elif self.is_in_use:
            yield f"{self.location}: {who} and is still in it: close the window that has it open, merge again"
        else:
            yield f"{self.location}: {who} and is still in it: say --clean, or `merlingua withdraw` there"


class Merge:
    """A merge into one place, which is open as long as the context lasts: see `merging`."""

    def __init__(self, target: MergeTarget, store: Store | None) -> None:
        self._target = target
        self._store = store

    def take(
        self, location: str | Path, *, clean: bool = False, progress: Progress | None = None
    ) -> MergeReport:
        """Bring what is new in a store into the target.

        Parameters
        ----------
        location
            A file or a server's database.
        clean
            Take those who have withdrawn elsewhere out of this store and its backups, too.

        Raises
        ------
        StoreError
            If it cannot be read, is the target itself or not whole, or went on beside another copy of it.
        """
        report = MergeReport(str(location))
        self._refuse_itself(location)
        self._clean(location, report, clean=clean)
        with Store.open(location, create=False, read_only=True) as store:
            self._bring(MergeSource(store), report, progress=progress)
        return report

    def collisions(self) -> list[str]:
        """Numbers that two participants of a study share, because stations were not told apart."""
        if self._store is None:
            return []
        table = schema.participant.c
        shared = (
            select(table.study_id, table.number)
            .where(table.number > 0)
            .group_by(table.study_id, table.number)
            .having(func.count() > 1)
            .order_by(table.study_id, table.number)
        )
        with self._store.reading() as connection:
            rows = connection.execute(shared).all()
        by_study: dict[str, list[int]] = {}
        for study_id, number in rows:
            by_study.setdefault(study_id, []).append(number)
        return [
            f"study {study_id}: {len(numbers)} numbers were given to two participants each "
            f"({', '.join(map(str, numbers[:5]))}{', …' if len(numbers) > 5 else ''}), who heard the same "
            "order: give each station its own range with `merlingua store station FILE --number K`"
            for study_id, numbers in by_study.items()
        ]

    def _refuse_itself(self, location: str | Path) -> None:
        place = server_place(str(location)) if is_server(location) else store_file(location)
        if str(place) == str(self._target.place):
            raise StoreError(f"{place} cannot be merged into itself: name another store behind --into.")

    def _clean(self, location: str | Path, report: MergeReport, *, clean: bool) -> None:
        """Take out of the source whom the target knows to have withdrawn."""
        with Store.open(location, create=False, read_only=True) as store, store.reading() as connection:
            keys = [key.bytes for key in connection.execute(select(schema.session.c.id)).scalars()]
            people = people_of_sessions(connection, self._target.withdrawn(keys))
        report.withdrawn = [person.number for person in people]
        if not people or not clean:
            return
        from merlingua.surveys.withdrawal_run import withdraw

        if not is_server(location):
            try:
                StoreLock.acquire(location).release()
            except StoreError:
                report.is_in_use = True
                return
        withdraw(location, *people)
        report.is_cleaned = True

    def _bring(self, source: MergeSource, report: MergeReport, *, progress: Progress | None) -> None:
        heads = source.heads()
        n_due, waiting = 0, []
        for head in heads:
            end, link = self._target.chain_end(head.chain_id)
            self._refuse_fork(
                source, head.chain_id, min(end, head.number), link if end <= head.number else None
            )
            if head.number > end:
                n_due += head.number - end
                waiting.append(head.chain_id)
        while waiting:
            postponed = []
            for chain_id in waiting:
                try:
                    self._bring_chain(source, chain_id, report, n_due, progress=progress)
                except ParentMissingError:
                    postponed.append(chain_id)
            if len(postponed) == len(waiting):
                raise StoreError(
                    f"{source.store.file} cannot be merged: rows in it belong to sessions that are in no "
                    "store here. `merlingua store check` says which; merge that in which they began first."
                )
            waiting = postponed

    def _refuse_fork(self, source: MergeSource, chain_id: bytes, number: int, link: bytes | None) -> None:
        there = link if link is not None else self._target.link_at(chain_id, number)
        if there is not None and there != source.link_at(chain_id, number):
            raise StoreError(
                f"{source.store.file} was not merged: a copy of it went on beside it and was merged into "
                f"{self._target.place} before (they differ at entry {number} of chain {chain_id.hex()[:8]}). "
                "Bring copies back with `merlingua store restore`, which keeps them apart."
            )

    def _bring_chain(
        self,
        source: MergeSource,
        chain_id: bytes,
        report: MergeReport,
        n_due: int,
        *,
        progress: Progress | None,
    ) -> None:
        end, _ = self._target.chain_end(chain_id)
        n_tries = 0
        while True:
            batch = self._next(source, chain_id, end)
            if batch is None:
                return
            if batch.left_out and self._store is None:
                # Who cannot read there cannot note what stays out: the station's own tombstone is to come.
                first = min(map(min, batch.left_out.values()))
                batch = source.batch(chain_id, end, (), first - 1 - end)
                if batch is None:
                    return
            if not self._taken(batch):
                n_tries += 1
                if n_tries > N_TRIES:
                    raise StoreError(
                        f"another program merges the same store into {self._target.place}: let it finish, "
                        "then try again."
                    )
                end, _ = self._target.chain_end(chain_id)
                continue
            end = batch.last
            _count(batch, report)
            if progress is not None:
                progress(report.n_entries, n_due)

    def _next(self, source: MergeSource, chain_id: bytes, after: int) -> Batch | None:
        """The next batch, without those who have withdrawn from the target."""
        batch = source.batch(chain_id, after, ())
        if batch is None:
            return None
        sessions = {bytes(session_id) for _, session_id, _, _ in batch.salts if session_id is not None}
        withdrawn = self._target.withdrawn(sessions)
        return source.batch(chain_id, after, withdrawn) if withdrawn else batch

    def _taken(self, batch: Batch) -> bool:
        try:
            return self._target.take(batch)
        except WithdrawnMeanwhileError:
            return False


@contextmanager
def merging(into: str | Path) -> Iterator[Merge]:
    """Open the place that stores are merged into; where there is none yet, it is made.

    Raises
    ------
    StoreError
        If it cannot be opened, or a window has it open.
    """
    if is_server(into):
        place = server_place(str(into))
        if is_inbox(place):
            inbox = InboxTarget(place)
            try:
                yield Merge(inbox, None)
            finally:
                inbox.close()
            return
        with Store.open(into) as store:
            yield Merge(StoreTarget(store), store)
        return
    # Sessions do not go on in a store while another's rows come into it.
    with StoreLock.acquire(into), Store.open(into) as store:
        yield Merge(StoreTarget(store), store)


def _count(batch: Batch, report: MergeReport) -> None:
    report.n_entries += len(batch.entries)
    report.n_left_out += sum(map(len, batch.left_out.values()))
    for name, rows in batch.rows.items():
        report.n_rows[name] += len(rows)
