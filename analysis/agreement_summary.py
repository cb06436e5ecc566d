"""What the terminal says of an analysis at its end: alpha by item and group, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from merlingua.analysis.agreement_results import ALL, BY_LANGUAGE, AgreementResults
from merlingua.analysis.estimates import UNDEFINED, Estimate
from merlingua.analysis.permutation import SIGNIFICANCE

GAP = "  "
LISTENERS_OUT: Mapping[str, str] = {
    "not_complete": "did not finish",
    "no_rating": "rated nothing",
    "where": "do not meet --where",
    "where_unknown": "have no answer to what --where asks",
    "simulated": "are simulated",
    "group_unknown": "belong to no group",
}
"""Why participants are left out; other reasons are the names of rules."""


def summary_lines(results: AgreementResults) -> Iterator[str]:
    """The results in short, for a terminal; `report.html` has them whole."""
    yield from _listener_lines(results)
    yield ""
    yield from _alpha_lines(results)
    yield ""
    yield from _test_lines(results)


def _listener_lines(results: AgreementResults) -> Iterator[str]:
    groups = ", ".join(f"{group.id} {group.n_raters}" for group in results.groups)
    yield f"study {results.study_id}: {len(results.clips)} clips; listeners {groups}"
    flow = results.flow
    if flow is None:
        return
    if flow.left_out:
        reasons = (f"{flow.count(reason)} {_reason(reason)}" for reason in flow.reasons)
        yield f"left out: {_counted(len(flow.left_out), 'participant')} ({', '.join(reasons)})"
    if flow.n_simulated_used:
        yield f"simulated: {_counted(flow.n_simulated_used, 'listener')}, whose answers nobody gave"


def _reason(reason: str) -> str:
    return LISTENERS_OUT.get(reason, f"by the rule {reason}")


def _alpha_lines(results: AgreementResults) -> Iterator[str]:
    percent = f"{100 * results.options.interval_level:g} %"
    yield f"Krippendorff's alpha, {results.options.level} [{percent} interval for other listeners]"
    cells = {key: _cell(estimate) for key, estimate in results.estimates.items()}
    header = ["", *results.group_ids]
    rows = [[item, *(cells[item, group] for group in results.group_ids)] for item in results.items]
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    for row in (header, *rows):
        yield GAP.join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
    flags = dict.fromkeys(flag for estimate in results.estimates.values() for flag in estimate.flags)
    for flag in flags:
        if not flag.startswith(UNDEFINED):
            yield f"{_words(flag)}: {', '.join(_with_flag(results, flag))}"


def _with_flag(results: AgreementResults, flag: str) -> Iterable[str]:
    """Where a flag stands: the groups, and the items where it is not all of them."""
    for group in results.group_ids:
        items = [item for item in results.items if flag in results.estimates[item, group].flags]
        is_of_all = all(
            item in items or not results.estimates[item, group].is_defined for item in results.items
        )
        if items and is_of_all:
            yield group
        elif items:
            yield f"{group} ({', '.join(items)})"


def _cell(estimate: Estimate) -> str:
    if estimate.value is None:
        return _words(estimate.flags[0]) if estimate.flags else UNDEFINED
    if estimate.listeners is None:
        return _decimal(estimate.value)
    lower, upper = estimate.listeners
    return f"{_decimal(estimate.value)} [{_decimal(lower)}, {_decimal(upper)}]"


def _words(flag: str) -> str:
    return flag.replace(":", ": ").replace("_", " ")


def _test_lines(results: AgreementResults) -> Iterator[str]:
    what = "languages" if results.options.by == BY_LANGUAGE else "groups"
    if len([group for group in results.group_ids if group != ALL]) < 2:
        yield f"Nothing is compared: there are no two {what}."
        return
    yield from _difference_lines(results, what)
    for name, tests, adjusted in (
        ("Level: does one rate higher?", results.level_tests, results.level_p),
        ("Profile: do they rate different clips high?", results.profile_tests, results.profile_p),
    ):
        if tests:
            yield _family_line(name, adjusted, f"the {what}")


def _difference_lines(results: AgreementResults, what: str) -> Iterator[str]:
    tests = results.tests
    if tests is None:
        yield f"Whether the {what} agree to different degrees was not tested (--permutations 0)."
        return
    adjusted = {test.item: test.p_adjusted for test in tests.omnibus}
    yield _family_line("Agreement: does one agree more?", adjusted, f"the {what}")
    for pair in tests.differing_pairs:
        more, less = (pair.first, pair.second) if pair.difference > 0 else (pair.second, pair.first)
        if pair.p_adjusted is not None:
            yield (
                f"  {pair.item}: {more} agree more than {less} by {_decimal(abs(pair.difference))}, "
                f"p {_p(pair.p_adjusted)} over {_counted(tests.n_pair_family, 'pair')}"
            )
    yield (
        f"  {tests.n_permutations} permutations, seed {tests.seed}; p corrected after Holm over "
        f"{_counted(tests.n_omnibus_family, 'test')}"
    )


def _family_line(name: str, adjusted: Mapping[str, float | None], whom: str) -> str:
    tested = {item: p for item, p in adjusted.items() if p is not None}
    if not tested:
        return f"{name} Not tested: see results.csv for the reasons."
    found = [f"{item} (p {_p(p)})" for item, p in tested.items() if p < SIGNIFICANCE]
    if not found:
        return f"{name} No difference between {whom} was detected in {_counted(len(tested), 'test')}."
    rest = len(tested) - len(found)
    others = f"; none was detected in the other {rest}" if rest else ""
    return f"{name} {whom.capitalize()} differ in {', '.join(found)}{others}."


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _p(p: float) -> str:
    return "< .001" if p < 0.001 else f"= {_decimal(p, digits=3)}"


def _decimal(value: float, *, digits: int = 2) -> str:
    """As papers write what cannot pass 1: .31, -.05."""
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("0.", ".", 1) if abs(float(text)) < 1 else text
