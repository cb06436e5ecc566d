"""The commands ``merlingua import …``: ratings from elsewhere, into a store.

What is slow to import is imported when one of them runs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.study_definition import SURVEY_LANGUAGES

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

    from merlingua.surveys.import_report import ImportReport
    from merlingua.surveys.long_study import LongStudy
    from merlingua.surveys.store import Store


_GENDERS = ("female", "male", "non_binary", "other", "no_answer")
"""What the question of demographics offers."""


def add_import_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``import`` to the command line."""
    bring = subparsers.add_parser(
        "import",
        help="bring in ratings that were given elsewhere",
        description="Put ratings that were given elsewhere into a store, beside those of Merlingua's own "
        "surveys. To import the same file again adds nothing. What was read, kept, doubted and refused is "
        "printed.",
    )
    commands = bring.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_psytoolkit(commands)
    _add_long(commands)
    _add_limesurvey(commands)
    _add_export(commands)


def _add_psytoolkit(commands: SubParsers[argparse.ArgumentParser]) -> None:
    psytoolkit = commands.add_parser(
        "psytoolkit",
        help="import exports of PsyToolkit",
        description="Import the CSV exports of PsyToolkit surveys as they are, one file a language. Sessions "
        "that were broken off are kept and marked. Mother tongues and countries become ISO codes; what was "
        "written is kept.",
    )
    psytoolkit.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="exports, data.csv of each survey"
    )
    psytoolkit.add_argument(
        "--study", type=Path, required=True, metavar="FOLDER", help="the study they belong to"
    )
    psytoolkit.add_argument(
        "--language",
        choices=SURVEY_LANGUAGES,
        help="of the surveys (default: from each file's name: data_spanish.csv, ratings_de.csv …)",
    )
    psytoolkit.add_argument(
        "--gender",
        type=_genders,
        metavar="CODES",
        help="what the numbers of the gender question mean, which exports do not say: 1=female,2=male "
        "(default: the numbers are kept as gender_code)",
    )
    _add_common_options(psytoolkit)
    psytoolkit.set_defaults(run=run_psytoolkit)


def _genders(written: str) -> dict[int, str]:
    """The numbers and choices of ``1=female,2=male``."""
    genders = {}
    for part in written.split(","):
        code, _, gender = part.partition("=")
        if not code.strip().isdecimal() or gender.strip() not in _GENDERS:
            raise argparse.ArgumentTypeError(
                f"{part!r}: write a number, '=' and one of {', '.join(_GENDERS)}, as in 1=female,2=male"
            )
        genders[int(code)] = gender.strip()
    return genders


def _add_long(commands: SubParsers[argparse.ArgumentParser]) -> None:
    long = commands.add_parser(
        "long",
        help="import a CSV file with a row a rating",
        description="Import anybody's ratings from a CSV file with a row a rating: any number of raters, any "
        "items, any scale. A mapping file (YAML, see docs/import.md) says what the file calls things.",
    )
    long.add_argument("file", type=Path, metavar="FILE", help="a CSV file with a row a rating")
    of_study = long.add_mutually_exclusive_group(required=True)
    of_study.add_argument("--study", type=Path, metavar="FOLDER", help="the study that the ratings belong to")
    of_study.add_argument(
        "--study-id",
        metavar="ID",
        help="a name for ratings without a study folder: all clips and items are taken",
    )
    long.add_argument("--mapping", type=Path, metavar="FILE", help="what the file calls things")
    long.add_argument(
        "--language",
        metavar="CODE",
        help="of all participants, where the file has no column for it: en, es …",
    )
    _add_common_options(long)
    long.set_defaults(run=run_long)


def _add_limesurvey(commands: SubParsers[argparse.ArgumentParser]) -> None:
    lime = commands.add_parser(
        "limesurvey",
        help="import responses of a LimeSurvey",
        description="Import a response export of LimeSurvey (CSV, question codes as headings) with the "
        "survey's structure (.lss): each grid that is named as a clip is that clip's page, its rows are "
        "items. A mapping file says what is called otherwise (docs/import.md).",
    )
    lime.add_argument("file", type=Path, metavar="FILE", help="the responses, as CSV")
    lime.add_argument("--lss", type=Path, required=True, metavar="FILE", help="the survey's structure")
    lime.add_argument("--study", type=Path, required=True, metavar="FOLDER", help="the study they belong to")
    lime.add_argument("--mapping", type=Path, metavar="FILE", help="what the survey calls things")
    lime.add_argument(
        "--table", type=Path, metavar="FILE", help="keep the table of ratings whose lines the report names"
    )
    _add_common_options(lime)
    lime.set_defaults(run=run_limesurvey)


def _add_export(commands: SubParsers[argparse.ArgumentParser]) -> None:
    export = commands.add_parser(
        "export",
        help="import an export of Merlingua",
        description="Put what `merlingua export` wrote, in whatever format, into a store. Sessions keep "
        "their ids: what the store has already is not added again.",
    )
    export.add_argument("folder", type=Path, metavar="DIR", help="the folder of the export")
    export.add_argument(
        "--store", required=True, metavar="URL", help="where the answers go: a file or sqlite:///FILE"
    )
    export.set_defaults(run=run_export)


