"""Large tables: what goes in comes out whatever it is called, in seconds, and in little memory."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merlingua.surveys.import_long import import_long
from merlingua.surveys.import_mapping import LongMapping
from merlingua.surveys.long_study import LongStudy
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_ratings import read_ratings
from merlingua.surveys.taxonomy import EMOTION_IDS

STUDY = LongStudy.without_folder("large")
LANGUAGES = ("en", "es", "de", "zh-Hans")
N_CLIPS, N_ITEMS = 22, 14

PROGRAM = """
import resource, sys, time
from pathlib import Path
from merlingua.gui.cli import main
from merlingua.surveys.store import Store
from merlingua.surveys.store_ratings import read_ratings
from merlingua.surveys.taxonomy import EMOTION_IDS
began = time.perf_counter()
if sys.argv[1] == "import":
    main(["import", "long", sys.argv[2], "--study-id", "large", "--store", sys.argv[3]])
else:
    with Store.open(sys.argv[3], read_only=True) as store:
        print(len(read_ratings(store, "large").value))
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def write_table(file: Path, n_participants: int) -> dict[tuple[str, str, str], int]:
    """Ratings of everything by everybody, participants taking turns; what was written."""
    rng = Random(7)
    written = {}
    with file.open("w", encoding="utf-8") as stream:
        stream.write("participant,language,clip,item,value\n")
        for clip in range(N_CLIPS):
            for person in range(n_participants):
                for item in range(N_ITEMS):
                    key = (f"p{person}", f"clip{clip}", f"item{item}")
                    value = rng.randint(1, 5)
                    stream.write(f"{key[0]},{LANGUAGES[person % 4]},{key[1]},{key[2]},{value}\n")
                    if n_participants <= 200:
                        written[key] = value
    return written


def test_each_of_30_000_ratings_comes_back_as_it_was(tmp_path: Path) -> None:
    # Measured: 1 s to import, 0.1 s to read. The rest is for machines that are busy with other tests.
    written = write_table(tmp_path / "ratings.csv", 100)
    with Store.open(tmp_path / "answers.db") as store:
        began = time.perf_counter()
        import_long(tmp_path / "ratings.csv", store, study=STUDY)
        assert time.perf_counter() - began < 10
        read = read_ratings(store, "large")
        assert check_store(store) == []
    person = [read.participants[k].source_id for k in read.participant]
    clips = [read.clips[k] for k in read.clip]
    items = [read.items[k] for k in read.item]
    assert dict(zip(zip(person, clips, items, strict=True), read.value.tolist(), strict=True)) == written
    assert all(row.is_complete for row in read.participants)


@pytest.mark.soak
def test_three_million_ratings_are_imported_in_75_s_and_2_gb_and_read_in_25_s_and_1_5_gb(
    tmp_path: Path,
) -> None:
    # Measured on two shared cores: 45 s and 531 MB, 14 s and 384 MB.
    write_table(tmp_path / "ratings.csv", 10_000)
    for what, seconds, megabytes in (("import", 75, 2000), ("read", 25, 1500)):
        files = (tmp_path / "ratings.csv", tmp_path / "answers.db")
        told = subprocess.run(
            [sys.executable, "-c", PROGRAM, what, *files], check=True, capture_output=True, text=True
        )
        took_s, peak_mb = (float(number) for number in told.stdout.split()[-2:])
        assert "3080000" in told.stdout
        assert took_s < seconds
        assert peak_mb < megabytes


def is_kept(text: str) -> bool:
    """Neither blank nor a word for a missing cell; blanks at the ends are not part of a name."""
    return text == text.strip() and text not in LongMapping().missing


names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8).filter(is_kept)
values = st.one_of(st.integers(-(2**31), 2**31), st.sampled_from([0.5, 3.25, -1.125]))


@settings(max_examples=40, deadline=None)
@given(
    ratings=st.dictionaries(st.tuples(names, names, names), values, min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|"),
)
def test_a_table_of_any_names_and_numbers_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    ratings: dict[tuple[str, str, str], float],
    delimiter: str,
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    with (folder / "ratings.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(["participant", "clip", "item", "value"])
        writer.writerows([*key, value] for key, value in ratings.items())
    with Store.open(folder / "answers.db") as store:
        report = import_long(folder / "ratings.csv", store, study=STUDY, language="und")
        read = read_ratings(store, "large")
        assert check_store(store) == []
    assert report.refused == {}
    came_back = {
        (read.participants[person].source_id, read.clips[clip], read.items[item]): value
        for person, clip, item, value in zip(
            read.participant.tolist(),
            read.clip.tolist(),
            read.item.tolist(),
            read.value.tolist(),
            strict=True,
        )
    }
    # Columns hold values in 32 bits, as no scale of listeners needs more.
    assert came_back == {key: pytest.approx(value, rel=1e-6) for key, value in ratings.items()}


ITEMS = (*EMOTION_IDS, "preference", "familiarity", "comprehension")
SURVEYS = {"english": "en", "spanish": "es", "mandarin": "zh-Hans", "german": "de"}


def reference_rows(folder: Path) -> Iterator[list[str]]:
    """The reference study's exports, turned: a row a cell of a clip's page, empty or not."""
    with (folder / "clips.csv").open(encoding="utf-8", newline="") as stream:
        clips = [row["clip"] for row in csv.DictReader(stream)]
    for survey in SURVEYS:
        with (folder / "ratings" / f"data_{survey}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                end = "yes" if row["TIME_end"] else "no"
                for clip in clips:
                    for number, item in enumerate(ITEMS, start=1):
                        yield [row["participant"], survey, clip, item, row[f"{clip}:{number}"], end]


@pytest.mark.shared
def test_the_reference_ratings_as_a_long_table_are_those_that_were_published(
    tmp_path: Path, shared_dir: Path
) -> None:
    # ../shared/reference-study/README.md: 197 rated a clip, 126 completed, 36 718 ratings of emotions.
    with (tmp_path / "ratings.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["participant", "language", "clip", "item", "value", "is_complete"])
        writer.writerows(reference_rows(shared_dir / "reference-study"))
    mapping = LongMapping(languages=SURVEYS, scale=(1, 2, 3, 4, 5))
    with Store.open(tmp_path / "answers.db") as store:
        report = import_long(tmp_path / "ratings.csv", store, study=STUDY, mapping=mapping)
        read = read_ratings(store, "large")
    assert len(read.participants) == 319
    assert len(np.unique(read.participant)) == 197
    assert sum(row.is_complete for row in read.participants) == 126
    is_emotion = np.isin(read.item, [read.items.index(item) for item in EMOTION_IDS])
    assert int(is_emotion.sum()) == 36_718
    assert len(read.clips) == 22
    assert report.refused == {}
