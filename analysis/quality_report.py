"""A table of all participants with what each rule measured of them, and a page for each."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from merlingua.analysis.exclusions import RuleKind
from merlingua.analysis.quality_rules import ALL_RULES
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.report_elements import Html, element, joined, text
from merlingua.analysis.report_folder import ReportKind, file_hashes, new_report

QUALITY = ReportKind("merlingua quality", "quality.json")
VERSION = 1
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "table{border-collapse:collapse;margin:1rem 0}th,td{padding:.2rem .7rem;text-align:right;border-bottom:"
    "1px solid #ddd}th:first-child,td:first-child{text-align:left}.flag{color:#a4161a;font-weight:600}"
)


@dataclass(frozen=True)
class QualityTable:
    """What each rule measured; ``values`` and ``flags`` have a row a participant, a column a rule."""

    frame: RatingsFrame
    thresholds: Mapping[str, float]
    values: pd.DataFrame
    """NaN: this participant cannot be judged by this rule."""
    flags: pd.DataFrame

    def flags_of(self, participant: str) -> list[str]:
        """The rules that found somebody."""
        return [name for name in self.flags if self.flags.loc[participant, name]]


def quality_table(frame: RatingsFrame, thresholds: Mapping[str, float]) -> QualityTable:
    """Judge all participants of a frame by all rules."""
    values = pd.DataFrame(index=frame.participants.index)
    flags = pd.DataFrame(index=frame.participants.index)
    for name, kind in ALL_RULES.items():
        measured = kind.measure(frame).reindex(frame.participants.index).astype(float)
        values[name] = measured
        flags[name] = measured < thresholds[name] if kind.is_below else measured > thresholds[name]
    return QualityTable(frame, thresholds, values, flags)


def summary_lines(table: QualityTable) -> Iterator[str]:
    """A line a rule: how many it finds of how many it can judge."""
    width = max(map(len, ALL_RULES))
    for name, kind in ALL_RULES.items():
        n_judged = int(table.values[name].notna().sum())
        bound = f"{'<' if kind.is_below else '>'} {table.thresholds[name]:g} {kind.unit}"
        yield f"{name:{width}}  {int(table.flags[name].sum()):4} of {n_judged:4}   {bound}"


def person_lines(table: QualityTable, participant: str) -> Iterator[str]:
    """All measures of one participant."""
    for name, kind in ALL_RULES.items():
        mark = "FLAG" if table.flags.loc[participant, name] else ""
        yield f"{name:20} {_shown(table.values.loc[participant, name]):>10} {kind.unit:20} {mark}".rstrip()


def quality_csv(table: QualityTable) -> str:
    """One row a participant: who, every measure in full precision, the flags."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    facts = ("language", "is_complete", "is_simulated", "station")
    writer.writerow(["participant", *facts, *ALL_RULES, "n_flags", "flags"])
    for name, person in table.frame.participants.iterrows():
        found = table.flags_of(str(name))
        measured = ["" if math.isnan(each) else repr(float(each)) for each in table.values.loc[name]]
        writer.writerow([name, *(person[fact] for fact in facts), *measured, len(found), " ".join(found)])
    return stream.getvalue()


def write_quality(table: QualityTable, out: Path) -> None:
    """quality.csv, quality.json and a page a participant, all at once or nothing.

    Raises
    ------
    ReportFolderError
        If the folder holds anything else, or cannot be written.
    """
    with new_report(out, QUALITY) as workplace:
        (workplace / "quality.csv").write_text(quality_csv(table), "utf-8", newline="\n")
        pages = workplace / "participants"
        pages.mkdir()
        for name in map(str, table.frame.participants.index):
            (pages / f"{name}.html").write_text(participant_page(table, name), "utf-8", newline="\n")
        told = {
            "format": QUALITY.format,
            "version": VERSION,
            "study": table.frame.study_id,
            "input_sha256": table.frame.input_sha256,
            "rules": [_rule_json(table, kind) for kind in ALL_RULES.values()],
            "files": file_hashes(workplace),
        }
        (workplace / QUALITY.results).write_text(
            json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )


def participant_page(table: QualityTable, participant: str) -> str:
    """A page of its own: the measures with their thresholds, and every answer by page."""
    person = table.frame.participants.loc[participant]
    found = table.flags_of(participant)
    rows = [
        _row(
            [name, _shown(table.values.loc[participant, name]), _bound(table, kind), kind.says],
            is_flagged=name in found,
        )
        for name, kind in ALL_RULES.items()
    ]
    head = joined([element("h1", text(f"Listener {participant}")), element("p", text(_facts(person, found)))])
    body = joined(
        [
            head,
            _table(("rule", "measured", "flagged if", "meaning"), rows),
            element("h2", text("Answers")),
            _answers(table.frame, participant),
        ]
    )
    title = element("title", text(f"{table.frame.study_id}: {participant}"))
    page_head = element("head", joined([Html('<meta charset="utf-8">'), title, element("style", _STYLE)]))
    return f"<!DOCTYPE html>\n{element('html', joined([page_head, element('body', body)]), lang='en')}\n"


def _facts(person: pd.Series, found: Sequence[str]) -> str:
    state = "finished" if person["is_complete"] else "not finished"
    kind = ", simulated" if person["is_simulated"] else ""
    flags = f"flags: {', '.join(found)}" if found else "no flag"
    return f"{person['language']}, {state}{kind}, station {person['station'] or '–'}; {flags}"


def _answers(frame: RatingsFrame, participant: str) -> Html:
    mine = frame.ratings[frame.ratings["participant"] == participant]
    if mine.empty:
        return element("p", text("No rating."))
    pages = mine.pivot_table(
        index=["position", "is_repeat", "clip"], columns="item", values="value", observed=True
    )
    items = [item for item in frame.items if item in pages.columns]
    rows = []
    for (position, is_repeat, clip), answers in pages.iterrows():
        again = " (again)" if is_repeat else ""
        cells = [_shown(answers[item]) for item in items]
        rows.append(_row([f"{clip}{again}", str(position) if position else "–", *cells]))
    return _table(("clip", "place", *items), rows)


def _table(header: Sequence[str], rows: Sequence[Html]) -> Html:
    head = element("tr", joined([element("th", text(name)) for name in header], ""))
    return element("table", joined([head, *rows]))


def _row(cells: Sequence[str], *, is_flagged: bool = False) -> Html:
    written = joined([element("td", text(cell)) for cell in cells], "")
    return element("tr", written, class_="flag") if is_flagged else element("tr", written)


def _bound(table: QualityTable, kind: RuleKind) -> str:
    return f"{'below' if kind.is_below else 'above'} {table.thresholds[kind.name]:g} {kind.unit}"


def _rule_json(table: QualityTable, kind: RuleKind) -> dict[str, object]:
    return {
        "rule": kind.name,
        "threshold": table.thresholds[kind.name],
        "flags": "below" if kind.is_below else "above",
        "unit": kind.unit,
        "says": kind.says,
        "n_judged": int(table.values[kind.name].notna().sum()),
        "found": [str(name) for name in table.flags.index[table.flags[kind.name]]],
    }


def _shown(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.4g}"
