"""A table of ratings: every row is in the store, or refused with its reason; nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from merlingua.surveys.errors import RatingsFileError, StoreError
from merlingua.surveys.import_long import import_long
from merlingua.surveys.import_mapping import LongMapping
from merlingua.surveys.import_report import HEADER_AGAIN, ImportReport
from merlingua.surveys.long_study import LongStudy
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_ratings import RatingColumns, read_ratings
from tests.session_study import session_study

HEADER = "participant,language,clip,item,value"
ANY = LongStudy.without_folder("anybody")

Import = Callable[..., ImportReport]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "answers.db") as opened:
        yield opened


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Import:
    """Imports a table that is given line by line; keywords are those of the mapping."""

    def run(*lines: str, study: LongStudy = ANY, language: str | None = None, **mapping: Any) -> ImportReport:
        file = tmp_path / "ratings.csv"
        file.write_text("\n".join(lines) + "\n", mapping.get("encoding", "utf-8"))
        return import_long(file, store, study=study, mapping=LongMapping(**mapping), language=language)

    return run


def ratings_in(store: Store, study_id: str = "anybody") -> dict[tuple[Any, ...], float]:
    """Value by participant, language, clip, item, and ``again`` where the clip was heard again."""
    read = read_ratings(store, study_id)
    return {key: float(read.value[k]) for k, key in enumerate(_keys(read))}


def _keys(read: RatingColumns) -> Iterator[tuple[Any, ...]]:
    for k in range(len(read.value)):
        person = read.participants[read.participant[k]]
        again = ("again",) if read.is_repeat[k] else ()
        yield person.source_id, person.language, read.clips[read.clip[k]], read.items[read.item[k]], *again


def reasons(findings: dict[str, Any]) -> dict[str, int]:
    return {reason: found.n for reason, found in findings.items()}


def test_rows_of_a_participant_need_not_stand_together(store: Store, bring: Import) -> None:
    report = bring(
        HEADER,
        "p1,en,a,joy,3",
        "p2,de,a,joy,1",
        "p1,en,b,joy,4",
        "p2,de,b,joy,2",
        "p1,en,a,fear,5",
    )
    assert ratings_in(store) == {
        ("p1", "en", "a", "joy"): 3,
        ("p1", "en", "a", "fear"): 5,
        ("p1", "en", "b", "joy"): 4,
        ("p2", "de", "a", "joy"): 1,
        ("p2", "de", "b", "joy"): 2,
    }
    assert (report.read["rows"], report.kept["ratings"], report.refused) == (5, 5, {})
    assert check_store(store) == []


def test_a_second_import_adds_nothing_and_a_longer_table_adds_what_is_new(
    store: Store, bring: Import
) -> None:
    rows = [HEADER, "p1,en,a,joy,3", "p2,de,a,joy,1"]
    bring(*rows)
    before = store.n_rows()
    assert bring(*rows).kept["answers that are new"] == 0
    assert store.n_rows() == before
    report = bring(*rows, "p1,en,b,joy,2", "p3,de,a,joy,5")
    assert report.kept["answers that are new"] == 2
    assert report.kept["participants that are new"] == 1


def test_a_value_that_differs_from_the_stores_is_named_and_not_taken(store: Store, bring: Import) -> None:
    bring(HEADER, "p1,en,a,joy,3")
    report = bring(HEADER, "p1,en,a,joy,4")
    (finding,) = report.doubtful["differs from what the store has, which was kept"].examples
    assert finding == "participant 'p1' (en): 'joy' of 'a' is 4; the store has 3, which was kept"
    assert ratings_in(store) == {("p1", "en", "a", "joy"): 3}


def test_columns_items_clips_languages_and_values_are_renamed(store: Store, bring: Import) -> None:
    bring(
        "rater;lang;song;emotion;answer;trial;rt",
        "7;english;1;bitter;agree;3;812,5",
        "7;english;1;sad;4;3;",
        columns={
            "participant": "rater",
            "language": "lang",
            "clip": "song",
            "item": "emotion",
            "value": "answer",
            "position": "trial",
        },
        languages={"english": "en"},
        clips={"1": "chase"},
        items={"bitter": "bitterness", "sad": "sadness"},
        values={"agree": 4},
    )
    assert ratings_in(store) == {
        ("7", "en", "chase", "bitterness"): 4,
        ("7", "en", "chase", "sadness"): 4,
    }
    assert set(read_ratings(store, "anybody").position.tolist()) == {3}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(store: Store, bring: Import, delimiter: str) -> None:
    bring(*(row.replace(",", delimiter) for row in (HEADER, "p1,en,a,joy,3")))
    assert ratings_in(store) == {("p1", "en", "a", "joy"): 3}


def test_a_byte_order_mark_windows_line_ends_and_quotes_make_no_difference(
    store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "ratings.csv"
    file.write_bytes(f'\ufeff{HEADER}\r\n"p, 1",en,"a ""b""",joy,3\r\n\r\n'.encode())
    import_long(file, store, study=ANY)
    assert ratings_in(store) == {("p, 1", "en", 'a "b"', "joy"): 3}


