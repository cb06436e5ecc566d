"""The process that computes for the Agreement page: real, killed, and started again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from merlingua.gui.agreement_model import ChangeQuestion, ContentsQuestion
from merlingua.gui.agreement_process import AgreementProcess, AgreementProcessError
from merlingua.surveys.errors import StoreError


@pytest.fixture
def process() -> Iterator[AgreementProcess]:
    process = AgreementProcess()
    yield process
    process.close()


def asked(process: AgreementProcess, question: Any) -> Future[Any]:
    return process.executor.submit(process.ask, question)


def test_a_store_that_is_not_there_yet_has_no_studies(process: AgreementProcess, tmp_path: Path) -> None:
    assert asked(process, ContentsQuestion(str(tmp_path / "none.db"))).result() == ()


def test_an_error_comes_back_as_what_it_is(process: AgreementProcess, tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    file.write_text("no store " * 100)
    with pytest.raises(StoreError, match=r"is not a store|damaged|not a database"):
        asked(process, ContentsQuestion(str(file))).result()
    assert asked(process, ChangeQuestion()).result() is False


def test_a_bug_in_the_process_is_raised_with_its_traceback(process: AgreementProcess) -> None:
    with pytest.raises(RuntimeError, match="Traceback"):
        asked(process, "no question at all").result()


def test_a_process_that_dies_is_said_and_the_next_question_starts_another(
    process: AgreementProcess, tmp_path: Path
) -> None:
    question = ContentsQuestion(str(tmp_path / "none.db"))
    asked(process, question).result()
    assert process._process is not None
    process._process.kill()
    with pytest.raises(AgreementProcessError, match="has ended"):
        asked(process, question).result()
    assert asked(process, question).result() == ()


def test_a_stopped_process_is_gone_at_once_and_starts_again(
    process: AgreementProcess, tmp_path: Path
) -> None:
    question = ContentsQuestion(str(tmp_path / "none.db"))
    asked(process, question).result()
    running = process._process
    assert running is not None
    process.stop()
    assert running.wait(timeout=5) != 0
    assert asked(process, question).result() == ()


def test_after_close_nothing_is_started(tmp_path: Path) -> None:
    process = AgreementProcess()
    process.close()
    with pytest.raises(AgreementProcessError):
        process.ask(ContentsQuestion(str(tmp_path / "none.db")))


def test_the_process_computes_without_qt() -> None:
    modules = "merlingua.gui.agreement_process, merlingua.gui.agreement_work"
    code = f"import sys, {modules}; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_page_is_shown_without_pandas_in_the_window() -> None:
    # pandas and scipy take a second to import and a hundred megabytes: they are the process's.
    code = (
        "import sys, merlingua.gui.agreement_actions; "
        "sys.exit(bool({'pandas', 'scipy', 'matplotlib', 'krippendorff'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
