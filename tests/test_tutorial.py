"""docs/tutorial.md is true: each command runs as it stands, and prints what the page says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from merlingua.mer_models.checkpoints import load_checkpoint
from tests.tutorial_walk import PAGE, run, shown_commands, without_numbers


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str, str]]]:
    """The folder after the whole walk; of each command what the page says and what it printed."""
    folder, home = tmp_path_factory.mktemp("tutorial"), tmp_path_factory.mktemp("home")
    commands = shown_commands(PAGE.read_text("utf-8"))
    return folder, [(each.command, each.output, run(each.command, folder, home)) for each in commands]


def test_every_command_prints_what_the_page_says(walked: tuple[Path, list[tuple[str, str, str]]]):
    _, commands = walked
    assert len(commands) > 10
    for command, said, printed in commands:
        assert without_numbers(printed) == without_numbers(said), command


def test_what_no_model_has_touched_is_the_same_to_the_last_digit(
    walked: tuple[Path, list[tuple[str, str, str]]],
):
    _, commands = walked
    exact = [each for each in commands if each[0].startswith(("merlingua study", "merlingua labels"))]
    assert len(exact) >= 4
    for command, said, printed in exact:
        assert printed == said, command


def test_the_loop_is_closed(walked: tuple[Path, list[tuple[str, str, str]]]):
    folder, _ = walked
    results = json.loads((folder / "report" / "results.json").read_text("utf-8"))
    assert results["rows"]
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    assert {row["group"] for row in labels} == {"all", "en", "es", "de", "zh-Hans"}
    assert len(labels) == 5 * 8
    assert load_checkpoint(folder / "joyful.safetensors").card.scores
    with (folder / "predictions.csv").open(encoding="utf-8", newline="") as file:
        predictions = list(csv.DictReader(file))
    assert len(predictions) == 4
    for row in predictions:
        assert sum(float(row[f"p_q{n}"]) for n in (1, 2, 3, 4)) == pytest.approx(1)
    with (folder / "joyful-2" / "clips.csv").open(encoding="utf-8", newline="") as file:
        proposed = {row["clip"] for row in csv.DictReader(file)}
    # Three of the four that the first study does not have; its own are not proposed again.
    assert len(proposed & {"polka", "metal", "letter", "evening"}) == 3