def test_response_times_are_kept_and_bad_ones_told(store: Store, bring: Import) -> None:
    report = bring(
        f"{HEADER},response_ms,position",
        "p1,en,a,joy,3,812.5,1",
        "p1,en,a,fear,3,,1",
        "p1,en,b,joy,3,-4,zero",
    )
    times = sorted(ms for ms in read_ratings(store, "anybody").response_ms.tolist() if ms == ms)
    assert times == [812.5]
    assert reasons(report.doubtful) == {
        "a cell of response_ms was not understood and left out": 1,
        "a cell of position was not understood and left out": 1,
    }


def test_a_clip_that_stands_at_two_positions_is_told(bring: Import) -> None:
    report = bring(f"{HEADER},position", "p1,en,a,fear,3,1", "p1,en,a,joy,3,2", "p1,en,b,joy,3,2")
    (finding,) = report.doubtful.values()
    assert finding.examples == ["line 3: participant 'p1', 2 and 1"]


def test_values_with_fractions_and_a_decimal_comma_are_kept(store: Store, bring: Import) -> None:
    bring("participant;language;clip;item;value", "p1;en;a;joy;3,5", "p1;en;b;joy;4,0", decimal=",")
    assert ratings_in(store) == {("p1", "en", "a", "joy"): 3.5, ("p1", "en", "b", "joy"): 4}


def test_what_is_no_rating_is_refused_with_its_line_and_the_others_go_on(store: Store, bring: Import) -> None:
    report = bring(
        HEADER,
        "p1,en,a,joy,3",
        "p1,en,a,fear,much",
        "p1,en,a,peace,inf",
        "p1,en,,joy,3",
        ",en,a,joy,3",
        "p1,en,a,joy",
        "p1,the first,a,joy,3",
        "p1,en,b,joy,",
        "p1,en,b,fear,NA",
    )
    assert reasons(report.refused) == {
        "the value is no number": 2,
        "no clip": 1,
        "no participant": 1,
        "a row with too many or too few cells": 1,
        "the language is no code such as en, es, zh-Hans": 1,
    }
    assert report.refused["the value is no number"].examples[0].startswith("line 3: 'much'")
    assert report.read["rows without an answer"] == 2
    assert report.kept["ratings"] == 1
    assert ratings_in(store) == {("p1", "en", "a", "joy"): 3}


