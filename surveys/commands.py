"""The commands ``merlingua study new | check | schema | order | simulate`` and ``instrument import``.

Conventions
-----------
A parser's ``run`` takes the parsed arguments and gives the exit code. It raises `MerlinguaError` for whatever
a person can mend; the command line prints it. Results go to stdout, progress and problems to stderr.
Here are the parsers alone, so that ``merlingua --help`` imports nothing that is slow.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from merlingua.surveys.study_definition import SURVEY_LANGUAGES

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

Command = Callable[[argparse.Namespace], int]

ORDER_KINDS = ("random", "williams", "fixed")


def add_study_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``study`` and ``instrument`` to the command line."""
    study = subparsers.add_parser(
        "study",
        help="make, check and try out a study",
        description="A study is a folder: study.yaml, texts.csv, clips.csv and the audio files.",
    )
    commands = study.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_new(commands)
    _add_check(commands)
    _add_schema(commands)
    _add_order(commands)
    _add_simulate(commands)
    _add_information_sheet(commands)
    instrument = subparsers.add_parser(
        "instrument",
        help="bring in the texts of a questionnaire",
        description="Texts of a published questionnaire are its authors': bring in those that you have.",
    )
    _add_import(instrument.add_subparsers(title="commands", metavar="COMMAND", required=True))


def _add_new(commands: SubParsers[argparse.ArgumentParser]) -> None:
    new = commands.add_parser(
        "new",
        help="make a study folder",
        description="Make a study from the built-in instrument: 14 items, information and consent, "
        "demographics, music background, in four languages. The audio is copied into it.",
    )
    new.add_argument("folder", type=Path, metavar="FOLDER", help="where it is to be; new, or empty")
    new.add_argument(
        "--clips",
        type=Path,
        metavar="PATH",
        help="a folder of audio files, or a CSV manifest: clip,file and, as you have them, onset_s, "
        "duration_s, lyrics_language, quadrant, artist, title",
    )
    new.add_argument(
        "--id", dest="study_id", metavar="ID", help="the study's id (default: the folder's name)"
    )
    new.add_argument("--order", choices=ORDER_KINDS, default="random", help="of the clips (default: random)")
    new.add_argument(
        "--seed", type=_seed, metavar="N", help="of the order (default: drawn; stored either way)"
    )
    new.add_argument(
        "--practice",
        action="append",
        default=[],
        metavar="ID",
        help="a clip to practise with; may be repeated",
    )
    new.add_argument(
        "--repeats",
        type=_count,
        default=0,
        metavar="N",
        help="clips that are heard a second time (default: 0)",
    )
    new.add_argument(
        "--languages",
        type=_languages,
        default=SURVEY_LANGUAGES,
        metavar="LIST",
        help=f"comma between them, the default first (default: {','.join(SURVEY_LANGUAGES)})",
    )
    new.add_argument(
        "--gold-msi",
        action="store_true",
        help="ask the Gold-MSI, whose texts you have imported, instead of the short music background",
    )
    new.set_defaults(run=_command("new"))


def _add_check(commands: SubParsers[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="prove a study complete",
        description="Prove that a study is complete: texts in each language, characters in the fonts, order, "
        "audio, hashes, durations, loudness. Every problem is told at once, with its file and line.",
    )
    check.add_argument("folder", type=Path, metavar="FOLDER", help="the study")
    check.add_argument(
        "--update-hashes",
        action="store_true",
        help="first seal the audio as it is now, after you have changed it on purpose",
    )
    check.set_defaults(run=_command("check"))


def _add_schema(commands: SubParsers[argparse.ArgumentParser]) -> None:
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of study.yaml",
        description="Print the JSON Schema of study.yaml.",
    )
    schema.set_defaults(run=_command("schema"))


