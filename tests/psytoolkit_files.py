"""Made-up exports of PsyToolkit, one a trap, in ``tests/data/psytoolkit``.

``python -m tests.psytoolkit_files`` writes them anew; a test compares them with what this writes. Nobody's
answers are in them: every number is counted up.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_ratings import ParticipantRow, RatingColumns, read_ratings
from merlingua.surveys.study import Study

FOLDER = Path(__file__).resolve().parent / "data" / "psytoolkit"

CLIPS = ("calm", "bright")
SCORES = ("act_eng:1", "perc_abi:1", "mus_trai:1", "sing_abi:1", "emo:1", "mus_soph:1")
N_ITEMS = 14
SUMS = ("36.0", "36.0", "28.0", "28.0", "24.0", "72.0")
"""Of nine, nine, seven, seven, six and eighteen items that are all answered with 4."""

ABOUT = ("demographics1:1", "demographics1:2", "demographics1:3", "demographics2:1")
GOLD_MSI = tuple(
    [f"goldmsi{page}:{number}" for page, n in ((1, 10), (2, 10), (3, 11)) for number in range(1, n + 1)]
    + [f"goldmsi{page}:1" for page in range(4, 12)]
)
TIMES = ("TIME_start", "TIME_end", "TIME_total")


def columns(clips: tuple[str, ...] = CLIPS) -> list[str]:
    """The first line of an export."""
    rated = [f"{clip}:{number}" for clip in clips for number in range(1, N_ITEMS + 1)]
    return ["participant", *ABOUT, *rated, *GOLD_MSI, *SCORES, "country", *TIMES]


def complete(name: str, *, clips: tuple[str, ...] = CLIPS, **changes: str) -> dict[str, str]:
    """A participant who came to the end; ratings go 1 to 5 in turn, the Gold-MSI is all 4s.

    ``changes`` name a column with ``_`` for ``:`` where that has a single colon, as in ``calm_3="6"``.
    """
    cells = {"participant": f"s.{name}.txt"}
    cells |= dict(zip(ABOUT, ("Spain", "Spanish", "31", "1"), strict=True))
    rated = [f"{clip}:{number}" for clip in clips for number in range(1, N_ITEMS + 1)]
    cells |= {column: str(1 + number % 5) for number, column in enumerate(rated)}
    cells |= {**dict.fromkeys(GOLD_MSI, "4"), GOLD_MSI[-1]: "3"}
    cells |= dict(zip(SCORES, SUMS, strict=True))
    cells |= {"country": "ES, Spain"}
    cells |= dict(zip(TIMES, ("2019-05-29-20-25", "2019-05-29-21-00", "35"), strict=True))
    return changed(cells, **changes)


def broken_off(name: str, *, n_clips: int = 1, **changes: str) -> dict[str, str]:
    """A participant who left after some clips."""
    kept = ("participant", *ABOUT, "country", "TIME_start")
    whole = complete(name)
    rated = [f"{clip}:{number}" for clip in CLIPS[:n_clips] for number in range(1, N_ITEMS + 1)]
    return changed({column: whole[column] for column in (*kept, *rated)}, **changes)


def changed(cells: Mapping[str, str], **changes: str) -> dict[str, str]:
    """A row with other cells; ``calm_3`` is the column ``calm:3``, ``TIME_end`` is itself."""
    named = {key if key in cells or key in TIMES else key.replace("_", ":"): v for key, v in changes.items()}
    return {**cells, **named}


def export(*rows: Mapping[str, str], delimiter: str = ",", clips: tuple[str, ...] = CLIPS) -> str:
    """The text of an export; complete rows have a field more than there are columns, as in the real ones."""
    names = columns(clips)
    lines = [delimiter.join(names)]
    for row in rows:
        cells = [_quoted(row.get(name, ""), delimiter) for name in names]
        lines.append(delimiter.join([*cells, ""] if row.get("TIME_end") else cells))
    return "\n".join(lines) + "\n"


def made() -> dict[str, bytes]:
    """Every file and its content."""
    never_rated = {"participant": "s.three.txt", "TIME_start": "2019-05-30-01-02"}
    halves = {"act_eng:1": "36,0", "mus_soph:1": "72,0"}
    whole = export(complete("one"), broken_off("two"))
    return {
        "data_english.csv": export(complete("one"), broken_off("two"), never_rated).encode(),
        "data_german_semicolons_bom.csv": export(
            complete("Müller", demographics1_2="Schwäbisch; Deutsch") | halves, delimiter=";"
        ).encode("utf-8-sig"),
        "data_spanish_latin1.csv": export(complete("uno", demographics1_1="España")).encode("latin-1"),
        "data_mandarin_broken_off.csv": export(complete("yi"), complete("er")).encode()[:-100],
        "data_mandarin_cut_in_a_quote.csv": export(complete("yi"), complete("er")).encode()[:-46],
        "data_english_ragged.csv": _ragged(whole).encode(),
        "data_english_off_scale.csv": export(
            complete("six", calm_3="6"), complete("half", calm_3="3.5"), complete("word", calm_3="agree")
        ).encode(),
        "data_english_odd.csv": export(
            complete("age", demographics1_3="7", demographics2_1="f"),
            complete("msi", goldmsi1_1="8", goldmsi11_1="22"),
            complete("slow", TIME_end="2019-06-03-20-25", TIME_total="7200"),
            complete("clock", TIME_total="12", TIME_start="29 May"),
            complete("late", TIME_total="12"),
            complete("sums") | {"act_eng:1": "35", "emo:1": "many"},
        ).encode(),
        "data_english_page_in_part.csv": export(complete("thirteen", calm_14="")).encode(),
        "data_english_unknown_clip.csv": export(
            complete("one", clips=("calm", "brigth")), clips=("calm", "brigth")
        ).encode(),
        "data_english_earlier.csv": export(broken_off("one"), broken_off("two")).encode(),
        "data_english_later.csv": export(complete("one"), broken_off("two", n_clips=2)).encode(),
        "data_english_open_quote.csv": whole.replace('Spain",', "Spain,", 1).encode(),
        "ratings_long.csv": b"participant,language,clip,item,value\np1,en,calm,joy,3\n",
    }


def write() -> None:
    """Write every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in made().items():
        (FOLDER / name).write_bytes(content)


def _quoted(cell: str, delimiter: str) -> str:
    return f'"{cell}"' if delimiter in cell or "," in cell else cell


def _ragged(whole: str) -> str:
    """One row too short, one too long, one without a participant, and one that is right."""
    header, first, second = whole.splitlines()
    nameless = second.replace("s.two.txt", "", 1)
    return "\n".join([header, first[: len(first) // 2], f"{second},more", "", nameless, first]) + "\n"


def stored(store: Store, study: Study) -> RatingColumns:
    """What a store has after an import, which left it whole."""
    assert check_store(store) == []
    return read_ratings(store, study.definition.study.id)


def people(store: Store, study: Study) -> dict[str, ParticipantRow]:
    """The participants in a store, by their ids in the exports."""
    return {str(person.source_id): person for person in stored(store, study).participants}


if __name__ == "__main__":
    write()
