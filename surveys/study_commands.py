"""What the commands of ``surveys.commands`` do."""

from __future__ import annotations

import argparse
import csv
import shlex
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from merlingua.surveys.errors import InstrumentError, Problem, StudyError
from merlingua.surveys.steps import Trial
from merlingua.surveys.study import load_study, read_study

_COLUMN_GAP = "  "
_ORDER_CSV_COLUMNS = ("participant", "block", "position", "clip", "is_practice", "is_repeat")


def run_new(arguments: argparse.Namespace) -> int:
    """``merlingua study new``."""
    from merlingua.surveys.study_new import new_study

    study = new_study(
        arguments.folder,
        clips=arguments.clips,
        study_id=arguments.study_id,
        seed=arguments.seed,
        order_kind=arguments.order,
        practice=arguments.practice,
        n_repeats=arguments.repeats,
        languages=arguments.languages,
        uses_gold_msi=arguments.gold_msi,
    )
    n_clips = len(study.clips)
    languages = ", ".join(study.definition.study.languages)
    print(f"{arguments.folder}: study {study.definition.study.id!r}, {n_clips} clips, in {languages}")
    if not n_clips:
        print("It has no clips yet: list them in clips.csv.")
    print(f"Next: merlingua study check {_quoted(arguments.folder)}")
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """``merlingua study check``."""
    from merlingua.surveys.study_check import check_folder
    from merlingua.surveys.study_summary import summary_lines

    if arguments.update_hashes:
        _update_hashes(arguments.folder)
    with_progress = _ProgressLine("clips")
    check = check_folder(arguments.folder, progress=with_progress)
    with_progress.clear()
    if check.problems or check.study is None:
        raise StudyError(arguments.folder, check.problems)
    for line in summary_lines(check.study, check.audio):
        print(line)
    return 0


def run_schema(arguments: argparse.Namespace) -> int:
    """``merlingua study schema``."""
    from merlingua.surveys.study_schema import study_schema_text

    print(study_schema_text(), end="")
    return 0


def run_information_sheet(arguments: argparse.Namespace) -> int:
    """``merlingua study information-sheet``."""
    from merlingua.surveys.information_sheet import write_sheets

    for file in write_sheets(load_study(arguments.folder), arguments.out):
        print(file)
    return 0


def run_order(arguments: argparse.Namespace) -> int:
    """``merlingua study order``."""
    from merlingua.surveys.order import counts_within_language, presentation_order

    study = load_study(arguments.folder)
    language = study.definition.study.default_language
    # The language decides who has which number, and nothing about the order of a number.
    orders = [
        presentation_order(study, number=number, language=language)
        for number in range(1, arguments.participants + 1)
    ]
    if arguments.csv:
        _write_orders(orders)
        return 0
    whose = "within each language" if counts_within_language(study.definition) else "through all languages"
    print(f"Participants are counted {whose}; * is heard again.")
    for line in _order_table(orders, width=shutil.get_terminal_size((110, 24)).columns):
        print(line)
    return 0


def run_simulate(arguments: argparse.Namespace) -> int:
    """``merlingua study simulate``."""
    from merlingua.surveys.simulate import simulate_study
    from merlingua.surveys.store import Store

    study = load_study(arguments.folder)
    with_progress = _ProgressLine("sessions")
    store = Store.open(arguments.store)
    try:
        result = simulate_study(
            study,
            store,
            n_participants=arguments.participants,
            seed=arguments.seed,
            progress=with_progress,
        )
    finally:
        store.close()
        with_progress.clear()
    print(f"{arguments.store}: {result.n_sessions} simulated sessions, {result.n_answers} answers stored")
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """``merlingua instrument import``."""
    from merlingua.surveys.gold_msi import ITEM_WORDINGS
    from merlingua.surveys.instruments_import import import_instrument

    if arguments.wording is not None and arguments.wording not in ITEM_WORDINGS:
        allowed = ", ".join(ITEM_WORDINGS)
        raise InstrumentError(f"--wording {arguments.wording!r} is unknown; allowed are {allowed}")
    report = import_instrument(
        arguments.name,
        arguments.file,
        into=arguments.study,
        languages=arguments.languages,
        wording=arguments.wording,
    )
    for line in report.lines():
        print(line)
    return 0


class _ProgressLine:
    """One line on stderr that counts up; nothing where stderr is no terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._is_shown = sys.stderr.isatty()

    def __call__(self, n_done: int, n: int) -> None:
        if self._is_shown:
            print(f"\r{n_done} of {n} {self._what}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._is_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _update_hashes(folder: Path) -> None:
    from merlingua.surveys.manifest import reseal

    name = read_study(folder).manifest.name
    try:
        changed = reseal(folder, name)
    except OSError as error:
        problem = Problem(name, 0, f"the hashes cannot be written: {error.strerror or error}")
        raise StudyError(folder, [problem]) from error
    print(f"{name}: {len(changed)} hashes changed" + (f" ({', '.join(changed)})" if changed else ""))


def _write_orders(orders: Sequence[Sequence[Trial]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_ORDER_CSV_COLUMNS)
    for number, trials in enumerate(orders, start=1):
        for trial in trials:
            practice, again = int(trial.is_practice), int(trial.is_repeat)
            writer.writerow([number, trial.block_id, trial.position, trial.clip_id, practice, again])


def _order_table(orders: Sequence[Sequence[Trial]], *, width: int) -> Iterator[str]:
    """A row a presentation, a column a participant, as many side by side as fit into ``width``."""
    places = [f"{trial.block_id} {trial.position}" for trial in orders[0]]
    stub = max(len(place) for place in [*places, "participant"])
    columns = [
        [str(number), *(f"{trial.clip_id}{'*' if trial.is_repeat else ''}" for trial in trials)]
        for number, trials in enumerate(orders, start=1)
    ]
    column = max(_width(cell) for cells in columns for cell in cells)
    n_side_by_side = max(1, (width - stub) // (column + len(_COLUMN_GAP)))
    for first in range(0, len(columns), n_side_by_side):
        yield ""
        beside = columns[first : first + n_side_by_side]
        for row, place in enumerate(["participant", *places]):
            cells = (cells[row] + " " * (column - _width(cells[row])) for cells in beside)
            yield _COLUMN_GAP.join([place.ljust(stub), *cells]).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
