"""The report's main part: in short, how much listeners agree, and whether groups differ in it.

Conventions
-----------
Only what remains after Holm's correction is called a difference: items of ``surviving_items``, pairs of
``differing_pairs``. What does not remain is "not detected", with its interval, and never "equal".
"""

from __future__ import annotations

from merlingua.analysis.agreement_results import ALL, AgreementResults
from merlingua.analysis.estimates import UNDEFINED, Estimate
from merlingua.analysis.permutation import LanguageTests, OmnibusTest, PairTest
from merlingua.analysis.report_elements import (
    Cell,
    Html,
    Pieces,
    Table,
    bullets,
    element,
    joined,
    paragraph,
    text,
)
from merlingua.analysis.report_ratings import level_and_profile_in_words
from merlingua.analysis.report_words import ReportWords


def in_short(results: AgreementResults, words: ReportWords) -> Html:
    """What a reader in haste should take home."""
    matrix = next(iter(results.matrices.values()), None)
    n_ratings = sum(int((matrix.codes >= 0).sum()) for matrix in results.matrices.values())
    lines = [
        words.say(
            "short.used",
            raters=words.count(0 if matrix is None else matrix.n_raters),
            clips=words.count(len(results.clips)),
            ratings=words.count(n_ratings),
        ),
        _range(results, words),
        *_differences_in_short(results, words),
        *level_and_profile_in_words(results, words),
        words.say("short.meaning"),
    ]
    return bullets(line for line in lines if line)


def _range(results: AgreementResults, words: ReportWords) -> str:
    found = [(results.estimates[item, ALL].value, item) for item in results.items]
    defined = [(value, item) for value, item in found if value is not None]
    if not defined:
        return ""
    (low, low_item), (high, high_item) = min(defined), max(defined)
    return words.say(
        "short.range",
        low=words.apa(low),
        low_item=words.item(low_item),
        high=words.apa(high),
        high_item=words.item(high_item),
    )


def _differences_in_short(results: AgreementResults, words: ReportWords) -> list[str]:
    tests = results.tests
    if tests is None or not tests.n_omnibus_family:
        return [words.say("differences.none")]
    items = tests.surviving_items
    if not items:
        return [words.say("short.no_difference", n=tests.n_omnibus_family)]
    named = words.listed_all(words.item(item) for item in items)
    pairs = [_pair_in_words(pair, words) for pair in tests.differing_pairs]
    return [
        words.say("short.differ", items=named, n=tests.n_omnibus_family),
        words.say("short.pairs", pairs=words.several(pairs)) if pairs else words.say("short.no_pairs"),
    ]


def _pair_in_words(pair: PairTest, words: ReportWords) -> str:
    difference = f"{words.apa(pair.difference)} {words.apa_interval(pair.interval)}".strip()
    return f"{words.item(pair.item)}, {words.pair(pair.first, pair.second)}: {difference}"


