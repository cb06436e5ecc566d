"""Writes docs/soak.md: what the last `make soak` found, from pytest's JUnit file.

python tools/write_soak.py build/soak.xml
"""

from __future__ import annotations

import platform
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "soak.md"

HEAD = """\
# The long form of the tests

`make test` runs some tests in a short form: a hundred killed processes instead of five hundred, thirty
simulated listeners instead of two hundred. `make soak` runs what it leaves out, and writes this page:
the last run.
"""


def soak_page(file: Path) -> str:
    """The page of one run: when, on what, each test with its outcome, seconds and what it printed."""
    suite = ElementTree.parse(file).getroot().find("testsuite")
    if suite is None:
        raise SystemExit(f"{file} is no JUnit file of pytest: run `make soak`")
    cases = sorted(suite.iter("testcase"), key=lambda case: (case.get("classname", ""), case.get("name", "")))
    n_failed = sum(outcome(case) != "passed" for case in cases)
    lines = [
        HEAD,
        f"- {suite.get('timestamp', '')[:19]} UTC, commit {commit()}, Python {platform.python_version()}, "
        f"{platform.system()} on {platform.machine()}",
        f"- {len(cases)} tests, {n_failed} not passed, {float(suite.get('time', 0)):.0f} s on two cores",
        "",
        "| test | outcome | seconds |",
        "|---|---|---:|",
    ]
    for case in cases:
        place = case.get("classname", "").rpartition(".")[2]
        name = case.get("name", "").replace("_", " ").removeprefix("test ")
        lines.append(f"| {place}: {name} | {outcome(case)} | {float(case.get('time', 0)):.0f} |")
    captured = [case.findtext("system-out") or "" for case in cases]
    printed = [line for text in captured for line in text.splitlines() if line and "Captured" not in line]
    if printed:
        lines += ["", "What they measured:", "", "```text", *printed, "```"]
    return "\n".join(lines) + "\n"


def outcome(case: ElementTree.Element) -> str:
    """``passed``, ``failed``, ``error`` or ``skipped``."""
    found = [tag for tag in ("failure", "error", "skipped") if case.find(tag) is not None]
    return {"failure": "failed"}.get(found[0], found[0]) if found else "passed"


def commit() -> str:
    """The short hash of the commit that is checked out."""
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    PAGE.write_text(soak_page(Path(sys.argv[1])), "utf-8", newline="\n")
