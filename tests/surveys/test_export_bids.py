"""A BIDS export passes the validator of the standard, bids-validator-deno, which needs no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from merlingua.surveys.export_bids import read_tsv, tsv_cell
from merlingua.surveys.export_options import ExportOptions
from merlingua.surveys.export_run import export
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study
from tests.surveys.export_samples import store_of

VALIDATOR = Path(sys.executable).with_name("bids-validator-deno")
needs_validator = pytest.mark.skipif(not VALIDATOR.exists(), reason="bids-validator-deno is not installed")


def issues(data_set: Path, tmp_path: Path) -> list[dict[str, Any]]:
    """What the validator finds, warnings too."""
    environment = {**os.environ, "DENO_DIR": str(tmp_path / "deno"), "DENO_NO_UPDATE_CHECK": "1"}
    command = [VALIDATOR, "--format", "json", data_set]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=200)
    assert done.stdout, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["issues"]["issues"]
    return found


def errors(data_set: Path, tmp_path: Path) -> list[dict[str, Any]]:
    return [issue for issue in issues(data_set, tmp_path) if issue.get("severity") == "error"]


@pytest.fixture
def simulated(ready_study: Path, tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "store.db")
    simulate_study(load_study(ready_study), store, n_participants=4, seed=1)
    return store


@needs_validator
@pytest.mark.parametrize("with_free_text", [False, True])
def test_a_simulated_study_passes_the_validator(
    simulated: Store, ready_study: Path, tmp_path: Path, with_free_text: bool
) -> None:
    options = ExportOptions(
        study=load_study(ready_study), with_free_text=with_free_text, label_language="zh-Hans"
    )
    with simulated:
        export(simulated, "bids", tmp_path / "out", options)
    assert errors(tmp_path / "out", tmp_path) == []
    described = json.loads((tmp_path / "out" / "task-listening_beh.json").read_text("utf-8"))
    assert described["clip"]["Description"] == "片段的标识。"


@needs_validator
def test_the_validator_would_find_what_breaks_the_standard(simulated: Store, tmp_path: Path) -> None:
    with simulated:
        export(simulated, "bids", tmp_path / "out")
    (tmp_path / "out" / "dataset_description.json").unlink()
    assert errors(tmp_path / "out", tmp_path)


def test_a_participants_second_session_has_a_file_of_its_own(simulated: Store, tmp_path: Path) -> None:
    from merlingua.surveys.import_export import read_export

    with simulated:
        export(simulated, "long", tmp_path / "long")
    first, second, *_ = read_export(tmp_path / "long")
    same = {"participant": first.participant["participant"]}
    joined = [
        first,
        type(second)(
            second.participant | same,
            *(tuple(row | same for row in rows) for rows in (second.ratings, second.questionnaires)),
            plays=tuple(row | same for row in second.plays),
            events=tuple(row | same for row in second.events),
            revisions=tuple(row | same for row in second.revisions),
        ),
    ]
    with store_of(tmp_path / "joined.db", joined) as store:
        export(store, "bids", tmp_path / "out")
        assert len(list((tmp_path / "out").glob("sub-*"))) == 1
        assert len(list((tmp_path / "out").glob("sub-*/beh/*_run-2_beh.tsv"))) == 1
        again = list(read_export(tmp_path / "out"))
    assert [record.ratings for record in again] == [joined[0].ratings, joined[1].ratings]


@pytest.mark.parametrize("text", ["n/a", "a\tb", "line\nend\r", "\\n", "\\", "'n/a", "=1", ""])
def test_a_text_that_a_tsv_cannot_hold_comes_back(tmp_path: Path, text: str) -> None:
    cell = tsv_cell("text", text)
    assert not set("\t\r\n") & set(cell)
    (tmp_path / "a.tsv").write_text(f"detail\n{cell}\n", "utf-8", newline="\n")
    assert list(read_tsv(tmp_path / "a.tsv", {"detail": "text"})) == [{"detail": text}]
