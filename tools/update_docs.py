"""Writes docs/commands.md: what `merlingua COMMAND --help` says, for each command.

    python tools/update_docs.py            write it
    python tools/update_docs.py --check    exit 1 where it is not what the program says

argparse words its help a little differently from one Python to the next: the page is what Python 3.11 says.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"

HEAD = """\
# Commands

What `merlingua COMMAND --help` says, for each command. `make docs` writes this page.
"""

WIDTH = "96"
"""Columns of the help: argparse asks the terminal otherwise."""


def commands_page() -> str:
    """The whole page."""
    os.environ["COLUMNS"] = WIDTH
    os.environ["NO_COLOR"] = "1"
    from merlingua.gui.cli import build_parser

    sections = [HEAD]
    for name, parser in parsers(build_parser(), "merlingua"):
        sections.append(f"## {name}\n\n```console\n$ {name} --help\n{parser.format_help().rstrip()}\n```\n")
    return "\n".join(sections)


def parsers(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Each command with its parser, the whole program first."""
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child, subparser in action.choices.items():
                yield from parsers(subparser, f"{name} {child}")


def main() -> int:
    """Write the page, or compare it."""
    page = commands_page()
    if sys.argv[1:] == ["--check"]:
        is_current = PAGE.exists() and PAGE.read_text("utf-8") == page
        if not is_current:
            print("docs/commands.md is not what the commands say: run `make docs`", file=sys.stderr)
        return 0 if is_current else 1
    PAGE.write_text(page, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
