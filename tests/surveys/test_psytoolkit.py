"""Exports of PsyToolkit: what is taken, what is doubted, what is refused; the files are made up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study
from tests.psytoolkit_files import FOLDER, complete, export, made, people, stored
from tests.small_study import merlingua

Bring = Callable[..., ImportReport]


def test_the_files_are_what_their_script_makes() -> None:
    here = {file.name: file.read_bytes() for file in FOLDER.iterdir() if file.suffix == ".csv"}
    assert here == made()


def test_everybody_who_began_is_taken_and_only_who_came_to_the_end_is_complete(
    bring: Bring, store: Store, two_clips: Study
) -> None:
    report = bring("data_english.csv")
    found = people(store, two_clips)
    assert {name: person.is_complete for name, person in found.items()} == {
        "s.one.txt": True,
        "s.two.txt": False,
        "s.three.txt": False,
    }
    assert report.read == {"files": 1, "rows": 3}
    assert report.by_language["en"] == {
        "participants": 3,
        "with ratings": 2,
        "complete": 1,
        "ratings of emotions": 33,
        "other ratings": 9,
    }
    assert not report.refused


def test_answers_are_the_items_by_their_number(bring: Bring, store: Store, two_clips: Study) -> None:
    bring("data_english.csv")
    read = stored(store, two_clips)
    one = next(k for k, person in enumerate(read.participants) if person.source_id == "s.one.txt")
    calm = (read.participant == one) & (read.clip == read.clips.index("calm"))
    values = {
        read.items[item]: int(value) for item, value in zip(read.item[calm], read.value[calm], strict=True)
    }
    # Columns calm:1 … calm:14 of the file are 1 2 3 4 5 1 2 …, in the order of the reference survey's grid.
    assert values == {
        "anger": 1, "bitterness": 2, "fear": 3, "joy": 4, "peace": 5, "power": 1, "sadness": 2,
        "surprise": 3, "tenderness": 4, "tension": 5, "transcendence": 1, "preference": 2, "familiarity": 3,
        "comprehension": 4,
    }  # fmt: skip


def test_what_is_known_of_a_participant_is_kept_as_codes_and_as_it_was_written(
    bring: Bring, store: Store, two_clips: Study
) -> None:
    bring("data_english.csv")
    one = people(store, two_clips)["s.one.txt"]
    about = {key: value for key, value in one.answers.items() if not key.startswith("item_")}
    assert about == {
        "country": "ES",
        "mother_tongue": "es",
        "age": 31,
        "gender_code": 1,
        "best_instrument": "piano",
    }
    assert [one.answers[f"item_{number:02d}"] for number in range(1, 39)] == [4] * 38
    assert one.detail["original"] == {
        "country": "Spain",
        "mother_tongue": "Spanish",
        "age": "31",
        "gender": "1",
        "best_instrument": "3",
    }
    assert one.detail["times"] == {"start": "2019-05-29-20-25", "end": "2019-05-29-21-00", "minutes": 35.0}
    assert one.detail["ip_country"] == "ES"
    assert one.detail["gold_msi_wording"] == "scored"
    assert (one.detail["file"], one.detail["line"]) == ("data_english.csv", 2)
    assert one.started_at is None


def test_a_second_import_adds_nothing(bring: Bring, store: Store) -> None:
    bring("data_english.csv")
    before = store.n_rows()
    again = bring("data_english.csv")
    assert store.n_rows() == before
    assert again.kept["participants that are new"] == again.kept["answers that are new"] == 0
    assert again.kept["participants"] == 3


def test_a_later_export_adds_what_is_new(bring: Bring, store: Store, two_clips: Study) -> None:
    bring("data_english_earlier.csv")
    later = bring("data_english_later.csv")
    assert later.kept["participants that are new"] == 0
    # Two's second clip; one's second clip, 38 items, the best instrument.
    assert later.kept["answers that are new"] == 14 + 14 + 39
    assert people(store, two_clips)["s.one.txt"].is_complete


def test_an_earlier_and_a_later_export_at_once_give_each_participant_once(
    bring: Bring, store: Store, two_clips: Study
) -> None:
    report = bring("data_english_earlier.csv", "data_english_later.csv")
    assert report.kept["participants"] == report.kept["participants that are new"] == 2
    assert report.doubtful["a participant has several rows that differ: they were made one"].n == 2
    found = people(store, two_clips)
    assert found["s.one.txt"].is_complete
    assert len(stored(store, two_clips).value) == 4 * 14


def test_the_same_file_under_two_names_is_taken_once(bring: Bring, tmp_path: Path) -> None:
    copy = tmp_path / "english_copy.csv"
    copy.write_bytes((FOLDER / "data_english.csv").read_bytes())
    report = bring("data_english.csv", copy)
    assert report.kept["participants"] == 3
    assert report.refused["the same file once more"].examples == [
        "english_copy.csv is data_english.csv again: 3 rows"
    ]


def test_a_row_that_stands_twice_is_taken_once(bring: Bring, tmp_path: Path) -> None:
    file = tmp_path / "english.csv"
    file.write_text(export(complete("one"), complete("one")), "utf-8")
    report = bring(file)
    assert report.kept["participants"] == 1
    assert report.refused["the same row once more"].n == 1


def test_two_answers_of_one_participant_to_one_item_are_told_and_the_first_is_taken(
    bring: Bring, tmp_path: Path, store: Store, two_clips: Study
) -> None:
    file = tmp_path / "english.csv"
    file.write_text(export(complete("one"), complete("one", calm_1="5")), "utf-8")
    report = bring(file)
    told = report.refused["another answer of the same participant: the first was taken"]
    assert told.examples == ["'anger' of 'calm', s.one.txt: english.csv, line 3"]
    read = stored(store, two_clips)
    assert read.value[(read.item == read.items.index("anger")) & (read.clip == read.clips.index("calm"))] == 1


def test_an_answer_that_differs_from_the_stores_is_told_and_the_stores_is_kept(
    bring: Bring, tmp_path: Path
) -> None:
    file = tmp_path / "english.csv"
    file.write_text(export(complete("one")), "utf-8")
    bring(file)
    file.write_text(export(complete("one", calm_1="5")), "utf-8")
    (conflict,) = bring(file).doubtful["differs from what the store has, which was kept"].examples
    assert "'anger' of 'calm' is 5; the store has 1" in conflict


@pytest.mark.parametrize("at_once", [True, False])
def test_participants_of_two_languages_are_refused(bring: Bring, tmp_path: Path, at_once: bool) -> None:
    file = tmp_path / "data_german.csv"
    file.write_text(export(complete("one")), "utf-8")
    calls = [["data_english.csv", file]] if at_once else [["data_english.csv"], [file]]
    for names in calls[:-1]:
        bring(*names)
    message = r"1 participants, the first 's.one.txt', are of the survey in 'de' here and of that in 'en'"
    with pytest.raises(RatingsFileError, match=message):
        bring(*calls[-1])


def test_a_rating_off_the_scale_is_refused_and_its_session_is_not_complete(
    bring: Bring, store: Store, two_clips: Study
) -> None:
    report = bring("data_english_off_scale.csv")
    (reason,) = report.refused
    assert reason == "a rating is not on the scale of 'fear', which is 1, 2, 3, 4, 5"
    assert [example.rpartition(": ")[2] for example in report.refused[reason].examples] == [
        "calm:3 is '6'",
        "calm:3 is '3.5'",
        "calm:3 is 'agree'",
    ]
    assert report.kept["complete"] == 0
    assert len(stored(store, two_clips).value) == 3 * (28 - 1)


def test_what_is_odd_about_a_participant_is_doubted_or_refused(
    bring: Bring, store: Store, two_clips: Study
) -> None:
    report = bring("data_english_odd.csv")
    doubts = {reason: found.examples for reason, found in report.doubtful.items()}
    place = "data_english_odd.csv, line"
    assert "'age' is 7" in doubts["age: not understood, no answer was kept"][0]
    assert doubts["gender: not understood, no answer was kept"] == [f"{place} 2: 'f'"]
    assert doubts["took longer than 2 hours"] == [f"{place} 4: 7200 min"]
    assert doubts["a time is not written as 2019-05-29-20-25"] == [f"{place} 5: '29 May'"]
    assert doubts["the stored duration is not the time from begin to end"] == [f"{place} 6: 12 min, and 35"]
    assert doubts["a stored Gold-MSI score is no number"] == [f"{place} 7: emo:1 is 'many'"]
    (differing,) = [found for reason, found in doubts.items() if "scores differ from the sums" in reason]
    assert differing == [f"s.sums.txt ({place} 7): active_engagement 35 stored, 36 summed"]
    refused = {reason: found.examples for reason, found in report.refused.items()}
    assert refused == {
        "an answer to the Gold-MSI is not 1 to 7": [f"{place} 3: goldmsi1:1 is '8'"],
        "the best instrument is no number from 1 to 21": [f"{place} 3: '22'"],
    }
    without = doubts["a Gold-MSI score is stored whose items are not all answered"]
    assert without == [f"{place} 3: active_engagement, general_sophistication"]
    age = people(store, two_clips)["s.age.txt"]
    assert "age" not in age.answers
    assert age.detail["original"]["age"] == "7"  # type: ignore[index]


def test_a_page_that_was_answered_in_part_is_kept_and_doubted(
    bring: Bring, store: Store, two_clips: Study
) -> None:
    report = bring("data_english_page_in_part.csv")
    (told,) = report.doubtful["a clip's page has some of its answers; PsyToolkit stores all or none"].examples
    assert told.endswith("line 2: 13 of 14 of 'calm'")
    assert report.doubtful["came to the end, but ratings are missing: does not count as complete"].n == 1
    assert len(stored(store, two_clips).value) == 27


def test_a_clip_that_the_study_does_not_have_is_refused_with_the_nearest(bring: Bring) -> None:
    report = bring("data_english_unknown_clip.csv")
    assert report.refused["the study has no clip 'brigth' (did you mean 'bright'?)"].n == 14
    assert report.doubtful["the study's clip has no column"].n == 1
    assert report.kept["ratings of emotions"] == 11


def test_an_export_of_other_clips_is_refused(bring: Bring, tmp_path: Path) -> None:
    file = tmp_path / "english.csv"
    file.write_text(export(complete("one", clips=("joy_1",)), clips=("joy_1",)), "utf-8")
    with pytest.raises(
        RatingsFileError, match=r"rates no clip of the study: it has joy_1 …, the study calm, br"
    ):
        bring(file)


def test_columns_that_nothing_is_read_from_are_told(bring: Bring, tmp_path: Path) -> None:
    file = tmp_path / "english.csv"
    text = export(complete("one")).replace("country,TIME", "mood,TIME").replace("goldmsi11:1", "extra:1")
    file.write_text(text, "utf-8")
    unused = bring(file).doubtful["a column was not used"].examples
    assert unused == ["english.csv: extra:1", "english.csv: mood"]


def test_a_gold_msi_of_another_length_is_not_read(bring: Bring, tmp_path: Path, store: Store) -> None:
    # With an item left out, each that follows it would be taken for the one before.
    file = tmp_path / "english.csv"
    file.write_text(export(complete("one")).replace("goldmsi1:1,", "other:1,"), "utf-8")
    file.write_text(file.read_text("utf-8").replace("goldmsi1:2,", "other:2,"), "utf-8")
    report = bring(file)
    (reason,) = report.refused
    assert reason.startswith("the Gold-MSI has 38 items")
    assert store.n_rows()["answer"] == 28 + 4


def test_comprehension_of_a_clip_without_words_is_kept_and_told(bring: Bring) -> None:
    # The reference survey asked it of every clip; this study does not.
    report = bring("data_english.csv")
    (reason,) = [reason for reason in report.doubtful if reason.startswith("'comprehension' of")]
    assert reason == "'comprehension' of 'bright': kept, though the study does not ask it of this clip"
    assert report.doubtful[reason].n == 1


def test_genders_have_the_names_that_are_given(bring: Bring, store: Store, two_clips: Study) -> None:
    unnamed = bring("data_english.csv")
    assert any(reason.startswith("gender: the export does not say") for reason in unnamed.doubtful)
    named = bring("data_english.csv", genders={1: "female"})
    assert not any(reason.startswith("gender") for reason in named.doubtful)
    assert people(store, two_clips)["s.one.txt"].answers["gender"] == "female"
    wrong = bring("data_english.csv", genders={2: "male"})
    assert wrong.doubtful["gender: a number that --gender does not name"].n == 2


def test_a_language_that_is_given_counts_and_a_name_that_contradicts_is_told(bring: Bring) -> None:
    report = bring("data_english.csv", language="de")
    assert list(report.by_language) == ["de"]
    assert report.doubtful["the file's name says another language than --language de"].n == 1


def test_the_command_imports_reports_and_names_genders(two_clips: Study, tmp_path: Path) -> None:
    where = ("--study", two_clips.folder, "--store", tmp_path / "answers.db")
    run = merlingua(
        "import", "psytoolkit", FOLDER / "data_english.csv", *where, "--gender", "1=female,2=male"
    )
    assert run.exit_code == 0
    assert run.out[1].startswith("read: 1 files, 3 rows")
    assert run.out[3].startswith("  en: 3 participants, 2 with ratings, 1 complete")
    wrong = merlingua("import", "psytoolkit", FOLDER / "data_english.csv", *where, "--gender", "1=woman")
    assert wrong.exit_code == 2
    assert "write a number, '=' and one of female, male" in wrong.err[-1]