def _add_order(commands: SubParsers[argparse.ArgumentParser]) -> None:
    order = commands.add_parser(
        "order",
        help="print who hears what when",
        description="Print the order of the clips for each participant; the same on every machine. "
        "A clip that is heard again is marked with *.",
    )
    order.add_argument("folder", type=Path, metavar="FOLDER", help="the study")
    order.add_argument(
        "--participants", type=_positive, default=20, metavar="N", help="how many (default: 20)"
    )
    order.add_argument("--csv", action="store_true", help="as CSV, one row a presentation")
    order.set_defaults(run=_command("order"))


def _add_information_sheet(commands: SubParsers[argparse.ArgumentParser]) -> None:
    sheet = commands.add_parser(
        "information-sheet",
        help="write the sheet that people get before they take part",
        description="Write information-LANGUAGE.md in each language of the study: what it is about, what is "
        "kept and how long (privacy: retention_months), how to withdraw, whom to ask (privacy: contact). "
        "A draft: complete it, and have translations and text checked.",
    )
    sheet.add_argument("folder", type=Path, metavar="FOLDER", help="the study")
    sheet.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to; nothing is replaced")
    sheet.set_defaults(run=_command("information_sheet"))


def _add_simulate(commands: SubParsers[argparse.ArgumentParser]) -> None:
    simulate = commands.add_parser(
        "simulate",
        help="take simulated listeners through a study",
        description="Take simulated listeners through whole sessions into a store. Their answers are marked "
        "as simulated everywhere; the same seed gives the same answers.",
    )
    simulate.add_argument("folder", type=Path, metavar="FOLDER", help="the study")
    simulate.add_argument(
        "--participants", type=_positive, default=40, metavar="N", help="how many (default: 40)"
    )
    simulate.add_argument("--seed", type=_seed, default=1, metavar="N", help="of the listeners (default: 1)")
    simulate.add_argument(
        "--store", required=True, metavar="URL", help="where the answers go: a file or sqlite:///FILE"
    )
    simulate.set_defaults(run=_command("simulate"))


def _add_import(commands: SubParsers[argparse.ArgumentParser]) -> None:
    bring = commands.add_parser(
        "import",
        help="import the texts that you have",
        description="Import a questionnaire's texts from a CSV file with a row a key and a column a language "
        "(psyquest's among them), or from a folder of one file a language.",
    )
    bring.add_argument("name", metavar="NAME", help="which: gold_msi")
    bring.add_argument("file", type=Path, metavar="FILE", help="the file, or the folder of files")
    bring.add_argument(
        "--study", type=Path, metavar="FOLDER", help="into this study (default: for all your studies to come)"
    )
    bring.add_argument(
        "--languages",
        type=_languages,
        metavar="LIST",
        help="these, comma between them; each must be complete",
    )
    bring.add_argument("--wording", metavar="VERSION", help="which items are reversed: v1.0 or psyquest")
    bring.set_defaults(run=_command("import"))


def _command(name: str) -> Command:
    """The function of a command, found when it runs: it may import what is slow."""

    def run(arguments: argparse.Namespace) -> int:
        module = importlib.import_module("merlingua.surveys.study_commands")
        return cast(Command, getattr(module, f"run_{name}"))(arguments)

    return run


def _positive(written: str) -> int:
    return _whole(written, at_least=1)


def _count(written: str) -> int:
    return _whole(written, at_least=0)


def _seed(written: str) -> int:
    number = _whole(written, at_least=0)
    if number >= 2**63:
        raise argparse.ArgumentTypeError(f"{written} is too large: seeds are below 2**63")
    return number


def _whole(written: str, *, at_least: int) -> int:
    try:
        number = int(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is no whole number") from None
    if number < at_least:
        raise argparse.ArgumentTypeError(f"{written} is too small: {at_least} or more")
    return number


def _languages(written: str) -> tuple[str, ...]:
    languages = tuple(part.strip() for part in written.split(",") if part.strip())
    unknown = [language for language in languages if language not in SURVEY_LANGUAGES]
    if unknown or not languages or len(set(languages)) < len(languages):
        allowed = ", ".join(SURVEY_LANGUAGES)
        raise argparse.ArgumentTypeError(f"{written!r}: allowed are {allowed}, each once, comma between them")
    return languages
