"""Compile the window's translations: gui/i18n/*.ts → *.qm, by Qt's own lrelease as PySide6 brings it.

    python tools/build_translations.py            # what is newer than its .qm
    python tools/build_translations.py --update   # first take over new and changed texts from gui/*.py

The ``.qm`` are build products: ``make`` and the wheel's build call this, and nothing commits them.
``--update`` leaves new texts unfinished; tests/gui/test_translation.py names them until they are translated.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "gui" / "i18n"
LANGUAGES = ("es", "de", "zh-Hans")
"""English is the language of the source and needs no file."""


def main() -> int:
    """Compile, and give the exit code: 1 where a tool failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="take over new texts from gui/*.py first")
    arguments = parser.parse_args()
    if arguments.update:
        update()
    for file in (source_of(language) for language in LANGUAGES):
        compiled = file.with_suffix(".qm")
        if compiled.exists() and compiled.stat().st_mtime >= file.stat().st_mtime:
            continue
        run("lrelease", "-silent", str(file), "-qm", str(compiled))
        print(f"{compiled.relative_to(ROOT)}: {compiled.stat().st_size} bytes")
    return 0


def update() -> None:
    """Bring the .ts to the texts of gui/*.py: new ones unfinished, dropped ones gone."""
    sources = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "gui").glob("*.py"))
    for language in LANGUAGES:
        run(
            "lupdate",
            "-silent",
            "-no-obsolete",
            "-locations",
            "none",
            "-source-language",
            "en",
            "-target-language",
            language,
            *sources,
            "-ts",
            str(source_of(language)),
        )


def source_of(language: str) -> Path:
    """The .ts of a language."""
    return FOLDER / f"merlingua_{language}.ts"


def run(tool: str, *arguments: str) -> None:
    """Run one of Qt's tools; SystemExit in one line where it is missing or fails."""
    import PySide6

    folder = Path(PySide6.__file__).parent
    found = [
        path
        for path in (folder / tool, folder / f"{tool}.exe", folder / "Qt/libexec" / tool)
        if path.exists()
    ]
    if not found:
        sys.exit(f"{tool} is not in {folder}: install PySide6-Essentials whole")
    done = subprocess.run([str(found[0]), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{tool} failed: {done.stderr.strip() or done.stdout.strip()}")


if __name__ == "__main__":
    sys.exit(main())
