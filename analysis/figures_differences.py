"""What differs: agreement between groups, level between groups, and agreement with context and traits.

Conventions
-----------
All are panels (`figures_panels`): only what was tested and survives both steps of correction is emphasised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from merlingua.analysis.agreement_results import ALL, AgreementResults, Split, TraitContrast
from merlingua.analysis.figures_alpha import limits
from merlingua.analysis.figures_drawing import Cell, Drawing, Words4
from merlingua.analysis.figures_fonts import showable
from merlingua.analysis.figures_panels import (
    Contrast,
    Panel,
    PanelTable,
    found_sentences,
    panel_drawings,
)
from merlingua.analysis.figures_sheets import Sheet
from merlingua.analysis.figures_words import Words
from merlingua.analysis.level_profile import LevelTest
from merlingua.analysis.permutation import SIGNIFICANCE, PairTest


def difference_drawings(results: AgreementResults, words: Words) -> list[Drawing]:
    """Differences of alpha between pairs of groups; nothing where nothing was tested."""
    tests = results.tests
    if tests is None or not tests.pairs:
        return []
    found = {(pair.item, pair.first, pair.second) for pair in tests.differing_pairs}
    names = list(dict.fromkeys((pair.first, pair.second) for pair in tests.pairs))
    why = {test.item: words.reason(test.flags) for test in tests.omnibus if test.p is None}
    by_pair: dict[tuple[str, str], dict[str, Contrast]] = {
        pair: {item: Contrast(None, reason=reason) for item, reason in why.items()} for pair in names
    }
    for pair in tests.pairs:
        is_found = (pair.item, pair.first, pair.second) in found
        by_pair[pair.first, pair.second][pair.item] = Contrast(
            pair.difference, pair.interval, is_found, pair.p_adjusted
        )
    panels = [Panel(words.pair(*pair), contrasts) for pair, contrasts in by_pair.items()]
    left_out = dict.fromkeys(group for test in tests.omnibus for group in test.left_out)
    fixed = {
        "n_omnibus": tests.n_omnibus_family,
        "n_pairs": tests.n_pair_family,
        "n_permutations": words.number(tests.n_permutations, 0),
        "left_out": words.listed(words.group(group) for group in left_out),
    }
    return panel_drawings(
        "differences",
        panels,
        results.items,
        kind="differences",
        axis=words.text("differences.axis"),
        words=words,
        says=partial(_says, "differences", words, fixed),
        table=PanelTable(
            ("item", "first", "second", "difference", "se", "lower", "upper", "p", "p_adjusted", "differs",
             "flags"),
            lambda items: [_pair_row(pair, found) for pair in tests.pairs if pair.item in items],
        ),
    )  # fmt: skip


def level_drawings(results: AgreementResults, words: Words) -> list[Drawing]:
    """How high each group rates each item; nothing where no level was compared."""
    tests = {item: test for item, test in results.level_tests.items() if isinstance(test, LevelTest)}
    if not tests:
        return []
    done = {effect.group for test in tests.values() for effect in test.effects}
    groups = [group for group in results.group_ids if group in done]
    by_group: dict[str, dict[str, Contrast]] = {group: {} for group in groups}
    for item, result in results.level_tests.items():
        p = results.level_p.get(item)
        if not isinstance(result, LevelTest):
            for contrasts in by_group.values():
                contrasts[item] = Contrast(None, reason=words.reason(result.flags))
            continue
        for effect in result.effects:
            is_found = p is not None and p < SIGNIFICANCE
            by_group[effect.group][item] = Contrast(
                effect.log_odds, effect.interval, is_found, p, is_of_item=True
            )
    left_out = dict.fromkeys(group for test in tests.values() for group in test.left_out)
    fixed: dict[str, object] = {"left_out": words.listed(words.group(group) for group in left_out)}
    return panel_drawings(
        "level",
        [Panel(words.group(group), contrasts) for group, contrasts in by_group.items()],
        results.items,
        kind="level",
        axis=words.text("level.axis"),
        words=words,
        says=lambda sheet, every: _says_of_levels(results, tests, sheet, every, words, fixed),
        table=PanelTable(
            ("item", "group", "log_odds", "se", "lower", "upper", "p", "p_adjusted", "flags"),
            lambda items: [row for item in items for row in _level_rows(results, item)],
        ),
    )


def split_drawings(results: AgreementResults, words: Words) -> list[Drawing]:
    """Agreement on what is liked and disliked and so on; one drawing a context."""
    drawings: list[Drawing] = []
    for context in dict.fromkeys(split.context for split in results.splits):
        splits = [split for split in results.splits if split.context == context]
        if all(split.difference is None for split in splits):
            continue
        panels = []
        for group in (ALL, *(group for group in results.group_ids if group != ALL)):
            contrasts = {split.item: _split(split, words) for split in splits if split.group == group}
            if any(contrast.value is not None for contrast in contrasts.values()):
                panels.append(Panel(words.group(group), contrasts))
        fixed = {"context": words.text(f"context.{context}")}
        drawings += panel_drawings(
            f"split-{context}",
            panels,
            results.items,
            kind="split",
            axis=words.text("split.axis", contrast=words.text(f"contrast.{context}")),
            words=words,
            says=partial(_says, "split", words, fixed),
            table=PanelTable(
                ("context", "item", "group", "n_clips", "alpha_high", "alpha_low", "difference", "se",
                 "lower", "upper", "p", "p_adjusted", "n_neutral", "flags"),
                partial(_split_rows, splits),
            ),
        )  # fmt: skip
    return drawings


def trait_drawings(results: AgreementResults, words: Words) -> list[Drawing]:
    """Agreement of listeners above and below the norm of each factor of the Gold-MSI."""
    if all(trait.pair is None for trait in results.traits):
        return []
    by_factor: dict[str, dict[str, Contrast]] = {}
    for trait in results.traits:
        by_factor.setdefault(trait.factor, {})[trait.item] = _trait(trait, words)
    panels = []
    for factor, contrasts in by_factor.items():
        key = f"factor.{factor}"
        panels.append(Panel(words.text(key) if words.has(key) else showable(factor), contrasts))
    return panel_drawings(
        "traits",
        panels,
        results.items,
        kind="traits",
        axis=words.text("traits.axis"),
        words=words,
        says=partial(_says, "traits", words, {}),
        table=PanelTable(
            ("factor", "item", "n_above", "n_below", "alpha_above", "alpha_below", "difference", "se",
             "lower", "upper", "p", "p_adjusted", "flags"),
            lambda items: [_trait_row(trait) for trait in results.traits if trait.item in items],
        ),
    )  # fmt: skip


def _says(
    kind: str, words: Words, fixed: Mapping[str, object], sheet: Sheet[str], panels: Sequence[Panel]
) -> Words4:
    n_found, n_all, found = found_sentences(panels, sheet.things, words)
    return words.of(
        kind,
        part=sheet.part,
        n_items=len(sheet.things),
        n_panels=len(panels),
        n_found=n_found,
        n_all=n_all,
        found=found,
        **fixed,
    )


def _says_of_levels(
    results: AgreementResults,
    tests: dict[str, LevelTest],
    sheet: Sheet[str],
    panels: Sequence[Panel],
    words: Words,
    fixed: Mapping[str, object],
) -> Words4:
    sentences = []
    for item in sheet.things:
        p = results.level_p.get(item)
        if item not in tests or p is None or p >= SIGNIFICANCE:
            continue
        effects = sorted(tests[item].effects, key=lambda effect: effect.log_odds)
        sentences.append(
            words.text("range", item=words.item(item), p=words.p(p), high=words.group(effects[-1].group),
                       low=words.group(effects[0].group))
        )  # fmt: skip
    return words.of(
        "level",
        part=sheet.part,
        n_items=len(sheet.things),
        n_panels=len(panels),
        n_found=len(sentences),
        found=words.several(sentences),
        **fixed,
    )


def _split(split: Split, words: Words) -> Contrast:
    if split.difference is None:
        return Contrast(None, reason=words.reason(split.flags))
    is_found = split.p_adjusted is not None and split.p_adjusted < SIGNIFICANCE
    return Contrast(split.difference, split.interval, is_found, split.p_adjusted)


def _trait(trait: TraitContrast, words: Words) -> Contrast:
    if trait.pair is None:
        return Contrast(None, reason=words.reason(trait.flags))
    is_found = trait.p_adjusted is not None and trait.p_adjusted < SIGNIFICANCE
    return Contrast(trait.pair.difference, trait.pair.interval, is_found, trait.p_adjusted)


def _pair_row(pair: PairTest, found: set[tuple[str, str, str]]) -> tuple[Cell, ...]:
    return (
        pair.item, pair.first, pair.second, pair.difference, pair.se, *limits(pair.interval), pair.p,
        pair.p_adjusted, (pair.item, pair.first, pair.second) in found, " ".join(pair.flags),
    )  # fmt: skip


def _level_rows(results: AgreementResults, item: str) -> list[tuple[Cell, ...]]:
    result = results.level_tests.get(item)
    if not isinstance(result, LevelTest):
        flags = "" if result is None else " ".join(result.flags)
        return [(item, None, None, None, None, None, None, None, flags)]
    return [
        (
            item, effect.group, effect.log_odds, effect.se, *limits(effect.interval), result.p,
            results.level_p.get(item), " ".join(result.flags),
        )
        for effect in result.effects
    ]  # fmt: skip


def _split_rows(splits: Sequence[Split], items: Sequence[str]) -> list[tuple[Cell, ...]]:
    return [_split_row(split) for split in splits if split.item in items]


def _split_row(split: Split) -> tuple[Cell, ...]:
    return (
        split.context, split.item, split.group, len(split.clips), split.high_same.value, split.low_same.value,
        split.difference, split.se, *limits(split.interval), split.p, split.p_adjusted, split.n_neutral,
        " ".join(split.flags),
    )  # fmt: skip


def _trait_row(trait: TraitContrast) -> tuple[Cell, ...]:
    pair = trait.pair
    return (
        trait.factor, trait.item, trait.above.n_raters, trait.below.n_raters, trait.above.value,
        trait.below.value, pair.difference if pair else None, pair.se if pair else None,
        *limits(pair.interval if pair else None),
        trait.p, trait.p_adjusted, " ".join(trait.flags),
    )  # fmt: skip