@pytest.mark.parametrize(
    ("scale", "allowed"), [([1, 2, 3, 4, 5], "1, 2, 3, 4, 5"), ({"min": 1, "max": 5}, "1 to 5")]
)
def test_values_off_the_scale_are_refused(store: Store, bring: Import, scale: Any, allowed: str) -> None:
    rows = [f"p1,en,clip{k},joy,{value}" for k, value in enumerate([1, 5, 0, 6, 55, 3])]
    report = bring(HEADER, *rows, scale=scale)
    (reason,) = report.refused
    assert reason == f"the value is not on the scale of 'joy', which is {allowed}"
    assert report.refused[reason].n == 3
    assert report.refused[reason].examples == ["line 4: 0", "line 5: 6", "line 6: 55"]
    assert sorted(ratings_in(store).values()) == [1, 3, 5]


def test_the_scale_that_was_declared_is_kept_with_each_participant(store: Store, bring: Import) -> None:
    bring(
        HEADER, "p1,en,a,joy,3", "p1,en,a,fear,30", scale=[1, 2, 3], scales={"fear": {"min": 0, "max": 100}}
    )
    (person,) = read_ratings(store, "anybody").participants
    assert person.detail["scales"] == {"joy": [1, 2, 3], "fear": {"min": 0, "max": 100}}
    bring(HEADER, "p2,en,a,joy,3", "p2,en,a,fear,1", scale=[1, 2, 3])
    by_id = {row.source_id: row for row in read_ratings(store, "anybody").participants}
    assert by_id["p2"].detail["scales"] == {"*": [1, 2, 3]}


def test_equal_rows_are_taken_once_and_counted(store: Store, bring: Import) -> None:
    report = bring(HEADER, "p1,en,a,joy,3", "p1,en,b,joy,3", "p1,en,a,joy,3", "p1,en,a,joy,3")
    assert reasons(report.refused) == {"the same rating once more": 2}
    assert report.refused["the same rating once more"].examples[0] == "line 4 after line 2"
    assert len(ratings_in(store)) == 2


def test_two_answers_to_one_item_are_an_error_that_names_both_lines(store: Store, bring: Import) -> None:
    rows = [HEADER, "p1,en,a,joy,3", "p2,en,a,joy,3", "p1,en,a,joy,4"]
    with pytest.raises(
        RatingsFileError, match=r"lines 2 and 4 .* participant 'p1' .* \(3 and 4\).*duplicates: first"
    ):
        bring(*rows)
    assert store.n_rows()["session"] == 0


@pytest.mark.parametrize(("rule", "value"), [("first", 3), ("last", 5)])
def test_the_mapping_says_which_of_two_answers_counts(
    store: Store, bring: Import, rule: str, value: int
) -> None:
    report = bring(HEADER, "p1,en,a,joy,3", "p1,en,a,joy,4", "p1,en,a,joy,5", duplicates=rule)
    assert ratings_in(store) == {("p1", "en", "a", "joy"): value}
    assert reasons(report.refused) == {
        f"another answer to the same item of the same clip: the {rule} was taken": 2
    }


def test_two_answers_may_be_those_of_a_clip_that_was_heard_again(store: Store, bring: Import) -> None:
    # Equal ones too: that somebody answers the same twice is what test–retest is about.
    rows = ("p1,en,a,joy,3", "p1,en,a,fear,1", "p1,en,a,joy,4", "p1,en,a,fear,1")
    bring(HEADER, *rows, duplicates="repeat")
    assert ratings_in(store) == {
        ("p1", "en", "a", "joy"): 3,
        ("p1", "en", "a", "fear"): 1,
        ("p1", "en", "a", "joy", "again"): 4,
        ("p1", "en", "a", "fear", "again"): 1,
    }
    assert check_store(store) == []


def test_a_clip_that_is_called_like_a_repeat_is_none(store: Store, bring: Import) -> None:
    bring(f"{HEADER},is_repeat", "p1,en,a,joy,3,0", "p1,en,a,joy,4,1", "p1,en,a~2,joy,5,0")
    assert ratings_in(store) == {
        ("p1", "en", "a", "joy"): 3,
        ("p1", "en", "a", "joy", "again"): 4,
        ("p1", "en", "a~2", "joy"): 5,
    }


