"""4Q-Emotion and CH-818: their layouts, what is left out by name, and mapping files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile

from merlingua.mer_models.corpus import Corpus, hard_quadrants, shares_of
from merlingua.mer_models.corpus_loading import load_corpus
from merlingua.mer_models.corpus_quadrants import load_4q_emotion, load_ch818
from merlingua.mer_models.errors import CorpusError

SONGS = {"MT01": "Q1", "MT02": "Q2", "MT03": "Q3", "MT04": "Q4", "MT05": "Q1"}


def tone(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, 0.1 * np.sin(np.arange(1600) / 5), 16_000)
    return file


def table(file: Path, *lines: str, encoding: str = "utf-8") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding=encoding)
    return file


def released_4q(folder: Path) -> Path:
    for song, quadrant in SONGS.items():
        tone(folder / quadrant / f"{song}.wav")
    rows = (f'"{song}","{quadrant}"' for song, quadrant in SONGS.items())
    table(folder / "panda_dataset_taffc_annotations.csv", '"Song","Quadrant"', *rows)
    artists = (f'"{song}","Artist {n % 2}","Title"' for n, song in enumerate(SONGS))
    table(folder / "panda_dataset_taffc_metadata.csv", '"Song","Artist","Title"', *artists)
    return folder


def small_ch818(folder: Path, *rows: str) -> Path:
    for number in range(1, 6):
        tone(folder / "ch818_mp3" / f"{number:03d}.wav")
    table(folder / "annotations.csv", "song_id,Arousal,Valence", *rows)
    return folder


def labels_of(corpus: Corpus) -> dict[str, str]:
    quadrants = hard_quadrants(shares_of(corpus.clips))
    return {clip.clip_id: f"Q{q + 1}" for clip, q in zip(corpus.clips, quadrants, strict=True)}


def reasons(corpus: Corpus) -> dict[str, str]:
    return {problem.thing: problem.reason for problem in corpus.problems}


def test_the_released_4q_emotion_has_its_labels_and_its_artists_as_groups(tmp_path: Path) -> None:
    corpus = load_4q_emotion(released_4q(tmp_path))
    assert labels_of(corpus) == SONGS
    assert Counter(clip.group for clip in corpus.clips) == {"artist 0": 3, "artist 1": 2}
    assert (corpus.kind, corpus.language, corpus.problems) == ("4q-emotion", "en", ())


def test_artists_in_another_encoding_are_read_too(tmp_path: Path) -> None:
    released_4q(tmp_path)
    rows = (f'"{song}","Café"' for song in SONGS)
    table(tmp_path / "panda_dataset_taffc_metadata.csv", '"Song","Artist"', *rows, encoding="latin-1")
    assert {clip.group for clip in load_4q_emotion(tmp_path).clips} == {"café"}


def test_the_folder_above_a_released_4q_emotion_is_found_as_well(tmp_path: Path) -> None:
    released_4q(tmp_path / "MER_audio_taffc_dataset")
    corpus = load_4q_emotion(tmp_path)
    assert labels_of(corpus) == SONGS
    assert len({clip.group for clip in corpus.clips}) == 2


def test_the_recipe_of_the_paper_names_its_sound_by_paths(tmp_path: Path) -> None:
    # The authors' code replaces "./" by the folder of the sound and reads Songs, Quads, Arousal, Valence.
    for song, quadrant in SONGS.items():
        tone(tmp_path / quadrant / f"{song}.wav")
    rows = (f"./{quadrant}/{song}.wav,{quadrant},1,-1" for song, quadrant in SONGS.items())
    table(tmp_path / "4Q_Quads_3h.csv", "Songs,Quads,Arousal,Valence", *rows)
    corpus = load_4q_emotion(tmp_path)
    assert labels_of(corpus) == SONGS
    assert "no artists are known" in reasons(corpus)["4Q_Quads_3h.csv"]
    assert len({clip.group for clip in corpus.clips}) == len(SONGS)


def test_folders_of_quadrants_without_a_table_are_labels_and_the_corpus_says_so(tmp_path: Path) -> None:
    released_4q(tmp_path)
    for file in tmp_path.glob("*.csv"):
        file.unlink()
    corpus = load_4q_emotion(tmp_path)
    assert labels_of(corpus) == SONGS
    assert any("its folders are the labels" in problem.reason for problem in corpus.problems)


def test_what_4q_emotion_lacks_is_listed_by_name(tmp_path: Path) -> None:
    released_4q(tmp_path)
    (tmp_path / "Q2" / "MT02.wav").unlink()
    (tmp_path / "Q3" / "MT03.wav").write_bytes(b"")
    (tmp_path / "Q4" / "MT04.wav").rename(tmp_path / "Q1" / "MT04.wav")
    tone(tmp_path / "Q2" / "MT99.wav")
    corpus = load_4q_emotion(tmp_path)
    found = reasons(corpus)
    assert list(labels_of(corpus)) == ["MT01", "MT05"]
    assert "no sound (panda_dataset_taffc_annotations.csv:3)" in found["MT02"]
    assert "empty" in found["MT03"]
    assert "lies in the folder Q1, and its label is Q4" in found["MT04"]
    assert found["Q2/MT99.wav"] == "has sound and no label"
    assert {"Q2", "Q3", "Q4"} <= found.keys()


def test_a_label_that_is_no_quadrant_is_named_with_its_line(tmp_path: Path) -> None:
    released_4q(tmp_path)
    table(tmp_path / "panda_dataset_taffc_annotations.csv", "Song,Quadrant", "MT01,Q1", "MT02,Q5", "MT03,3")
    found = reasons(load_4q_emotion(tmp_path))
    assert "'Q5'; Q1 to Q4 are allowed (panda_dataset_taffc_annotations.csv:3)" in found["MT02"]
    assert "Q2/MT02.wav" not in found


def test_arousal_and_valence_of_ch818_make_quadrants(tmp_path: Path) -> None:
    rows = ("1,3.5,0.5", "2,10,-10", "3,-0.1,-7", "4,-2,2")
    corpus = load_ch818(small_ch818(tmp_path, *rows, "5,1,1"))
    assert labels_of(corpus) == {"001": "Q1", "002": "Q2", "003": "Q3", "004": "Q4", "005": "Q1"}
    assert (corpus.kind, corpus.language) == ("ch818", "zh-Hans")


def test_zeros_ties_and_values_off_the_scale_of_ch818_are_listed_and_left_out(tmp_path: Path) -> None:
    rows = ("1,0,4", "2,-3,0.0", "3,11,1", "4,nan,2", "5,1,1", "5,-1,-1", "001,2,2")
    with pytest.raises(CorpusError, match="none of"):
        load_ch818(small_ch818(tmp_path / "none", *rows[:6]))
    corpus = load_ch818(small_ch818(tmp_path / "one", *rows))
    found = reasons(corpus)
    assert labels_of(corpus) == {"001": "Q1"}
    assert "border of two quadrants" in found["1"]
    assert "border of two quadrants" in found["2"]
    assert "-10 to 10 are allowed" in found["3"]
    assert "a number is expected" in found["4"]
    assert "is Q1 and Q3 in rows of its own" in found["5"]


def test_the_recipe_of_ch818_is_found_in_its_folder(tmp_path: Path) -> None:
    for song in SONGS:
        tone(tmp_path / "ch818_mp3" / f"{song}.wav")
    rows = (f"./{song}.wav,{quadrant}" for song, quadrant in SONGS.items())
    table(tmp_path / "ch818_mp3" / "CH818_Quads.csv", "Songs,Quads", *rows)
    assert labels_of(load_ch818(tmp_path)) == SONGS
    assert labels_of(load_ch818(tmp_path / "ch818_mp3")) == SONGS


def test_a_mapping_file_reads_another_layout(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        tone(tmp_path / "audio" / f"歌{number}.wav")
    rows = ("歌1;7;8;张", "歌2;2;3;李", "歌3;5;9;李")
    table(tmp_path / "标注.csv", "曲;唤醒;效价;歌手", *rows, encoding="gb18030")
    mapping = table(
        tmp_path / "mapping.yaml",
        "table: 标注.csv",
        "sound: audio",
        "columns: {clip: 曲, arousal: 唤醒, valence: 效价, artist: 歌手}",
        "scale: {min: 1, max: 9}",
        "encoding: gb18030",
        'delimiter: ";"',
    )
    corpus = load_ch818(tmp_path, mapping=mapping)
    assert labels_of(corpus) == {"歌1": "Q1", "歌2": "Q3"}
    assert [clip.group for clip in corpus.clips] == ["张", "李"]
    assert "border" in reasons(corpus)["歌3"]


def test_a_mapping_file_names_the_quadrants_of_words(tmp_path: Path) -> None:
    tone(tmp_path / "a.wav")
    table(tmp_path / "moods.csv", "track,mood", "a,happy")
    text = ("table: moods.csv", "columns: {clip: track, quadrant: mood}", "quadrants: {happy: Q1, sad: Q3}")
    mapping = table(tmp_path / "mapping.yaml", *text)
    assert labels_of(load_4q_emotion(tmp_path, mapping=mapping)) == {"a": "Q1"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("table: a.csv", "colums: {clip: a}"), r"m\.yaml:2: unknown key 'colums'.*'columns'"),
        (("table: a.csv", "columns:", "  clip: a"), r"m\.yaml:2: columns: name the column of the quadrant"),
        (("columns: {clip: a, quadrant: b}",), r"table is missing"),
        (
            ("table: a.csv", "columns: {clip: a, quadrant: b}", "encoding: x9"),
            r"m\.yaml:3: .*'x9' is unknown",
        ),
        (
            ("table: a.csv", "columns: {clip: a, quadrant: b}", "scale: {min: 2, max: 1}"),
            r"m\.yaml:3: .*below",
        ),
        (("table: a.csv", "columns: {clip: a, quadrant: b}", "quadrants: {x: Q7}"), r"m\.yaml:3: .*'Q7'"),
        (("- a",), r"m\.yaml:1: a mapping is a file"),
        (("table: [",), r"m\.yaml:\d: is not valid YAML"),
        (("table: gone.csv", "columns: {clip: a, quadrant: b}"), "gone.csv is not there"),
        (("table: t.csv", "columns: {clip: a, quadrant: b}"), "no column 'b'; it has 'a', 'c'"),
        (("table: t.csv", "sound: gone", "columns: {clip: a, quadrant: c}"), "no folder 'gone'"),
    ],
)
def test_a_mistake_in_a_mapping_file_is_told_with_its_line(
    tmp_path: Path, lines: tuple[str, ...], message: str
) -> None:
    tone(tmp_path / "a.wav")
    table(tmp_path / "t.csv", "a,c", "a,Q1")
    with pytest.raises(CorpusError, match=message):
        load_4q_emotion(tmp_path, mapping=table(tmp_path / "m.yaml", *lines))


def test_another_folder_is_refused_and_the_message_says_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is not there"):
        load_4q_emotion(tmp_path / "gone")
    (tmp_path / "holiday.txt").write_text("x")
    with pytest.raises(CorpusError, match=r"4Q-Emotion .* is expected, and there is holiday\.txt"):
        load_4q_emotion(tmp_path)
    with pytest.raises(CorpusError, match="CH-818"):
        load_ch818(tmp_path)


def test_two_tables_that_could_be_meant_are_not_guessed_between(tmp_path: Path) -> None:
    small_ch818(tmp_path, "1,1,1")
    table(tmp_path / "other.csv", "song,arousal,valence", "1,1,1")
    with pytest.raises(CorpusError, match=r"2 tables of labels \(annotations\.csv, other\.csv\)"):
        load_ch818(tmp_path)


def test_a_table_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    released_4q(tmp_path)
    file = tmp_path / "panda_dataset_taffc_annotations.csv"
    table(file, "Song,Quadrant", "MT01é,Q1", encoding="latin-1")
    with pytest.raises(CorpusError, match=r"annotations\.csv:2 is no text in utf-8"):
        load_4q_emotion(tmp_path)


def test_a_mapping_file_goes_to_the_corpora_that_take_one(tmp_path: Path) -> None:
    tone(tmp_path / "a.wav")
    table(tmp_path / "t.csv", "a,c", "a,Q1")
    mapping = table(tmp_path / "m.yaml", "table: t.csv", "columns: {clip: a, quadrant: c}")
    assert labels_of(load_corpus("ch818", tmp_path, mapping=mapping)) == {"a": "Q1"}
    with pytest.raises(CorpusError, match="emopia takes no mapping file"):
        load_corpus("emopia", tmp_path, mapping=mapping)
