"""Results as JSON: the table with where it comes from, who was left out, and what its columns leave out.

Conventions
-----------
What is not there is null, never NaN; flags are lists. ``version`` is that of the form, which grows when a
reader of the last one would misunderstand it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import datetime
from typing import Any

import numpy as np

from merlingua.analysis.agreement_results import AgreementResults, NoResult, Split
from merlingua.analysis.report_folder import FORMAT
from merlingua.analysis.result_rows import language_and_group
from merlingua.analysis.results_table import COLUMNS

VERSION = 1


def results_json(results: AgreementResults, *, files: Mapping[str, str]) -> str:
    """Everything that was found, as the text of ``results.json``.

    Parameters
    ----------
    files
        The other files of the report, and their SHA-256.

    Raises
    ------
    ValueError
        If a number is not finite: that is a bug, not a result.
    """
    document = {
        "format": FORMAT,
        "version": VERSION,
        "study_id": results.study_id,
        "provenance": None if results.provenance is None else plain(results.provenance),
        "groups": [plain(group) for group in results.groups],
        "items": list(results.items),
        "clips": [plain(clip) for clip in results.clips],
        "exclusions": {"flow": plain(results.flow), "rules": plain(results.rules)},
        "notes": list(results.notes),
        "families": _families(results),
        "tests": _tests(results),
        "splits": [_split(split) for split in results.splits],
        "clip_intervals": _clip_intervals(results),
        "columns": list(COLUMNS),
        "rows": [plain(row) for row in results.rows],
        "files": dict(files),
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def plain(value: Any) -> Any:
    """A value as JSON has it: dataclasses and mappings as objects, arrays and tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {column.name: plain(getattr(value, column.name)) for column in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    return [plain(item) for item in value]


def _families(results: AgreementResults) -> dict[str, int]:
    """How many tests each of Holm's corrections was made for."""
    families = {
        "level": _n_tested(results.level_p.values()),
        "profile": _n_tested(results.profile_p.values()),
        "rater_means": _n_tested(results.kruskal_p.values()),
        "rater_mean_pairs": sum(_n_tested(pairs) for pairs in results.mann_whitney_p.values()),
    }
    if results.tests is not None:
        families["difference"] = results.tests.n_omnibus_family
        families["difference_pairs"] = results.tests.n_pair_family
    return families


def _n_tested(p_values: Iterable[float | None]) -> int:
    return sum(p is not None for p in p_values)


def _tests(results: AgreementResults) -> dict[str, Any]:
    """Tests with all that the table has no column for: degrees of freedom, who was left out, reasons."""
    by_item = {
        "level": results.level_tests,
        "profile": results.profile_tests,
        "rater_means": results.kruskal_tests,
    }
    found = {name: [_test(test) for test in tests.values()] for name, tests in by_item.items()}
    found["difference"] = [] if results.tests is None else [asdict(test) for test in results.tests.omnibus]
    return found


def _test(test: Any) -> dict[str, Any]:
    made: dict[str, Any] = plain(test)
    return {"is_made": not isinstance(test, NoResult), **made}


def _split(split: Split) -> dict[str, Any]:
    """What the rows of a split do not say: the clips that both sides are compared on, and who is on none."""
    named = {"context": split.context, "item": split.item, "group": split.group}
    return {**named, "n_neutral": split.n_neutral, "clips": list(split.clips)}


def _clip_intervals(results: AgreementResults) -> list[dict[str, Any]]:
    """Intervals for other clips with the same listeners, which have no column in the table."""
    intervals = []
    for (item, group_id, estimator), found in results.secondary.items():
        if found.over != "clips" or found.interval is None:
            continue
        language, group = language_and_group(results, group_id)
        intervals.append(
            {
                "item": item,
                "language": language,
                "group": group,
                "estimator": estimator,
                "lower": found.interval.lower,
                "upper": found.interval.upper,
                "level": found.interval.level,
                "n_dropped_clips": found.n_dropped_clips,
            }
        )
    return intervals