def test_a_column_may_say_which_rows_are_repeats(store: Store, bring: Import) -> None:
    bring(f"{HEADER},is_repeat", "p1,en,a,joy,4,yes", "p1,en,a,joy,3,no", "p1,en,b,joy,2,")
    assert ratings_in(store) == {
        ("p1", "en", "a", "joy"): 3,
        ("p1", "en", "a", "joy", "again"): 4,
        ("p1", "en", "b", "joy"): 2,
    }


def test_what_is_known_of_participants_is_kept_and_what_contradicts_itself_is_told(
    store: Store, bring: Import
) -> None:
    report = bring(
        f"{HEADER},years,country,job",
        "p1,en,a,joy,3,31,ES,",
        "p1,en,b,joy,3,,ES,baker",
        "p2,en,a,joy,3,200,Spain,",
        "p2,en,b,joy,3,201,Spain,",
        participant_columns={"age": "years", "job": "job"},
    )
    by_id = {row.source_id: row for row in read_ratings(store, "anybody").participants}
    assert by_id["p1"].answers == {"age": 31, "country": "ES", "job": "baker"}
    assert by_id["p2"].answers == {}
    assert by_id["p2"].detail["original"] == {"age": "200", "country": "Spain"}
    assert reasons(report.doubtful) == {
        "rows differ on their participant; what came first was kept": 1,
        "known of a participant, but not understood: kept as it was written": 2,
    }


def test_a_column_that_nobody_asked_for_is_named(bring: Import) -> None:
    report = bring(f"{HEADER},weather", "p1,en,a,joy,3,fine")
    assert report.doubtful["a column was not used"].examples == ["weather"]


def test_complete_is_who_rated_all_that_anybody_rated(store: Store, bring: Import) -> None:
    bring(HEADER, "p1,en,a,joy,3", "p1,en,b,joy,3", "p2,en,a,joy,3", "p2,en,b,joy,")
    complete = {row.source_id: row.is_complete for row in read_ratings(store, "anybody").participants}
    assert complete == {"p1": True, "p2": False}


def test_a_column_may_say_who_is_complete(store: Store, bring: Import) -> None:
    bring(f"{HEADER},is_complete", "p1,en,a,joy,3,no", "p2,en,b,joy,3,yes")
    complete = {row.source_id: row.is_complete for row in read_ratings(store, "anybody").participants}
    assert complete == {"p1": False, "p2": True}


def test_a_table_in_which_nobody_rated_everything_says_how_to_analyse_it(bring: Import) -> None:
    report = bring(HEADER, "p1,en,a,joy,3", "p2,en,b,joy,3")
    assert "no participant rated everything: analyse with --participants rated" in report.doubtful


def test_the_language_may_be_one_for_all(store: Store, bring: Import) -> None:
    bring("participant,clip,item,value", "p1,a,joy,3", language="es")
    bring("participant,clip,item,value", "p2,a,joy,3", language="de")
    assert {row.language for row in read_ratings(store, "anybody").participants} == {"es", "de"}


def test_a_table_without_a_language_is_refused_with_what_to_do(bring: Import) -> None:
    with pytest.raises(RatingsFileError, match=r"no column 'language'.*--language .*und: unknown"):
        bring("participant,clip,item,value", "p1,a,joy,3")


def test_a_column_that_is_not_there_is_named_with_the_nearest(bring: Import) -> None:
    with pytest.raises(
        RatingsFileError,
        match=r"lacks the columns 'participant' \(did you mean 'particpant'\?\), "
        r"'value' \(did you mean 'values'\?\).*columns: \{participant: NAME, value: NAME\}",
    ):
        bring("particpant,language,clip,item,values", "p1,en,a,joy,3")
    with pytest.raises(RatingsFileError, match=r"lacks the columns .* Say which is which in a mapping file"):
        bring("rater,lang,song,emotion,answer", "p1,en,a,joy,3")
    with pytest.raises(RatingsFileError, match=r"lacks the column 'songs'"):
        bring(HEADER, "p1,en,a,joy,3", columns={"position": "songs"})


