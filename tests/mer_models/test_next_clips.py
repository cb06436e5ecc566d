"""``merlingua next-clips``: a study that is ready to run, its table, copies, rated clips, bad input."""

from __future__ import annotations

import csv
import errno
import json
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from merlingua.mer_models.next_clips_proposals import COLUMNS
from merlingua.surveys.demo_study import install_demo_study
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study
from tests.mer_models.small_group_models import group_model_file
from tests.mer_models.small_predictors import made_up_music
from tests.small_study import Run, merlingua

N_POOL = 6


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A study with simulated listeners, two models of groups, and a folder of sound."""
    folder = tmp_path_factory.mktemp("next")
    study = install_demo_study(folder / "demo")
    with Store.open(folder / "answers.db") as store:
        simulate_study(load_study(study), store, n_participants=16, seed=1)
    pool = folder / "pool" / "李 & co"
    pool.mkdir(parents=True)
    for number in range(N_POOL):
        soundfile.write(pool / f"song {number}.wav", made_up_music(3, seed=10 + number), 16_000)
    return {
        "study": study,
        "store": folder / "answers.db",
        "pool": folder / "pool",
        "one": group_model_file(folder / "one.safetensors"),
        "two": group_model_file(folder / "two.safetensors", seed=2),
    }


@pytest.fixture
def pool(given: dict[str, Path], tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(given["pool"], tmp_path / "pool"))


def next_clips(given: dict[str, Path], out: Path, *options: str | Path, pool: Path | None = None) -> Run:
    common = ("--store", given["store"], "--study", given["study"], "--model", given["one"], "--jobs", "1")
    return merlingua("next-clips", *common, "--pool", pool or given["pool"], "--out", out, *options)


def rows_of(study: Path) -> list[dict[str, str]]:
    with (study / "proposals.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def ranked(study: Path) -> list[str]:
    rows = [row for row in rows_of(study) if row["rank"]]
    return [row["clip"] for row in sorted(rows, key=lambda row: int(row["rank"]))]


def test_the_new_study_passes_its_check_and_has_the_proposed_clips_and_the_old_languages(
    given: dict[str, Path], tmp_path: Path
):
    out = tmp_path / "next"
    run = next_clips(given, out, "--n", "3")
    assert run.exit_code == 0, run.err
    assert merlingua("study", "check", out).exit_code == 0
    study, old = load_study(out), load_study(given["study"])
    assert sorted(study.clips) == sorted(ranked(out))
    assert len(study.clips) == 3
    assert study.definition.study.languages == old.definition.study.languages
    assert not set(study.clips) & set(old.clips)
    assert not [path for path in tmp_path.iterdir() if path != out]


def test_the_table_has_every_file_with_its_criteria_its_rank_and_why(given: dict[str, Path], tmp_path: Path):
    out = tmp_path / "next"
    assert next_clips(given, out, "--n", "2").exit_code == 0
    rows = rows_of(out)
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == N_POOL
    assert [row["rank"] for row in rows] == ["1", "2"] + [""] * (N_POOL - 2)
    for row in rows:
        shares = [float(row[f"p_q{number}"]) for number in (1, 2, 3, 4)]
        assert sum(shares) == pytest.approx(1)
        assert 0 < float(row["groups_nats"]) < np.log(4)
        assert row["models_nats"] == ""
        assert float(row["distance"]) > 0
        assert row["nearest"] in load_study(given["study"]).clips
        assert row["n_raters"] == "0"
        assert row["why"]
    assert "from the rated clip" in rows[0]["why"]
    assert rows[-1]["why"] == "not among the first 2"


def test_the_command_that_is_kept_makes_the_same_proposals_again(given: dict[str, Path], tmp_path: Path):
    out = tmp_path / "next"
    options = ("--n", "3", "--criteria", "groups,diversity", "--participants", "rated", "--with-rated")
    assert next_clips(given, out, *options, "--seed", "7").exit_code == 0
    told = json.loads((out / "proposals.json").read_text(encoding="utf-8"))
    assert told["criteria"] == ["groups", "diversity"]
    assert set(told["raters_needed"]) == {"en", "es", "de", "zh-Hans"}
    words = shlex.split(told["command"])
    assert words.pop(0) == "merlingua"
    words[words.index("--out") + 1] = str(tmp_path / "again")
    assert merlingua(*words).exit_code == 0
    assert rows_of(tmp_path / "again") == rows_of(out)


def test_the_same_seed_gives_the_same_table_and_study(given: dict[str, Path], tmp_path: Path):
    for name in ("first", "second"):
        assert next_clips(given, tmp_path / name, "--n", "3", "--seed", "5").exit_code == 0
    first, second = rows_of(tmp_path / "first"), rows_of(tmp_path / "second")
    assert first == second
    texts = [(tmp_path / name / "clips.csv").read_text("utf-8") for name in ("first", "second")]
    assert texts[0] == texts[1]


def test_by_groups_alone_the_clips_are_those_on_which_groups_differ_most(
    given: dict[str, Path], tmp_path: Path
):
    out = tmp_path / "next"
    assert next_clips(given, out, "--n", "4", "--criteria", "groups").exit_code == 0
    rows = rows_of(out)
    by_groups = sorted(rows, key=lambda row: -float(row["groups_nats"]))
    assert ranked(out) == [row["clip"] for row in by_groups[:4]]
    assert "groups differ by" in rows[0]["why"]


def test_two_models_disagree_and_one_cannot(given: dict[str, Path], tmp_path: Path):
    out = tmp_path / "next"
    run = next_clips(given, out, "--model", given["two"], "--criteria", "models")
    assert run.exit_code == 0, run.err
    rows = rows_of(out)
    assert ranked(out) == [row["clip"] for row in sorted(rows, key=lambda row: -float(row["models_nats"]))]
    alone = next_clips(given, tmp_path / "alone", "--criteria", "models")
    assert alone.exit_code == 1
    assert "one model cannot disagree with itself" in alone.err[-1]
    assert not (tmp_path / "alone").exists()


def test_a_random_order_comes_from_the_seed(given: dict[str, Path], tmp_path: Path):
    orders = []
    for number, seed in enumerate(("1", "1", "2")):
        out = tmp_path / str(number)
        assert next_clips(given, out, "--criteria", "random", "--seed", seed).exit_code == 0
        orders.append(ranked(out))
        assert f"drawn at random, seed {seed}" in rows_of(out)[0]["why"]
    assert orders[0] == orders[1] != orders[2]


def test_by_default_disagreement_is_no_criterion_and_this_is_said(given: dict[str, Path], tmp_path: Path):
    run = next_clips(given, tmp_path / "next")
    assert any("not shown to save ratings" in line for line in run.out)
    asked = next_clips(given, tmp_path / "asked", "--criteria", "groups,diversity")
    assert not any("not shown to save ratings" in line for line in asked.out)
    assert any(line == "chosen by groups, diversity" for line in asked.out)


def test_broken_files_are_listed_with_exit_code_1_and_the_others_used(
    given: dict[str, Path], pool: Path, tmp_path: Path
):
    (pool / "broken.wav").write_text("no sound")
    soundfile.write(pool / "silent.wav", np.zeros(32_000), 16_000)
    soundfile.write(pool / "three.wav", np.ones((32_000, 3)) * 0.1, 16_000)
    soundfile.write(pool / "short.wav", made_up_music(0.5), 16_000)
    out = tmp_path / "next"
    run = next_clips(given, out, pool=pool)
    assert run.exit_code == 1
    assert len(load_study(out).clips) == N_POOL
    for name, reason in (
        ("broken.wav", "cannot be decoded as audio"),
        ("silent.wav", "is silent"),
        ("three.wav", "has 3 channels"),
        ("short.wav", "too few"),
    ):
        assert [line for line in run.err if f"{name}: " in line and reason in line], name
        (row,) = [row for row in rows_of(out) if row["file"].endswith(name)]
        assert row["rank"] == ""
        assert row["why"].startswith("cannot be used: ")
        assert reason in row["why"]
    assert any("6 were asked for" in line or "10 were asked for" in line for line in run.out)


def test_a_clip_of_the_old_study_is_known_by_its_sound_and_left_out_unless_asked_for(
    given: dict[str, Path], pool: Path, tmp_path: Path
):
    study = load_study(given["study"])
    # Practice is no rating.
    (main,) = [block for block in study.definition.blocks if not block.practice]
    old = study.clips_of(main)[0]
    shutil.copyfile(old.file, pool / f"another name{old.file.suffix}")
    run = next_clips(given, tmp_path / "next", pool=pool)
    assert run.exit_code == 0, run.err
    (row,) = [row for row in rows_of(tmp_path / "next") if "another name" in row["file"]]
    assert (row["rank"], row["clip"], row["why"]) == ("", old.id, "the study has it already")
    out = tmp_path / "again"
    run = next_clips(given, out, "--with-rated", "--criteria", "raters,precision", pool=pool)
    assert run.exit_code == 0, run.err
    (row,) = [row for row in rows_of(out) if row["clip"] == old.id]
    assert row["rank"]
    assert int(row["n_raters"]) > 1
    assert float(row["raters_nats"]) >= 0
    again = load_study(out).clips[old.id]
    assert (again.onset_s, again.lyrics_language, again.sha256) == (
        old.onset_s,
        old.lyrics_language,
        old.sha256,
    )
    assert again.duration_s == pytest.approx(old.duration_s, abs=1e-5)


def test_clips_that_have_their_raters_are_not_proposed_where_precision_is_asked(
    given: dict[str, Path], pool: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Simulated listeners agree too little for any number; as if two of each group were enough.
    monkeypatch.setattr("merlingua.mer_models.next_clips_ratings._needed", lambda agreement: 2)
    study = load_study(given["study"])
    (main,) = [block for block in study.definition.blocks if not block.practice]
    for clip in study.clips_of(main):
        shutil.copyfile(clip.file, pool / clip.file.name)
    out = tmp_path / "next"
    assert next_clips(given, out, "--with-rated", "--n", "30", pool=pool).exit_code == 0
    assert len(ranked(out)) == N_POOL
    done = [row for row in rows_of(out) if row["why"] == "has the raters that it needs"]
    assert {row["clip"] for row in done} == {clip.id for clip in study.clips_of(main)}
    shutil.rmtree(pool / "李 & co")
    none = next_clips(given, tmp_path / "none", "--with-rated", pool=pool)
    assert none.exit_code == 1
    assert "every clip to choose from has the raters" in none.err[-1]
    assert not (tmp_path / "none").exists()


def test_two_copies_of_a_sound_are_one_clip(given: dict[str, Path], pool: Path, tmp_path: Path):
    first = next(pool.rglob("song 0.wav"))
    shutil.copyfile(first, pool / "a copy.wav")
    run = next_clips(given, tmp_path / "next", pool=pool)
    assert run.exit_code == 0
    assert len(load_study(tmp_path / "next").clips) == N_POOL
    (row,) = [row for row in rows_of(tmp_path / "next") if row["why"].startswith("the same sound as")]
    assert row["clip"] == ""


def test_files_of_one_name_and_names_of_old_clips_get_ids_of_their_own(
    given: dict[str, Path], pool: Path, tmp_path: Path
):
    old = next(iter(load_study(given["study"]).clips))
    for number, name in enumerate(("song 0", old, old.upper())):
        folder = pool / str(number)
        folder.mkdir()
        soundfile.write(folder / f"{name}.wav", made_up_music(2, seed=50 + number), 16_000)
    out = tmp_path / "next"
    assert next_clips(given, out, pool=pool).exit_code == 0
    ids = {clip.casefold() for clip in load_study(out).clips}
    assert len(ids) == N_POOL + 3
    assert old.casefold() not in ids


def test_a_model_without_groups_is_taken_and_cannot_be_asked_for_groups(
    given: dict[str, Path], tmp_path: Path
):
    from merlingua.mer_models.checkpoints import save_checkpoint
    from tests.mer_models.small_predictors import predictor

    plain = predictor()
    file = tmp_path / "plain.safetensors"
    save_checkpoint(file, plain.model.module.state_dict(), plain.card)
    arguments = ("--store", given["store"], "--study", given["study"], "--pool", given["pool"])
    run = merlingua(
        "next-clips", *arguments, "--model", file, "--jobs", "1", "--out", tmp_path / "next", "--n", "2"
    )
    assert run.exit_code == 0, run.err
    assert rows_of(tmp_path / "next")[0]["groups_nats"] == ""
    run = merlingua(
        "next-clips", *arguments, "--model", file, "--out", tmp_path / "no", "--criteria", "groups"
    )
    assert run.exit_code == 1
    assert "no model answers for groups" in run.err[-1]


@pytest.mark.parametrize(
    ("options", "code", "reason"),
    [
        (("--criteria", "luck"), 2, "'luck' is no criterion"),
        (("--criteria", "random,groups"), 2, "'random' is no criterion"),
        (("--n", "0"), 2, "0 is too few"),
        (("--pool", "gone"), 1, "--pool gone: there is no such folder"),
        (("--model", "bset"), 1, "there is no model 'bset'"),
        (("--store", "gone.db"), 1, "gone.db"),
        (("--by", "shoe_size"), 1, "shoe_size"),
        (("--criteria", "raters"), 1, "--with-rated takes those of the study"),
        (("--where", "age > 200"), 1, "no listener is left"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_and_leaves_nothing(
    given: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    code: int,
    reason: str,
):
    monkeypatch.chdir(tmp_path)
    run = next_clips(given, tmp_path / "next", *options)
    assert run.exit_code == code
    assert reason in run.err[-1]
    assert code == 2 or len(run.err) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_named_twice_or_a_folder_that_is_used_is_refused(
    given: dict[str, Path], tmp_path: Path
):
    twice = next_clips(given, tmp_path / "next", "--model", given["one"])
    assert (twice.exit_code, len(twice.err)) == (1, 1)
    assert "is named twice" in twice.err[0]
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "file").write_text("mine")
    used = next_clips(given, tmp_path / "used")
    assert (used.exit_code, len(used.err)) == (1, 1)
    assert "is not empty" in used.err[0]
    assert (tmp_path / "used" / "file").read_text() == "mine"
    inside = next_clips(given, tmp_path / "used" / "file" / "next")
    assert (inside.exit_code, len(inside.err)) == (1, 1)
    assert "file is a file" in inside.err[0]


def test_a_disk_that_is_full_is_told_in_a_line_and_leaves_nothing(
    given: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("merlingua.mer_models.next_clips_study.write_atomically", full)
    run = next_clips(given, tmp_path / "next")
    assert (run.exit_code, len(run.err)) == (1, 1)
    assert "No space left on device" in run.err[0]
    assert list(tmp_path.iterdir()) == []


def test_a_pool_of_nothing_new_says_so(given: dict[str, Path], tmp_path: Path):
    clips = given["study"] / "clips"
    run = next_clips(given, tmp_path / "next", pool=clips)
    assert run.exit_code == 1
    assert "are in the study already (--with-rated takes them, too)" in run.err[-1]
