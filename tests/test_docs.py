"""What the documentation says is what the program does."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Example:
    """A command of a console block and the output that stands under it."""

    command: str
    output: str


def console_examples(page: str) -> list[Example]:
    """All ``$`` lines of a page's console blocks; a backslash at a line's end goes on in the next."""
    examples: list[Example] = []
    for block in re.findall(r"^```console\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block.replace("\\\n", ""), flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            examples.append(Example(command.strip(), output))
    return examples


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="argparse words its help as Python 3.11 does here"
)
def test_the_page_of_commands_is_what_their_help_says(repository: Path) -> None:
    script = repository / "tools" / "update_docs.py"
    result = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("page", ["README.md", "docs/running-a-study.md"])
def test_the_session_of_a_page_runs_and_prints_what_it_says(
    page: str, repository: Path, tmp_path: Path
) -> None:
    # Output is compared word for word; `...` stands for what differs from run to run.
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "surveys").symlink_to(repository / "surveys")
    environment = os.environ | {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "COLUMNS": "96",
        "NO_COLOR": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    examples = console_examples((repository / page).read_text("utf-8"))
    session = [example for example in examples if not example.command.startswith("make ")]
    assert len(session) >= 5
    checker = doctest.OutputChecker()
    for example in session:
        result = subprocess.run(
            ["bash", "-c", example.command], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        printed = result.stdout + result.stderr
        assert checker.check_output(example.output, printed, flags), f"$ {example.command}\n{printed}"


def test_the_readme_names_every_command(repository: Path) -> None:
    readme = (repository / "README.md").read_text("utf-8")
    documented = re.findall(
        r"^## merlingua (.+)$", (repository / "docs" / "commands.md").read_text("utf-8"), flags=re.MULTILINE
    )
    leaves = [name for name in documented if not any(other.startswith(f"{name} ") for other in documented)]
    assert len(leaves) > 5
    missing = [name for name in leaves if f"merlingua {name}" not in readme]
    assert missing == []


def test_every_target_of_make_that_the_pages_name_is_there(repository: Path) -> None:
    makefile = (repository / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    for page in [repository / "README.md", *sorted((repository / "docs").glob("*.md"))]:
        named = set(re.findall(r"`?\bmake ([a-z-]+)`", page.read_text("utf-8")))
        assert named <= targets, page


def test_every_link_of_the_pages_leads_to_a_file(repository: Path) -> None:
    for page in [repository / "README.md", repository / "CHANGELOG.md", *(repository / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_test_that_the_pages_name_is_there(repository: Path) -> None:
    pages = [repository / "docs" / "security.md", repository / "docs" / "privacy.md"]
    named = {
        name
        for page in pages
        for name in re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", page.read_text("utf-8"))
    }
    assert len(named) > 30
    for each in sorted(named):
        file, _, function = each.partition("::")
        assert (repository / file).is_file(), each
        assert not function or f"def {function}(" in (repository / file).read_text("utf-8"), each
