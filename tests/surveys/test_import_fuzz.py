"""Files that nobody foresaw: an import ends with a report or one sentence; a refused one changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merlingua.surveys.errors import MerlinguaError
from merlingua.surveys.import_long import import_long
from merlingua.surveys.import_mapping import LongMapping
from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.long_study import LongStudy
from merlingua.surveys.psytoolkit import import_psytoolkit
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.study import Study
from tests.psytoolkit_files import FOLDER

EXPORT = FOLDER / "data_english_odd.csv"

SNIPPETS = (
    *(b",", b";", b"\t", b'"', b"\n", b"\r\n", b"\x00", b"\xff", b"\xf1", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"1e309", b"-0", b"nan", b"inf", b"3.5", b"=1+1", b"9" * 40, "李".encode(), b"calm:1", b"participant"),
)
MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(("cut", "drop", "put", "repeat")),
        st.integers(0, 10_000),
        st.integers(0, 200),
        st.sampled_from(SNIPPETS),
    ),
    min_size=1,
    max_size=6,
)
NOISE = st.tuples(st.sampled_from((b"", b"\xff\xfe", b"\xef\xbb\xbf")), st.binary(max_size=400)).map(b"".join)
"""Bytes of any kind, some behind a mark that says which text they are."""
N_EXAMPLES = pytest.mark.parametrize("n_examples", [90, pytest.param(2_000, marks=pytest.mark.soak)])

Import = Callable[[Path, Store], ImportReport]


def mutated(content: bytes, mutations: list[tuple[str, int, int, bytes]]) -> bytes:
    """A file with its end cut, pieces dropped, snippets put in, pieces repeated."""
    for kind, place, length, snippet in mutations:
        at = place % (len(content) + 1)
        if kind == "cut":
            content = content[:at] or content
        elif kind == "drop":
            content = content[:at] + content[at + length :]
        elif kind == "put":
            content = content[:at] + snippet + content[at:]
        else:
            content = content[: at + length] + content[at:]
    return content


def try_import(file: Path, content: bytes, store: Store, bring: Import) -> None:
    """A report, or one readable line and the store as it was."""
    file.write_bytes(content)
    before = store.n_rows()
    try:
        report = bring(file, store)
    except MerlinguaError as error:
        message = str(error)
        assert file.name in message or "column" in message or "scale" in message, message
        assert "\n" not in message
        assert "Traceback" not in message
        assert store.n_rows() == before
    else:
        assert report.lines()
        assert all(n >= before[table] for table, n in store.n_rows().items())
    assert check_store(store) == []


def fuzz(n_examples: int, contents: st.SearchStrategy[bytes], folder: Path, bring: Import) -> None:
    """Import many files, each into a store that has what the ones before left."""
    with Store.open(folder / "answers.db") as store:

        @settings(
            max_examples=n_examples,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(contents)
        def each(content: bytes) -> None:
            try_import(folder / "ratings_english.csv", content, store, bring)

        each()


@N_EXAMPLES
def test_no_broken_export_of_psytoolkit_ends_in_a_traceback_or_harms_the_store(
    n_examples: int, two_clips: Study, tmp_path: Path
) -> None:
    def bring(file: Path, store: Store) -> ImportReport:
        return import_psytoolkit([file], study=two_clips, store=store)

    export = EXPORT.read_bytes()
    header = export[: export.index(b"\n") + 1]
    broken = MUTATIONS.map(lambda mutations: mutated(export, mutations))
    fuzz(n_examples, broken | NOISE | NOISE.map(lambda noise: header + noise), tmp_path, bring)


@N_EXAMPLES
@pytest.mark.parametrize("mapping", [LongMapping(), LongMapping(scale=(1, 2, 3, 4, 5), duplicates="first")])
def test_no_broken_table_of_ratings_ends_in_a_traceback_or_harms_the_store(
    n_examples: int, mapping: LongMapping, tmp_path: Path
) -> None:
    def bring(file: Path, store: Store) -> ImportReport:
        study = LongStudy.without_folder("fuzz")
        return import_long(file, store, study=study, mapping=mapping)

    table = "participant,language,clip,item,value\n" + "".join(
        f"p{rater},{'en' if rater % 2 else 'de'},{clip},{item},{(rater + len(clip)) % 5 + 1}\n"
        for rater in range(4)
        for clip in ("waltz", "storm")
        for item in ("joy", "fear")
    )
    header = table.partition("\n")[0].encode() + b"\n"
    broken = MUTATIONS.map(lambda mutations: mutated(table.encode(), mutations))
    fuzz(n_examples, broken | NOISE | NOISE.map(lambda noise: header + noise), tmp_path, bring)