def test_a_wide_table_is_recognised(bring: Import) -> None:
    clips = [f"clip_{k}" for k in range(22)]
    with pytest.raises(RatingsFileError, match=r"Is it a wide table.*pivot_longer"):
        bring(",".join(["participant", "language", *clips]), ",".join(["p1", "en", *["3"] * 22]))


def test_a_table_with_a_column_an_item_and_a_transposed_one_are_recognised_too(bring: Import) -> None:
    for header, row in (("participant,language,clip,joy,fear", "p1,en,a,3,4"), ("clip,p1,p2,p3", "a,1,2,3")):
        with pytest.raises(RatingsFileError, match=r"Is it a wide table"):
            bring(header, row)


def test_two_things_are_not_read_from_one_column(bring: Import) -> None:
    columns = {"participant": "clip"}
    with pytest.raises(RatingsFileError, match=r"both participant and clip from the column 'clip'"):
        bring(HEADER, "p1,en,a,joy,3", columns=columns)


def test_languages_in_other_capitals_are_the_same_language(store: Store, bring: Import) -> None:
    bring(HEADER, "p1,EN,a,joy,3", "p1,en,b,joy,3", "p2,zh-hans,a,joy,3")
    assert {key[:2] for key in ratings_in(store)} == {("p1", "en"), ("p2", "zh-Hans")}


def test_names_that_may_be_meant_to_be_one_are_told(bring: Import) -> None:
    report = bring(HEADER, "p1,en,Waltz,joy,3", "p1,en,waltz,joy,3", "P1,en,waltz,joy,3")
    assert {
        reason.split()[0]: found.examples for reason, found in report.doubtful.items() if "alone" in reason
    } == {
        "participants": ["'p1', 'P1'"],
        "clips": ["'Waltz', 'waltz'"],
    }


def test_tables_that_were_put_together_make_nobody_of_the_second_ones_first_line(
    store: Store, bring: Import
) -> None:
    header = "participant, clip, item, value"
    report = bring(header, "p1,a,joy,3", header, "p2,a,joy,4", language="en")
    assert reasons(report.refused) == {HEADER_AGAIN: 1}
    assert (report.read["participants"], report.read["clips"], report.read["items"]) == (2, 1, 1)
    assert ratings_in(store) == {("p1", "en", "a", "joy"): 3, ("p2", "en", "a", "joy"): 4}


def test_swapped_columns_are_told_by_what_stands_in_them(bring: Import) -> None:
    study = LongStudy.of(session_study())
    clip, item = study.allowed.clips[0], study.allowed.items[0]  # type: ignore[index]
    with pytest.raises(
        RatingsFileError, match=rf"none of the 2 rows.*the clip is not in the study .*{item!r}"
    ):
        bring(HEADER, f"p1,en,{item},{clip},3", f"p2,en,{item},{clip},3", study=study)


def test_a_column_that_stands_twice_is_refused(bring: Import) -> None:
    with pytest.raises(RatingsFileError, match=r"the column 'value' stands twice"):
        bring(f"{HEADER},value", "p1,en,a,joy,3,4")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b",,,\n1,2,3,4\n", "is empty: its first line must name the columns"),
        (HEADER.encode() + b"\n", "has no ratings: nothing follows its first line"),
        (HEADER.encode() + b"\np1,en,a,joy,\n", "all of its 1 rows are without a value"),
        (
            HEADER.encode() + "\np1,en,caf\u00e9,joy,3\n".encode("latin-1"),
            r"line 2: byte 0xe9 is not utf-8.*latin-1",
        ),
        (HEADER.encode("utf-16") + b"\n\0", r"is utf-16, not utf-8.*`encoding: utf-16`"),
        (HEADER.encode("utf-16-le"), "is no text: it has null bytes"),
        (b"PK\x03\x04 and so on", "is a spreadsheet or an archive"),
        (HEADER.encode() + b'\np1,en,"a"b,joy,3\n', r"after line 1: is no CSV"),
        (HEADER.encode() + b'\np1,en,"a,joy,3\n', r"is no CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    store: Store, tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "ratings.csv"
    file.write_bytes(content)
    with pytest.raises(RatingsFileError, match=message):
        import_long(file, store, study=ANY)
    assert store.n_rows()["session"] == 0


def test_a_file_that_is_not_there_and_a_folder_are_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(RatingsFileError, match=r"nowhere\.csv is not there"):
        import_long(tmp_path / "nowhere.csv", store, study=ANY)
    with pytest.raises(RatingsFileError, match="is a folder"):
        import_long(tmp_path, store, study=ANY)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "gb18030"])
