"""The models that come with the program, by name: in ``pretrained/`` beside this file, one of them the best.

Needs no PyTorch: the window lists them before any is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.model_cards import SUFFIX, ModelCard, card_file
from merlingua.surveys.study_problems import suggestion

FOLDER = Path(__file__).with_name("pretrained")
CONTENTS = "models.json"
BEST = "best"


@dataclass(frozen=True)
class ShippedModel:
    """A model in the program. Its card is read from beside it; loading it checks the file itself."""

    name: str
    file: Path

    @property
    def card(self) -> ModelCard:
        return ModelCard.from_text(card_file(self.file).read_text(encoding="utf-8"))


@cache
def shipped_models() -> tuple[ShippedModel, ...]:
    """All models that this installation has, the best first; a build may come without any."""
    contents = FOLDER / CONTENTS
    if not contents.is_file():
        return ()
    names: Sequence[str] = json.loads(contents.read_text(encoding="utf-8"))["models"]
    models = (ShippedModel(name, FOLDER / f"{name}{SUFFIX}") for name in names)
    # A build without non-commercial data leaves files out, and not their names.
    return tuple(model for model in models if model.file.is_file())


def model_file(name: str | Path) -> Path:
    """The file of a shipped model by its name, of "best", or of a checkpoint by its path.

    Raises
    ------
    CheckpointError
        If there is neither, naming what there is.
    """
    models = shipped_models()
    by_name = {model.name: model.file for model in models}
    if models:
        by_name.setdefault(BEST, models[0].file)
    if str(name) in by_name:
        return by_name[str(name)]
    file = Path(name)
    if file.suffix == SUFFIX or file.is_file():
        return file
    if not models:
        raise CheckpointError(
            f"there is no model {str(name)!r}: this installation comes without models; give the file of one "
            "that `merlingua transfer` made"
        )
    raise CheckpointError(
        f"there is no model {str(name)!r}: {suggestion(str(name), by_name)}, or give a {SUFFIX} file"
    )
