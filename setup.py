"""What pyproject.toml cannot say: which of the models that come with the program a build takes along.

    MERLINGUA_MODELS=none python -m build --wheel             # without any
    MERLINGUA_MODELS=without-emotify python -m build --wheel  # those alone that have not learnt from Emotify

Without the variable a build has all of them. mer_models/pretrained/LICENSE says under what terms each stands.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

VARIABLE = "MERLINGUA_MODELS"
CHOICES = ("all", "without-emotify", "none")
RESTRICTED = "emotify"
WEIGHTS = ".safetensors"


def is_wanted(file: str, choice: str) -> bool:
    """Whether a file of a package goes into the build."""
    path = Path(file)
    if (
        path.parent.name != "pretrained"
        or path.suffix not in (WEIGHTS, ".json")
        or path.name == "models.json"
    ):
        return True
    if choice == "none":
        return False
    card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return choice == "all" or RESTRICTED not in {corpus["kind"] for corpus in card["corpora"]}


class BuildWithModels(build_py):
    """Leaves out the models that were not asked for."""

    def find_data_files(self, package: str, src_dir: str) -> list[str]:
        choice = os.environ.get(VARIABLE, "all")
        if choice not in CHOICES:
            raise SystemExit(f"{VARIABLE}={choice}: one of {', '.join(CHOICES)} is due")
        return [file for file in super().find_data_files(package, src_dir) if is_wanted(file, choice)]


setup(cmdclass={"build_py": BuildWithModels})
