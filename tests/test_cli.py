"""The command line as a shell sees it: exit codes, one line an error, and what is not imported."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from merlingua.gui import cli
from tests.processes import hear_ctrl_c

HEAVY = ("PySide6", "torch", "sqlalchemy", "numpy", "scipy", "soundfile", "sounddevice")
"""Nothing of these is needed to say what a command does."""


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command with its subcommands, the bare program first."""
    yield path
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, subparser in action.choices.items():
                yield from commands(subparser, (*path, name))


ALL_COMMANDS = list(commands(cli.build_parser()))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A user of their own, without a screen."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    kept.pop("QT_QPA_PLATFORM", None)
    kept.pop("MERLINGUA_SETTINGS", None)
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path)}
    return kept | home


def merlingua(
    *arguments: str | Path, environment: dict[str, str], cwd: Path
) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "merlingua"
    return subprocess.run(
        [program, *arguments], env=environment, cwd=cwd, capture_output=True, text=True, timeout=120
    )


def in_python(program: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)


def test_the_version_is_the_packages(environment: dict[str, str], tmp_path: Path) -> None:
    result = merlingua("--version", environment=environment, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (0, "merlingua 0.1.0\n")


def test_python_m_merlingua_gui_is_the_same_program(environment: dict[str, str]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "merlingua.gui", "--version"], env=environment, capture_output=True, text=True
    )
    assert (result.returncode, result.stdout) == (0, "merlingua 0.1.0\n")


def test_help_imports_neither_qt_nor_anything_else_that_is_slow(environment: dict[str, str]) -> None:
    program = (
        "import sys\n"
        "from merlingua.gui.cli import main\n"
        f"for path in {ALL_COMMANDS!r}:\n"
        "    try: main([*path, '--help'])\n"
        "    except SystemExit as done: assert done.code == 0, path\n"
        f"print('LOADED', *({set(HEAVY)!r} & sys.modules.keys()))"
    )
    result = in_python(program, environment)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("usage: merlingua") == len(ALL_COMMANDS)
    assert result.stdout.splitlines()[-1].split() == ["LOADED"]


@pytest.mark.parametrize("wrong", [["fly"], ["study"], ["--font-scale", "110"], ["study", "check"]])
def test_wrong_usage_exits_with_2(environment: dict[str, str], tmp_path: Path, wrong: list[str]) -> None:
    result = merlingua(*wrong, environment=environment, cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith("usage: ")


def test_an_option_of_the_window_is_not_silently_lost_before_another_command(
    environment: dict[str, str], tmp_path: Path
) -> None:
    result = merlingua("--theme", "dark", "study", "schema", environment=environment, cwd=tmp_path)
    assert result.returncode == 2
    assert "--theme before a command is the window's" in result.stderr


def test_an_option_of_the_window_may_stand_before_or_after_demo() -> None:
    for arguments in (["--theme", "dark", "demo"], ["demo", "--theme", "dark"]):
        parsed = cli.build_parser().parse_args(arguments)
        assert (parsed.window_theme, parsed.window_kiosk, parsed.window_store) == ("dark", False, None)


def test_the_font_scales_are_those_of_the_window() -> None:
    pytest.importorskip("PySide6", reason="needs Qt")
    from merlingua.gui.theme import FONT_SCALES, THEME_NAMES

    assert [100 * scale for scale in FONT_SCALES] == list(cli.FONT_SCALES)
    assert cli.build_parser().parse_args(["--theme", THEME_NAMES[-1]]).window_theme == THEME_NAMES[-1]


def test_an_error_that_a_person_can_mend_is_one_line_and_exit_1(
    environment: dict[str, str], tmp_path: Path
) -> None:
    result = merlingua("study", "check", tmp_path / "李", environment=environment, cwd=tmp_path)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "李" in result.stderr
    assert result.stdout == ""


def test_every_problem_of_a_study_is_a_line_of_its_own(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("schema_version: 1\nstudyy: {}\nblocs: []\n", "utf-8")
    result = merlingua("study", "check", tmp_path, environment=environment, cwd=tmp_path)
    assert result.returncode == 1
    lines = result.stderr.splitlines()
    assert [line for line in lines if line.startswith("study.yaml:2: ") and "'study'" in line]
    assert [line for line in lines if line.startswith("study.yaml:3: ") and "'blocks'" in line]
    assert lines[-1].endswith("problems")


def test_a_reader_that_goes_away_is_no_error_worth_words(environment: dict[str, str], tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "merlingua"
    with subprocess.Popen(
        [program, "study", "schema"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (cli.BROKEN_PIPE, b"")


def test_ctrl_c_ends_a_command_with_130_and_without_a_traceback(
    environment: dict[str, str], tmp_path: Path, repository: Path
) -> None:
    clips = repository / "surveys" / "demo" / "clips.csv"
    assert (
        merlingua("study", "new", "s", "--clips", clips, environment=environment, cwd=tmp_path).returncode
        == 0
    )
    program = Path(sys.executable).parent / "merlingua"
    store = tmp_path / "x.db"
    with subprocess.Popen(
        [program, "study", "simulate", "s", "--participants", "100000", "--seed", "1", "--store", store],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,
    ) as process:
        end = time.monotonic() + 60
        while not store.exists() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == cli.INTERRUPTED
    assert "Traceback" not in said


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is looked at on Linux alone")
def test_without_a_display_one_line_says_what_to_do(environment: dict[str, str], tmp_path: Path) -> None:
    result = merlingua(environment=environment, cwd=tmp_path)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("merlingua: There is no display")
    assert "xvfb-run" in line


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is looked at on Linux alone")
def test_a_display_that_does_not_answer_is_named(environment: dict[str, str], tmp_path: Path) -> None:
    # Qt itself would print four lines and abort with a core dump.
    result = merlingua(environment=environment | {"DISPLAY": ":4711"}, cwd=tmp_path)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert "DISPLAY=:4711 does not answer" in line


def test_without_qt_one_line_says_what_to_install(environment: dict[str, str]) -> None:
    program = (
        "import sys\nsys.modules['PySide6'] = None\nfrom merlingua.gui.cli import main\nsys.exit(main([]))"
    )
    result = in_python(program, environment | {"QT_QPA_PLATFORM": "offscreen"})
    assert result.returncode == 1
    assert result.stderr == "merlingua: Qt is not installed: pip install PySide6-Essentials brings it.\n"


def test_a_library_that_qt_links_to_is_named_where_it_is_missing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    # The words of glibc's loader, raised from where Qt's extension modules would raise them.
    qt = tmp_path / "stub" / "PySide6"
    qt.mkdir(parents=True)
    missing = "libEGL.so.1: cannot open shared object file: No such file or directory"
    (qt / "__init__.py").write_text(f"raise ImportError({missing!r})\n", "utf-8")
    stubbed = environment | {"PYTHONPATH": str(qt.parent), "QT_QPA_PLATFORM": "offscreen"}
    result = in_python("import sys\nfrom merlingua.gui.cli import main\nsys.exit(main([]))", stubbed)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert "libEGL.so.1" in line
    assert "setup_system.sh" in line


def test_an_unknown_failure_keeps_its_traceback(environment: dict[str, str]) -> None:
    program = (
        "from merlingua.gui import cli\n"
        "def broken(arguments): raise ZeroDivisionError('a bug')\n"
        "cli._open_window = broken\n"
        "cli.main([])"
    )
    result = in_python(program, environment)
    assert result.returncode == 1
    assert "Traceback" in result.stderr
    assert "ZeroDivisionError: a bug" in result.stderr