def test_another_encoding_is_read_where_the_mapping_names_it(
    store: Store, bring: Import, encoding: str
) -> None:
    clip = "音乐" if encoding != "latin-1" else "café"
    bring(HEADER, f"p1,en,{clip},joy,3", encoding=encoding)
    assert ratings_in(store) == {("p1", "en", clip, "joy"): 3}


def test_a_study_refuses_clips_items_values_and_languages_that_it_does_not_have(
    store: Store, bring: Import
) -> None:
    study = session_study()
    rated = LongStudy.of(study)
    clip, item = rated.allowed.clips[0], rated.allowed.items[0]  # type: ignore[index]
    report = bring(
        HEADER,
        f"p1,en,{clip},{item},3",
        f"p1,en,{clip}x,{item},3",
        f"p1,en,{clip},{item}x,3",
        f"p1,fr,{clip},{item},3",
        f"p2,en,{clip},{item},99",
        study=rated,
    )
    levels = ", ".join(f"{level:g}" for level in rated.scales[item])
    assert reasons(report.refused) == {
        "the clip is not in the study": 1,
        "the item is not in the study": 1,
        "the language is not one of the study's": 1,
        f"the value is not on the scale of {item!r}, which is {levels}": 1,
    }
    (example,) = report.refused["the clip is not in the study"].examples
    assert example.startswith(f"line 3: '{clip}x': did you mean '{clip}'?")
    assert ratings_in(store, rated.study_id) == {("p1", "en", clip, item): 3}
    (summary, _) = store.sessions(rated.study_id)
    assert store.history(summary.id).session.study_sha256 == study.sha256


def test_who_rated_all_that_a_study_requires_is_complete(store: Store, bring: Import) -> None:
    rated = LongStudy.of(session_study())
    assert rated.required
    everything = [f"{clip},{item},{int(rated.scales[item][0])}" for clip, item in sorted(rated.required)]
    rows = [f"p1,en,{row}" for row in everything] + [f"p2,en,{row}" for row in everything[1:]]
    bring(HEADER, *rows, study=rated)
    complete = {row.source_id: row.is_complete for row in read_ratings(store, rated.study_id).participants}
    assert complete == {"p1": True, "p2": False}


def test_a_mapping_may_not_give_a_studys_item_another_scale(bring: Import) -> None:
    rated = LongStudy.of(session_study())
    clip, item = rated.allowed.clips[0], rated.allowed.items[0]  # type: ignore[index]
    with pytest.raises(RatingsFileError, match=rf"gives '{item}' the scale 0, 1, and the study"):
        bring(HEADER, f"p1,en,{clip},{item},1", study=rated, scale=[0, 1])


def test_an_id_that_no_study_could_have_is_refused() -> None:
    with pytest.raises(RatingsFileError, match=r"--study-id 'my study'"):
        LongStudy.without_folder("my study")


def test_a_store_that_is_read_only_takes_nothing(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text(f"{HEADER}\np1,en,a,joy,3\n", "utf-8")
    with Store.open(store.file, read_only=True) as readable, pytest.raises(StoreError, match="read-only"):
        import_long(file, readable, study=ANY)