def agreement(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    """Alpha of every item in every group, drawn, as a table and in words."""
    level = words.level(results.options.level)
    columns = [f"{words.group(group.id)} (n = {words.count(group.n_raters)})" for group in results.groups]
    table = Table(words.say("agreement.caption", level=level), [words.say("item"), *columns])
    for item in results.items:
        cells = [_alpha_cell(results.estimates[item, group], words) for group in results.group_ids]
        table.add(words.item(item), cells)
    return joined(
        [
            paragraph(words.say("agreement.what", level=level)),
            paragraph(words.say("agreement.intervals")),
            pieces.figures("alpha", "alpha_heat_map"),
            pieces.table(table),
            element("h3", text(words.say("agreement.sentences"))),
            bullets(apa_sentence(results, item, words) for item in results.items),
        ]
    )


def _alpha_cell(estimate: Estimate, words: ReportWords) -> Cell:
    if estimate.value is None:
        return Cell(words.why(estimate.flags), is_undefined=True)
    for_listeners = f"{words.apa(estimate.value)} {words.apa_interval(estimate.listeners)}".strip()
    lines = (for_listeners, words.apa_interval(estimate.both, "()"))
    flags = [flag for flag in estimate.flags if not flag.startswith(UNDEFINED)]
    return Cell("\n".join(line for line in lines if line), flags)


def apa_sentence(results: AgreementResults, item: str, words: ReportWords) -> str:
    """What a paper would say of one item."""
    every = results.estimates[item, ALL]
    if every.value is None:
        return words.say("apa.all_undefined", item=words.item(item), reason=words.why(every.flags))
    first = words.say(
        "apa.all",
        item=words.item(item),
        value=words.apa(every.value),
        interval=words.apa_interval(every.listeners),
        raters=words.count(every.n_raters),
        clips=words.count(every.n_clips),
    )
    others = [group for group in results.group_ids if group != ALL]
    groups = [_group_in_words(results.estimates[item, group], group, words) for group in others]
    by_group = words.say("apa.groups", groups=words.several(groups)) if len(groups) > 1 else ""
    return words.sentences([first, by_group, _verdict(results.tests, item, words)])


def _group_in_words(estimate: Estimate, group: str, words: ReportWords) -> str:
    if estimate.value is None:
        return words.say("apa.group_undefined", group=words.group(group), reason=words.why(estimate.flags))
    return words.say(
        "apa.group",
        group=words.group(group),
        value=words.apa(estimate.value),
        interval=words.apa_interval(estimate.listeners),
    ).rstrip()


def _verdict(tests: LanguageTests | None, item: str, words: ReportWords) -> str:
    test = next((test for test in tests.omnibus if test.item == item), None) if tests else None
    if tests is None or test is None:
        return ""
    if test.p is None or test.p_adjusted is None:
        return words.say("apa.not_tested", reason=words.why(test.flags))
    key = "apa.differ" if item in tests.surviving_items else "apa.no_difference"
    return words.say(key, p=words.p_is(test.p), p_adjusted=words.p_is(test.p_adjusted))


def differences(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    """The tests of the groups' alphas by the plan: omnibus, Holm, pairs."""
    tests = results.tests
    if tests is None or not tests.omnibus:
        return paragraph(words.say("differences.none"))
    how = words.say(
        "differences.how",
        permutations=words.count(tests.n_permutations),
        seed=tests.seed,
        family=tests.n_omnibus_family,
        pair_family=tests.n_pair_family,
    )
    omnibus = Table(
        words.say("differences.caption"),
        [
            words.say(key)
            for key in ("item", "differences.statistic", "p", "p_adjusted", "differences.verdict")
        ],
    )
    for test in tests.omnibus:
        omnibus.add(words.item(test.item), _omnibus_cells(test, tests, words))
    return joined(
        [
            paragraph(how),
            pieces.table(omnibus),
            pieces.table(_pair_table(tests, words)),
            pieces.figures("differences"),
        ]
    )


def _omnibus_cells(test: OmnibusTest, tests: LanguageTests, words: ReportWords) -> list[Cell | str]:
    if test.p is None or test.statistic is None:
        untested = Cell(words.say("differences.untested"), is_undefined=True)
        return ["–", "–", "–", Cell(f"{untested.says}: {words.why(test.flags)}", is_undefined=True)]
    differs = test.item in tests.surviving_items
    verdict = words.say("differences.yes" if differs else "differences.not")
    return [
        words.number(test.statistic),
        words.apa_p(test.p),
        words.apa_p(test.p_adjusted),
        Cell(verdict, test.flags),
    ]


def _pair_table(tests: LanguageTests, words: ReportWords) -> Table:
    keys = ("pairs.pair", "item", "pairs.difference", "p", "p_adjusted", "differences.verdict")
    table = Table(words.say("pairs.caption"), [words.say(key) for key in keys])
    differing = set(tests.differing_pairs)
    for pair in tests.pairs:
        if pair.p is None:
            continue
        verdict = words.say("differences.yes" if pair in differing else "differences.not")
        difference = f"{words.apa(pair.difference)} {words.apa_interval(pair.interval)}".strip()
        cells = [words.item(pair.item), difference, words.apa_p(pair.p), words.apa_p(pair.p_adjusted)]
        table.add(words.pair(pair.first, pair.second), [*cells, Cell(verdict, pair.flags)])
    return table
