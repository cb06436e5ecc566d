"""What the report says of the listeners: who they are, what they like and know, how musical they are."""

from __future__ import annotations

from merlingua.analysis.agreement_results import ALL, AgreementResults, Split, TraitContrast
from merlingua.analysis.estimates import UNDEFINED, Estimate
from merlingua.analysis.exclusions import RULES, ListenerFlow, RuleFindings
from merlingua.analysis.gold_msi_table import GoldMsiCell
from merlingua.analysis.permutation import SIGNIFICANCE
from merlingua.analysis.report_elements import Cell, Html, Pieces, Table, joined, paragraph
from merlingua.analysis.report_words import ReportWords

CONTEXTS = ("preference", "familiarity", "comprehension")
STAGES = ("began", "rated", "complete", "used")


def listeners(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    """How many began, rated, finished, are used; who was left out; whom the rules would find."""
    flow = results.flow
    if flow is None:
        return Html("")
    heads = [words.say("listeners.group"), *(words.say(f"listeners.{stage}") for stage in STAGES)]
    table = Table(words.say("listeners.flow"), heads)
    for language in flow.began:
        counts = [getattr(flow, stage).get(language, 0) for stage in STAGES]
        table.add(words.language_or_all(language), [words.count(n) for n in counts])
    return joined(
        [pieces.table(table), paragraph(_left_out(flow, words)), pieces.table(_rules(results.rules, words))]
    )


def _left_out(flow: ListenerFlow, words: ReportWords) -> str:
    if not flow.left_out:
        return words.say("listeners.none_out")
    reasons = []
    for reason in flow.reasons:
        n = flow.count(reason)
        if reason in RULES:
            reasons.append(words.say("reason.rule", n=words.count(n), rule=words.say(f"rule.{reason}")))
        else:
            reasons.append(words.say(f"reason.{reason}", n=words.count(n)))
    said = words.say("listeners.out", reasons=words.several(reasons))
    return words.sentences([said, words.say("listeners.who_out")])


def _rules(rules: tuple[RuleFindings, ...], words: ReportWords) -> Table:
    keys = ("rules.rule", "rules.threshold", "rules.found", "rules.unknown", "rules.applied")
    table = Table(words.say("rules.caption"), [words.say(key) for key in keys])
    for rule in rules:
        table.add(
            words.say(f"rule.{rule.rule}"),
            [
                words.short(rule.threshold),
                words.count(len(rule.found)) if rule.n_judged else "–",
                words.count(rule.n_not_judged),
                words.say("yes" if rule.is_applied else "no"),
            ],
        )
    return table


def splits(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    """Agreement on what is liked, known and understood, and on what is not."""
    if not results.splits:
        return Html("")
    kept = results.options.neutral == "keep"
    neutral = words.say("splits.kept" if kept else "splits.dropped")
    tables = [pieces.table(_split_table(context, results, words)) for context in CONTEXTS]
    return joined([paragraph(words.say("splits.what", neutral=neutral)), *tables, pieces.figures("split")])


def _split_table(context: str, results: AgreementResults, words: ReportWords) -> Table:
    keys = ("splits.high", "splits.low", "splits.difference", "p_adjusted", "splits.clips", "splits.neutral")
    heads = [words.say("item"), *(words.say(key) for key in keys)]
    table = Table(words.say(f"splits.caption.{context}"), heads)
    for split in results.splits:
        if split.context == context and split.group == ALL:
            table.add(words.item(split.item), _split_cells(split, words))
    return table


def _split_cells(split: Split, words: ReportWords) -> list[Cell | str]:
    if split.difference is None:
        difference = Cell(words.why(split.flags), is_undefined=True)
    else:
        says = f"{words.apa(split.difference)} {words.apa_interval(split.interval)}".strip()
        difference = Cell(says, [flag for flag in split.flags if not flag.startswith(UNDEFINED)])
    return [
        _side(split.high, words),
        _side(split.low, words),
        difference,
        words.apa_p(split.p_adjusted),
        words.count(len(split.clips)),
        words.count(split.n_neutral),
    ]


def _side(estimate: Estimate, words: ReportWords) -> Cell:
    if estimate.value is None:
        return Cell(words.why(estimate.flags), is_undefined=True)
    return Cell(f"{words.apa(estimate.value)} {words.apa_interval(estimate.listeners)}".strip())


def gold_msi(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    """The Gold-MSI's scores, and agreement above and below its norm means."""
    return joined([_scores(results, words, pieces), _traits(results, words, pieces)])


def _scores(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    found = results.gold_msi
    if found is None:
        return Html("")
    columns = [words.say("gold_msi.factor"), *(words.group(group) for group in found.groups)]
    table = Table(words.say("gold_msi.caption"), columns)
    for factor in found.factors:
        cells = [_score_cell(found.cells.get((factor, group)), words) for group in found.groups]
        table.add(words.say(f"factor.{factor}"), cells)
    without = words.say("gold_msi.without", n=words.count(found.n_without)) if found.n_without else ""
    said = words.sentences([words.say("gold_msi.what"), without])
    return joined([paragraph(said), pieces.table(table)])


def _score_cell(cell: GoldMsiCell | None, words: ReportWords) -> Cell:
    if cell is None or cell.mean is None or cell.sd is None:
        return Cell(words.why(() if cell is None else cell.flags), is_undefined=True)
    says = f"{words.number(cell.mean)} ({words.number(cell.sd)}), n = {words.count(cell.n)}"
    if cell.cronbach is not None:
        alpha = cell.cronbach
        says += f"\nα = {words.apa(alpha.value)} {words.apa_interval(alpha.interval)}"
    return Cell(says.rstrip())


def _traits(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    if not results.traits:
        return Html("")
    remaining = [trait for trait in results.traits if _remains(trait)]
    named = [
        words.say(
            "traits.found",
            factor=words.say(f"factor.{trait.factor}"),
            item=words.item(trait.item),
            difference=words.apa(trait.pair.difference) if trait.pair else "–",
        )
        for trait in remaining
    ]
    found = words.several(named) if named else words.say("traits.nothing")
    return joined([paragraph(words.say("traits.what", found=found)), pieces.figures("traits")])


def _remains(trait: TraitContrast) -> bool:
    return trait.p_adjusted is not None and trait.p_adjusted < SIGNIFICANCE
