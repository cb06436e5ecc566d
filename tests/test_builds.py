"""A build takes along the models that were asked for, and says so where there is no such choice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from merlingua.mer_models.shipped_models import FOLDER
from tests.conftest import ROOT


def built(choice: str | None, out: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "MERLINGUA_MODELS"}
    if choice is not None:
        environment["MERLINGUA_MODELS"] = choice
    return subprocess.run(
        [sys.executable, "setup.py", "-q", "build_py", "--build-lib", str(out)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def models_in(out: Path) -> set[str]:
    folder = out / "merlingua" / "mer_models" / "pretrained"
    weights = {file.stem for file in folder.glob("*.safetensors")}
    cards = {file.stem for file in folder.glob("*.json")} - {"models"}
    assert weights == cards
    assert (folder / "LICENSE").is_file()
    assert (folder / "models.yaml").is_file()
    return weights


def learnt_from(name: str) -> set[str]:
    card = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return {corpus["kind"] for corpus in card["corpora"]}


SHIPPED = set(json.loads((FOLDER / "models.json").read_text("utf-8"))["models"])


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (None, SHIPPED),
        ("all", SHIPPED),
        ("without-emotify", {name for name in SHIPPED if "emotify" not in learnt_from(name)}),
        ("none", set()),
    ],
)
def test_a_build_has_the_models_that_were_asked_for(choice: str | None, wanted: set[str], tmp_path: Path):
    assert len(SHIPPED) >= 4
    assert {name for name in SHIPPED if "emotify" not in learnt_from(name)}
    result = built(choice, tmp_path)
    assert result.returncode == 0, result.stderr
    assert models_in(tmp_path) == wanted


def test_another_choice_is_refused(tmp_path: Path):
    result = built("some", tmp_path)
    assert result.returncode != 0
    assert "MERLINGUA_MODELS=some: one of all, without-emotify, none is due" in result.stderr
