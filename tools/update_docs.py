"""Writes docs/commands.md, what `merlingua COMMAND --help` says, and docs/study.schema.json.

    python tools/update_docs.py            write them
    python tools/update_docs.py --check    exit 1 where one is not what the program says

argparse words its help a little differently from one Python to the next: the page is what Python 3.11 says.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"

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
    """Write the files, or compare them."""
    from merlingua.surveys.study_schema import study_schema_text

    made = {DOCS / "commands.md": commands_page(), DOCS / "study.schema.json": study_schema_text()}
    if sys.argv[1:] != ["--check"]:
        for file, text in made.items():
            file.write_text(text, "utf-8", newline="\n")
        return 0
    old = [file for file, text in made.items() if not file.exists() or file.read_text("utf-8") != text]
    for file in old:
        print(f"docs/{file.name} is not what the program says: run `make docs`", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
