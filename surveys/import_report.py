"""What an import read, kept, doubts and refused: as text for people, as JSON for programs.

Conventions
-----------
Nothing is left out in silence: each reason is counted, and a few examples of it are named. ``doubtful`` was
kept and is to be looked at; ``refused`` is not in the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

N_EXAMPLES = 10
"""Examples that are named for a reason; further ones are counted."""
HEADER_AGAIN = "the line with the columns' names once more: files were put together"
"""Why a row is refused that is nobody's."""


@dataclass
class Finding:
    """One reason, how often it was met, and where at first."""

    n: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass
class ImportReport:
    """Grows while an import goes on. The counts are in the order in which they were set."""

    source: str
    study_id: str
    read: dict[str, int] = field(default_factory=dict)
    """What was in the source: ``files``, ``rows``, ``participants`` …"""
    kept: dict[str, int] = field(default_factory=dict)
    """What is in the store now, or was there already."""
    by_language: dict[str, dict[str, int]] = field(default_factory=dict)
    """What was kept of each survey language, where an importer counts it."""
    doubtful: dict[str, Finding] = field(default_factory=dict)
    refused: dict[str, Finding] = field(default_factory=dict)

    def doubt(self, reason: str, *examples: str, n: int | None = None) -> None:
        """Something was kept that is to be looked at: ``n`` cases, with examples (None: they are all)."""
        _note(self.doubtful, reason, examples, n)

    def refuse(self, reason: str, *examples: str, n: int | None = None) -> None:
        """Something was not taken: ``n`` cases with these examples (None: they are all)."""
        _note(self.refused, reason, examples, n)

    def most_refused(self, n: int = 3) -> str:
        """What was refused most often, each with an example, for a sentence."""
        reasons = sorted(self.refused.items(), key=lambda entry: -entry[1].n)
        return "; ".join(f"{found.n} × {reason} ({found.examples[0]})" for reason, found in reasons[:n])

    def as_json(self) -> dict[str, Any]:
        """The whole report as JSON can hold it."""
        return {
            "source": self.source,
            "study": self.study_id,
            "read": dict(self.read),
            "kept": dict(self.kept),
            "by_language": {language: dict(counts) for language, counts in self.by_language.items()},
            "doubtful": _listed(self.doubtful),
            "refused": _listed(self.refused),
        }

    def lines(self) -> Iterator[str]:
        """The report for a terminal."""
        yield f"study {self.study_id}, from {self.source}"
        for title, counts in (("read", self.read), ("kept", self.kept)):
            yield f"{title}: " + _counts_line(counts)
        for language, counts in self.by_language.items():
            yield f"  {language}: {_counts_line(counts)}"
        for title, findings in (("doubtful", self.doubtful), ("refused", self.refused)):
            yield from _finding_lines(title, findings)


def _counts_line(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {name}" for name, n in counts.items())


def _note(findings: dict[str, Finding], reason: str, examples: Sequence[str], n: int | None) -> None:
    n = len(examples) if n is None else n
    if not n:
        return
    finding = findings.setdefault(reason, Finding())
    finding.n += n
    finding.examples.extend(examples[: N_EXAMPLES - len(finding.examples)])


def _listed(findings: Mapping[str, Finding]) -> list[dict[str, Any]]:
    return [
        {"reason": reason, "n": found.n, "examples": list(found.examples)}
        for reason, found in findings.items()
    ]


def _finding_lines(title: str, findings: Mapping[str, Finding]) -> Iterator[str]:
    if not findings:
        yield f"{title}: nothing"
        return
    yield f"{title}:"
    for reason, found in findings.items():
        yield f"  {found.n} × {reason}"
        yield from (f"      {example}" for example in found.examples)
        if 0 < len(found.examples) < found.n:
            yield f"      … and {found.n - len(found.examples)} more"
