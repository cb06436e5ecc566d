"""The figure of one clip: what is in it, the same each time, in SVG and PNG."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from merlingua.analysis.figures_drawing import Drawing
from merlingua.analysis.figures_prediction import ClipFigure, ModelLine, prediction_drawing

WORDS = {"arousal": "arousal", "valence": "valence", "seconds": "seconds", "alt": "One clip."}


def line(name: str, n: int = 12) -> ModelLine:
    rows = np.random.default_rng(len(name)).dirichlet(np.ones(4), n)
    return ModelLine(name, np.arange(n) + 0.5, rows, rows.mean(axis=0), (0.3, 0.4))


def drawn(*models: ModelLine, title: str = "joy_1") -> Drawing:
    levels = np.random.default_rng(1).integers(0, 256, (60, 128), dtype=np.uint8)
    heard = (("Deutsch (12)", np.array([0.25, 0.5, 0.25, 0.0])),)
    return prediction_drawing(ClipFigure(title, 12.0, models, WORDS, levels, heard))


def test_the_same_clip_makes_the_same_files() -> None:
    first, second = drawn(line("best")), drawn(line("best"))
    assert first.svg == second.svg
    assert first.png == second.png
    assert first.png.startswith(b"\x89PNG")


def test_two_models_make_another_figure_than_one_and_both_stand_in_the_table() -> None:
    one, two = drawn(line("best")), drawn(line("best"), line("second"))
    assert one.svg != two.svg
    rows = list(csv.DictReader(io.StringIO(two.table_csv)))
    assert [row["model"] for row in rows] == ["best"] * 12 + ["second"] * 12


def test_the_table_holds_probabilities_and_their_marginals() -> None:
    model = line("best")
    row = next(csv.DictReader(io.StringIO(drawn(model).table_csv)))
    shares = [float(row[f"p_q{number}"]) for number in range(1, 5)]
    assert sum(shares) == pytest.approx(1)
    assert float(row["arousal"]) == pytest.approx(2 * (shares[0] + shares[1]) - 1)
    assert float(row["valence"]) == pytest.approx(2 * (shares[0] + shares[3]) - 1)


def test_a_name_that_no_font_has_and_one_second_of_sound_are_drawn() -> None:
    assert "<svg" in drawn(line("best", 1), title="李 \U00012000 $x$").svg


def test_the_alternative_text_is_in_the_svg() -> None:
    assert "One clip." in drawn(line("best")).svg
