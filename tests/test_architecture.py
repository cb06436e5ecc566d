"""The tree keeps its shape: layers, packages, names, and what a wheel holds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

PACKAGES = ("surveys", "analysis", "mer_models", "gui")

FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "misc", "manager", "core", "base"}
"""Module names that say nothing about what is inside."""

LONGEST_FILE = 350
"""Lines; a longer file is split by concept."""

QT = {"PySide6", "shiboken6"}
ABOVE = {
    "surveys": {*QT, "torch", "pandas", "sounddevice", "merlingua.gui", "merlingua.analysis"},
    "analysis": {*QT, "torch", "sounddevice", "merlingua.gui", "merlingua.mer_models"},
    "mer_models": {*QT, "sounddevice", "merlingua.gui"},
}
"""What a fresh interpreter must not have imported after every module of the package.

sounddevice loads PortAudio when it is imported, which a system may lack: only an open player does that.
"""


def tracked(repository: Path, *patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=repository,
        check=True,
        capture_output=True,
        text=True,
    )
    files = [repository / name for name in listed.stdout.split("\0") if name]
    return sorted(file for file in files if file.exists())


def test_the_layers_hold_as_import_linter_sees_them(repository: Path) -> None:
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=repository,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.mark.parametrize("package", sorted(ABOVE))
def test_no_module_below_the_window_imports_what_belongs_above_it(repository: Path, package: str) -> None:
    modules = [file.stem for file in (repository / package).glob("*.py") if file.stem != "__init__"]
    imports = "\n".join(f"import merlingua.{package}.{module}" for module in modules)
    program = f"import merlingua.{package}\n{imports}\nimport sys\nprint(*sorted(sys.modules), sep='\\n')"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    loaded = set(result.stdout.split())
    assert f"merlingua.{package}" in loaded
    assert not loaded & ABOVE[package]


def test_the_list_of_packages_equals_the_folders_on_disk(repository: Path) -> None:
    setuptools = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    outside = {"tests", "tools", "benchmarks", "docs", "build", "dist", "screenshots"}
    on_disk = {
        init.parent.relative_to(repository)
        for init in repository.rglob("__init__.py")
        if init.relative_to(repository).parts[0] not in outside
        and not any(part.startswith(".") for part in init.relative_to(repository).parts)
    }
    assert {Path(folder) for folder in setuptools["package-dir"].values()} == on_disk
    assert set(setuptools["packages"]) == {f"merlingua.{folder}" for folder in on_disk}
    assert {folder.as_posix() for folder in on_disk} == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_an_init_is_a_docstring_and_nothing_else(repository: Path, package: str) -> None:
    tree = ast.parse((repository / package / "__init__.py").read_text("utf-8"))
    assert ast.get_docstring(tree)
    assert len(tree.body) == 1


def test_no_module_has_a_name_that_says_nothing(repository: Path) -> None:
    named = {file.stem.lower(): file for file in tracked(repository, "*.py")}
    assert not FORBIDDEN_NAMES & named.keys()


def test_no_python_file_is_longer_than_350_lines(repository: Path) -> None:
    lengths = {file: file.read_text("utf-8").count("\n") for file in tracked(repository, *sources())}
    assert len(lengths) > 10
    assert {str(file): n for file, n in lengths.items() if n > LONGEST_FILE} == {}


def test_nothing_in_the_tree_knows_a_place_on_one_machine(repository: Path) -> None:
    # An absolute path works where it was written and nowhere else.
    place = re.compile(
        r"""(?:^|["'\s=(:])(/(?:work|farm|root|Users|home/[a-z]+)/\w[^\s"')]*)""", re.MULTILINE
    )
    found = {}
    for file in tracked(
        repository, "*.py", "*.sh", "*.toml", "*.yaml", "*.csv", "*.txt", "Makefile", ".ci/run"
    ):
        hits = place.findall(file.read_text("utf-8", errors="replace"))
        if hits and file != Path(__file__):
            found[str(file.relative_to(repository))] = hits
    assert found == {}


def test_no_module_asserts_what_comes_from_outside(repository: Path) -> None:
    # `python -O` removes assertions: input is checked with errors that say what to do.
    asserting = [
        str(file)
        for file in tracked(repository, *sources())
        if any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    ]
    assert asserting == []


def test_the_wheel_holds_every_module_and_the_data_beside_them(repository: Path, tmp_path: Path) -> None:
    # An editable install finds data that the wheel forgets: only a wheel shows it.
    copy = tmp_path / "checkout"
    for file in tracked(repository):
        target = copy / file.relative_to(repository)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(copy)],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    data = {".py", ".csv", ".ogg", ".typed", ".mako", ".svg", ".yaml", ".json"}
    expected = {
        f"merlingua/{file.relative_to(repository).as_posix()}"
        for file in tracked(repository, *PACKAGES)
        if file.suffix in data
    }
    assert expected <= inside, sorted(expected - inside)
    assert not [name for name in inside if name.split("/")[0] not in {"merlingua", wheel_info(wheel)}]


def wheel_info(wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    return f"{name}-{version}.dist-info"


def sources() -> tuple[str, ...]:
    return tuple(f"{package}/*.py" for package in PACKAGES)


SQL_CALLS = {"execute", "exec_driver_sql", "executemany"}
OWN_NAMES = {
    *("table", "columns", "column", "marks", "name", "names", "query", "number", "value", "statement"),
    *("before", "named", "path", "asked", "role", "schema", "index", "options"),
}
"""What is written into statements beside constants: names of tables and columns, marks for values, numbers of
the program itself. Another name here wants a look at where its value comes from."""
PLACEHOLDER = re.compile(r"^(_?[A-Z][A-Z_]*|" + "|".join(sorted(OWN_NAMES)) + r")\b")


def test_nothing_but_names_of_the_program_itself_is_written_into_sql(repository: Path) -> None:
    found, n_looked_at = [], 0
    for package in PACKAGES:
        for file in sorted((repository / package).rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text("utf-8"))):
                if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args):
                    continue
                if call.func.attr not in SQL_CALLS:
                    continue
                n_looked_at += 1
                for part in ast.walk(call.args[0]):
                    if isinstance(part, ast.FormattedValue):
                        written = ast.unparse(part.value)
                        if not PLACEHOLDER.match(written):
                            found.append(f"{file.relative_to(repository)}:{part.lineno}: {written}")
                    if isinstance(part, ast.Call) and getattr(part.func, "attr", "") == "format":
                        found.append(f"{file.relative_to(repository)}:{part.lineno}: format()")
    assert n_looked_at > 50
    assert found == []
