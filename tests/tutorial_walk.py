"""The commands of docs/tutorial.md, and what it says that they print.

    python -m tests.tutorial_walk

runs them all in a new folder and writes what they print into the page.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
PATIENCE_S = 600
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_HERE_END = "END"
_NUMBER = re.compile(r"[-+\u2212]?\d*\.?\d+(?:e-?\d+)?")


@dataclass(frozen=True)
class Shown:
    """A command and the output that follows it in the page."""

    command: str
    output: str


def shown_commands(page: str) -> list[Shown]:
    """All commands of a page, in order; one that ends in a here-document goes on to its END."""
    return [each for block in _BLOCK.findall(page) for each in _of_block(block)]


def _of_block(block: str) -> list[Shown]:
    found: list[tuple[list[str], list[str]]] = []
    is_here = False
    for line in block.splitlines():
        if is_here:
            found[-1][0].append(line)
            is_here = line != _HERE_END
        elif line.startswith("$ "):
            found.append(([line.removeprefix("$ ")], []))
            is_here = f"<<'{_HERE_END}'" in line
        else:
            found[-1][1].append(line)
    return [Shown("\n".join(command), "\n".join(output)) for command, output in found]


def run(command: str, folder: Path, home: Path) -> str:
    """What a command prints; CalledProcessError if it fails."""
    environment = os.environ | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "COLUMNS": "100",
    }
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    if ended.returncode != 0:
        raise AssertionError(f"$ {command}\nended with {ended.returncode}:\n{ended.stdout}")
    return ended.stdout.replace(str(folder), "...").rstrip("\n")


def without_numbers(text: str) -> list[str]:
    """The words of each line: numbers of a model differ in their last digits between processors."""
    return [" ".join(_NUMBER.sub("#", line).split()) for line in text.splitlines()]


def main() -> None:
    """Write what the commands print into the page."""
    page = PAGE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as work:
        folder, home = Path(work) / "tutorial", Path(work) / "home"
        folder.mkdir()
        home.mkdir()

        def renewed(match: re.Match[str]) -> str:
            lines = []
            for each in _of_block(match[1]):
                lines += [f"$ {each.command}"]
                print(f"$ {each.command.splitlines()[0]}", flush=True)
                output = run(each.command, folder, home)
                lines += [output] if output else []
            return "```console\n" + "\n".join(lines) + "\n```"

        page = _BLOCK.sub(renewed, page)
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
