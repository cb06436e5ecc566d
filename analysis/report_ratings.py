"""What the report says of the ratings: their level and profile, means, excerpts, and other measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from merlingua.analysis.agreement_results import ALL, AgreementResults, MeanLabel, NoResult, Statistic
from merlingua.analysis.level_profile import LevelTest, ProfileTest
from merlingua.analysis.permutation import SIGNIFICANCE
from merlingua.analysis.rater_means import KruskalTest
from merlingua.analysis.report_elements import Cell, Html, Pieces, Table, joined, paragraph
from merlingua.analysis.report_words import ReportWords

Tested = LevelTest | ProfileTest | KruskalTest | NoResult


def level_and_profile(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    """Whether groups rate higher, and whether they rate different excerpts high."""
    if not results.level_tests and not results.profile_tests:
        return paragraph(words.say("differences.none"))
    keys = ("level.level", "p_adjusted", "level.profile", "p_adjusted", "level.means", "p_adjusted")
    table = Table(words.say("level.caption"), [words.say("item"), *(words.say(key) for key in keys)])
    for item in results.items:
        table.add(
            words.item(item),
            [
                *_test_cells(results.level_tests.get(item), results.level_p.get(item), words),
                *_test_cells(results.profile_tests.get(item), results.profile_p.get(item), words),
                *_test_cells(results.kruskal_tests.get(item), results.kruskal_p.get(item), words),
            ],
        )
    return joined(
        [
            paragraph(words.say("level.how")),
            *(paragraph(line) for line in level_and_profile_in_words(results, words)),
            pieces.table(table),
            _differing_means(results, words),
            pieces.figures("level"),
        ]
    )


def _test_cells(test: Tested | None, p: float | None, words: ReportWords) -> list[Cell | str]:
    if test is None:
        return ["–", "–"]
    if isinstance(test, NoResult):
        return [Cell(words.why(test.flags), is_undefined=True), "–"]
    if isinstance(test, LevelTest):
        df2 = words.number(test.df2, 1)
        says = f"F({test.df1}{words.separator}\N{NO-BREAK SPACE}{df2})\n= {words.number(test.statistic)}"
    elif isinstance(test, ProfileTest):
        says = f"Q = {words.number(test.statistic, 1)}"
    else:
        says = f"H({test.df}) = {words.number(test.h)}\nε² = {words.apa(test.epsilon_squared)}"
    return [Cell(says, test.flags), words.apa_p(p)]


def level_and_profile_in_words(results: AgreementResults, words: ReportWords) -> list[str]:
    """A sentence each on the items whose level, and whose profile, differs after correction."""
    asked = {"level": results.level_p, "profile": results.profile_p}
    return [
        _found(kind, p, words) for kind, p in asked.items() if any(value is not None for value in p.values())
    ]


def _found(kind: str, p: Mapping[str, float | None], words: ReportWords) -> str:
    items = [item for item, value in p.items() if value is not None and value < SIGNIFICANCE]
    if not items:
        return words.say(f"{kind}.no_difference")
    return words.say(f"{kind}.differ", items=words.listed_all(words.item(item) for item in items))


def _differing_means(results: AgreementResults, words: ReportWords) -> Html:
    pairs = [
        words.say(
            "means.pair",
            item=words.item(pair.item),
            first=words.group(pair.first),
            second=words.group(pair.second),
            cles=words.apa(pair.cles),
        )
        for item, tested in results.mann_whitney.items()
        for pair, p in zip(tested, results.mann_whitney_p.get(item, ()), strict=False)
        if p is not None and p < SIGNIFICANCE
    ]
    return paragraph(words.say("means.pairs", pairs=words.several(pairs))) if pairs else Html("")


def mean_labels(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    """How reliable the mean of each group is."""
    columns = [words.say("item"), *(words.group(group) for group in results.group_ids)]
    table = Table(words.say("mean_label.caption"), columns)
    for item in results.items:
        cells = [
            _mean_label_cell(results.mean_labels[item, group], words)
            for group in results.group_ids
            if (item, group) in results.mean_labels
        ]
        if cells:
            table.add(words.item(item), cells)
    return joined([paragraph(words.say("mean_label.what")), pieces.table(table)])


def _mean_label_cell(label: MeanLabel, words: ReportWords) -> Cell:
    if label.value is None:
        return Cell(words.why(label.flags), is_undefined=True)
    lines = [f"{words.apa(label.value)} {words.apa_interval(label.listeners)}".strip()]
    if label.raters_per_clip is not None:
        lines.append(f"k = {words.short(round(label.raters_per_clip, 1))}")
    return Cell("\n".join(lines))


def other_measures(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    """The statistics beside alpha, of all listeners."""
    names = list(dict.fromkeys(name for _, group, name in results.secondary if group == ALL))
    if not names:
        return Html("")
    table = Table(
        words.say("secondary.caption"),
        [words.say("item"), *(words.say(f"estimator.{name}") for name in names)],
    )
    for item in results.items:
        cells = [_statistic_cell(results.secondary.get((item, ALL, name)), words) for name in names]
        table.add(words.item(item), cells)
    dropped = max((found.n_dropped_clips for found in results.secondary.values()), default=0)
    said = words.say("secondary.dropped", n=dropped) if dropped else words.say("secondary.none_dropped")
    return joined([paragraph(words.say("secondary.what", dropped=said)), pieces.table(table)])


def _statistic_cell(found: Statistic | None, words: ReportWords) -> Cell:
    if found is None:
        return Cell("–")
    if found.value is None:
        return Cell(words.why(found.flags), is_undefined=True)
    return Cell(
        f"{words.apa(found.value)} {words.apa_interval(found.interval)}".strip(), _marked(found.flags)
    )


def _marked(flags: Sequence[str]) -> list[str]:
    return [flag for flag in flags if not flag.startswith("undefined")]


def answers(pieces: Pieces) -> Html:
    """What was answered, excerpt by excerpt."""
    return pieces.figures("answers", "circumplex")


def clips(words: ReportWords, pieces: Pieces) -> Html:
    """In which excerpts listeners disagree."""
    return _with_figures("clips.what", words, pieces.figures("disagreement"))


def influence(words: ReportWords, pieces: Pieces) -> Html:
    """What single listeners do to alpha."""
    return _with_figures("influence.what", words, pieces.figures("influence"))


def _with_figures(key: str, words: ReportWords, figures: Html) -> Html:
    return joined([paragraph(words.say(key)), figures]) if figures else Html("")