def _add_common_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--store", required=True, metavar="URL", help="where the ratings go: a file or sqlite:///FILE"
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what is printed as JSON, too")


def run_psytoolkit(arguments: argparse.Namespace) -> int:
    """``merlingua import psytoolkit``."""
    from merlingua.surveys.psytoolkit import import_psytoolkit
    from merlingua.surveys.study import load_study

    _check_report(arguments.report)
    study = load_study(arguments.study)
    line = _CountingLine()
    with _locked_store(arguments.store) as store, line:
        report = import_psytoolkit(
            arguments.files,
            study=study,
            store=store,
            language=arguments.language,
            genders=arguments.gender,
            progress=lambda n: line.show("participants stored", n),
        )
    _tell(report, arguments)
    return 0


def run_long(arguments: argparse.Namespace) -> int:
    """``merlingua import long``."""
    from merlingua.surveys.import_long import import_long
    from merlingua.surveys.import_mapping import LongMapping, read_mapping

    _check_report(arguments.report)
    mapping = LongMapping() if arguments.mapping is None else read_mapping(arguments.mapping)
    study = _long_study(arguments)
    line = _CountingLine()
    with _locked_store(arguments.store) as store, line:
        report = import_long(
            arguments.file,
            store,
            study=study,
            mapping=mapping,
            language=arguments.language,
            progress=line.show,
        )
    _tell(report, arguments)
    return 0


def run_limesurvey(arguments: argparse.Namespace) -> int:
    """``merlingua import limesurvey``."""
    from merlingua.surveys.import_mapping import LongMapping, read_mapping
    from merlingua.surveys.limesurvey import import_limesurvey
    from merlingua.surveys.study import load_study

    _check_report(arguments.report)
    mapping = LongMapping() if arguments.mapping is None else read_mapping(arguments.mapping)
    study = load_study(arguments.study)
    line = _CountingLine()
    with _locked_store(arguments.store) as store, line:
        report = import_limesurvey(
            arguments.file,
            arguments.lss,
            store,
            study=study,
            mapping=mapping,
            table=arguments.table,
            progress=line.show,
        )
    _tell(report, arguments)
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """``merlingua import export``."""
    from merlingua.surveys.import_export import import_export

    line = _CountingLine()
    with _locked_store(arguments.store) as store, line:
        report = import_export(arguments.folder, store, lambda n: line.show("sessions read", n))
    for told in report.lines():
        print(told)
    return 0


def _long_study(arguments: argparse.Namespace) -> LongStudy:
    from merlingua.surveys.long_study import LongStudy
    from merlingua.surveys.study import load_study

    if arguments.study is not None:
        return LongStudy.of(load_study(arguments.study))
    return LongStudy.without_folder(arguments.study_id)


@contextmanager
def _locked_store(location: str) -> Iterator[Store]:
    """The store, which no window may have open: its answers would wait for the whole import.

    One that was made for an import that is refused goes again.
    """
    from merlingua.surveys.store import Store
    from merlingua.surveys.store_lock import StoreLock
    from merlingua.surveys.store_place import store_file

    file = store_file(location)
    is_new, is_empty = not file.exists(), False
    with StoreLock.acquire(location):
        try:
            with Store.open(location) as store:
                try:
                    yield store
                finally:
                    is_empty = not store.studies()
        finally:
            if is_new and is_empty:
                for suffix in ("", "-wal", "-shm"):
                    file.with_name(file.name + suffix).unlink(missing_ok=True)


def _check_report(file: Path | None) -> None:
    """Refuse a report that could not be written before anything is imported."""
    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise RatingsFileError(f"--report {file} cannot be written: name a file in a folder that is there")


def _tell(report: ImportReport, arguments: argparse.Namespace) -> None:
    try:
        _write_report(report, arguments.report)
    finally:
        for line in report.lines():
            print(line)


def _write_report(report: ImportReport, file: Path | None) -> None:
    """As JSON; before anything is printed, which ends early where nobody reads it (``| head``)."""
    if file is None:
        return
    from merlingua.surveys.study_files import write_atomically

    try:
        write_atomically(file, json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n")
    except OSError as error:
        reason = error.strerror or error
        raise RatingsFileError(
            f"the ratings are in the store, but the report {file} could not be written ({reason})"
        ) from error


class _CountingLine:
    """One line on stderr that counts up; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()

    def __enter__(self) -> _CountingLine:
        return self

    def __exit__(self, *raised: object) -> None:
        self._print("\r\x1b[K")

    def show(self, what: str, n: int) -> None:
        """Say how many there are now."""
        self._print(f"\r\x1b[K{n} {what}")

    def _print(self, text: str) -> None:
        if self._is_shown:
            print(text, end="", file=sys.stderr, flush=True)
