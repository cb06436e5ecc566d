"""The commands of a study through the one command line: what they print and how they exit."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from merlingua.surveys.order import presentation_order
from merlingua.surveys.study import load_study
from merlingua.surveys.study_schema import study_schema
from tests.small_study import CLIP_SECONDS, Run, merlingua, write_tone


def _out(run: Run) -> str:
    assert run.exit_code == 0, run.err
    assert run.err == []
    return "\n".join(run.out)


def test_new_then_check_of_clips_in_a_folder_is_complete(tones: Path, tmp_path: Path):
    folder = tmp_path / "müller" / "李"
    said = _out(merlingua("study", "new", folder, "--clips", tones, "--practice", "wide", "--repeats", "1"))
    assert "6 clips" in said
    summary = _out(merlingua("study", "check", folder))
    assert "complete" in summary
    for clip_id in CLIP_SECONDS:
        assert clip_id in summary


def test_the_options_of_new_reach_the_study(tones: Path, tmp_path: Path):
    arguments = ["--id", "joy", "--order", "williams", "--seed", "5", "--languages", "de,en"]
    _out(merlingua("study", "new", tmp_path / "s", "--clips", tones, *arguments))
    definition = load_study(tmp_path / "s").definition
    assert definition.study.id == "joy"
    assert definition.study.languages == ("de", "en")
    assert definition.study.default_language == "de"
    assert (definition.blocks[0].order.kind, definition.blocks[0].order.seed) == ("williams", 5)


@pytest.mark.parametrize(
    "arguments",
    [
        ["study"],
        ["study", "new"],
        ["study", "nwe", "x"],
        ["study", "new", "x", "--order", "randm"],
        ["study", "new", "x", "--seed", "-1"],
        ["study", "new", "x", "--seed", "99999999999999999999"],
        ["study", "new", "x", "--repeats", "two"],
        ["study", "new", "x", "--languages", "en,fr"],
        ["study", "new", "x", "--languages", ""],
        ["study", "order", "x", "--participants", "0"],
        ["study", "simulate", "x"],
        ["instrument", "import", "gold_msi"],
    ],
)
def test_wrong_usage_exits_with_2_and_makes_nothing(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    run = merlingua(*arguments)
    assert run.exit_code == 2
    assert run.err[0].startswith("usage: merlingua")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_exits_with_1_and_one_clear_line(tones: Path, tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    run = merlingua("study", "new", tmp_path, "--clips", tones)
    assert run.exit_code == 1
    assert "is not empty" in run.err[0]


def test_the_summary_tells_drafts_durations_and_levels(ready_study: Path):
    summary = _out(merlingua("study", "check", ready_study)).splitlines()
    study = load_study(ready_study)
    english = next(line for line in summary if line.startswith("  en "))
    # Eleven glosses, fourteen labels and five anchors are the reference instrument's own wording (survey.md).
    assert english.split()[1:3] == ["30", "official"]
    assert english.split()[5].isdigit()
    assert any("machine-made drafts" in line and line.startswith("  zh-Hans") for line in summary)
    assert any("-23.0 LUFS" in line for line in summary)
    assert any(line.split()[:2] == ["dark", "1.50"] for line in summary)
    assert summary[-1].endswith(study.sha256)


def test_audio_that_was_changed_on_purpose_is_sealed_again(study_folder: Path):
    write_tone(study_folder / "clips" / "dark.wav", seconds=1.5, hz=200.0)
    assert merlingua("study", "check", study_folder).exit_code == 1
    said = _out(merlingua("study", "check", study_folder, "--update-hashes"))
    assert said.startswith("clips.csv: 1 hashes changed (dark)")
    _out(merlingua("study", "check", study_folder))


def test_the_schema_that_is_published_is_the_current_one(repository: Path):
    # Written by: merlingua study schema > docs/study.schema.json
    said = json.loads(_out(merlingua("study", "schema")))
    assert json.loads((repository / "docs" / "study.schema.json").read_text("utf-8")) == said


def test_the_schema_says_which_keys_there_are_and_no_others():
    schema = study_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"schema_version", "study", "scales", "blocks"}
    assert "pass" in schema["$defs"]["HeadphoneCheck"]["properties"]
    assert all(part["additionalProperties"] is False for part in schema["$defs"].values())


def test_the_order_that_is_printed_is_the_order_that_is_played(ready_study: Path):
    study = load_study(ready_study)
    table = list(csv.DictReader(merlingua("study", "order", ready_study, "--participants", "7", "--csv").out))
    for number in range(1, 8):
        trials = presentation_order(study, number=number, language="zh-Hans")
        rows = [row for row in table if row["participant"] == str(number)]
        assert [(row["block"], int(row["position"]), row["clip"]) for row in rows] == [
            (trial.block_id, trial.position, trial.clip_id) for trial in trials
        ]
        assert [row["is_repeat"] == "1" for row in rows] == [trial.is_repeat for trial in trials]


def test_the_table_of_orders_has_a_column_a_participant_and_marks_repeats(
    ready_study: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "80")
    lines = merlingua("study", "order", ready_study).out
    assert all(len(line) <= 80 for line in lines)
    heads = [line.split()[1:] for line in lines if line.startswith("participant")]
    assert [number for head in heads for number in head] == [str(number) for number in range(1, 21)]
    firsts = [clip for line in lines if line.startswith("practice 1 ") for clip in line.split()[2:]]
    assert firsts == ["wide"] * 20
    # Two repeats for each of twenty participants, and the star that the first line explains.
    assert sum(line.count("*") for line in lines) == 41


def test_the_gold_msi_is_asked_for_only_once_its_texts_are_there(
    tones: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        "merlingua.surveys.instruments_import.user_data_path", lambda *_, **__: tmp_path / "data"
    )
    run = merlingua("study", "new", tmp_path / "s", "--clips", tones, "--gold-msi")
    assert run.exit_code == 1
    assert "merlingua instrument import gold_msi FILE" in run.err[0]
    assert not (tmp_path / "s").exists()


@pytest.mark.shared
def test_a_study_with_imported_gold_msi_names_the_language_that_lacks_it(
    tones: Path, shared_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # The psyquest dictionary has en, de and es, and no Chinese.
    monkeypatch.setattr(
        "merlingua.surveys.instruments_import.user_data_path", lambda *_, **__: tmp_path / "data"
    )
    _out(merlingua("instrument", "import", "gold_msi", shared_dir / "instruments" / "gold_msi_psyquest.csv"))
    _out(merlingua("study", "new", tmp_path / "s", "--clips", tones, "--gold-msi"))
    run = merlingua("study", "check", tmp_path / "s")
    assert run.exit_code == 1
    assert len(run.err) == 2
    assert "'zh-Hans'" in run.err[0]
    without = ["--gold-msi", "--languages", "en,es,de"]
    _out(merlingua("study", "new", tmp_path / "t", "--clips", tones, *without))
    _out(merlingua("study", "check", tmp_path / "t"))


def test_an_unknown_wording_is_refused_with_those_there_are(tmp_path: Path):
    run = merlingua("instrument", "import", "gold_msi", tmp_path / "x.csv", "--wording", "v9")
    assert run.exit_code == 1
    assert "v1.0, psyquest" in run.err[0]


def test_simulated_answers_are_stored_and_counted(ready_study: Path, tmp_path: Path):
    store = tmp_path / "x.db"
    arguments = ["--participants", "3", "--seed", "1", "--store", f"sqlite:///{store}"]
    said = _out(merlingua("study", "simulate", ready_study, *arguments))
    assert "3 simulated sessions" in said
    assert store.stat().st_size > 0


def test_help_of_the_study_commands_imports_nothing_slow():
    # Parsers alone: pydantic is the definition's, all else waits for the command that needs it.
    code = (
        "import sys, json, argparse\n"
        "from merlingua.surveys.commands import add_study_commands\n"
        "add_study_commands(argparse.ArgumentParser().add_subparsers())\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    slow = {"numpy", "scipy", "soundfile", "sqlalchemy", "babel", "fontTools", "ruamel", "PySide6", "torch"}
    assert slow.intersection(json.loads(run.stdout)) == set()
