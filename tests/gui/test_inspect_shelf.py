"""The clips of the Inspect page: what is asked next, what is found in folders."""

from __future__ import annotations

from pathlib import Path

from merlingua.gui.inspect_model import Answer, PredictQuestion
from merlingua.gui.inspect_shelf import N_PICTURES, Shelf, sound_files
from tests.gui.inspect_samples import picture, prediction


def test_the_clip_that_is_looked_at_is_asked_first_and_of_both_models() -> None:
    shelf = Shelf()
    shelf.add(["a", "b", "c"])
    asked = []
    while (question := shelf.next_question("b", ("best", "second"))) is not None:
        asked.append((question.file, question.model))
        found = picture() if question.wants_picture else None
        shelf.take(Answer(question.file, question.model, prediction(), found))
    assert asked == [
        ("b", "best"),
        ("b", "second"),
        ("a", "best"),
        ("a", "second"),
        ("c", "best"),
        ("c", "second"),
    ]


def test_a_picture_is_asked_for_once() -> None:
    shelf = Shelf()
    shelf.add(["a"])
    assert shelf.next_question("a", ("best",)) == PredictQuestion("a", "best", wants_picture=True)
    shelf.take(Answer("a", "best", prediction(), picture()))
    assert shelf.next_question("a", ("best", "second")) == PredictQuestion("a", "second", wants_picture=False)


def test_a_picture_that_does_not_come_is_not_asked_for_again() -> None:
    shelf = Shelf()
    shelf.add(["a"])
    shelf.take(Answer("a", "best", prediction()))
    shelf.take(Answer("a", "", None))
    assert shelf.next_question("a", ("best",)) is None


def test_pictures_are_made_of_clips_that_are_looked_at_and_made_again_when_they_are_gone() -> None:
    shelf = Shelf()
    files = [f"{number}" for number in range(N_PICTURES + 1)]
    shelf.add(files)
    for file in files:
        shelf.take(Answer(file, "best", prediction()))
    assert shelf.next_question(None, ("best",)) is None
    for file in files:
        assert shelf.next_question(file, ("best",)) == PredictQuestion(file, "", wants_picture=True)
        shelf.take(Answer(file, "", None, picture()))
        assert shelf.next_question(file, ("best",)) is None
    assert len(shelf.pictures) == N_PICTURES
    assert shelf.next_question("0", ("best",)) == PredictQuestion("0", "", wants_picture=True)


def test_a_model_that_cannot_be_loaded_is_not_asked_again_and_pictures_still_come() -> None:
    shelf = Shelf()
    shelf.add(["a", "b"])
    shelf.refused_models["broken"] = "there is none"
    assert shelf.next_question("b", ("broken",)) == PredictQuestion("b", "", wants_picture=True)
    shelf.take(Answer("b", "", None, picture()))
    assert shelf.next_question("b", ("broken",)) is None


def test_a_file_that_has_no_answer_is_not_asked_again() -> None:
    shelf = Shelf()
    shelf.add(["bad"])
    shelf.take(Answer("bad", "best", problem="is no audio"))
    assert shelf.next_question("bad", ("best",)) is None


def test_each_file_stands_once() -> None:
    shelf = Shelf()
    assert shelf.add(["a", "b", "a"]) == ["a", "b"]
    assert shelf.add(["b", "c"]) == ["c"]
    assert shelf.files == ["a", "b", "c"]


def test_folders_give_their_audio_and_files_stand_as_they_are_given(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("in/b.flac", "in/deep/a.MP3", "in/notes.txt", "in/._a.mp3", "readme.md"):
        (tmp_path / name).touch()
    found = sound_files([tmp_path / "readme.md", tmp_path / "in"])
    assert [Path(file).name for file in found] == ["readme.md", "b.flac", "a.MP3"]
