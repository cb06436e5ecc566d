"""What the terminal says: while an analysis runs, and at its end."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from merlingua.analysis.agreement_results import AgreementResults
from merlingua.analysis.agreement_summary import summary_lines
from merlingua.analysis.estimates import Interval
from merlingua.analysis.permutation import LanguageTests, OmnibusTest, PairTest
from merlingua.analysis.progress_line import ProgressLine
from tests.analysis.sample_results import sample_results


@pytest.fixture(scope="module")
def results() -> AgreementResults:
    return sample_results()


def text_of(results: AgreementResults) -> str:
    return "\n".join(summary_lines(results))


def with_p(results: AgreementResults, *, p: float, pair_p: float | None) -> AgreementResults:
    """The same with one tested item and this pair."""
    omnibus = OmnibusTest("joy", ("en", "de"), (), (12, 12), 12, 9.0, p, p)
    pair = PairTest("joy", "en", "de", -0.25, 0.1, Interval(-0.45, -0.05), -2.5, pair_p, pair_p)
    return replace(results, tests=LanguageTests((omnibus,), (pair,), 1, 1, 9999, 7))


def test_it_says_who_is_counted_and_who_is_left_out_why(results: AgreementResults) -> None:
    assert "listeners en 12, de 12, all 24" in text_of(results)
    assert "left out: 1 participant (1 did not finish)" in text_of(results)


def test_numbers_are_written_as_papers_do_with_their_interval(results: AgreementResults) -> None:
    estimate = results.estimates["joy", "de"]
    assert estimate.value is not None
    assert estimate.listeners is not None
    lower, upper = (f"{limit:.2f}"[1:] for limit in estimate.listeners)
    assert f"{estimate.value:.2f}"[1:] + f" [{lower}, {upper}]" in text_of(results)


def test_what_is_undefined_says_why_and_is_no_number(results: AgreementResults) -> None:
    (line,) = [line for line in text_of(results).splitlines() if line.startswith("fear")]
    assert line.count("undefined: one category") == 3
    assert not any(character.isdigit() for character in line)


def test_small_groups_are_named(results: AgreementResults) -> None:
    assert "low n: en, de" in text_of(results).splitlines()


def test_no_difference_is_not_told_as_equality(results: AgreementResults) -> None:
    text = text_of(with_p(results, p=0.4, pair_p=None))
    assert "No difference between the languages was detected in 1 test." in text
    assert "equal" not in text
    assert "agree more than" not in text


def test_a_pair_that_differs_is_told_with_its_direction_p_and_family(results: AgreementResults) -> None:
    text = text_of(with_p(results, p=0.0004, pair_p=0.012))
    assert "The languages differ in joy (p < .001)." in text
    assert "  joy: de agree more than en by .25, p = .012 over 1 pair" in text
    assert "  9999 permutations, seed 7; p corrected after Holm over 1 test" in text


def test_without_tests_it_says_that_there_were_none(results: AgreementResults) -> None:
    assert "was not tested (--permutations 0)" in text_of(replace(results, tests=None))
    alone = replace(results, groups=(replace(results.groups[0], id="en"), results.groups[2]))
    assert "there are no two languages" in text_of(alone)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_that_goes_away() -> None:
    terminal = Terminal()
    with ProgressLine(terminal) as line:
        line("tests", 1, 4)
        line("tests", 2, 4)
        line("some_step", 0, 1)
    # the second follows at once and is left out
    assert terminal.getvalue().split("\r\x1b[K") == ["", "permutation tests … 25 %", "some step …", ""]


def test_progress_is_silent_where_there_is_no_terminal() -> None:
    file = io.StringIO()
    with ProgressLine(file) as line:
        line("tests", 1, 4)
    assert file.getvalue() == ""
