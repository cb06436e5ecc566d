"""The models in folders, as a list for people or as JSON, and one model's card."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.model_cards import SUFFIX, ModelCard
from merlingua.mer_models.model_commands import default_models_dir
from merlingua.mer_models.model_files import read_card
from merlingua.mer_models.shipped_models import model_file

LIST_FORMAT = "merlingua-models"
LIST_VERSION = 1

_HEADER = ("model", "network", "variant", "corpora", "hours", "seed", "score", "licence")
_RIGHT = ("hours", "seed")


@dataclass(frozen=True)
class FoundModel:
    """A model's file: its card and notes on it, or why it cannot be used."""

    file: Path
    name: str
    card: ModelCard | None = None
    notes: tuple[str, ...] = ()
    reason: str = ""


def models_in(folders: Iterable[Path]) -> list[FoundModel]:
    """All models in folders and their subfolders, by name; each file once.

    Raises
    ------
    CheckpointError
        If there is no such folder.
    """
    found: dict[Path, FoundModel] = {}
    for folder in folders:
        if not folder.is_dir():
            raise CheckpointError(f"there is no folder {folder}: name one that holds .safetensors files")
        for file in sorted(folder.rglob(f"*{SUFFIX}")):
            # Hidden files are those that are being written.
            if file.is_file() and not file.name.startswith("."):
                found.setdefault(file.resolve(), _found(file, folder))
    return list(found.values())


def list_models(folders: Sequence[Path] | None, *, as_json: bool, first: Sequence[str] = ()) -> int:
    """``merlingua models``; the models called ``first`` come first, in that order."""
    searched = folders or [default_models_dir()]
    models = models_in(searched) if folders or searched[0].is_dir() else []
    ranks = {name: rank for rank, name in enumerate(first)}
    models.sort(key=lambda model: ranks.get(model.name, len(ranks)))
    if as_json:
        sys.stdout.write(json.dumps(_as_json(models), ensure_ascii=False, indent=2) + "\n")
        return 0
    whole = [model for model in models if model.card is not None]
    if whole:
        sys.stdout.write(table([_row(model) for model in whole]))
    for model in models:
        for note in (*model.notes, *([model.reason] if model.reason else [])):
            sys.stdout.write(f"{model.name}: {note}\n")
    if not models:
        places = ", ".join(map(str, searched))
        sys.stdout.write(f"no models in {places}: 'merlingua pretrain' and 'merlingua transfer' make them\n")
    return 0


def show_model(name: Path) -> int:
    """``merlingua models show``, of a file or of a model that comes with the program."""
    file = model_file(name)
    card, notes = read_card(file)
    sys.stdout.write(card.to_text() + "\n")
    for note in notes:
        sys.stderr.write(f"{file.name}: {note}\n")
    return 0


def score_text(card: ModelCard) -> str:
    """The main score with its interval: ``macro_f1 0.563 [0.521, 0.604]``; empty where there is none."""
    if not card.main_score:
        return ""
    score = card.scores[card.main_score]
    if not isinstance(score, dict):
        return f"{card.main_score} {score:.3f}"
    return f"{card.main_score} {score['value']:.3f} [{score['low']:.3f}, {score['high']:.3f}]"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows under the list's header, in columns."""
    lines = [_HEADER, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADER))]
    return "".join(
        "  ".join(
            text.rjust(width) if name in _RIGHT else text.ljust(width)
            for name, text, width in zip(_HEADER, line, widths, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )


def _found(file: Path, folder: Path) -> FoundModel:
    name = file.relative_to(folder).with_suffix("").as_posix()
    try:
        card, notes = read_card(file)
    except CheckpointError as error:
        reason = str(error).removeprefix(str(file)).lstrip(": ")
        return FoundModel(file, name, reason=f"cannot be used: {reason}")
    return FoundModel(file, name, card, notes)


def _row(model: FoundModel) -> tuple[str, ...]:
    card = model.card
    if card is None:
        raise ValueError(f"{model.file} has no card")
    return (
        model.name,
        card.network,
        card.variant,
        ", ".join(_corpora(card)) or "–",
        f"{card.n_hours:.1f}" if card.corpora else "–",
        "–" if card.seed is None else str(card.seed),
        score_text(card) or "–",
        card.licence or "–",
    )


def _corpora(card: ModelCard) -> list[str]:
    """The corpora's names, and what a model that began with another's encoder began with."""
    names = [corpus.name for corpus in card.corpora]
    return [*names, f"after {card.parent.name}"] if card.parent else names


def _as_json(models: Iterable[FoundModel]) -> dict[str, Any]:
    models = list(models)
    return {
        "format": LIST_FORMAT,
        "version": LIST_VERSION,
        "models": [
            {
                "name": model.name,
                "file": str(model.file),
                "notes": list(model.notes),
                "card": model.card.to_json(),
            }
            for model in models
            if model.card is not None
        ],
        "broken": [
            {"name": model.name, "file": str(model.file), "reason": model.reason}
            for model in models
            if model.card is None
        ],
    }
