"""Responses of a LimeSurvey become ratings: by code, by text, by a mapping file; nothing else comes along."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.limesurvey import import_limesurvey
from merlingua.surveys.limesurvey_structure import Structure, folded
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_ratings import read_ratings
from merlingua.surveys.study import Study
from tests.small_study import merlingua

ROWS = {"SQ001": "Joyful activation", "SQ002": "Sadness"}
ANSWERS = {
    f"A{level}": text
    for level, text in enumerate(
        ("Completely disagree", "Disagree", "Neither", "Agree", "Completely agree"), 1
    )
}


def section(name: str, rows: Sequence[Mapping[str, str]]) -> str:
    cells = "".join(
        "<row>" + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items()) + "</row>"
        for row in rows
    )
    return f"<{name}><fields/><rows>{cells}</rows></{name}>"


def lss(file: Path, grids: Sequence[str] = ("calm", "bright"), *, is_new: bool = True) -> Path:
    """A structure as LimeSurvey 4 and later writes it (texts apart), or as 3 did."""
    questions, subquestions, answers, texts, answer_texts = [], [], [], [], []
    for number, code in enumerate(grids, start=10):
        questions.append({"qid": f"{number}", "parent_qid": "0", "title": code, "type": "F"})
        for place, (title, text) in enumerate(ROWS.items(), start=1):
            qid = f"{number}{place}"
            row = {"qid": qid, "parent_qid": f"{number}", "title": title}
            subquestions.append(row if is_new else {**row, "question": text})
            texts.append({"qid": qid, "question": f"<p>{text}</p>", "language": "en"})
        for order, (answer, text) in enumerate(ANSWERS.items()):
            aid = f"{number}{order}"
            row = {"aid": aid, "qid": f"{number}", "code": answer, "sortorder": f"{order}"}
            answers.append(row if is_new else {**row, "answer": text})
            answer_texts.append({"aid": aid, "answer": text, "language": "en"})
    questions.append({"qid": "90", "parent_qid": "0", "title": "old", "type": "N"})
    parts = [
        section("questions", questions),
        section("subquestions", subquestions),
        section("answers", answers),
    ]
    if is_new:
        parts += [section("question_l10ns", texts), section("answer_l10ns", answer_texts)]
    parts.append(section("surveys", [{"sid": "71234", "language": "en"}]))
    written = f"<LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>623</DBVersion>{''.join(parts)}"
    file.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<document>{written}</document>\n', "utf-8")
    return file


HEADER = ("id", "submitdate", "lastpage", "startlanguage", "seed", "old")


def responses(file: Path, *rows: Sequence[str], columns: Sequence[str] = (), delimiter: str = ",") -> Path:
    """An export with question codes as headings, every cell in quotes, as LimeSurvey writes it."""
    named = columns or [f"{clip}[{row}]" for clip in ("calm", "bright") for row in ROWS]
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, delimiter=delimiter)
        writer.writerow([*HEADER, *named])
        writer.writerows(rows)
    return file


DONE = ("2026-10-01 10:00:00", "9", "en", "1")


def ratings(store: Store, study_id: str) -> dict[tuple[str | None, str, str], float]:
    read = read_ratings(store, study_id)
    return {
        (
            read.participants[read.participant[k]].source_id,
            read.clips[read.clip[k]],
            read.items[read.item[k]],
        ): float(read.value[k])
        for k in range(len(read.value))
    }


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_codes_and_texts_become_clips_items_and_numbers(
    is_new: bool, delimiter: str, store: Store, two_clips: Study, tmp_path: Path
) -> None:
    rows = (
        ("1", *DONE, "34", "A5", "A1", "A2", ""),
        ("2", "", "3", "en", "2", "", "A3", "Agree", "N/A", ""),
    )
    file = responses(tmp_path / "r.csv", *rows, delimiter=delimiter)
    report = import_limesurvey(file, lss(tmp_path / "s.lss", is_new=is_new), store, study=two_clips)
    study_id = two_clips.definition.study.id
    assert ratings(store, study_id) == {
        ("71234-1", "calm", "joy"): 5.0,
        ("71234-1", "calm", "sadness"): 1.0,
        ("71234-1", "bright", "joy"): 2.0,
        ("71234-2", "calm", "joy"): 3.0,
        ("71234-2", "calm", "sadness"): 4.0,
    }
    people = {each.source_id: each for each in read_ratings(store, study_id).participants}
    assert (people["71234-1"].is_complete, people["71234-2"].is_complete) == (True, False)
    assert {each.source for each in people.values()} == {"limesurvey"}
    assert report.source == "limesurvey"
    assert check_store(store) == []
    again = import_limesurvey(file, tmp_path / "s.lss", store, study=two_clips)
    assert again.kept["answers that are new"] == 0


def test_a_mapping_says_what_is_called_otherwise(two_clips: Study, tmp_path: Path) -> None:
    columns = [f"G01Q0{grid}_{row}" for grid in (1, 2) for row in ("SQ001", "SQ002")]
    responses(tmp_path / "r.csv", ("7", *DONE, "34", "A5", "A4", "A3", "A2"), columns=columns)
    lss(tmp_path / "s.lss", ("G01Q01", "G01Q02"))
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "clips: {G01Q01: calm, G01Q02: bright}\nitems: {SQ001: fear}\nvalues: {A5: 1}\n"
        "participant_columns: {age: old}\n",
        "utf-8",
    )
    done = merlingua(
        *(
            "import",
            "limesurvey",
            tmp_path / "r.csv",
            "--lss",
            tmp_path / "s.lss",
            "--study",
            two_clips.folder,
        ),
        *("--mapping", mapping, "--store", tmp_path / "a.db", "--table", tmp_path / "table.csv"),
    )
    assert done.exit_code == 0, done.err
    with Store.open(tmp_path / "a.db") as store:
        assert ratings(store, two_clips.definition.study.id) == {
            ("71234-7", "calm", "fear"): 1.0,
            ("71234-7", "calm", "sadness"): 4.0,
            ("71234-7", "bright", "fear"): 3.0,
            ("71234-7", "bright", "sadness"): 2.0,
        }
        (person,) = read_ratings(store, two_clips.definition.study.id).participants
        assert person.answers["age"] == 34
    assert (tmp_path / "table.csv").read_text("utf-8").startswith("participant,language,clip,item,value")


def test_an_answer_that_the_grid_does_not_have_is_refused_by_name(
    store: Store, two_clips: Study, tmp_path: Path
) -> None:
    file = responses(tmp_path / "r.csv", ("1", *DONE, "", "A9", "A1", "A2", "A3"))
    report = import_limesurvey(file, lss(tmp_path / "s.lss"), store, study=two_clips)
    assert sum(found.n for found in report.refused.values()) == 1
    assert "A9" in str(report.refused)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    "<document>&b;</document>"
)


@pytest.mark.parametrize(
    ("structure", "told"),
    [
        (BOMB, "declares a document type"),
        ('<!DOCTYPE d SYSTEM "file:///etc/passwd"><document/>', "declares a document type"),
        ("<document>", "is no XML"),
        ("id,submitdate\n", "is no XML"),
        ("<html><body/></html>", "is no structure of a LimeSurvey"),
        ("<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>", "is no structure"),
        ("<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>", "no grid of"),
    ],
)
def test_a_structure_that_is_none_is_one_line(
    structure: str, told: str, two_clips: Study, tmp_path: Path
) -> None:
    (tmp_path / "s.lss").write_text(structure, "utf-8")
    responses(tmp_path / "r.csv", ("1", *DONE, "", "A1", "A1", "A2", "A3"))
    done = merlingua(
        *("import", "limesurvey", tmp_path / "r.csv", "--lss", tmp_path / "s.lss"),
        *("--study", two_clips.folder, "--store", tmp_path / "a.db"),
    )
    assert done.exit_code == 1
    (line,) = done.err
    assert told in line
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "there is no column 'id'"),
        ("a,b\n1,2\n", "there is no column 'id'"),
        ('"id","calm[SQ001]"\n"1"\n', "has 1 cells, its first line has 2"),
        ('"id","calm[SQ001]"\n"1","A1', "is no CSV"),
        ('"id","other[SQ001]"\n"1","A1"\n', "no grid of"),
        ('"id","calm[SQ001]"\n', "has no ratings"),
    ],
)
def test_responses_that_make_no_sense_are_one_line(
    content: str, told: str, store: Store, two_clips: Study, tmp_path: Path
) -> None:
    (tmp_path / "r.csv").write_text(content, "utf-8")
    with pytest.raises(RatingsFileError, match=told.replace("(", r"\(")):
        import_limesurvey(tmp_path / "r.csv", lss(tmp_path / "s.lss"), store, study=two_clips)


def test_files_that_are_not_there_are_one_line(store: Store, two_clips: Study, tmp_path: Path) -> None:
    with pytest.raises(RatingsFileError, match=r"s\.lss cannot be read"):
        import_limesurvey(tmp_path / "r.csv", tmp_path / "s.lss", store, study=two_clips)
    with pytest.raises(RatingsFileError, match=r"r\.csv cannot be read"):
        import_limesurvey(tmp_path / "r.csv", lss(tmp_path / "s.lss"), store, study=two_clips)


EDIT = st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.tuples(st.lists(EDIT, max_size=3), st.lists(EDIT, max_size=3)))
def test_no_broken_export_ends_in_a_traceback_or_harms_the_store(
    edits: tuple[list[tuple[float, int, bytes]], list[tuple[float, int, bytes]]],
    two_clips: Study,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    files = [
        responses(folder / "r.csv", ("1", *DONE, "34", "A5", "A1", "A2", "A3")),
        lss(folder / "s.lss"),
    ]
    for file, its_edits in zip(files, edits, strict=True):
        content = bytearray(file.read_bytes())
        for share, n_gone, put in its_edits:
            at = int(share * len(content))
            content[at : at + n_gone] = put
        file.write_bytes(bytes(content))
    with Store.open(folder / "a.db") as store:
        # What is refused is refused in words; anything else is a bug and fails here.
        with suppress(RatingsFileError):
            import_limesurvey(*files, store, study=two_clips)
        assert check_store(store) == []


def test_labels_are_compared_without_markup_case_and_signs() -> None:
    assert (
        folded("<p>Joyful&nbsp;<b>Activation</b> </p>") == folded("joyful activation") == "joyfulactivation"
    )
    assert folded("简体 中文") == "简体中文"


def test_points_are_numbers_of_their_own(tmp_path: Path) -> None:
    lss(tmp_path / "s.lss")
    text = (tmp_path / "s.lss").read_text("utf-8").replace("<type><![CDATA[F]]>", "<type><![CDATA[A]]>")
    (tmp_path / "s.lss").write_text(text, "utf-8")
    grid = Structure.read(tmp_path / "s.lss").grids["calm"]
    assert (grid.number_of("4"), grid.number_of("A4")) == (4.0, None)
