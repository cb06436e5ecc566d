"""What a loaded study is; what its mistakes look like is told in test_broken_studies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merlingua.surveys.errors import StudyError
from merlingua.surveys.study import load_study, read_study
from merlingua.surveys.study_files import MOST_TEXT_BYTES, path_inside, read_yaml, write_atomically


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8", newline="")


def test_a_block_without_clips_has_all_that_no_other_block_names(ready_study: Path):
    study = load_study(ready_study)
    practice, main = study.definition.blocks
    assert [clip.id for clip in study.clips_of(practice)] == ["wide"]
    assert [clip.id for clip in study.clips_of(main)] == ["bright", "calm", "dark", "tense", "warm"]


def test_a_practice_block_asks_what_the_first_other_block_asks(ready_study: Path):
    study = load_study(ready_study)
    practice, main = study.definition.blocks
    assert practice.items == ()
    assert study.items_of(practice) == main.items
    assert [item.ref for item in main.items] == ["emotions11", "preference", "familiarity", "comprehension"]


def test_a_clip_that_no_block_names_is_not_heard(study_folder: Path):
    _edit(study_folder / "study.yaml", "  - id: main ", '  - id: main\n    clips: ["dark", "calm"]\n    #')
    study = load_study(study_folder)
    assert [clip.id for clip in study.clips_of(study.definition.blocks[1])] == ["dark", "calm"]
    assert [clip.id for clip in study.heard_clips] == ["calm", "dark", "wide"]


def test_the_hash_is_the_same_in_another_folder_and_with_other_line_ends(ready_study: Path, tmp_path: Path):
    # A session is resumed only where the study's hash is that of its beginning: stations run other systems.
    copy = Path(shutil.copytree(ready_study, tmp_path / "李" / "copy"))
    for name in ("study.yaml", "texts.csv", "clips.csv"):
        file = copy / name
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_study(copy).sha256 == load_study(ready_study).sha256


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("study.yaml", "max_plays: 3", "max_plays: 2"),
        ("texts.csv", "\nlevel.title,", "\nlevel.title,My "),
        ("clips.csv", "dark.wav,0,1.5", "dark.wav,0,1.4"),
    ],
)
def test_the_hash_changes_with_each_of_the_files(name: str, old: str, new: str, study_folder: Path):
    before = load_study(study_folder).sha256
    _edit(study_folder / name, old, new)
    assert load_study(study_folder).sha256 != before


def test_a_study_may_have_items_of_its_own(study_folder: Path):
    _edit(study_folder / "study.yaml", "ref: preference", "ref: groove")
    texts = study_folder / "texts.csv"
    row = "item.groove.label,It grooves,Tiene ritmo,Es groovt,很有律动,machine,machine,machine,machine\n"
    texts.write_text(texts.read_text("utf-8") + row, "utf-8")
    study = load_study(study_folder)
    assert study.items_of(study.definition.blocks[1])[1].ref == "groove"


def test_a_version_that_looks_like_a_date_is_text(study_folder: Path):
    _edit(study_folder / "study.yaml", '"1.0.0"', "2026-11-01")
    assert load_study(study_folder).definition.study.version == "2026-11-01"


def test_the_problems_of_a_study_are_in_the_order_of_files_and_lines(study_folder: Path):
    _edit(study_folder / "study.yaml", "kind: random", "kind: randm")
    _edit(study_folder / "study.yaml", "pass: 5", "pass: 9")
    _edit(study_folder / "clips.csv", "clips/dark.wav", "clips/drak.wav")
    with pytest.raises(StudyError) as refused:
        load_study(study_folder)
    files = [(problem.file, problem.line) for problem in refused.value.problems]
    assert files == sorted(files)
    assert len(files) == 3


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.floats(0, 1),
    n_removed=st.integers(0, 60),
    put_in=st.text(st.sampled_from("[]{}:,-#&*!|>'\"%@`\t\n 0a~\x07é李"), max_size=8),
)
def test_whatever_is_done_to_the_definition_is_a_problem_and_no_crash(
    at: float, n_removed: int, put_in: str, ready_study: Path, study_folder: Path
):
    # What a hand may do to a file: take out a stretch, or put in characters that mean something in YAML.
    text = (ready_study / "study.yaml").read_text("utf-8")
    start = round(at * len(text))
    broken = text[:start] + put_in + text[start + n_removed :]
    (study_folder / "study.yaml").write_text(broken, "utf-8")
    reading = read_study(study_folder)
    n_lines = broken.count("\n") + 1
    assert all(problem.line <= n_lines for problem in reading.problems if problem.file == "study.yaml")
    if not reading.problems:
        reading.study()


def test_a_million_brackets_are_a_problem_and_no_crash():
    _, problems = read_yaml("[" * 1_000_000, "study.yaml")
    assert [problem.line for problem in problems] == [1]


@pytest.mark.parametrize(
    "written", ["../x.wav", "/etc/passwd", "clips/../../x", "C:\\x.wav", "\\\\server\\x", "", "a\x00b"]
)
def test_a_path_out_of_the_folder_is_refused(written: str, tmp_path: Path):
    with pytest.raises(ValueError, match="study folder"):
        path_inside(tmp_path, written)


@pytest.mark.parametrize("name", ["study.yaml", "texts.csv", "clips.csv"])
def test_a_file_of_a_study_that_is_too_large_is_refused_unread(name: str, study_folder: Path):
    with (study_folder / name).open("ab") as file:
        file.truncate(MOST_TEXT_BYTES + 1)  # a sparse file: nothing is written
    with pytest.raises(StudyError) as caught:
        load_study(study_folder)
    (message,) = [problem.message for problem in caught.value.problems if problem.file == name]
    assert message.startswith("cannot be read: it has more than 16 MB, and is no file of a study")


def test_links_in_a_circle_lead_out_of_the_folder(tmp_path: Path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(ValueError, match="study folder"):
        path_inside(tmp_path, "a/x.wav")


def test_a_number_that_is_too_long_to_read_is_a_problem_with_its_line():
    located, problems = read_yaml("a: 1\nseed: " + "9" * 5000, "study.yaml")
    assert located is not None
    assert [problem.line for problem in problems] == [2]


def test_a_path_within_the_folder_may_have_any_letters(tmp_path: Path):
    assert path_inside(tmp_path / "müller" / "李", "clips/さくら.ogg").name == "さくら.ogg"


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path: Path):
    file = tmp_path / "clips.csv"
    file.write_text("before")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(file, "a lone surrogate \ud800")
    assert file.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["clips.csv"]
