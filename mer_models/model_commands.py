"""The commands ``merlingua models``, ``models show`` and ``models convert``.

Here are the parsers alone: what reads models is imported when one of them runs, so that ``merlingua --help``
stays quick. Listing and showing need no torch either.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

MODELS_VARIABLE = "MERLINGUA_MODELS"
"""The environment's variable that names another folder for models."""


def default_models_dir() -> Path:
    """Where this user's models lie."""
    if named := os.environ.get(MODELS_VARIABLE):
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("merlingua", appauthor=False)) / "models"


def add_model_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``models`` to the command line."""
    models = subparsers.add_parser(
        "models",
        help="list, show and convert trained models",
        usage="merlingua models [--in FOLDER | --shipped] [--json]\n"
        "       merlingua models show FILE\n"
        "       merlingua models convert FILE.h5 --out FILE.safetensors\n"
        "       merlingua models build PLAN.yaml --corpora DIR --out FOLDER",
        description="List the models in a folder and its subfolders: network, corpora and hours, seed, main "
        "score with its 95 % interval, and the licence of the data. Files that cannot be used are listed "
        "with the reason.",
    )
    models.add_argument(
        "--in",
        dest="folders",
        action="append",
        type=Path,
        metavar="FOLDER",
        help=f"may be repeated (default: ${MODELS_VARIABLE}, else the models in your data folder)",
    )
    models.add_argument(
        "--shipped", action="store_true", help="the models that come with the program, the best first"
    )
    models.add_argument("--json", action="store_true", help="the whole cards, as JSON")
    models.set_defaults(run=_run_list)
    commands = models.add_subparsers(title="commands", metavar="COMMAND", prog="merlingua models")
    _add_show(commands)
    _add_convert(commands)
    _add_build(commands)


def _add_show(commands: SubParsers[argparse.ArgumentParser]) -> None:
    show = commands.add_parser(
        "show",
        help="the card of one model",
        description="Print the card of a model: what it is, what it has learned from, how well it does, "
        "and the licence of its data. The file is checked to its last byte.",
    )
    show.add_argument(
        "file", type=Path, metavar="FILE", help="a .safetensors file, or a model that comes with the program"
    )
    show.set_defaults(run=_run_show)


def _add_convert(commands: SubParsers[argparse.ArgumentParser]) -> None:
    convert = commands.add_parser(
        "convert",
        help="turn a released Keras model into one of Merlingua's",
        description="Turn a model that the paper's authors released (Keras 2, HDF5) into a .safetensors file "
        "with a model card. It gives the same numbers; a file of any other network is refused. Needs h5py: "
        "pip install 'merlingua[keras]'.",
    )
    convert.add_argument("file", type=Path, metavar="FILE.h5", help="as Keras wrote it")
    convert.add_argument(
        "--out", type=Path, required=True, metavar="FILE.safetensors", help="the model's new file"
    )
    convert.add_argument(
        "--description",
        type=Path,
        metavar="FILE.json",
        help="the network's description, where FILE.h5 holds weights alone",
    )
    convert.add_argument(
        "--licence", default="", metavar="TEXT", help="of the data that it was trained on, for the card"
    )
    convert.set_defaults(run=_run_convert)


def _add_build(commands: SubParsers[argparse.ArgumentParser]) -> None:
    build = commands.add_parser(
        "build",
        help="train models on all clips, calibrated by an experiment's folds",
        description="Train models that are to be used: each member is trained on all clips of its music, "
        "scores and calibration come from what the same rows of an experiment said of clips that they had "
        "not heard. The models that come with Merlingua are made so (mer_models/pretrained/models.yaml).",
    )
    build.add_argument("plan", type=Path, metavar="PLAN.yaml", help="see docs/models.md")
    build.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="the corpora's own folders")
    build.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the models go")
    build.add_argument(
        "--model", dest="models", action="append", metavar="NAME", help="this one alone (may be repeated)"
    )
    build.add_argument("--cache", type=Path, metavar="DIR", help="for computed features")
    build.set_defaults(run=_run_build)


def _run_build(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.model_building_runs import run_building

    return run_building(arguments)


def _run_list(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.model_list import list_models

    if arguments.shipped:
        from merlingua.mer_models.shipped_models import FOLDER, shipped_models

        best_first = [model.name for model in shipped_models()]
        return list_models([FOLDER], as_json=arguments.json, first=best_first)
    return list_models(arguments.folders, as_json=arguments.json)


def _run_show(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.model_list import show_model

    return show_model(arguments.file)


def _run_convert(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.keras_checkpoints import convert

    card = convert(
        arguments.file, arguments.out, description=arguments.description, licence=arguments.licence
    )
    print(f"{arguments.out}: {card.network}, {card.variant}, from {arguments.file.name}")
    if not arguments.licence:
        print("The file does not say which licence its data has: name it with --licence, if you know it.")
    return 0
